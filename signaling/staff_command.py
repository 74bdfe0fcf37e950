"""The ``callrouter staff`` command: who works here, and who does no longer; beside a running node."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, Final, TextIO

from pydantic import ValidationError

from callrouter.model.accounts import KeptAccount
from callrouter.model.directory import Account, Directory
from callrouter.model.refusal import Refusal
from callrouter.services.accounts import AccountFaultError, Accounts
from signaling.account_words import faults_in, unknown_places
from signaling.auth.identity import ROLE_OF, Page
from signaling.person_command import erase_person, export_person
from signaling.person_export import NOTHING
from signaling.settings import Settings
from signaling.stores import Stores, beside_node
from signaling.terminal import aligned

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
