"""The engine's way of saying no."""

from __future__ import annotations

from callrouter.model.states import RefusalCode


class Refusal(Exception):  # noqa: N818  (a refusal is an answer, not a fault)
    """A command that can't be carried out; nothing was changed. ``code`` is stable."""

    def __init__(self, code: RefusalCode) -> None:
        super().__init__(code.value)
        self.code = code
