"""The server: bound to this machine, behind a token, with nothing from outside.

Whoever has not opened the address that was printed gets nothing: pages and answers ask for the
token, kept in a cookie of this port, or sent along by the page. A name in the request that is not
this machine's is refused, so that no page from elsewhere can ask through a browser.
"""

import contextlib
import hmac
import json
import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from sim.explore.address import TOKEN
from sim.explore.page import EXPLORE, FORBIDDEN, ROOM, asset, page_html
from sim.formats.json_text import plain_value

HOST = "127.0.0.1"
NAMES = (HOST, "localhost")
PORT = 8765
TRIED = 50
"""Ports after a busy one that are tried."""
MOST_BODY = 64 * 1024
ASSETS = {
    "/explore.css": "text/css", "/globe.js": "text/javascript", "/map.js": "text/javascript",
    "/profile.js": "text/javascript", "/explore.js": "text/javascript",
    "/figures.js": "text/javascript", "/room.js": "text/javascript",
}  # fmt: skip
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data: blob:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self' http://localhost:* http://127.0.0.1:*"
)

PAGES = {"/": EXPLORE, "/room": ROOM}

Answer = dict[str, Any] | Iterator[dict[str, Any]]
Ask = Callable[[str, dict[str, Any]], Answer]
"""Takes what is asked (``answer``, ``cloud`` ...) and its content; returns the answer, or answers
that follow each other. Raises `Refused` for what can't be answered."""


class Refused(Exception):  # noqa: N818 - an answer, not an error of the program
    """A request that can't be answered, and what the page is told."""

    def __init__(self, content: dict[str, Any], status: int = HTTPStatus.UNPROCESSABLE_ENTITY):
        super().__init__(str(content))
        self.content, self.status = content, status


class ExploreServer(ThreadingHTTPServer):
    """A server of one page and its answers.

    Attributes
    ----------
    token
        Drawn anew each time; 32 bytes of chance.
    """

    daemon_threads = True
    allow_reuse_address = False

    def __init__(self, port: int, ask: Ask, title: str, page: str = "/") -> None:
        self.token = secrets.token_urlsafe(32)
        self.ask, self.title, self.page = ask, title, page
        super().__init__((HOST, port), _Handler)

    @property
    def port(self) -> int:
        """Where it listens."""
        return self.server_address[1]

    @property
    def address(self) -> str:
        """What to open: with the token, for this machine's user alone."""
        return f"http://{HOST}:{self.port}{self.page}?{TOKEN}={self.token}"

    def start(self) -> threading.Thread:
        """Answer requests in a thread of its own."""
        thread = threading.Thread(target=self.serve_forever, args=(0.1,), daemon=True)
        thread.start()
        return thread

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A page that was closed in the middle of an answer is no error to be told."""


def open_server(
    port: int | None, ask: Ask, title: str, page: str = "/"
) -> tuple[ExploreServer, str]:
    """A server at a port, or at the next free one; and a sentence where it is another one.

    Parameters
    ----------
    port
        Wanted; 0 for any, None for `PORT`.
    ask, title, page
        What answers, the page's heading until then, and which page is opened.

    Raises
    ------
    OSError
        If none of the next `TRIED` ports is free either.
    """
    wanted = PORT if port is None else port
    for tried in range(wanted, min(wanted + TRIED, 65536)):
        if tried and _is_busy(tried):
            continue
        with contextlib.suppress(OSError):
            server = ExploreServer(tried, ask, title, page)
            words = "" if tried == wanted else f"port {wanted} is busy; this is {tried}"
            return server, words
    raise OSError(f"no free port from {wanted} to {min(wanted + TRIED, 65536) - 1}")


def _is_busy(port: int) -> bool:
    """Whether somebody listens at a port already."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tried:
        tried.settimeout(0.2)
        return tried.connect_ex((HOST, port)) == 0


class _Handler(BaseHTTPRequestHandler):
    server: ExploreServer  # type: ignore[assignment]
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 120

    def do_GET(self) -> None:
        """Pages and their parts."""
        where = urlsplit(self.path)
        if not self._is_here():
            return self._send(HTTPStatus.MISDIRECTED_REQUEST, b"another machine's name\n")
        if where.path in ASSETS:
            return self._send(HTTPStatus.OK, asset(where.path[1:]).encode(), ASSETS[where.path])
        if where.path not in PAGES:
            return self._send(HTTPStatus.NOT_FOUND, b"nothing here\n")
        if not self._may(dict(parse_qsl(where.query)).get(TOKEN, "")):
            return self._send(HTTPStatus.FORBIDDEN, asset(FORBIDDEN).encode(), "text/html")
        html = page_html(PAGES[where.path], self.server.title, self.server.token)
        cookie = f"{self._cookie}={self.server.token}; HttpOnly; SameSite=Strict; Path=/"
        return self._send(HTTPStatus.OK, html.encode(), "text/html", {"Set-Cookie": cookie})

    def do_POST(self) -> None:
        """Answers."""
        if not self._is_here():
            return self._send(HTTPStatus.MISDIRECTED_REQUEST, b"another machine's name\n")
        if not self._is_token(self.headers.get("X-Token", "")):
            return self._json(HTTPStatus.FORBIDDEN, {"error": "no token, or another one"})
        try:
            answer = self.server.ask(self.path.removeprefix("/ask/"), self._content())
        except Refused as refused:
            return self._json(refused.status, refused.content)
        except Exception as error:  # the page tells it, and asks for something else
            words = f"unforeseen {type(error).__name__}: {error}"
            return self._json(HTTPStatus.INTERNAL_SERVER_ERROR, {"error": words})
        if isinstance(answer, dict):
            return self._json(HTTPStatus.OK, answer)
        return self._stream(answer)

    def _content(self) -> dict[str, Any]:
        """The body, an object of JSON."""
        given = self.headers.get("Content-Length", "")
        length = int(given) if given.isdecimal() else -1
        if not 0 <= length <= MOST_BODY:
            self.close_connection = True
            raise Refused({"error": f"a body of {given or 'no'} bytes; allowed: {MOST_BODY}"},
                          HTTPStatus.REQUEST_ENTITY_TOO_LARGE)  # fmt: skip
        try:
            content = json.loads(self.rfile.read(length) or b"{}")
        except (ValueError, RecursionError):
            raise Refused({"error": "no JSON"}, HTTPStatus.BAD_REQUEST) from None
        if not isinstance(content, dict):
            raise Refused({"error": "no object of JSON"}, HTTPStatus.BAD_REQUEST)
        return content

    @property
    def _cookie(self) -> str:
        """Cookies know no ports: each server has its own."""
        return f"explore_{self.server.port}"

    def _is_here(self) -> bool:
        """Whether the request names this machine, as one made through a foreign page does not."""
        origin = self.headers.get("Origin")
        own = {f"{name}:{self.server.port}" for name in NAMES}
        if origin is not None and origin.removeprefix("http://") not in own:
            return False
        return self.headers.get("Host", "") in own

    def _is_token(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(), self.server.token.encode())

    def _may(self, token: str) -> bool:
        """Whether the token was given, or is in the cookie."""
        try:
            cookie = SimpleCookie(self.headers.get("Cookie", "")).get(self._cookie)
        except CookieError:
            cookie = None
        return self._is_token(token) or (cookie is not None and self._is_token(cookie.value))

    def _json(self, status: int, content: dict[str, Any]) -> None:
        body = json.dumps(plain_value(content), allow_nan=False, separators=(",", ":"))
        self._send(status, body.encode(), "application/json")

    def _stream(self, answers: Iterator[dict[str, Any]]) -> None:
        """Answers one after the other, a line of JSON each, as they come."""
        self.send_response(HTTPStatus.OK)
        self._headers("application/x-ndjson", {"Transfer-Encoding": "chunked"})
        try:
            for answer in answers:
                text = json.dumps(plain_value(answer), allow_nan=False, separators=(",", ":"))
                line = text.encode() + b"\n"
                self.wfile.write(f"{len(line):x}\r\n".encode() + line + b"\r\n")
                self.wfile.flush()
            self.wfile.write(b"0\r\n\r\n")
        finally:
            close = getattr(answers, "close", None)
            if close is not None:
                close()

    def _send(
        self,
        status: int,
        body: bytes,
        kind: str = "text/plain",
        more: dict[str, str] | None = None,
    ) -> None:
        self.send_response(status)
        self._headers(kind, {"Content-Length": str(len(body)), **(more or {})})
        self.wfile.write(body)
        self.wfile.flush()

    def _headers(self, kind: str, more: dict[str, str]) -> None:
        told = {
            "Content-Type": kind if kind.startswith("application") else f"{kind}; charset=utf-8",
            "Content-Security-Policy": POLICY, "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store",
        }  # fmt: skip
        for name, value in {**told, **more}.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the terminal is the user's."""

    def version_string(self) -> str:
        """Nothing of the interpreter."""
        return "iss-deorbit"
