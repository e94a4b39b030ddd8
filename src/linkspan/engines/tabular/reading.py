"""Bytes of a file to its sheets, by what the bytes are and not by what the file calls itself."""

from __future__ import annotations

from linkspan.engines.tabular.delimited import read_text
from linkspan.engines.tabular.html_table import looks_like_page, read_page
from linkspan.engines.tabular.limits import MAX_BYTES
from linkspan.engines.tabular.messages import Note, TableRefused
from linkspan.engines.tabular.model import Sheet
from linkspan.engines.tabular.xls import read_xls
from linkspan.engines.tabular.xlsx import read_xlsx

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = (
    (b"%PDF", " PDF 文件", "a PDF file"),
    (b"\x89PNG", "图片", "a picture"),
    (b"\xff\xd8\xff", "图片", "a picture"),
    (b"Rar!", "压缩包", "an archive"),
    (b"7z\xbc\xaf", "压缩包", "an archive"),
    (b"\x1f\x8b", "压缩包", "an archive"),
    (b"MIME-Version:", "网页归档", "a web archive"),
)
_WORKBOOK_NAMES = (".xls", ".xlsx", ".xlsm", ".et", ".xlt")


def read_sheets(data: bytes, name: str) -> list[Sheet]:
    """Read a workbook or text table.

    data: the whole file. name: its name, of which the ending only helps to say what was unexpected.
    Raises TableRefused with a sentence that names the place and the remedy.
    """
    if not data.strip(b"\0 \t\r\n"):
        raise TableRefused("empty")
    if len(data) > MAX_BYTES:
        raise TableRefused("too_large", limit_mb=MAX_BYTES >> 20)
    if data.startswith(_ZIP):
        return read_xlsx(data)
    if data.startswith(_OLE):
        return read_xls(data)
    for magic, zh, en in _OTHERS:
        if data.startswith(magic):
            raise TableRefused("other_document", zh=zh, en=en)
    if b"urn:schemas-microsoft-com:office:spreadsheet" in data[:4096].replace(b"\0", b""):
        raise TableRefused("xml_workbook")
    stem = name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0][:64] or name[:64]
    if looks_like_page(data):
        return [read_page(data, stem)]
    sheet = read_text(data, stem)
    if name.lower().endswith(_WORKBOOK_NAMES):
        sheet.notes.append(Note("from_text"))
    return [sheet]
