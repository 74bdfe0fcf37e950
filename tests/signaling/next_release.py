"""A release after this one: a copy of this one's packages, changed as a later one may be."""

from __future__ import annotations

import shutil
from pathlib import Path

import callrouter
import signaling
from callrouter.queueing.forms import LAYOUT

RELEASE = "99.0"
FORM = LAYOUT + 1

_BRIGHTENED = """  call.record.mood = 'later'
  changed(call)
  note('call.brightened', ARGV[4], '{"call_id":' .. encode(call.id) .. '}')
"""
_EVENT = """class CallBrightened(BaseEvent):
    type: Literal["call.brightened"]
    call_id: Id


class CallClosed(BaseEvent):"""
#: File, what stands there, what a later release has instead.
_CHANGES = (
    ("callrouter/queueing/forms.py", f"LAYOUT: Final = {LAYOUT}", f"LAYOUT: Final = {FORM}"),
    # Calls have one more field, written by a script that differs.
    (
        "callrouter/model/records.py",
        "    held_at: int | None = None\n",
        "    held_at: int | None = None\n    mood: str | None = None\n",
    ),
    (
        "callrouter/queueing/lua/hold_call.lua",
        "  changed(call)\n",
        _BRIGHTENED,
    ),
    # There is one more kind of event.
    (
        "callrouter/model/call_events.py",
        "class CallClosed(BaseEvent):",
        _EVENT,
    ),
    ("callrouter/model/events.py", "    CallClosed,\n", "    CallBrightened,\n    CallClosed,\n"),
    ("callrouter/model/events.py", "    | CallClosed\n", "    | CallBrightened\n    | CallClosed\n"),
)
_STEP = f"""
migrations[{FORM}] = {{
  match = {{ 'call:*' }},
  change = function(name) redis.call('HSET', name, 'of_form', '{FORM}') end,
}}
"""


def next_release(folder: Path) -> Path:
    """Make it in a folder, and return that: put it before this release's in ``PYTHONPATH``."""
    for package in (callrouter, signaling):
        source = Path(package.__path__[0])
        shutil.copytree(source, folder / source.name, ignore=shutil.ignore_patterns("__pycache__", "pages"))
    for name, before, after in _CHANGES:
        text = (folder / name).read_text("utf-8")
        assert before in text, (name, before)
        (folder / name).write_text(text.replace(before, after, 1), "utf-8")
    steps = folder / "callrouter/queueing/lua/migrations"
    steps.mkdir(exist_ok=True)
    (steps / f"to_{FORM}.lua").write_text(_STEP, "utf-8")
    about = folder / f"callrouter-{RELEASE}.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: callrouter\nVersion: {RELEASE}\n", "utf-8")
    return folder
