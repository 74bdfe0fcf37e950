"""The line for the server's ACL file names what the code sends, all of it and nothing else."""

from __future__ import annotations

import re
from importlib.resources import files

from callrouter.queueing.acl import CLIENT_COMMANDS, acl_line, script_commands
from callrouter.queueing.server_place import server_place

#: What methods of the client are called that aren't named like their command.
_METHODS = {
    "delete": {"del"},
    "function_load": {"function|load"},
    "scan_iter": {"scan"},
    "xinfo_stream": {"xinfo|stream"},
    "pubsub": {"subscribe", "unsubscribe"},
    "pipeline": {"multi", "exec"},
    "execute": set[str](),
    "execute_command": set[str](),
    "aclose": set[str](),
    "set_retry": set[str](),
    "config_get": set[str](),  # the doctor does without
}
#: What the client sends by itself.
_BY_ITSELF = {"hello", "select"}
_CALLED = re.compile(r"\b_?(?:client|pipeline)\.([a-z_]+)\(")
_WORDS = re.compile(r"(?:\(\s*\*?\(?|yield )\"([A-Z]{3,})\"")


def test_every_command_that_is_sent_is_allowed_and_no_other() -> None:
    sources = [
        each.read_text("utf-8")
        for folder in ("callrouter.queueing", "callrouter.queueing.audit")
        for each in files(folder).iterdir()
        if each.name.endswith(".py") and each.name not in {"acl.py", "embedded.py", "primary.py"}
    ]
    methods = {name for text in sources for name in _CALLED.findall(text)}
    sent = _BY_ITSELF.union(*(_METHODS.get(name, {name}) for name in methods))
    sent |= {word.lower() for text in sources for word in _WORDS.findall(text)}
    not_now = {"readonly", "noreplicas"}
    assert sent - not_now - {"fcall"} == CLIENT_COMMANDS - {"fcall"}


def test_what_scripts_call_is_found() -> None:
    called = script_commands()
    assert {"hset", "xadd", "sadd", "srem", "zrangebyscore", "time"} <= called
    assert all(name.isalpha() for name in called)


def test_an_account_reaches_its_deployment_only_and_its_password_is_not_shown() -> None:
    words = acl_line(server_place("redis+cluster://me:secret@host"), "north").split()
    assert words[:3] == ["user", "me", "on"]
    assert "~{north}:*" in words
    assert "&{north}:*" in words
    assert "+cluster|slots" in words
    assert "secret" not in " ".join(words)
    unnamed = acl_line(None, "north").split()
    assert unnamed[:4] == ["user", "callrouter", "on", "resetpass"]
    assert "+cluster|slots" not in unnamed
