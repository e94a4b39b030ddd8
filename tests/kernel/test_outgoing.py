"""Connections to the outside: only to checked addresses, whatever a name says the second time, and within a time."""

import hmac
import http.server
import ipaddress
import json
import socket
import threading
import time
from contextlib import contextmanager

import pytest

from linkspan.kernel.access.actor import SYSTEM
from linkspan.kernel.errors import DomainError
from linkspan.kernel.outgoing import allowed
from linkspan.kernel.outgoing import http as outgoing
from linkspan.kernel.outgoing.addresses import clean_host, danger
from linkspan.kernel.outgoing.gate import Gate, Refused, within
from linkspan.kernel.outgoing.models import AllowedHost
from linkspan.kernel.outgoing.sealing import seal, unseal
from linkspan.kernel.outgoing.signing import signature, signed_headers

# What must never be connected to, in the spellings that programs and attackers use for it.
CLOSED = (
    "127.0.0.1", "127.0.0.2", "127.255.255.254", "[::1]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:7f00:0001]", "[::127.0.0.1]", "[::7f00:1]", "[64:ff9b::7f00:1]",
    "[64:ff9b::127.0.0.1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2001:0:7f00:1::]", "0.0.0.0", "[::]",
    "0.1.2.3", "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.255.255",
    "100.64.0.1", "100.127.255.255", "[fc00::1]", "[fd12:3456:789a::1]", "[::ffff:10.0.0.1]", "[64:ff9b::a00:1]",
    "169.254.0.1", "169.254.169.254", "169.254.170.2", "[::ffff:169.254.169.254]", "[::ffff:a9fe:a9fe]",
    "[64:ff9b::a9fe:a9fe]", "100.100.100.200", "192.0.0.192", "168.63.129.16", "[fd00:ec2::254]", "[fe80::1]",
    "[febf::1]", "[fec0::1]", "224.0.0.1", "239.255.255.250", "[ff02::1]", "[ff0e::1]", "255.255.255.255",
    "240.0.0.1", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "192.88.99.1",
    "[2001:db8::1]", "[100::1]", "[3fff::1]", "[2001:10::1]", "[2a00::5efe:7f00:1]", "[::2]", "[4000::1]",
)  # fmt: skip
# What is no plain spelling of a host: nobody knows which address another program would read.
MISSPELT = (
    "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "017700000001", "127.0.0.01",
    "0x7f.1", "127.0.0.1.2", "1.2.3", "256.1.1.1", "a.0x1", "①②⑦.⓪.⓪.①", "127。0。0。1", "１２７.0.0.1",
    "[fe80::1%25eth0]", "[fe80::1%eth0]", "%31%32%37.0.0.1", "exa mple.com", "-a.com", "a..b", "[::1", "::g",
    "[127.0.0.1]x", "a" * 64 + ".com", ".", "münchen.de", "a/b",
)  # fmt: skip


@pytest.mark.parametrize("host", CLOSED)
def test_closed_addresses_are_refused_when_typed_and_when_connected(host):
    gate = Gate()
    with pytest.raises(Refused):
        gate.check_url(f"http://{host}:8080/x")
    with pytest.raises(Refused):
        gate.connect(host, 8080, 1)


@pytest.mark.parametrize("host", CLOSED)
def test_a_name_that_leads_to_a_closed_address_is_refused(host):
    gate = Gate(resolver=lambda name, port: ["93.184.216.34", host.strip("[]")])
    with pytest.raises(Refused):
        gate.check_url("https://hooks.example.com/in")
    with pytest.raises(Refused):
        gate.connect("hooks.example.com", 443, 1)


@pytest.mark.parametrize("host", MISSPELT)
def test_other_spellings_of_a_host_are_none(host):
    assert clean_host(host) is None
    with pytest.raises(Refused):
        Gate(resolver=lambda name, port: ["93.184.216.34"]).connect(host, 80, 1)


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "64:ff9b::808:808", "100.128.0.1"])
def test_public_addresses_are_open(address):
    assert danger(ipaddress.ip_address(address)) is None


def test_the_count_of_the_forms():
    assert len(CLOSED) + len(MISSPELT) >= 60
    assert len(set(CLOSED)) == len(CLOSED)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a.com", "file:///etc/passwd", "gopher://a.com/", "javascript:1", "//a.com", "a.com", "http://",
        "http:///x", "https://user@a.com", "https://a.com@b.com", "https://user:pw@a.com/", "http://a.com:0",
        "http://a.com:99999", "http://a.com:x", "http://a.com\\@b.com", "http://a.com/\r\nHost: b", "http://a.com/ b",
        "http://a.com/\x00", "http://[::1", "https://a.com/" + "x" * 2000, "http://例子.com/", "http://a.com\t",
    ],
)  # fmt: skip
def test_what_is_no_proper_address(url):
    with pytest.raises(Refused) as refused:
        Gate(resolver=lambda name, port: ["93.184.216.34"]).check_url(url)
    assert str(refused.value)


def test_a_proper_address_in_its_parts():
    gate = Gate(resolver=lambda name, port: ["93.184.216.34"])
    url = gate.check_url("https://Hooks.Example.com./in/a?b=c#d")
    assert (url.scheme, url.host, url.port, url.path) == ("https", "hooks.example.com", 443, "/in/a?b=c")


def test_a_name_that_nobody_knows_now_may_be_typed():
    def unknown(name, port):
        raise socket.gaierror(-2, "unknown")

    assert Gate(resolver=unknown).check_url("https://later.example.com/").host == "later.example.com"


class Flipping:
    """A name server that says something else every time it is asked (DNS rebinding)."""

    def __init__(self, *answers):
        self.answers, self.asked = answers, 0

    def __call__(self, name, port):
        self.asked += 1
        return [self.answers[min(self.asked, len(self.answers)) - 1]]


def test_a_name_that_turns_inward_after_the_check_is_refused_at_the_connection():
    flipping = Flipping("93.184.216.34", "127.0.0.1")
    gate = Gate(resolver=flipping)
    gate.check_url("http://hooks.example.com/")
    with pytest.raises(Refused):
        gate.connect("hooks.example.com", 80, 1)


def test_the_checked_address_itself_is_connected_to(monkeypatch):
    """One look-up for one connection: an answer that changes in between is never asked for."""
    flipping, went = Flipping("93.184.216.34", "127.0.0.1"), []
    monkeypatch.setattr(socket.socket, "connect", lambda self, address: went.append(address))
    Gate(resolver=flipping).connect("hooks.example.com", 80, 1).close()
    assert (went, flipping.asked) == ([("93.184.216.34", 80)], 1)


# --- over real sockets, to this machine, which the test allows -------------------------------------------------


class Server(http.server.BaseHTTPRequestHandler):
    """Keeps what it is sent; the path says how it answers."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, dict(self.headers), body))
        if self.path == "/drip":
            try:
                for _n in range(200):
                    self.wfile.write(b"H")
                    self.wfile.flush()
                    time.sleep(0.05)
            except OSError:
                self.server.hung_up.set()
            return
        if self.path.startswith("/to/"):
            self.send_response(307)
            self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/inside")
        elif self.path == "/busy":
            self.send_response(429)
            self.send_header("Retry-After", "77")
        elif self.path == "/long":
            self.send_response(200)
            self.end_headers()
            try:
                for _n in range(64):
                    self.wfile.write(b"x" * 65536)
            except OSError:
                self.server.hung_up.set()
            return
        else:
            self.send_response(204)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments):
        pass


@contextmanager
def serving():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    server.got, server.hung_up = [], threading.Event()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def server():
    with serving() as server:
        yield server


def own(server):
    return Gate(allowed=frozenset({f"127.0.0.1:{server.server_port}"}))


def test_a_body_arrives_with_its_headers(server):
    answer = outgoing.post(own(server), f"http://127.0.0.1:{server.server_port}/in?a=b", b"{}", {"X-Mark": "1"})
    path, headers, body = server.got[0]
    assert (answer.status, path, body, headers["X-Mark"]) == (204, "/in?a=b", b"{}", "1")


def test_a_redirect_is_an_answer_and_not_followed(server):
    answer = outgoing.post(own(server), f"http://127.0.0.1:{server.server_port}/to/inside", b"", {})
    assert (answer.status, [path for path, _h, _b in server.got]) == (307, ["/to/inside"])


def test_what_the_server_asks_to_wait(server):
    answer = outgoing.post(own(server), f"http://127.0.0.1:{server.server_port}/busy", b"", {})
    assert (answer.status, answer.retry_after) == (429, 77)


def test_a_long_answer_is_cut_short(server):
    answer = outgoing.post(own(server), f"http://127.0.0.1:{server.server_port}/long", b"", {})
    assert len(answer.text) == outgoing.MOST_ANSWER


def test_a_proxy_of_the_environment_is_not_used(server, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert outgoing.post(own(server), f"http://127.0.0.1:{server.server_port}/in", b"", {}).status == 204


def test_an_answer_that_drips_is_given_up(server, monkeypatch):
    monkeypatch.setattr(outgoing, "TOTAL_SECONDS", 0.6)
    began = time.monotonic()
    with pytest.raises(OSError):
        outgoing.post(own(server), f"http://127.0.0.1:{server.server_port}/drip", b"", {})
    assert time.monotonic() - began < 5
    assert server.hung_up.wait(10)


def test_nothing_stays_open_behind_the_limit_of_time(server):
    with within(30):
        connection = own(server).connect("127.0.0.1", server.server_port, 2)
        connection.close()
    assert threading.active_count() < 20


def test_this_machine_is_closed_where_nobody_allowed_it(server):
    for gate in (Gate(), Gate(frozenset({"127.0.0.1:1"})), Gate(frozenset({"localhost"}))):
        with pytest.raises(Refused):
            outgoing.post(gate, f"http://127.0.0.1:{server.server_port}/in", b"", {})
    assert server.got == []


def test_an_allowed_name_opens_the_own_network_and_no_metadata():
    for address, is_open in (("10.0.0.5", True), ("127.0.0.1", True), ("169.254.169.254", False), ("0.0.0.0", False)):
        gate = Gate(frozenset({"mail.corp"}), resolver=lambda name, port, address=address: [address])
        if is_open:
            assert gate.check_host("mail.corp", 25) == "mail.corp"
        else:
            with pytest.raises(Refused):
                gate.check_host("mail.corp", 25)
    with pytest.raises(Refused):
        Gate(frozenset({"mail.corp:25"}), resolver=lambda name, port: ["10.0.0.5"]).check_host("mail.corp", 6379)


# --- what the administrator opens ------------------------------------------------------------------------------


def test_allowed_hosts_are_rows_with_history(world):
    row = allowed.allow_host(SYSTEM, allowed.new_host(), host="Mail.Corp.", port=25, reason=" our  relay ").result
    assert (row.host, row.port, row.reason) == ("mail.corp", 25, "our relay")
    assert allowed.gate().allowed == {"mail.corp:25"}
    with pytest.raises(DomainError):
        allowed.allow_host(SYSTEM, allowed.new_host(), host="mail.corp", port=25)
    with pytest.raises(DomainError):
        allowed.allow_host(SYSTEM, allowed.new_host(), host="0x7f.1")
    allowed.close_host(SYSTEM, AllowedHost.base_rows.get())
    assert allowed.gate().allowed == frozenset()


@pytest.mark.parametrize("name", ["manager", "admin", "engineer"])
def test_who_runs_no_installation_opens_no_host(world, name):
    with pytest.raises(DomainError) as refused:
        allowed.allow_host(world.actor(name), allowed.new_host(), host="mail.corp")
    assert refused.value.status in {403, 404}
    assert not AllowedHost.base_rows.exists()


# --- signing, sealing ------------------------------------------------------------------------------------------


def test_the_signature_is_the_published_one():
    body = json.dumps({"a": 1}).encode()
    assert (
        signature("key", 1700000000, "d1", body)
        == "sha256=" + hmac.new(b"key", b"1700000000.d1." + body, "sha256").hexdigest()
    )
    changed = {signature("key", 1700000001, "d1", body), signature("key", 1700000000, "d2", body)}
    assert signature("key", 1700000000, "d1", body) not in changed | {signature("kez", 1700000000, "d1", body)}
    assert "X-Linkspan-Signature" not in signed_headers("", 1, "d1", body)


def test_a_sealed_secret_shows_nothing_and_opens_for_its_purpose_alone(settings):
    kept = seal("hunter2 口令", "messages")
    assert "hunter2" not in kept
    assert unseal(kept, "messages") == "hunter2 口令"
    assert unseal(kept, "other") is None
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    assert unseal(kept, "messages") == "hunter2 口令"
    settings.SECRET_KEY_FALLBACKS = []
    assert unseal(kept, "messages") is None
