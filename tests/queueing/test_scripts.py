"""The scripts as text: what their heads promise, and what keeps them apart from each other's keys."""

from __future__ import annotations

import asyncio
import re
from importlib.resources import files
from pathlib import Path
from typing import Any, ClassVar

import pytest
from redis.asyncio import Redis
from redis.exceptions import ClusterDownError

from callrouter.model.accounts import KeptAccount
from callrouter.model.audit_trail import AuditEntry
from callrouter.model.callbacks import Contact, Invitation
from callrouter.model.commands import Redirect
from callrouter.model.credentials import Credentials
from callrouter.model.directory import Account
from callrouter.model.doors import Notice
from callrouter.model.joining import JoinMode, JoinReason
from callrouter.model.media import RelayLoad, RelayRecord
from callrouter.model.messages import Carrier, Delivery, DeliveryState, Letter, Message
from callrouter.model.nodes import NodeRecord
from callrouter.model.sign_ins import SignInEnd, of_person
from callrouter.model.states import Device, Disposition, Flag, HelpEnd, RefusalCode, Role, Status, Subject
from callrouter.model.statistics import CallCell, Tally
from callrouter.model.steering_events import Deed
from callrouter.policy.lockout import tries_of
from callrouter.queueing import (
    AccountStore,
    Action,
    AlertStore,
    Asked,
    AuditTrailStore,
    BoothRegistry,
    CallbackStore,
    CallStoryStore,
    CredentialStore,
    Documents,
    Journal,
    Link,
    NodeRegistry,
    Outbox,
    Position,
    RelayRegistry,
    SignInStore,
    StatisticsStore,
    Written,
)
from callrouter.queueing.forms import LAYOUT
from callrouter.queueing.keys import Keys
from callrouter.queueing.nodes import Progress
from callrouter.queueing.scripts import PRELUDE, ScriptName, library
from tests.policy.test_callbacks import waiting as callback_request
from tests.ports import free_port
from tests.queueing.house import GRACE_MS, RING_MS, WRAP_UP_MS, House
from tests.queueing.legs import summary
from tests.queueing.servers import running
from tests.queueing.test_alerts import ALERT, NOTICE, RAISED
from tests.queueing.test_booths import REPORT

ACCOUNT = KeptAccount(
    account=Account(staff_id="x", role=Role.AGENT, display_name="X", centre="c", languages=("nl",)),
    subject="a" * 64,
)
FOLDER = Path(str(files("callrouter.queueing") / "lua"))
LUA = {file.stem: file.read_text("utf-8") for file in FOLDER.glob("*.lua")}
PARTS = {file.stem: file.read_text("utf-8") for file in (FOLDER / "prelude").glob("*.lua")}
SCRIPTS = sorted(LUA)


def test_every_file_is_a_script_and_every_script_a_file() -> None:
    assert sorted(ScriptName) == SCRIPTS
    assert sorted(PRELUDE) == sorted(PARTS)


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_scripts_head_says_what_it_does(name: str) -> None:
    head = LUA[name].partition("\n\n")[0]
    for word in ("Purpose:", "Returns ", "Events "):
        assert word in head
    assert len(LUA[name].splitlines()) <= 80
    for number in set(re.findall(r"ARGV\[(\d)\]", LUA[name])):
        assert re.search(rf"-- ARGV\[{number}[…\]]", head), f"ARGV[{number}] isn't told of"


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_names_no_key_itself_and_reads_no_clock(name: str) -> None:
    assert "KEYS[" not in LUA[name]
    assert "TIME" not in LUA[name]


def test_every_code_of_a_refusal_is_known() -> None:
    code = r"(?:refuse\('|return ')([a-z_]+)'"
    told = {found for text in (*LUA.values(), *PARTS.values()) for found in re.findall(code, text)}
    assert told <= set(RefusalCode)


@pytest.mark.parametrize("namespace", ["", "a b", "a}b", "x" * 65])
def test_a_namespace_must_fit_between_braces(namespace: str) -> None:
    with pytest.raises(ValueError, match="namespace"):
        Keys(namespace)


@pytest.mark.valkey
async def test_scripts_survive_the_servers_forgetting_them(house: House) -> None:
    await house.ready("ann")
    await house.client.function_flush()
    await house.calls("c1")
    assert await house.rings("ann") == "c1/agent#1"


@pytest.mark.valkey
async def test_another_versions_library_may_be_there_too(house: House) -> None:
    """A rolling upgrade: nodes of two versions serve the same people."""
    await house.ready("ann")
    text, version = library()
    await house.client.function_load(text.replace(version, "of_tomorrow"))
    tomorrow = f"{ScriptName.SET_STATUS}_of_tomorrow"
    await house.client.fcall(
        tomorrow, 1, f"{{{house.namespace}}}:", str(house.clock.now), "ann", "away", "break"
    )
    assert (await house.staff("ann")).status is Status.AWAY
    await house.engine.set_status("ann", Status.READY)
    assert (await house.staff("ann")).status is Status.READY


@pytest.mark.valkey
async def test_the_servers_own_clock_is_used_by_default(client: Redis, namespace: str) -> None:
    own = House(client, namespace)
    own.engine = type(own.engine)(client, namespace=namespace)
    await own.ready("ann")
    seconds, _ = await client.time()
    assert abs((await own.staff("ann")).since - seconds * 1000) < 5000


@pytest.mark.valkey
@pytest.mark.network
async def test_a_cluster_serves_every_script_from_one_slot(server_binary: Path, tmp_path: Path) -> None:
    """With no other slot served than the deployment's, any key outside of its tag is an error."""
    words = ("--cluster-enabled", "yes", "--cluster-require-full-coverage", "no", "--bind", "127.0.0.1")
    port, bus_port = free_port(), free_port()
    ports = ("--port", str(port), "--cluster-port", str(bus_port))
    with running(server_binary, tmp_path, *words, *ports) as server:
        slot = server.cluster("keyslot", "{clustered}:")
        server.cluster("addslots", slot)
        async with _Telling(port=port, decode_responses=True) as client:
            await _served(client)
            house = House(client, "clustered")
            await _run_every_script(house)
            await _keep_an_account(house)
            await house.journal.trim(86_400_000)
            await CallStoryStore(client, namespace="clustered").claim("node")
            await house.check()
            assert client.asked == {library().function(name) for name in ScriptName}


class _Telling(Redis):
    """A client that tells which functions it asked for."""

    asked: ClassVar[set[str]] = set()

    async def execute_command(self, *args: Any, **options: Any) -> Any:
        if args[0] == "FCALL":
            self.asked.add(args[1])
        return await super().execute_command(*args, **options)  # type: ignore[no-untyped-call]


async def _served(client: Redis) -> None:
    async with asyncio.timeout(10):
        while True:
            try:
                await client.get("{clustered}:x")
            except ClusterDownError:
                await asyncio.sleep(0)
            else:
                return


_OFFERED = CallCell(0, "station-1", "nl", "question", "offered")


async def _be_asked_again(house: House) -> None:
    await house.ready("gus", ("it",))
    await house.calls("c8", house.seat(pools=("it",)).model_copy(update={"most_offers": 1}))
    await house.engine.decline("c8/agent#1", "gus")


async def _be_relayed(house: House) -> None:
    nodes = NodeRegistry(house.client, namespace=house.namespace, now=house.clock)
    await nodes.renew(NodeRecord(node_id="node-1", version="1.0"), own_ms=house.clock())
    assert len(await nodes.all()) == 1
    assert await nodes.begin_change("node-1", LAYOUT, unread_ms=0) == 0
    assert await nodes.go_on(1) is Progress.LOST
    await nodes.leave("node-1")
    relays = RelayRegistry(house.client, namespace=house.namespace, now=house.clock)
    for name in ("r1", "r2", "r3"):
        await relays.register(RelayRecord(relay_id=name, control_url=f"unix:///{name}", capacity=9))
    await relays.assign("c1")
    await house.engine.take_media("c1", "booth:c1", "page")
    await house.engine.show_devices("c1", "booth:c1", microphone=Device.ON, camera=Device.MISSING)
    await house.connects("sue", (), role=Role.SUPERVISOR)
    await house.engine.join_call("c1", "sue", JoinMode.LISTEN, JoinReason.QUALITY)
    assert await relays.renew("r1", RelayLoad(legs=1, packets_per_s=1, cpu=0.5))
    await relays.move("r1")
    await relays.drain("r2")
    await relays.lose("r2")
    assert [relay.calls for relay in await relays.all()] == [0, 1]
    assert (await relays.homes(["c1"]))["c1"].relay_id == "r3"
    await house.engine.measure_call("c1", summary("booth:c1"), leg="one")


async def _be_a_device(house: House) -> None:
    booths = BoothRegistry(house.client, namespace=house.namespace, now=house.clock)
    help_id = (await booths.request_help_in_call("c1", "bob", "n1")).help_id
    await booths.acknowledge_help(help_id, "sue")
    await booths.end_help("booth:c1", HelpEnd.WITHDRAWN, "booth:c1")
    await booths.report("booth:c1", "station-1", REPORT)
    await booths.offer_enrolment("booth:c1", "12345678", "sue")
    await booths.enrol("12345678", "token", "key")
    await booths.revoke("booth:c1", "sue")
    assert len(await booths.read(["booth:c1"])) == 1


async def _be_called_back(house: House) -> None:
    store = CallbackStore(house.client, blind=str, namespace=house.namespace, now=house.clock)
    outbox = Outbox(house.client, namespace=house.namespace, now=house.clock)
    invitation = Invitation(invitation_id="i1", opens_at=1, closes_at=2, starts_at=1)
    request = callback_request().model_copy(update={"invitation": invitation})
    message = Message(
        message_id="m1",
        request_id=request.request_id,
        letter=Letter.RECEIVED,
        carrier=Carrier.MAIL,
        to="jo@example.org",
        text="hallo",
        expires_at=house.clock.now + 1,
    )
    assert await store.put(
        Written(
            request=request,
            was=None,
            step="ask",
            by="jo",
            at=house.clock.now,
            audience=("ann",),
            wakes_at=house.clock.now,
            contact=Contact(name="Jo", mail="jo@example.org"),
            links=(Link(token="x" * 32, closes_at=house.clock.now + 1),),
            messages=(message,),
            limits=(Asked(who="jo", most=2, window_ms=1000),),
        )
    )
    assert await store.get(request.request_id) is not None
    assert (await store.claim_waking())[0] == (request.request_id,)
    assert (await outbox.claim())[0] == (message,)
    delivery = Delivery(
        message_id="m1",
        letter=Letter.RECEIVED,
        carrier=Carrier.MAIL,
        state=DeliveryState.SENT,
        at=house.clock.now,
    )
    await outbox.settle(message, delivery, ("ann",), try_again_at=None)
    until = house.clock.now + 1000
    await store.admit(request.request_id, "i1", citizen="citizen:jo", device="y", until=until)


async def _be_answered_for(house: House) -> None:
    trail = AuditTrailStore(house.client, namespace=house.namespace)
    await trail.note(Action(action="sign_in.done", by="ann"), note_id="n1")
    position = await trail.position()
    long_ago = AuditEntry(number=1, at=1, by="ann", action="sign_in.done", event_id="1-0")
    assert await trail.record(position, [long_ago], until=position.event_id, at=3 * 86_400_000)
    await trail.pack()


async def _be_alerted(house: House) -> None:
    store = AlertStore(house.client, namespace=house.namespace, now=house.clock)
    watch = await store.watch("node")
    assert watch is not None
    assert await store.settle("node", watch, [RAISED], [NOTICE])
    await store.acknowledge(ALERT.alert_id, "sue")
    await store.settle_notice(NOTICE, None, delivered=False)


async def _be_signed_in(house: House) -> None:
    sign_ins = SignInStore(house.client, namespace=house.namespace, now=house.clock)
    await sign_ins.begin("s1", "token", staff_id="ann", page="desk")
    assert await sign_ins.use("token") is not None
    assert await sign_ins.touch(["s1", "s2"]) == {"s2"}
    assert len(await sign_ins.of("ann")) == 1
    assert await sign_ins.end(of_person("ann"), SignInEnd.REVOKED, "sue") == 1
    credentials = CredentialStore(house.client, blind=str, namespace=house.namespace, now=house.clock)
    assert await credentials.put(Credentials(staff_id="ann", revision=1))
    tries = tries_of("ann", place="here", device="")
    assert (await credentials.admit(tries)).wait_ms == 0
    await credentials.settle(tries, passed=True)


async def _be_equipped(house: House) -> None:
    await _be_signed_in(house)
    await _be_alerted(house)
    await _be_answered_for(house)
    await _be_relayed(house)
    await _be_a_device(house)
    await _be_called_back(house)


async def _be_wrapped_up(house: House) -> None:
    await house.engine.leave_call("c0", "booth:c0")
    await house.engine.extend_wrap_up("ann", "c0", house.clock.now + 60_000, most_ms=60_000)
    await house.engine.finish_wrap_up("ann", "c0", None)


async def _be_written_up(house: House) -> None:
    await house.engine.write_note("bob", "c1", "fiets gestolen", 1)
    await house.engine.classify_call("bob", "c1", Subject.COMPLAINT)
    await house.engine.flag_call("bob", "c1", Flag.MISUSE)
    await house.engine.settle_flag("c1", "sue")
    await house.engine.state_disposition("bob", "c1", Disposition.REPORT_TAKEN)


async def _be_steered(house: House) -> None:
    await house.connects("sue", (), role=Role.SUPERVISOR)
    await house.calls("c8", house.seat(pools=("sv",)))
    opened_at = (await house.seat_of("c8")).opened_at
    redirect = Redirect("d1", house.seat(pools=("da",)), "north/da", opened_at)
    await house.engine.redirect_call("c8", redirect, Deed("sue"))
    await house.engine.pull_call("c8", Deed("sue"))
    await house.engine.free_person("sue", "c8", house.seat("again", ("sv",)), Deed("sue"))
    await house.engine.stop_call("c8", Deed("sue"))


async def _count(house: House) -> None:
    statistics = StatisticsStore(house.client, namespace=house.namespace)
    last = await Journal(house.client, namespace=house.namespace).last_id()
    assert await statistics.record(
        await statistics.position(), Position(last, house.clock.now), Tally({_OFFERED: 1})
    )
    await statistics.pack(before=1)
    assert await statistics.days.keep(0, last, {"calls": b"x"})


async def _keep_an_account(house: House) -> None:
    accounts = AccountStore(house.client, namespace=house.namespace)
    await accounts.put(ACCOUNT, by="sue")
    await accounts.remove(ACCOUNT.account.staff_id, by="sue")
    await accounts.erase(ACCOUNT.account.staff_id, by="operator")


async def _run_every_script(house: House) -> None:
    engine = house.engine
    await house.ready("ann")
    await house.calls("c0", house.seat_with_interpreter())
    await engine.explain("c0")
    await engine.lineup()
    await engine.prioritise_call("c0", 1000, most_ms=9000, by="sue")
    await engine.close_location("station-1", Deed("sue"))
    await engine.open_location("station-1", Deed("sue"))
    await engine.close_location("station-1", Deed("sue"), Notice(reopens_at=house.clock.now + 1))
    await house.passes(1)
    await house.ready("tom", ("ar",))
    await engine.accept("c0/agent#1", "ann")
    await engine.hold_call("c0", held=True, by="ann")
    await engine.transfer_call("c0", house.seat("second", ("nobody",), later=((99_000, "nl"),)), by="ann")
    await _be_wrapped_up(house)
    await _be_asked_again(house)
    await house.ready("eve", ("fr",))
    await house.calls("c9", house.seat(pools=("fr",), later=((99_000, "de"),)))
    await engine.decline("c9/agent#1", "eve")
    await house.away("eve")
    await house.passes(1)
    await house.calls("c1", house.seat(later=((1000, "en"),)))
    await engine.decline("c1/agent#1", "ann")
    await house.passes(5000)
    await house.passes(RING_MS)
    await house.ready("bob")
    await engine.accept("c1/agent#3", "bob")
    await engine.add_seat("c1", house.interpreter(), by="bob")
    await engine.accept("c1/tolk#1", "tom")
    await engine.cancel_seat("c1", "tolk", by="bob", taken=True)
    await engine.post_chat("c1", "bob", "m1", "hallo")
    await _be_written_up(house)
    await _be_equipped(house)
    await engine.leave_call("c1", "booth:c1")
    await engine.finish_wrap_up("bob", "c1", Disposition.ANSWERED)
    await engine.rate_call("c1", "booth:c1", 5)
    assert await engine.queue_places(["c1"]) == ()
    await engine.board()
    await engine.view("bob")
    await house.calls("c2")
    await engine.accept("c2/agent#1", "bob")
    await house.closes_page("bob")
    await house.passes(GRACE_MS)
    await house.passes(WRAP_UP_MS)
    await _be_steered(house)
    house.renewed.clear()
    await house.passes(3_700_000)
    await engine.set_status("bob", Status.OFFLINE)
    await Documents(house.client, namespace=house.namespace).replace("d", "x", expected_version=0, by="sue")
    await _count(house)
