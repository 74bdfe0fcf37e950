"""Tries a TURN server as a browser would: asks it for an allocation (RFC 8656), and gives that back."""

from __future__ import annotations

import asyncio
import re
import ssl
from typing import Final

from aioice import stun, turn

#: RFC 7065 section 3.1, of servers that were checked to be written so
_URL: Final = re.compile(r"(turns?):(?:\[([^\]]+)\]|([^:?]+))(?::(\d+))?(?:\?transport=(udp|tcp))?")
_PORT: Final = {"turn": 3478, "turns": 5349}
_PATIENCE_S: Final = 5.0


class TurnFailed(Exception):  # noqa: N818 it is an outcome, named like one
    """The server gave no allocation; ``code`` is the error it answered with (RFC 8489, 8656), 0: none."""

    def __init__(self, why: str, code: int = 0) -> None:
        super().__init__(why)
        self.code = code


async def try_allocation(
    url: str,
    username: str,
    credential: str,
    *,
    tls: ssl.SSLContext | None = None,
    patience_s: float = _PATIENCE_S,
) -> str:
    """Return the address that the TURN server at ``url`` relays from; ``tls`` None: the system's authorities.

    Raise TurnFailed when it gives none, and ValueError for a URL that is no TURN server's.
    """
    found = _URL.fullmatch(url)
    if found is None:
        raise ValueError("not the URL of a TURN server")
    scheme, v6, name, port, transport = found.groups()
    secure = scheme == "turns"
    done = _Done()
    try:
        async with asyncio.timeout(patience_s):
            relaying, _ = await turn.create_turn_endpoint(
                lambda: done,
                (v6 or name, int(port or _PORT[scheme])),
                username,
                credential,
                ssl=(tls or True) if secure else None,
                transport=transport or ("tcp" if secure else "udp"),
            )
            address: str = relaying.get_extra_info("sockname")[0]
            relaying.close()
            await done.wait()
    except TimeoutError:
        raise TurnFailed("no answer") from None
    except stun.TransactionFailed as error:
        code = error.response.error_code or 0
        raise TurnFailed(f"refused with {code}", code) from None
    except ConnectionRefusedError:
        raise TurnFailed("nobody listens there") from None
    except (stun.TransactionError, ConnectionError):
        raise TurnFailed("the connection broke") from None
    except ssl.SSLError as error:
        raise TurnFailed(f"no TLS: {error.reason or 'refused'}") from None
    except OSError as error:
        raise TurnFailed(error.strerror or type(error).__name__) from None
    return address


class _Done(asyncio.DatagramProtocol):
    """Waits until the allocation has been given back."""

    def __init__(self) -> None:
        self._over = asyncio.Event()

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self._over.set()

    async def wait(self) -> None:
        await self._over.wait()
