"""What the door itself answers, in the reader's language: refusals, and the page while the program restarts."""

import html
import json

from linkspan.config.door_head import Head

_REASONS = {
    400: "Bad Request",
    405: "Method Not Allowed",
    408: "Request Timeout",
    413: "Content Too Large",
    414: "URI Too Long",
    431: "Request Header Fields Too Large",
    502: "Bad Gateway",
    503: "Service Unavailable",
}
_TEXT = {
    400: ("The request is malformed. Reload the page.", "请求格式有误，请刷新页面。"),
    405: ("This method is not supported.", "不支持该请求方法。"),
    408: ("The request came too slowly. Try again.", "请求发送过慢，请重试。"),
    413: (
        "The file is larger than this installation accepts. Split it, or ask the administrator to raise the limit.",
        "文件超过本系统允许的大小，请拆分，或请管理员调高上限。",
    ),
    414: ("The address is too long. Shorten the filter.", "地址过长，请减少筛选条件。"),
    431: ("The request's head is too large. Clear this site's cookies.", "请求头过大，请清除本站点的 Cookie。"),
    502: (
        "Linkspan restarted while it worked on this. Look whether your change is there before you repeat it.",
        "处理过程中系统重启了，请先确认修改是否已生效，再决定是否重试。",
    ),
    503: ("Linkspan is restarting. Try again in a few seconds.", "系统正在重启，请几秒后重试。"),
}
_RETRY_SECONDS = 2


def language_of(head: Head | None) -> str:
    """`zh` or `en`: the language cookie, else what the browser prefers, else Chinese."""
    if head is None:
        return "zh"
    for part in head.get("cookie").split(";"):
        name, _, value = part.strip().partition("=")
        if name == "linkspan_lang":
            return "en" if value.startswith("en") else "zh"
    return "en" if head.get("accept-language").strip().lower().startswith("en") else "zh"


def answer(status: int, code: str, head: Head | None) -> bytes:
    """A whole response: a page for a browser that asked for one, problem+json for all else."""
    text = _TEXT[status][language_of(head) == "zh"]
    wants_page = head is not None and "text/html" in head.get("accept")
    if wants_page:
        refresh = f'<meta http-equiv="refresh" content="{_RETRY_SECONDS}">' if status == 503 else ""
        body = (
            f'<!doctype html><meta charset="utf-8">{refresh}<title>Linkspan 联桥</title><p>{html.escape(text)}</p>'
        ).encode()
    else:
        body = json.dumps(
            {"type": "about:blank", "title": _REASONS[status], "status": status, "code": code, "detail": text},
            ensure_ascii=False,
        ).encode()
    lines = [
        f"HTTP/1.1 {status} {_REASONS[status]}",
        f"Content-Type: {'text/html; charset=utf-8' if wants_page else 'application/problem+json'}",
        f"Content-Length: {len(body)}",
        "Connection: close",
        "Cache-Control: no-store",
        "X-Content-Type-Options: nosniff",
        "Content-Security-Policy: default-src 'none'",
    ]
    if status == 503:
        lines.append(f"Retry-After: {_RETRY_SECONDS}")
    if status == 405:
        lines.append("Allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS")
    is_head = head is not None and head.method == "HEAD"
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + (b"" if is_head else body)
