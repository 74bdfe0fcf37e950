"""The service employee's phone, from the beginning of a duty to a connection that is lost."""

from __future__ import annotations

from tests.e2e.tour.cast import Cast
from tests.e2e.tour.conditions import is_cut_off
from tests.e2e.tour.look import Look


async def station(cast: Cast, look: Look) -> None:
    """Begin duty, see the booths, hear of somebody who wants help, and see that a colleague goes."""
    await cast.opens()
    here = await cast.service_employee("service-1")
    await here.finds("begin-duty")
    await look.at(here, "off-duty")
    await here.presses("begin-duty")
    await here.is_shown_as("ready")
    booth = await cast.booth()
    await here.sees_booth("booth:demo", "free")
    await here.finds("device-camera")
    await look.at(here, "quiet")
    colleague = await cast.service_employee("service-2")
    await booth.presses("help")
    await booth.presses("help-call")
    await here.sees_help("asked")
    await look.at(here, "asked")
    await colleague.presses("help-acknowledge")
    await here.sees_help("coming")
    await look.at(here, "coming")
    await is_cut_off(here, cut=True)
    await here.finds("offline")
    await look.at(here, "offline")
