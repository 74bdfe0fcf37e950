"""The public holidays of the Netherlands."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from holidays import country_holidays


@lru_cache(maxsize=16)
def public_holidays(year: int) -> frozenset[date]:
    """Return what package ``holidays`` counts as public holidays of the Netherlands.

    That is New Year, Good Friday, Easter and Whitsun with their Mondays, Ascension, both days of Christmas,
    King's Day (on the Saturday before when 27 April is a Sunday), and Liberation Day only in years that
    five divides. 24 and 31 December are none. Whoever keeps to other days says so by exceptions.
    """
    return frozenset(country_holidays("NL", years=year))
