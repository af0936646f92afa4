"""The review screen in a browser: the same screen, run by textual-serve for whoever has the address.

Invariant: the token of the address counts once and is exchanged for a cookie of this browser; without that nothing is
served, and the socket answers only to a page of this server. The page asks nobody else for anything.
"""

import hmac
import re
import secrets
import shlex
import sys
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from aiohttp import web
from textual_serve.server import Server

_COOKIE: Final = "verifier-review"
_LINK: Final = re.compile(r"<link[^>]*>")
"""What the template of the page links to: its own style, and a font elsewhere."""
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class ReviewServer(Server):
    """Serves a command's screen on a host and port, to one browser."""

    def __init__(self, words: Sequence[str], host: str, port: int, told: Callable[[str], None]) -> None:
        program = [sys.executable, "-c", "from verifier.cli.start import main; main()", *words]
        shown = f"[{host}]" if ":" in host else host
        super().__init__(shlex.join(program), host, port, "verifier review", f"http://{shown}:{port}")
        self._told = told
        self._token: str | None = secrets.token_urlsafe(32)
        self._session = secrets.token_urlsafe(32)

    @property
    def address(self) -> str:
        """The address with its token, which counts once."""
        return f"{self.public_url}/?token={self._token}"

    def initialize_logging(self) -> None:
        """Log nothing: the address with its token is nobody else's business."""

    async def on_startup(self, app: web.Application) -> None:
        """Tell the address."""
        _ = app
        self._told(self.address)

    async def _make_app(self) -> web.Application:
        app = await super()._make_app()
        app.middlewares.append(self._guarded)
        return app

    @web.middleware
    async def _guarded(self, request: web.Request, handler: _Handler) -> web.StreamResponse:
        if request.headers.get("Host") != self.public_url.removeprefix("http://"):
            raise web.HTTPForbidden(text="This server answers to its own address only.")
        if (given := request.query.get("token")) is not None:
            return self._admitted(given)
        if not _same(request.cookies.get(_COOKIE, ""), self._session):
            raise web.HTTPForbidden(text="Open the address that verifier told; it counts once.")
        origin = request.headers.get("Origin")
        if origin != self.public_url and (origin is not None or request.path == "/ws"):
            raise web.HTTPForbidden(text="Only a page of this server may ask.")
        response = await handler(request)
        if isinstance(response, web.Response) and request.path == "/" and response.text:
            own = f'"{self.public_url}/'
            response.text = _LINK.sub(lambda link: link[0] if own in link[0] else "", response.text)
        if not response.prepared:
            response.headers.update(self._headers())
        return response

    def _admitted(self, given: str) -> web.StreamResponse:
        """The way in for the first that has the token."""
        if self._token is None or not _same(given, self._token):
            raise web.HTTPForbidden(text="This address was used already. Start verifier review --web again.")
        self._token = None
        answer = web.Response(status=303, headers={"Location": "/", **self._headers()})
        answer.set_cookie(_COOKIE, self._session, httponly=True, samesite="Strict")
        return answer

    def _headers(self) -> dict[str, str]:
        socket = f"ws{self.public_url.removeprefix('http')}"
        own = "'self' 'unsafe-inline'"
        parts = ("default-src 'self'", f"script-src {own}", f"style-src {own}", "img-src 'self' data:")
        policy = "; ".join((*parts, f"connect-src 'self' {socket}"))
        return {
            "Content-Security-Policy": policy,
            "Referrer-Policy": "no-referrer",
            "X-Frame-Options": "DENY",
            "Cache-Control": "no-store",
        }


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), expected.encode())
