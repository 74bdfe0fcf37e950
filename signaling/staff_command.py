"""The ``callrouter staff`` command: who works here, and who does no longer; beside a running node."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final, TextIO

from pydantic import ValidationError

from callrouter.model.accounts import KeptAccount
from callrouter.model.directory import Account, Directory
from callrouter.model.refusal import Refusal
from callrouter.services.accounts import AccountFaultError, Accounts
from signaling.auth.identity import ROLE_OF, Page
from signaling.person_command import erase_person, export_person
from signaling.settings import Settings
from signaling.stores import beside_node
from signaling.terminal import aligned

#: Who adds and removes, in the journal.
_OPERATOR: Final = "operator"


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
    sorted({role for page, role in ROLE_OF.items() if page not in {Page.BOOTH, Page.JOIN}})
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
                    print("\n".join(_table(directory)), file=out)
                case StaffAction.ADD:
                    kept = KeptAccount(account=Account.model_validate(given, strict=False))
                    change = await accounts.put(kept, by=_OPERATOR, why=why)
                    print(f"{staff_id}: {change or 'is so already'}", file=out)
                case StaffAction.REMOVE:
                    await accounts.remove(staff_id, by=_OPERATOR, why=why)
                    print(f"{staff_id}: removed, and signed out everywhere", file=out)
                case StaffAction.EXPORT | StaffAction.ERASE:
                    what = export_person if action is StaffAction.EXPORT else erase_person
                    print(await what(stores, settings, directory, staff_id), file=out)
        except ValidationError as error:
            faults = error.errors(include_input=False, include_url=False)
            for fault in faults:
                print(f"{'.'.join(map(str, fault['loc'])) or staff_id}: {fault['msg']}", file=out)
            return 1
        except AccountFaultError as error:
            print(f"{staff_id}: {error}", file=out)
            return 1
        except Refusal as refusal:
            print(f"{staff_id}: {refusal.code}", file=out)
            return 1
    return 0


def _table(directory: Directory) -> list[str]:
    rows = [("NAME", "ROLE", "CENTRE", "LANGUAGES", "FROM")]
    rows += [
        (
            each.staff_id,
            each.role,
            each.centre,
            ",".join(each.languages),
            "kept" if each.staff_id in directory.kept_accounts else "file",
        )
        for each in directory.everybody
    ]
    return aligned(rows)
