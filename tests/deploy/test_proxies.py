"""The proxies' examples before two nodes: pages go on at the other one when theirs is restarted."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final, cast

import aiohttp
import pytest

from signaling.node import Node
from tests.deploy.houses import BareHouse
from tests.ports import free_port
from tests.signaling.conftest import Person, Service
from tests.signaling.serve_process import PATIENCE_S

pytestmark = [pytest.mark.valkey, pytest.mark.network, pytest.mark.timeout(120)]

_DEPLOY: Final = Path(__file__).parents[2] / "deploy"
_NGINX: Final = """daemon off; pid {folder}/pid; error_log stderr; events {{}}
http {{ include {folder}/callrouter.conf; }}
"""
#: The nginx example's redirection, and its certificate.
_NOT_HERE: Final = re.compile(
    r"^server \{\n    listen 80;.*?^\}\n|^ +ssl_.*?\n|^ +listen \[::\].*?\n", re.MULTILINE | re.DOTALL
)


def caddy(folder: Path, port: int, nodes: list[str]) -> tuple[list[str], dict[str, str]]:
    """Return how Caddy is started with the example, on plain HTTP."""
    text = (_DEPLOY / "caddy" / "Caddyfile").read_text()
    file = folder / "Caddyfile"
    # Its administration would be at a port that all on this machine have in common.
    file.write_text(text.replace("{\n", "{\n\tadmin off\n", 1))
    own = {"SITE": f"http://127.0.0.1:{port}", "NODES": " ".join(nodes), "HOME": str(folder)}
    return ["caddy", "run", "--adapter", "caddyfile", "--config", str(file)], own


def nginx(folder: Path, port: int, nodes: list[str]) -> tuple[list[str], dict[str, str]]:
    """Return how nginx is started with the example, on plain HTTP."""
    text = _NOT_HERE.sub("", (_DEPLOY / "nginx" / "callrouter.conf").read_text())
    text = text.replace("listen 443 ssl http2;", f"listen 127.0.0.1:{port};")
    for example, node in zip(("127.0.0.1:8080", "127.0.0.1:8081"), nodes, strict=True):
        text = text.replace(example, node)
    (folder / "callrouter.conf").write_text(text)
    (folder / "nginx.conf").write_text(_NGINX.format(folder=folder))
    return ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")], {}


@pytest.mark.parametrize("proxy", [nginx, caddy])
async def test_what_a_proxy_could_not_pass_on_is_written_down_nowhere(
    proxy: Callable[[Path, int, list[str]], tuple[list[str], dict[str, str]]],
    tmp_path: Path,
    stack: AsyncExitStack,
) -> None:
    if shutil.which(proxy.__name__) is None:
        pytest.skip(f"{proxy.__name__} isn't installed")
    port, log = free_port(), tmp_path / "log"
    words, own = proxy(tmp_path, port, [f"127.0.0.1:{free_port()}" for _ in range(2)])
    await _start(stack, words, own, log)
    await _until_it_answers(f"http://127.0.0.1:{port}/metrics", with_status=404)
    assert await _status(f"http://127.0.0.1:{port}/join/secret-token") in {502, 503}
    said = log.read_text()
    assert "secret-token" not in said
    assert "/join" not in said


async def test_pages_behind_a_proxy_find_the_other_node_when_their_own_is_restarted(
    redis_url: str, tmp_path: Path, stack: AsyncExitStack
) -> None:
    proxies = [proxy for proxy in (nginx, caddy) if shutil.which(proxy.__name__)]
    if not proxies:
        pytest.skip("neither Caddy nor nginx is installed")
    house = BareHouse(tmp_path, redis_url, stack, trusted_proxies="127.0.0.1")
    await house.start()
    sites = []
    for proxy in proxies:
        port = free_port()
        words, own = proxy(tmp_path, port, [url.removeprefix("http://") for url in house.urls])
        await _start(stack, words, own, tmp_path / f"{proxy.__name__}.log")
        people = Service(cast("Node", None), f"http://127.0.0.1:{port}")
        stack.push_async_callback(people.everybody_goes)
        await _until_it_answers(f"{people.url}/health/ready")
        assert await _status(f"{people.url}/metrics") == 404
        sites.append(people)

    desk, booth = await sites[0].staff("desk", "agent-1"), await sites[-1].booth()
    call_id = (await booth.says("call.request", language="en", subject="question"))["call_id"]
    for number in (0, 1):
        restarting = asyncio.create_task(house.restart_node(number))
        for page in (desk, booth):
            await _goes_on(page, restarting)
    opened = [[m["type"] for m in page.heard].count("session.opened") for page in (desk, booth)]
    assert all(times > 1 for times in opened), "each page was at one of the nodes"
    assert (await booth.says("call.leave", call_id=call_id))["type"] == "request.done"


async def _goes_on(page: Person, restarting: asyncio.Task[None]) -> None:
    """Let a page come back if its node is the one that goes."""
    assert page._listening is not None
    await asyncio.wait({page._listening, restarting}, return_when=asyncio.FIRST_COMPLETED)
    if page._listening.done():
        await page.drop()
        await _comes_back(page)
    await restarting


async def _comes_back(page: Person) -> None:
    """Try until a node lets the page in, as a browser's page does."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            try:
                await page.open(resume=True)
            except aiohttp.ClientError:
                await asyncio.sleep(0.05)
            else:
                return


async def _start(stack: AsyncExitStack, words: list[str], own: dict[str, str], log: Path) -> None:
    with log.open("wb") as said:
        process = await asyncio.create_subprocess_exec(
            *("setpriv", "--pdeathsig", "KILL", *words),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            env={"PATH": os.environ["PATH"]} | own,
        )
    stack.push_async_callback(process.wait)
    stack.callback(process.terminate)


async def _until_it_answers(url: str, with_status: int = 200) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while await _status(url) != with_status:  # noqa: ASYNC110  (a proxy tells nobody)
            await asyncio.sleep(0.05)


async def _status(url: str) -> int | None:
    try:
        async with aiohttp.ClientSession() as http, http.get(url) as answer:
            return answer.status
    except aiohttp.ClientError:
        return None
