"""What is drawn for commands in any order: people, places, plans and times."""

from __future__ import annotations

from hypothesis import strategies as st

from callrouter.model.commands import CompanionSpec, Place, SeatSpec, Step
from callrouter.model.states import Order, Role

LEASE_MS, GRACE_MS, RELOAD_MS, RING_MS, WRAP_UP_MS = 15_000, 60_000, 10_000, 20_000, 30_000
STAFF = ("ann", "bob", "cor", "dee", "tom", "tia")
SUPERVISORS = ("sue", "sid")
BOOTHS = ("booth:b1", "booth:b2", "booth:b3", "booth:b4")
POOLS = ("nl", "en", "late")
A_RELAY = st.sampled_from(("r1", "r2", "r3"))
A_STAFF = st.sampled_from(STAFF)
A_SUPERVISOR = st.sampled_from(SUPERVISORS)
A_BOOTH = st.sampled_from(BOOTHS)
TIMES = st.sampled_from((1, 999, 5000, RELOAD_MS, LEASE_MS, RING_MS, WRAP_UP_MS))
AFTER = st.sampled_from((0, 5000, 12_000))
PLACES = st.lists(
    st.builds(
        Place,
        pool=st.sampled_from((*POOLS, "ar", "ar")),
        order=st.sampled_from((Order.IDLE_SINCE, Order.IDLE_SINCE, Order.OCCUPANCY)),
        handicap=st.sampled_from((0, 0, 7000)),
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda place: place.pool,
)
STEP_LISTS = st.lists(
    st.tuples(
        AFTER,
        st.lists(st.sampled_from((*POOLS, "person/ann")), min_size=1, max_size=2, unique=True),
        st.booleans(),
    ),
    min_size=1,
    max_size=3,
)
TERMS = st.fixed_dictionaries(
    {
        "location": st.sampled_from(("station-1", "station-1", "station-2")),
        "head_start_ms": st.sampled_from((0, 0, 10_000)),
        "most_waiting": st.sampled_from((None, None, 2)),
        "require_staff": st.booleans(),
    }
)


@st.composite
def seats(draw: st.DrawFn, seat_id: str) -> SeatSpec:
    """Draw an employee's seat with any plan."""
    drawn = sorted(draw(STEP_LISTS), key=lambda step: step[0])
    steps = [
        Step(after_ms=after_ms if number else 0, pools=tuple(pools), with_companion=for_two)
        for number, (after_ms, pools, for_two) in enumerate(drawn)
    ]
    companion = CompanionSpec(
        seat_id=draw(st.sampled_from(("tolk", f"tolk.{seat_id}"))),
        role=Role.INTERPRETER,
        language="ar",
        pools=draw(st.sampled_from((("ar",), ("ar", "late"), ("ar",)))),
        ring_ms=RING_MS - 3000,
        wrap_up_ms=draw(st.sampled_from((0, WRAP_UP_MS))),
    )
    return SeatSpec(
        seat_id=seat_id,
        role=Role.AGENT,
        language="nl",
        steps=tuple(steps),
        companion=companion if any(step.with_companion for step in steps) else None,
        ring_ms=RING_MS,
        wrap_up_ms=draw(st.sampled_from((0, WRAP_UP_MS))),
        hosts=True,
        once=draw(st.sampled_from((False, False, True))),
        prefer_last_ms=draw(st.sampled_from((0, 600_000))),
        most_offers=draw(st.sampled_from((1, 2, 3))),
    )


def interpreter(seat_id: str, language: str) -> SeatSpec:
    """Describe an interpreter's seat."""
    return SeatSpec(
        seat_id=seat_id,
        role=Role.INTERPRETER,
        language=language,
        steps=(Step(after_ms=0, pools=("ar",)),),
        ring_ms=RING_MS,
        wrap_up_ms=0,
        hosts=False,
    )
