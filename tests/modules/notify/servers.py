"""A mail server and a web server on this machine, over real sockets; a script says how they answer."""

import http.server
import socketserver
import threading
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default as policy


class _Mail(socketserver.StreamRequestHandler):
    """Enough of RFC 5321 for one client: EHLO, MAIL, RCPT, DATA, QUIT. `server.refuse` gives the answer of a step."""

    def handle(self):
        self._say("220 test")
        while line := self.rfile.readline():
            word = line.decode("utf-8", "replace").split(" ")[0].strip().upper()
            self.server.heard.append(line.decode("utf-8", "replace").strip())
            if word in self.server.refuse:
                self._say(self.server.refuse[word])
            elif word == "EHLO":
                self._say("250-test\r\n250-SMTPUTF8\r\n250 8BITMIME")
            elif word == "DATA":
                self._say("354 go on")
                self._take()
            elif word == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _take(self):
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line[1:] if line.startswith(b"..") else line)
        self.server.mails.append(message_from_bytes(b"".join(lines), policy=policy))
        self._say(self.server.refuse.get(".", "250 taken"))

    def _say(self, text):
        self.wfile.write(text.encode() + b"\r\n")


class _Web(http.server.BaseHTTPRequestHandler):
    """Keeps what is posted; answers what `server.answers` says next, else 200 and `{}`."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        self.server.got.append((self.path, dict(self.headers), body))
        status, text, headers = self.server.answers.pop(0) if self.server.answers else (200, "{}", {})
        self.send_response(status)
        for name, value in {"Content-Length": str(len(text.encode())), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *arguments):
        pass


class _Threaded(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


@contextmanager
def _running(server):
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    server.port = server.server_address[1]
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def mail_server():
    server = _Threaded(("127.0.0.1", 0), _Mail)
    server.heard, server.mails, server.refuse = [], [], {}
    with _running(server):
        yield server


@contextmanager
def web_server():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Web)
    server.got, server.answers = [], []
    with _running(server):
        yield server
