"""Files made to hurt the reader, or sent by mistake: each ends in one sentence, quickly and in little memory."""

from __future__ import annotations

import io
import os
import random
import struct
import subprocess
import sys
import time
import zipfile

import pytest

from linkspan.engines.tabular import Sheet, TableRefused, messages, read_sheets, recognise
from linkspan.engines.tabular import archive as archive_module
from linkspan.engines.tabular.limits import MAX_BYTES, MAX_CELLS, MAX_STRINGS

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SECONDS = 10
MEBIBYTES = 300


def package(
    sheet: str, *, strings: str = "", styles: str = "", head: str = "", extra: dict[str, bytes] | None = None
) -> bytes:
    """A workbook of one sheet from its inner XML."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("[Content_Types].xml", "<Types/>")
        out.writestr(
            "_rels/.rels",
            f'<Relationships><Relationship Id="r" Type="{REL}/officeDocument" Target="xl/workbook.xml"/>'
            "</Relationships>",
        )
        out.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{REL}">'
            '<sheets><sheet name="S" sheetId="1" r:id="s"/></sheets></workbook>',
        )
        kinds = {"s": ("worksheet", "worksheets/s.xml"), "t": ("sharedStrings", "t.xml"), "f": ("styles", "f.xml")}
        relations = "".join(
            f'<Relationship Id="{key}" Type="{REL}/{kind}" Target="{path}"/>' for key, (kind, path) in kinds.items()
        )
        out.writestr("xl/_rels/workbook.xml.rels", f"<Relationships>{relations}</Relationships>")
        out.writestr("xl/worksheets/s.xml", f'{head}<worksheet xmlns="{MAIN}">{sheet}</worksheet>')
        if strings:
            out.writestr("xl/t.xml", f'<sst xmlns="{MAIN}">{strings}</sst>')
        if styles:
            out.writestr("xl/f.xml", f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>')
        for name, data in (extra or {}).items():
            out.writestr(name, data)
    return stream.getvalue()


def one_cell(body: str = "<v>1</v>", attributes: str = "") -> str:
    return f'<sheetData><row r="1"><c r="A1" {attributes}>{body}</c></row></sheetData>'


def refused(data: bytes, name: str = "a.xlsx") -> str:
    """The code with which a file is refused, within the time that a person waits."""
    before = time.process_time()
    with pytest.raises(TableRefused) as caught:
        read_sheets(data, name)
    assert time.process_time() - before < SECONDS
    assert caught.value.text("zh-CN").endswith("。")
    assert caught.value.text("en").endswith(".")
    return caught.value.code


def read(data: bytes, name: str = "a.xlsx") -> Sheet:
    return read_sheets(data, name)[0]


# -- XML ---------------------------------------------------------------------------------------------------------------

LAUGHS = "<!DOCTYPE x [" + '<!ENTITY a0 "ha">' + "".join(
    f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)
) + "]>"  # fmt: skip
OUTSIDE = '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd" [<!ENTITY e SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize("head", [LAUGHS, OUTSIDE, "<!DOCTYPE x>"])
def test_declarations_are_refused(head: str) -> None:
    assert refused(package(one_cell("<is><t>&a9;&e;</t></is>", 't="inlineStr"'), head=head)) == "declaration"


@pytest.mark.parametrize("part", ["docProps/app.xml", "xl/drawings/vmlDrawing1.vml", "xl/other.xml"])
def test_declarations_are_refused_in_parts_that_nobody_reads(part: str) -> None:
    assert refused(package(one_cell(), extra={part: LAUGHS.encode() + b"<x/>"})) == "declaration"


def test_declaration_in_another_encoding_is_refused() -> None:
    data = f'<?xml version="1.0" encoding="utf-16"?>{LAUGHS}<x/>'.encode("utf-16")
    assert refused(package(one_cell(), extra={"docProps/core.xml": data})) == "declaration"


def test_endless_token_and_depth_are_refused() -> None:
    assert refused(package(f'<sheetData a="{"x" * 9_000_000}"/>')) == "part_damaged"
    assert refused(package("<a>" * 100 + "</a>" * 100)) == "part_damaged"
    assert refused(package(one_cell(f"<v>{'9' * 9_000_000}</v>"))) == "text_too_long"


def test_mountain_of_empty_elements_is_refused() -> None:
    assert refused(package("<sheetData>" + "<a/>" * 7_000_000 + "</sheetData>")) == "part_damaged"


def test_million_strings_and_cells_are_refused() -> None:
    assert refused(package(one_cell(), strings="<si><t>x</t></si>" * (MAX_STRINGS + 1))) == "too_many_strings"
    row = "<row>" + "<c><v>1</v></c>" * 1000 + "</row>"
    assert refused(package(f"<sheetData>{row * (MAX_CELLS // 1000 + 1)}</sheetData>")) == "too_many_cells"


@pytest.mark.parametrize(
    "sheet",
    [
        one_cell("<v>7</v>", 't="s"'),
        one_cell("<v>seven</v>"),
        one_cell("<v>nan</v>"),
        '<sheetData><row r="0"><c><v>1</v></c></row></sheetData>',
        '<sheetData><row r="9999999"><c><v>1</v></c></row></sheetData>',
        '<sheetData><row r="1"><c r="ZZZ1"><v>1</v></c></row></sheetData>',
        '<sheetData><row r="1"><c r="1A"><v>1</v></c></row></sheetData>',
        "<sheetData><row",
        '<mergeCells><mergeCell ref="A"/></mergeCells>',
    ],
)
def test_nonsense_in_a_sheet_is_refused(sheet: str) -> None:
    assert refused(package(sheet)) == "part_damaged"


# -- zip ---------------------------------------------------------------------------------------------------------------


def test_bomb_is_refused_by_its_directory() -> None:
    stream = io.BytesIO(package(one_cell()))
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as out, out.open("xl/media/image1.bin", "w") as part:
        for _ in range(300):
            part.write(bytes(1 << 20))
    assert len(stream.getvalue()) < 1 << 20
    assert refused(stream.getvalue()) == "unpacks_too_large"


def test_bomb_that_lies_about_its_size_is_refused() -> None:
    data = package("<sheetData>" + " " * 50_000_000 + "</sheetData>")
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        size = source.getinfo("xl/worksheets/s.xml").file_size
    lying = data.replace(struct.pack("<L", size), struct.pack("<L", 5000))
    assert lying != data
    assert refused(lying) in ("damaged", "part_damaged")


def test_what_is_really_inflated_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    archive = archive_module.Archive(package(one_cell()))
    monkeypatch.setattr(archive_module, "MAX_UNPACKED", 150)
    with pytest.raises(TableRefused) as caught:
        b"".join(chunk for name in archive.names for chunk in archive.chunks(name))
    assert caught.value.code == "unpacks_too_large"


@pytest.mark.parametrize("name", ["../x.xml", "/etc/x.xml", "C:/x.xml", "xl\\..\\..\\x.xml"])
def test_path_out_of_the_file_is_refused(name: str) -> None:
    assert refused(package(one_cell(), extra={name: b"<x/>"})) == "unsafe_path"


def test_too_many_parts_and_doubled_parts() -> None:
    assert refused(package(one_cell(), extra={f"xl/{n}.bin": b"" for n in range(3000)})) == "too_many_parts"
    stream = io.BytesIO(package(one_cell()))
    with zipfile.ZipFile(stream, "a") as out, pytest.warns(UserWarning, match="Duplicate name"):
        out.writestr("xl/workbook.xml", "<x/>")
    assert refused(stream.getvalue()) == "damaged"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_compression_is_refused(method: int) -> None:
    stream = io.BytesIO(package(one_cell()))
    with zipfile.ZipFile(stream, "a", method) as out:
        out.writestr("xl/x.xml", "<x/>")
    assert refused(stream.getvalue()) == "damaged"


def test_encrypted_part_and_package() -> None:
    data = bytearray(package(one_cell()))
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    assert refused(bytes(data)) == "encrypted"
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le")
    assert refused(ole) == "encrypted"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_truncated_workbook(share: float) -> None:
    data = package(one_cell(), extra={"xl/media/a.bin": random.Random(1).randbytes(5000)})
    assert refused(data[: int(len(data) * share)]) == "damaged"


# -- shape -------------------------------------------------------------------------------------------------------------


def test_absurd_dimensions_cost_nothing() -> None:
    sheet = read(
        package(
            '<dimension ref="A1:XFD1048576"/><cols><col min="1" max="16384" hidden="1"/></cols>'
            '<sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
            '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData>'
            '<mergeCells><mergeCell ref="A2:XFD1048576"/></mergeCells>'
        )
    )
    assert [(row.number, dict(row.cells)) for row in sheet.rows][1][0] == 1048576
    before = time.process_time()
    recognise(sheet, [])
    assert time.process_time() - before < 1


def test_sixteen_thousand_columns() -> None:
    cells = "".join(f'<c t="inlineStr"><is><t>c{n}</t></is></c>' for n in range(16_384))
    numbers = "<c><v>1</v></c>" * 16_384
    sheet = read(package(f"<sheetData><row>{cells}</row><row>{numbers}</row></sheetData>"))
    before = time.process_time()
    found = recognise(sheet, [])
    assert time.process_time() - before < 3
    assert len(found.columns) == 256
    assert [note.code for note in found.notes] == ["many_columns"]


def test_formulas_give_their_value_and_never_run() -> None:
    sheet = read(
        package(
            '<sheetData><row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>NOW()</f></c>'
            '<c r="C1" t="str"><f>"a"</f><v>a</v></c><c r="D1" t="str"><f>""</f><v></v></c>'
            '<c r="E1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row></sheetData>'
        )
    )
    cells = sheet.rows[0].cells
    assert {column: (cell.value, cell.kind) for column, cell in cells.items()} == {
        0: (2, "number"), 1: ("", "uncomputed"), 2: ("a", "text"), 4: ("#DIV/0!", "error"),
    }  # fmt: skip
    assert [(note.code, note.params["count"]) for note in sheet.notes] == [("formula_without_value", 1)]


def test_styles_nobody_knows_and_prefixed_names() -> None:
    stream = io.BytesIO()
    plain = package(
        one_cell("<v>46086</v>", 's="1"'),
        styles='<fills><fill odd="1"/></fills><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>',
    )
    with zipfile.ZipFile(io.BytesIO(plain)) as source, zipfile.ZipFile(stream, "w") as out:
        for name in source.namelist():
            text = source.read(name).decode()
            if name.startswith("xl/worksheets"):
                text = text.replace("<", "<x:").replace("<x:/", "</x:").replace("xmlns=", "xmlns:x=")
            out.writestr(name, text)
    for data in (plain, stream.getvalue()):
        assert str(read(data).rows[0].cells[0].value) == "2026-03-05 00:00:00"


# -- not what it says --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"  \r\n\0", "empty"),
        (b"%PDF-1.7 ...", "other_document"),
        (b"\x89PNG\r\n\x1a\n....", "other_document"),
        (b"MIME-Version: 1.0\r\n", "other_document"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "xml_workbook"),
        (b"<html><body>no table</body></html>", "no_table_in_page"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "not_a_table"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "other_document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le") + bytes(900), "damaged"),
        (b"a,b\r\n\x01\x02,c", "not_a_table"),
        (b"a,b\r\n\xff\xfe\xff\xff,c", "encoding"),
        (b'a,"b\n' + b"x\n" * 300, "open_quote"),
        (b"a," + b"x" * 200_000, "open_quote"),
    ],
)
def test_other_files_are_named(data: bytes, code: str) -> None:
    assert refused(data, "a.xls") == code


def test_too_large_a_file() -> None:
    assert refused(b"a" * (MAX_BYTES + 1), "a.csv") == "too_large"


@pytest.mark.parametrize("ending", ["bin", "odt"])
def test_other_workbooks_are_named(ending: str) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as out:
        for name in {"bin": ["xl/workbook.bin"], "odt": ["mimetype", "content.xml"]}[ending]:
            out.writestr(name, "x")
    assert refused(stream.getvalue()) == {"bin": "binary_workbook", "odt": "open_document"}[ending]


@pytest.mark.parametrize("seed", range(20))
def test_random_bytes_end_in_a_sentence(seed: int) -> None:
    chance = random.Random(seed)
    noise = chance.randbytes(20_000)
    for head in (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<html><table>"):
        refused(head + noise)


@pytest.mark.parametrize("seed", range(30))
def test_flipped_bytes_never_leak_an_exception(seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(package(one_cell("<is><t>名称</t></is>", 't="inlineStr"'), strings="<si><t>x</t></si>"))
    for _ in range(5):
        data[chance.randrange(len(data))] = chance.randrange(256)
    found = outcome(bytes(data))
    assert found == "read" or found in messages._REFUSALS


def outcome(data: bytes) -> str:
    """`read`, or the code with which a file is refused."""
    try:
        read_sheets(data, "a.xlsx")
    except TableRefused as error:
        return error.code
    return "read"


# -- memory ------------------------------------------------------------------------------------------------------------

_MEASURE = """
import resource, sys, time
from linkspan.engines.tabular import TableRefused, read_sheets, recognise
data = open(sys.argv[1], "rb").read()
before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
try:
    recognise(read_sheets(data, sys.argv[1])[0], [])
except TableRefused:
    pass
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
sys.stdout.write(f"{(after - before) // 1024} {time.process_time() - began}")
"""


def heaviest() -> dict[str, bytes]:
    """Files at the limits of what is read."""
    row = "<row>" + "<c><v>1234.5</v></c>" * 20 + "</row>"
    return {
        "cells.xlsx": package(f"<sheetData>{row * (MAX_CELLS // 20)}</sheetData>"),
        "strings.xlsx": package(one_cell(), strings="".join(f"<si><t>文本{n}</t></si>" for n in range(MAX_STRINGS))),
        "blanks.xlsx": package("<sheetData><row>" + "<c/>" * 4_800_000 + "</row></sheetData>"),
        "wide.csv": b"1234.5," * (MAX_BYTES // 8),
        "long.csv": ("序号,名称,金额\n" + "1,名称,2.5\n" * (MAX_CELLS // 3 - 10)).encode(),
        "page.xls": b"<html><table>" + b"<tr><td>1<td>2<td>3" * 300_000,
    }


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured on Linux")
@pytest.mark.parametrize("name", ["cells.xlsx", "strings.xlsx", "blanks.xlsx", "wide.csv", "long.csv", "page.xls"])
def test_memory_and_time_stay_bounded(name: str, tmp_path) -> None:
    path = tmp_path / name
    path.write_bytes(heaviest()[name])
    done = subprocess.run(
        [sys.executable, "-c", _MEASURE, str(path)], capture_output=True, text=True, check=True, env=os.environ
    )
    mebibytes, seconds = done.stdout.split()
    assert int(mebibytes) < MEBIBYTES
    assert float(seconds) < SECONDS
