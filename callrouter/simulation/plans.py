"""A seat's plan as it is played: who is asked when, and the queues in which the seat then stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Self

from callrouter.model.commands import CompanionSpec, SeatSpec, Step
from callrouter.model.states import Role


class Queue(NamedTuple):
    """Where seats wait for somebody of a pool: its name, the pool, and a partner's pool if it takes two."""

    name: str
    pool: str
    partner: str = ""
    #: Whether somebody who looks for a seat there would be the partner of the two.
    second: bool = False


@dataclass(frozen=True, eq=False, slots=True)
class Plan:
    """What all seats alike share; see ``SeatSpec``."""

    seat_id: str
    role: Role
    steps: tuple[Step, ...]
    ring_ms: int
    wrap_up_ms: int
    most_offers: int
    hosts: bool
    prefer_last_ms: int
    #: The queues of each step: of one who needs no companion any more, and of one who needs two people.
    alone: tuple[tuple[Queue, ...], ...]
    together: tuple[tuple[Queue, ...], ...]
    #: The plan of whom a step ``with_companion`` needs beside its people, and their pools.
    companion: Plan | None = None
    partners: tuple[str, ...] = ()

    @classmethod
    def of(cls, spec: SeatSpec) -> Self:
        """Return the plan of seats of this specification."""
        companion = spec.companion
        partners = companion.pools if companion else ()
        alone = tuple(tuple(Queue(pool, pool) for pool in step.pools) for step in spec.steps)
        return cls(
            seat_id=spec.seat_id,
            role=spec.role,
            steps=spec.steps,
            ring_ms=spec.ring_ms,
            wrap_up_ms=spec.wrap_up_ms,
            most_offers=spec.most_offers,
            hosts=spec.hosts,
            prefer_last_ms=spec.prefer_last_ms,
            alone=alone,
            together=tuple(
                tuple(Queue(f"{pool}+{each}", pool, each) for pool in step.pools for each in partners)
                if step.with_companion
                else queues
                for step, queues in zip(spec.steps, alone, strict=True)
            ),
            companion=cls.of(_alone(companion, spec.most_offers)) if companion else None,
            partners=partners,
        )

    @property
    def asked(self) -> frozenset[str]:
        """Every pool whose people it may ask."""
        return frozenset(pool for step in self.steps for pool in step.pools) | frozenset(self.partners)


def _alone(companion: CompanionSpec, most_offers: int) -> SeatSpec:
    """Return the companion's seat as one of its own, whose plan is a single step."""
    return SeatSpec(
        seat_id=companion.seat_id,
        role=companion.role,
        language=companion.language,
        steps=(Step(after_ms=0, pools=companion.pools),),
        ring_ms=companion.ring_ms,
        wrap_up_ms=companion.wrap_up_ms,
        hosts=False,
        most_offers=most_offers,
    )
