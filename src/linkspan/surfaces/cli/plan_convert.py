"""`linkspan plan convert`: a schedule file in another format."""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from linkspan.surfaces.cli.language import is_chinese, refuse, say, t
from linkspan.surfaces.cli.plan import refuse_file, refuse_network, refuse_unreadable

_FORMATS = {".xml": "MSPDI", ".xer": "XER", ".json": "JSON"}
_ENCODINGS = ("utf-8", "gbk", "cp1252")


def add_verb(verbs: Any) -> None:
    """The verb with its arguments."""
    convert = verbs.add_parser(
        "convert",
        help=t(
            "write a schedule file in another format: .xml (MS Project), .xer (P6) or .json",
            "将进度计划文件写成另一种格式：.xml（MS Project）、.xer（P6）或 .json",
        ),
    )
    convert.add_argument("source", metavar="IN", help=t("any format that can be read", "任何可读取的格式"))
    convert.add_argument("target", metavar="OUT", help=t("its ending says the format", "格式由扩展名决定"))
    convert.add_argument(
        "--computed", action="store_true", help=t("write the dates computed here", "写入本程序计算的日期")
    )
    convert.add_argument(
        "--encoding",
        choices=_ENCODINGS,
        default="",
        help=t("of a .xer; without it what P6 can read here", "仅用于 .xer；不指定时选用 P6 能读取的编码"),
    )


def convert(arguments: argparse.Namespace) -> int:
    """Read IN, say what OUT cannot hold, write OUT in one go."""
    source, target = Path(arguments.source), Path(arguments.target)
    form = _FORMATS.get(target.suffix.lower())
    if form is None:
        refuse(
            f"{target}: the ending says the format; use .xml, .xer or .json.",
            f"{target}：格式由扩展名决定，请用 .xml、.xer 或 .json。",
        )
    if target.exists() and source.exists() and target.samefile(source):
        refuse(f"{target} is the file to read; choose another name.", f"{target} 就是要读取的文件，请换一个名称。")
    schedule = _read(source, arguments.computed)
    _say_losses(schedule, form)
    data = _writer(form, arguments.encoding)(schedule)
    try:
        _replace(target, data)
    except OSError as error:
        refuse(
            f"{target} cannot be written: {error.strerror}. Check the path and the rights.",
            f"无法写入 {target}，请检查路径和权限。",
        )
    rows = len(schedule.tasks)
    print(t(f"{target}: {rows} rows, {len(data):,} bytes.", f"{target}：{rows} 行，{len(data):,} 字节。"))
    return 0


def _read(source: Path, computed: bool) -> Any:
    from linkspan.engines.interchange import FileRefused, read_schedule, with_computed_dates
    from linkspan.engines.network import NetworkError

    try:
        with source.open("rb") as stream:
            schedule = read_schedule(stream, name=source.stem)
        return with_computed_dates(schedule) if computed else schedule
    except OSError as error:
        refuse_unreadable(source, error)
    except FileRefused as refusal:
        refuse_file(source, refusal)
    except NetworkError as error:
        refuse_network(source, error)


def _say_losses(schedule: Any, form: str) -> None:
    from linkspan.engines.interchange import losses

    notes = losses(schedule, form)
    if notes:
        say(f"{form} has no place for all of it:", f"{form} 无法保留全部内容：")
    lang = "zh-CN" if is_chinese() else "en"
    for note in notes:
        print(f"  {note.text(lang)}", file=sys.stderr)


def _writer(form: str, encoding: str) -> Callable[[Any], bytes]:
    from linkspan.engines.interchange import write_json, write_mspdi, write_xer

    if form == "XER":
        return lambda schedule: write_xer(schedule, encoding=encoding)
    return write_mspdi if form == "MSPDI" else write_json


def _replace(target: Path, data: bytes) -> None:
    """The whole file or nothing: it is written beside the target and takes its place."""
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        part.write_bytes(data)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
