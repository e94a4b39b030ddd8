"""What the front door takes for one request, and what it makes of it."""

import pytest

from linkspan.config.door_answers import answer
from linkspan.config.door_head import BadHead, Origin, parse_head, rewrite_head

ORIGIN = Origin("203.0.113.9", "https", "a" * 32)


def head(*lines: str, request: str = "GET / HTTP/1.1", host: str = "Host: x") -> bytes:
    return "\r\n".join([request, *([host] if host else []), *lines, "", ""]).encode("latin-1")


@pytest.mark.parametrize(
    ("raw", "status", "code"),
    [
        (head("Content-Length: 5", "Transfer-Encoding: chunked"), 400, "two_lengths"),
        (head("Content-Length: 5", "Content-Length: 5"), 400, "content_length"),
        (head("Content-Length: +5"), 400, "content_length"),
        (head("Content-Length: 5, 5"), 400, "content_length"),
        (head("Content-Length: -1"), 400, "content_length"),
        (head("Content-Length: 0x5"), 400, "content_length"),
        (head("Content-Length:"), 400, "content_length"),
        (head("Transfer-Encoding: gzip, chunked"), 400, "transfer_encoding"),
        (head("Transfer-Encoding: xchunked"), 400, "transfer_encoding"),
        (head("Transfer-Encoding: chunked", "Transfer-Encoding: identity"), 400, "transfer_encoding"),
        (head("Transfer-Encoding: chunked", request="POST / HTTP/1.0"), 400, "transfer_encoding"),
        (head("Transfer-Encoding : chunked"), 400, "header"),
        (head("X: a", " folded"), 400, "header"),
        (head("X: a", "\tfolded"), 400, "header"),
        (head("no colon"), 400, "header"),
        (head(": no name"), 400, "header"),
        (head("X: a\nContent-Length: 5"), 400, "control_character"),
        (head("X: a\rb"), 400, "control_character"),
        (head("X: a\x00b"), 400, "control_character"),
        (head("Host: y"), 400, "host"),
        (head(host=""), 400, "host"),
        (head(host="Host: a b"), 400, "host"),
        (head(host="Host: x/y"), 400, "host"),
        (head(request="GET  / HTTP/1.1"), 400, "request_line"),
        (head(request="GET / HTTP/2.0"), 400, "request_line"),
        (head(request="GET /"), 400, "request_line"),
        (head(request="G\x7fT / HTTP/1.1"), 400, "control_character"),
        (head(request="G(T / HTTP/1.1"), 400, "method"),
        (head(request="TRACE / HTTP/1.1"), 405, "method"),
        (head(request="CONNECT x:443 HTTP/1.1"), 405, "method"),
        (head(request="GET http://other/ HTTP/1.1"), 400, "target"),
        (head(request="GET * HTTP/1.1"), 400, "target"),
        (head(request="GET /a#b HTTP/1.1"), 400, "target"),
        (head(request="GET /é HTTP/1.1"), 400, "target"),
        (head(request=f"GET /{'a' * 9000} HTTP/1.1"), 414, "target_length"),
        (head(*[f"X-{i}: 1" for i in range(200)]), 431, "too_many_headers"),
        (b"GET / HTTP/1.1\nHost: x\n\n", 400, "head"),
    ],
)
def test_doubtful_heads_are_refused(raw: bytes, status: int, code: str) -> None:
    with pytest.raises(BadHead) as refusal:
        parse_head(raw)
    assert (refusal.value.status, refusal.value.code) == (status, code)


def test_plain_requests_are_read() -> None:
    read = parse_head(head("Content-Length: 12", "Cookie: a=b", request="POST /api/x?y=1 HTTP/1.1"))
    assert (read.method, read.path, read.length, read.get("cookie")) == ("POST", "/api/x", 12, "a=b")
    assert not read.is_repeatable
    assert parse_head(head("Transfer-Encoding: Chunked", request="PUT / HTTP/1.1")).length is None
    assert parse_head(head(request="GET / HTTP/1.0", host="")).is_repeatable


def test_head_is_rewritten_with_our_word_on_the_origin() -> None:
    raw = head(
        "X-Forwarded-For: 127.0.0.1",
        "X_Forwarded_For: 127.0.0.1",
        "X-Forwarded-Proto: http",
        "x-request-id: mine",
        "X-Forwarded-Host: evil",
        "Forwarded: for=1",
        "X-Real-IP: 1",
        "Connection: keep-alive, Cookie",
        "Upgrade: websocket",
        "Proxy: http://evil",
        "Cookie: a=b",
        "Accept: */*",
    )
    text = rewrite_head(parse_head(raw), ORIGIN).decode()
    lines = text.split("\r\n")
    assert lines[0] == "GET / HTTP/1.1"
    assert text.endswith("\r\n\r\n")
    assert set(lines[1:-2]) == {
        "Host: x",
        "Cookie: a=b",
        "Accept: */*",
        "Connection: close",
        "X-Forwarded-For: 203.0.113.9",
        "X-Forwarded-Proto: https",
        f"X-Request-Id: {'a' * 32}",
    }


def test_a_trusted_proxy_names_the_client() -> None:
    read = parse_head(head("X-Forwarded-For: 6.6.6.6, 198.51.100.7", "X-Forwarded-Proto: https"))
    plain = Origin("10.0.0.1", "http", "b" * 32)
    trusted = rewrite_head(read, plain, is_trusted=True).decode()
    assert "X-Forwarded-For: 198.51.100.7\r\n" in trusted
    assert "X-Forwarded-Proto: https\r\n" in trusted
    assert "X-Forwarded-For: 10.0.0.1\r\n" in rewrite_head(read, plain).decode()


def test_answers_speak_the_readers_language() -> None:
    page = answer(503, "restarting", parse_head(head("Accept: text/html", "Cookie: linkspan_lang=en"))).decode()
    assert "Retry-After: " in page
    assert "Linkspan is restarting" in page
    problem = answer(413, "body_length", parse_head(head("Accept-Language: zh-CN"))).decode()
    assert "application/problem+json" in problem
    assert "文件" in problem
    length = int(problem.split("Content-Length: ")[1].split("\r\n")[0])
    assert len(problem.split("\r\n\r\n", 1)[1].encode()) == length
    assert answer(503, "x", parse_head(head(request="HEAD / HTTP/1.1"))).endswith(b"\r\n\r\n")
