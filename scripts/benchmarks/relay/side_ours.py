"""Our relay as a process of its own: offers come in as lines of JSON, answers go out."""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import logging
import sys
from typing import Any

import structlog
import uvloop

from callrouter.model.media import Audience
from callrouter.relay import RelayEngine


class _Deaf:
    """A listener that hears everything and does nothing."""

    def __getattr__(self, name: str) -> Any:
        return lambda *_words, **_more: None


async def serve(host: str) -> None:
    """Answer until standard input ends."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=1 << 20)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    engine = RelayEngine(hosts=[host], listener=_Deaf())
    await engine.start()
    print("ready", flush=True)
    async for line in reader:
        asked = json.loads(line)
        if "offer" in asked:
            answer = await engine.connect(asked["room"], asked["participant"], asked["offer"], Audience())
            print(json.dumps({"answer": answer}), flush=True)
        elif "participant" in asked:
            await engine.disconnect(asked["room"], asked["participant"])
            print(json.dumps({}), flush=True)
        else:
            gc.collect()
            stats = engine.stats()
            held = {"tasks": len(asyncio.all_tasks()), "objects": len(gc.get_objects())}
            counts = {name: getattr(stats, name) for name in stats.__slots__}
            print(json.dumps(counts | held), flush=True)
    await engine.close()


def main() -> None:
    """Run the relay."""
    # Standard output is for answers.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    parser = argparse.ArgumentParser()
    parser.add_argument("host")
    uvloop.run(serve(parser.parse_args().host))


if __name__ == "__main__":
    main()
