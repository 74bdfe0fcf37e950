"""Documents: replaced by who knows the version, told of once."""

from __future__ import annotations

import asyncio

import pytest
from redis.asyncio import Redis

from callrouter.model.events import DocumentChanged, Event
from callrouter.model.refusal import Refusal
from callrouter.model.states import RefusalCode
from callrouter.queueing import Document, Documents, DocumentTooLargeError, Journal
from callrouter.queueing.documents import LARGEST_DOCUMENT
from tests.queueing.house import START

pytestmark = pytest.mark.valkey


@pytest.fixture
def documents(client: Redis, namespace: str) -> Documents:
    return Documents(client, namespace=namespace, now=lambda: START)


async def _told(client: Redis, namespace: str) -> tuple[Event, ...]:
    events = await Journal(client, namespace=namespace).after("0-0", limit=1000)
    assert events is not None
    return events


async def test_there_is_no_document_at_first(documents: Documents) -> None:
    assert await documents.read("routing") is None


async def test_a_document_is_read_as_it_was_written(documents: Documents) -> None:
    text = '{"é": "\u0645\u0631\u062d\u0628\u0627 \\"%s\\""}\n'
    assert await documents.replace("routing", text, expected_version=0, by="sue") == 1
    assert await documents.read("routing") == Document(text, 1, START, "sue")
    assert await documents.read("other") is None


async def test_each_change_is_a_version_and_is_told(
    documents: Documents, client: Redis, namespace: str
) -> None:
    await documents.replace("routing", "a", expected_version=0, by="sue")
    assert await documents.replace("routing", "b", expected_version=1, by="tom") == 2
    told = await _told(client, namespace)
    assert all(isinstance(event, DocumentChanged) for event in told)
    assert [event.model_dump(include={"name", "version", "by", "at"}) for event in told] == [
        {"name": "routing", "version": 1, "by": "sue", "at": START},
        {"name": "routing", "version": 2, "by": "tom", "at": START},
    ]


@pytest.mark.parametrize("expected", [0, 2])
async def test_who_knows_another_version_changes_nothing(
    documents: Documents, client: Redis, namespace: str, expected: int
) -> None:
    await documents.replace("routing", "a", expected_version=0, by="sue")
    with pytest.raises(Refusal) as refused:
        await documents.replace("routing", "b", expected_version=expected, by="tom")
    assert refused.value.code is RefusalCode.CHANGED_MEANWHILE
    assert await documents.read("routing") == Document("a", 1, START, "sue")
    assert len(await _told(client, namespace)) == 1


async def test_repeating_a_change_is_harmless(documents: Documents, client: Redis, namespace: str) -> None:
    await documents.replace("routing", "a", expected_version=0, by="sue")
    assert await documents.replace("routing", "a", expected_version=0, by="sue") == 1
    assert len(await _told(client, namespace)) == 1


async def test_a_repeat_takes_back_nobody_elses_change(documents: Documents) -> None:
    await documents.replace("routing", "a", expected_version=0, by="sue")
    await documents.replace("routing", "b", expected_version=1, by="tom")
    with pytest.raises(Refusal):
        await documents.replace("routing", "a", expected_version=0, by="sue")
    assert await documents.read("routing") == Document("b", 2, START, "tom")


async def test_of_many_at_once_one_succeeds(documents: Documents) -> None:
    tries = (documents.replace("routing", f"{number}", expected_version=0, by="sue") for number in range(20))
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    assert outcomes.count(1) == 1
    assert sum(isinstance(outcome, Refusal) for outcome in outcomes) == 19


async def test_a_document_has_a_largest_size_in_bytes(documents: Documents) -> None:
    largest = "é" * (LARGEST_DOCUMENT // 2)
    assert await documents.replace("routing", largest, expected_version=0, by="sue") == 1
    with pytest.raises(DocumentTooLargeError, match=str(LARGEST_DOCUMENT + 1)):
        await documents.replace("routing", f"{largest}x", expected_version=1, by="sue")
    kept = await documents.read("routing")
    assert kept is not None
    assert kept.text == largest
