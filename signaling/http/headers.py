"""What every answer tells the browser, so that a page, or one beside it, reaches no further than it must."""

from __future__ import annotations

from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

#: Strict: own files only, no inline script or style, and only Lit may make HTML from text.
PAGE_POLICY: Final = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "media-src 'self' blob: mediastream:",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types lit-html booth-worker station-worker document-reader",
)

_NEVER: Final = ("bluetooth=()", "geolocation=()", "hid=()", "midi=()", "payment=()", "serial=()", "usb=()")
#: Nothing of the device.
NO_FEATURES: Final = ", ".join(("camera=()", "microphone=()", "display-capture=()", *_NEVER))
#: What a page needs that holds conversations.
CALL_FEATURES: Final = ", ".join(
    ("camera=(self)", "microphone=(self)", "display-capture=(self)", "speaker-selection=(self)", *_NEVER)
)

#: Of every answer that says nothing else of its own.
HEADERS: Final = {
    "Server": "callrouter",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "; ".join(PAGE_POLICY),
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": NO_FEATURES,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
#: Once a browser has been here, it comes by HTTPS alone for a year (RFC 6797).
_HTTPS_ONLY: Final = {"Strict-Transport-Security": "max-age=31536000"}


def security_headers(*, https_only: bool) -> Middleware:
    """Return what adds the headers to every answer but a WebSocket's."""
    headers = HEADERS | (_HTTPS_ONLY if https_only else {})

    @web.middleware
    async def add(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            response = await handler(request)
        except web.HTTPException as answer:
            _complete(answer)
            raise
        if not response.prepared:
            _complete(response)
        return response

    def _complete(response: web.StreamResponse) -> None:
        for name, value in headers.items():
            response.headers.setdefault(name, value)

    return add
