"""The ``callrouter staff`` command: who works here, and who does no longer; beside a running node."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Mapping
from enum import StrEnum
from getpass import getpass
from typing import Any, Final, TextIO

import uvloop
from pydantic import ValidationError

from callrouter.model.accounts import KeptAccount
from callrouter.model.directory import Account, Directory
from callrouter.model.refusal import Refusal
from callrouter.services.accounts import AccountFaultError, Accounts
from signaling.auth.identity import ROLE_OF, Page
from signaling.commands.account_words import faults_in, unknown_places
from signaling.commands.directories import directory_of
from signaling.commands.options import Commands, add_action, add_beside_node, add_group, line, listed
from signaling.commands.staff_access import AccessAction, administer_access
from signaling.commands.staff_erasure import erase_person, export_person
from signaling.commands.terminal import aligned
from signaling.person_export import NOTHING
from signaling.settings import Settings, SettingsError
from signaling.stores import Stores, beside_node

#: Who adds and removes, in the journal.
_OPERATOR: Final = "operator"


_REFUSALS: Final[dict[str, str]] = {
    "already_taken": "this name is somebody else's, or stands in the directory's file: change it there",
    "no_such_person": "nobody was added by this name",
}

#: What of an account is given as an option.
STAFF_FIELDS: Final = (
    "staff_id",
    "role",
    "display_name",
    "centre",
    "languages",
    "teams",
    "locations",
    "oversees",
)
#: What somebody of the staff can be.
STAFF_ROLES: Final = tuple(
    sorted({role.value for page, role in ROLE_OF.items() if page not in {Page.BOOTH, Page.JOIN}})
)


class StaffAction(StrEnum):
    """What is to be done."""

    LIST = "list"
    ADD = "add"
    REMOVE = "remove"
    EXPORT = "export"
    ERASE = "erase"


def add(commands: Commands) -> None:
    """Add the command."""
    actions = add_group(
        commands, "staff", "tell who works here, add or remove people, and help them sign in", run
    )
    for action, purpose in (
        (StaffAction.LIST, "tell who works here, of the directory's file and kept beside it"),
        (StaffAction.ADD, "add somebody beside the directory's file, or let them be as given now"),
        (StaffAction.REMOVE, "remove somebody who was added; they are signed out everywhere"),
        (StaffAction.EXPORT, "write all that is kept of somebody as JSON, on their request"),
        (StaffAction.ERASE, "erase what is kept of somebody who doesn't work here any more"),
        (AccessAction.PASSWORD, "set somebody's password, asked for or piped in; they are signed out"),
        (AccessAction.TOTP_RESET, "forget somebody's second step: their device and recovery codes are lost"),
        (AccessAction.SIGN_OUT, "sign somebody out everywhere; their pages end at once"),
        (AccessAction.LOCK, "let nobody sign in with an account, and sign its person out"),
        (AccessAction.UNLOCK, "let somebody sign in again, also after too many wrong tries"),
    ):
        command = add_action(actions, action, purpose)
        if action is not StaffAction.LIST:
            command.add_argument("staff_id", metavar="NAME", help="the name they sign in with")
            command.add_argument("--why", type=line, default="", help="for the audit trail")
        if action is StaffAction.ADD:
            _add_account(command)
        add_beside_node(command)


def run(arguments: Namespace, settings: Settings) -> int:
    """Carry out the action, beside a running node."""
    directory = directory_of(settings, demo=arguments.demo)
    if arguments.action not in set(AccessAction):
        who = {name: getattr(arguments, name, None) for name in (*STAFF_FIELDS, "why")}
        action = StaffAction(arguments.action)
        return uvloop.run(administer_staff(settings, directory, action, who, out=sys.stdout))
    wanted = AccessAction(arguments.action)
    password = _asked_password() if wanted is AccessAction.PASSWORD else ""
    return uvloop.run(
        administer_access(settings, directory, wanted, arguments.staff_id, out=sys.stdout, password=password)
    )


async def administer_staff(
    settings: Settings, directory: Directory, action: StaffAction, who: Mapping[str, Any], *, out: TextIO
) -> int:
    """Carry out an action; ``who`` are fields of an account, and ``why``. Returns 0, or 1 if refused.

    Raises ``QueueServerError`` when no node runs on what the settings name.
    """
    async with beside_node(settings) as stores:
        accounts = Accounts(stores.accounts, directory)
        await accounts.load()
        given = {name: value for name, value in who.items() if value is not None}
        why, staff_id = given.pop("why", ""), given.get("staff_id", "")
        try:
            match action:
                case StaffAction.LIST:
                    print("\n".join(await _table(directory, stores)), file=out)
                case StaffAction.ADD:
                    if unknown := [*unknown_places(given, directory)]:
                        return _refused(staff_id, unknown, out)
                    kept = KeptAccount(account=Account.model_validate(given, strict=False))
                    change = await accounts.put(kept, by=_OPERATOR, why=why)
                    print(f"{staff_id}: {change or 'is so already'}", file=out)
                case StaffAction.REMOVE:
                    await accounts.remove(staff_id, by=_OPERATOR, why=why)
                    print(f"{staff_id}: removed, and signed out everywhere", file=out)
                case StaffAction.EXPORT | StaffAction.ERASE:
                    what = export_person if action is StaffAction.EXPORT else erase_person
                    told = await what(stores, settings, directory, staff_id)
                    print(told, file=out)
                    if told == NOTHING:
                        note = (
                            f"{staff_id}: nothing is kept of this name, nor does the audit trail tell of it"
                        )
                        print(note, file=sys.stderr)  # noqa: T201  (the output is for a file)
        except ValidationError as error:
            return _refused(staff_id, faults_in(error, given), out)
        except AccountFaultError as error:
            return _refused(staff_id, [str(error)], out)
        except Refusal as refusal:
            return _refused(staff_id, [_REFUSALS.get(refusal.code, refusal.code)], out)
    return 0


def _refused(staff_id: str, faults: Iterable[str], out: TextIO) -> int:
    for fault in faults:
        print(f"{staff_id}: {fault}", file=out)
    return 1


async def _table(directory: Directory, stores: Stores) -> list[str]:
    rows = [("NAME", "ROLE", "CENTRE", "LANGUAGES", "FROM", "SECOND STEP", "LOCKED")]
    for each in directory.everybody:
        kept = await stores.credentials.read(each.staff_id)
        rows.append(
            (
                each.staff_id,
                each.role,
                each.centre,
                ",".join(each.languages),
                "kept" if each.staff_id in directory.kept_accounts else "file",
                "yes" if kept.totp else "no",
                "locked" if kept.locked else "",
            )
        )
    return aligned(rows)


def _add_account(command: ArgumentParser) -> None:
    command.add_argument("--role", required=True, choices=STAFF_ROLES)
    command.add_argument("--display-name", required=True, metavar="TEXT", help="what others read")
    command.add_argument("--centre", required=True, metavar="CENTRE", help="as the directory names it")
    for name, text in (
        ("languages", "they speak, like nl,en"),
        ("teams", "of a neighborhood officer"),
        ("locations", "of a service employee"),
        ("oversees", "centres whose work a supervisor oversees; default: the own"),
    ):
        command.add_argument(f"--{name}", metavar="LIST", type=listed, help=f"{text}, separated by commas")


def _asked_password() -> str:
    """Ask for a password without showing it, or take the first line of what is piped in."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass("new password: ")
    if getpass("once more: ") != password:
        raise SettingsError("the two are not the same")
    return password
