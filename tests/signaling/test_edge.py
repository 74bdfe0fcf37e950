"""Who arrives at the HTTP server: in number, in time, and at a pace; nobody keeps others out."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import ip_network

import pytest
from aiohttp import web
from aiohttp.typedefs import Handler
from hypothesis import given
from hypothesis import strategies as st

from signaling.edge.bodies import measured
from signaling.edge.buckets import Buckets
from signaling.edge.door import Door
from signaling.edge.limits import Limit, Refusals
from signaling.edge.line import Patience
from signaling.edge.lines import Lines, Visit
from signaling.edge.pace import paced
from tests.signaling.conftest import until

pytestmark = pytest.mark.network

HERE = "127.0.0.1"
ASKING = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
ASKING_MUCH = b"GET /much HTTP/1.1\r\nHost: x\r\n\r\n"
POSTING = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n"


class Place:
    """A server behind a door, and who comes to it."""

    def __init__(self, lines: Lines, refusals: Refusals) -> None:
        self.lines, self.refusals = lines, refusals
        self.port = 0
        #: How many requests have begun.
        self.begun = 0
        #: Until then nobody is answered.
        self.has_thought = asyncio.Event()
        self.has_thought.set()
        self._writers: list[asyncio.StreamWriter] = []

    async def arrives(self, say: bytes = b"") -> asyncio.StreamReader:
        """Connect, say something, and return what is answered."""
        reader, writer = await asyncio.open_connection(HERE, self.port)
        self._writers.append(writer)
        writer.write(say)
        return reader

    async def says_more(self, words: bytes, *, who: int = -1) -> None:
        self._writers[who].write(words)

    async def is_served(self) -> bool:
        reader = await self.arrives(ASKING)
        return await answer_of(reader) == 200

    def counted(self, limit: Limit) -> int:
        samples = self.refusals.metric().samples
        return int(next(each.value for each in samples if each.labels == {"limit": limit}))

    async def everybody_goes(self) -> None:
        for writer in self._writers:
            writer.close()
            await asyncio.gather(writer.wait_closed(), return_exceptions=True)


async def answer_of(reader: asyncio.StreamReader) -> int:
    async with asyncio.timeout(10):
        head = await reader.readuntil(b"\r\n")
    return int(head.split()[1])


async def ends(reader: asyncio.StreamReader) -> bytes:
    """Return what was still said until the end."""
    async with asyncio.timeout(10):
        try:
            return await reader.read()
        except ConnectionError:
            return b""


@asynccontextmanager
async def open_place(
    *,
    most: int = 100,
    most_a_place: int = 100,
    arrivals: float = 1000,
    trusted: str = "",
    tls: ssl.SSLContext | None = None,
    **patience: float,
) -> AsyncIterator[Place]:
    async def echo(request: web.Request) -> web.Response:
        said = await request.read()
        await place.has_thought.wait()
        return web.Response(body=said)

    async def tell_much(_request: web.Request) -> web.Response:
        return web.Response(body=bytes(30_000_000))

    refusals = Refusals()
    lines = Lines(most=most, most_a_place=most_a_place, refusals=refusals)
    pace = paced(Buckets(1000, 1000), refusals, [])

    @web.middleware
    async def counted(request: web.Request, handler: Handler) -> web.StreamResponse:
        place.begun += 1
        return await handler(request)

    app = web.Application(middlewares=[pace, counted, measured(())])
    app.router.add_route("*", "/", echo)
    app.router.add_get("/much", tell_much)
    runner = web.AppRunner(app)
    await runner.setup()
    assert runner.server is not None
    door = Door(
        runner.server,
        lines,
        Buckets(0.001, arrivals),
        refusals,
        trusted=[ip_network(trusted)] if trusted else [],
        tls=tls,
        patience=Patience(**patience),
    )
    place = Place(lines, refusals)
    place.port = await door.open(HERE, 0)
    try:
        yield place
    finally:
        await place.everybody_goes()
        await door.close()
        await runner.cleanup()


async def test_a_beginning_that_never_ends_is_cut_off() -> None:
    async with open_place(head_s=0.1) as place:
        silent, dripping = await place.arrives(), await place.arrives(b"GET / HTT")
        assert await ends(silent) == await ends(dripping) == b""
        assert place.counted(Limit.SLOW_HEAD) == 2
        assert len(place.lines) == 0


async def test_the_next_beginning_on_a_connection_has_its_time_too() -> None:
    async with open_place(head_s=0.1) as place:
        reader = await place.arrives(ASKING)
        assert await answer_of(reader) == 200
        await place.says_more(b"GET / HTT")
        await ends(reader)
        assert place.counted(Limit.SLOW_HEAD) == 1


async def test_a_body_that_never_comes_is_not_waited_for() -> None:
    async with open_place(body_s=0.1) as place:
        reader = await place.arrives(POSTING)
        assert await ends(reader) == b""
        assert place.counted(Limit.SLOW_BODY) == 1


async def test_a_body_too_large_is_not_read_and_says_how_large_it_is() -> None:
    large = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 40000\r\n\r\n" + b"x" * 30_000
    unsaid = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfour\r\n"
    async with open_place() as place:
        for words, status in ((large, 413), (unsaid, 411)):
            reader = await place.arrives(words)
            assert await answer_of(reader) == status
            await place.says_more(b"x" * 10_000 + ASKING)
            assert b"200 OK" not in await ends(reader), "the line ends, whatever else is said"


async def test_what_comes_in_time_is_answered_again_and_again() -> None:
    async with open_place(head_s=5, body_s=5) as place:
        reader = await place.arrives(POSTING)
        for _ in range(3):
            await place.says_more(b"four" + POSTING)
            assert await answer_of(reader) == 200
            assert b"four" in await reader.readuntil(b"four")


async def test_an_answer_that_nobody_reads_is_given_up() -> None:
    body = b"x" * 30_000
    head = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body)
    async with open_place(answer_s=0.1) as place:
        reader = await place.arrives((head + body) * 400)
        async with asyncio.timeout(10):
            await until(lambda: place.counted(Limit.SLOW_READER) > 0)
        assert len(await ends(reader)) < 400 * len(body)


async def test_what_is_not_http_is_answered_with_a_word_and_counted() -> None:
    async with open_place() as place:
        reader = await place.arrives(b"\x16\x03\x01 nothing of ours\r\n\r\n")
        answer = await ends(reader)
        assert answer.startswith(b"HTTP/1.0 400")
        assert b"aiohttp" not in answer
        assert place.counted(Limit.MALFORMED) == 1


async def test_whoever_holds_connections_for_nothing_makes_room() -> None:
    async with open_place(most_a_place=5) as place:
        idle = [await place.arrives() for _ in range(5)]
        assert await place.is_served()
        assert await ends(idle[0]) == b""
        assert place.counted(Limit.PLACE_CONNECTIONS) == 1
    async with open_place(most=5, trusted="127.0.0.0/8") as place:
        idle = [await place.arrives() for _ in range(5)]
        assert await place.is_served(), "a trusted proxy's are bounded all together alone"
        assert await ends(idle[0]) == b""


async def test_nobody_makes_room_whose_answer_is_thought_of() -> None:
    async with open_place(most_a_place=2) as place:
        place.has_thought.clear()
        busy = [await place.arrives(POSTING + b"four") for _ in range(2)]
        async with asyncio.timeout(10):
            await until(lambda: place.lines.idle == 0)
        assert await ends(await place.arrives(ASKING)) == b""
        place.has_thought.set()
        assert [await answer_of(each) for each in busy] == [200, 200]
        assert await place.is_served(), "room again"


@pytest.mark.parametrize("words", [POSTING + b"f", ASKING_MUCH], ids=["body", "answer"])
async def test_who_dawdles_over_a_body_or_an_answer_makes_room(words: bytes) -> None:
    async with open_place(most=4) as place:
        slow = [await place.arrives(words) for _ in range(4)]
        async with asyncio.timeout(10):
            await until(lambda: place.begun == 4 and place.lines.idle == 4)
        assert await place.is_served()
        assert len(await ends(slow[0])) < 30_000_000


async def test_connections_that_come_too_fast_are_not_taken() -> None:
    async with open_place(arrivals=3) as place:
        assert [await place.is_served() for _ in range(3)] == [True] * 3
        assert await ends(await place.arrives(ASKING)) == b""
        assert place.counted(Limit.PLACE_ARRIVALS) == 1


def _lines(most: int, most_a_place: int) -> Lines:
    return Lines(most=most, most_a_place=most_a_place, refusals=Refusals())


def test_a_page_of_somebody_known_is_no_strangers_connection_and_makes_no_room() -> None:
    ended: list[int] = []
    lines = _lines(10, 2)
    pages = [lines.enters(HERE, lambda number=number: ended.append(number)) for number in range(2)]  # type: ignore[misc]
    for page in pages:
        assert page is not None
        page.works()
        page.knows()
    assert lines.enters(HERE, lambda: None) is not None
    assert lines.enters(HERE, lambda: None) is not None
    assert not ended
    assert len(lines) == 4


def test_who_is_known_only_after_they_went_counts_for_nothing() -> None:
    lines = _lines(10, 2)
    gone, here = lines.enters(HERE, lambda: None), lines.enters(HERE, lambda: None)
    assert gone is not None
    assert here is not None
    gone.leaves()
    gone.knows()
    assert len(lines) == 1
    here.leaves()
    assert vars(lines) == vars(_lines(10, 2)) | {"_refusals": lines._refusals}


@given(
    st.lists(
        st.tuples(st.sampled_from(["enters", "works", "rests", "knows", "leaves"]), st.integers(0, 9)),
        max_size=60,
    )
)
def test_whatever_happens_the_bounds_hold_and_nothing_is_left_of_who_left(
    steps: list[tuple[str, int]],
) -> None:
    lines = _lines(6, 3)
    visits: dict[int, Visit] = {}

    def ends(number: int) -> None:
        del visits[number]

    for what, number in steps:
        visit = visits.get(number)
        if what == "enters":
            if visit is None:
                new = lines.enters(f"place {number % 3}", lambda number=number: ends(number))  # type: ignore[misc]
                if new is not None:
                    visits[number] = new
        elif visit is not None:
            getattr(visit, what)()
            if what == "leaves":
                del visits[number]
        assert len(lines) == len(visits) <= 6
        for place in range(3):
            strangers = [each for key, each in visits.items() if key % 3 == place and not each.is_known]
            assert len(strangers) <= 3
    for each in list(visits.values()):
        each.leaves()
    assert vars(lines) == vars(_lines(6, 3)) | {"_refusals": lines._refusals}


def test_a_bucket_gives_a_burst_then_its_rate_and_lends_to_who_waits() -> None:
    bucket = Buckets(10, 3, patience_s=0.2)
    assert [bucket.take("a", 0.0) for _ in range(6)] == pytest.approx([0, 0, 0, 0.1, 0.2, None])
    assert bucket.take("b", 0.0) == 0, "everybody has their own"
    assert bucket.take("a", 0.31) == 0
    assert bucket.retry_s == 1


def test_a_bucket_forgets_who_was_quiet_for_longest() -> None:
    bucket = Buckets(0.001, 1, most_keys=100)
    for number in range(1000):
        assert bucket.take(str(number), 0.0) == 0
    assert len(bucket) == 100
    assert bucket.take("999", 0.0) is None
    assert bucket.take("0", 0.0) == 0
