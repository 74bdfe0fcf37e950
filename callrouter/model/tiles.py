"""What a booth offers beside the call: places on the web, shown there or taken along as a QR code."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, StringConstraints, model_validator

from callrouter.model.base import Language, Record, WebAddress


class TileKind(StrEnum):
    """What a tile is for; pages have words for each but a link."""

    #: A report or a criminal complaint, in writing.
    FORM = "form"
    #: Look things up.
    SEARCH = "search"
    #: The virtual agent.
    CHAT = "chat"
    #: Work at the police.
    JOBS = "jobs"
    #: Something else, with titles of its own.
    LINK = "link"


class TileShow(StrEnum):
    """Where a visitor reads what a tile leads to."""

    #: On the booth, in a frame that can't leave its site's powers or get at ours.
    FRAME = "frame"
    #: On the visitor's own phone.
    QR = "qr"


class Tile(Record):
    """One of them."""

    kind: TileKind
    url: WebAddress
    show: TileShow = TileShow.QR
    #: By language of the reader; only for a link, which must have one in Dutch and one in English.
    titles: dict[Language, Annotated[str, StringConstraints(min_length=1, max_length=60)]] = Field(
        default_factory=dict
    )

    @model_validator(mode="after")
    def _only_links_have_titles(self) -> Tile:
        if self.kind is TileKind.LINK and not {"nl", "en"} <= set(self.titles):
            message = "a tile of kind link needs titles in nl and en"
            raise ValueError(message)
        if self.kind is not TileKind.LINK and self.titles:
            message = f"a tile of kind {self.kind} has words of its own: no titles"
            raise ValueError(message)
        return self

    @property
    def origin(self) -> str:
        """Scheme, host and port of the address, as a Content-Security-Policy names them."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"
