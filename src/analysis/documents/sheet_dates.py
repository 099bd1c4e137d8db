"""Days and times of a sheet, which are stored as numbers of days.

Belongs here: turning such a number into a date. Does not belong here: telling that a number is one
(``number_formats``).
"""

from __future__ import annotations

import datetime
from decimal import ROUND_HALF_UP, Decimal

_SECONDS = 86400
_EPOCH_1900 = datetime.datetime(1899, 12, 30)
_EPOCH_1904 = datetime.datetime(1904, 1, 1)
#: The last day that a sheet can show, 9999-12-31, in either calendar below this number.
_LAST = 2958466
#: The calendar of 1900 counts a 29 February 1900 that never was; numbers up to it stand a day later.
_LEAP_DAY = 60


def shown_date(number: Decimal, from_1904: bool) -> str | None:
    """Return a stored number as an ISO date, time or both; ``None`` where no day belongs to it."""
    seconds = int((number * _SECONDS).to_integral_value(rounding=ROUND_HALF_UP))
    days, rest = divmod(seconds, _SECONDS)
    if not 0 <= number < _LAST - (1462 if from_1904 else 0):
        return None
    if days == 0 and not from_1904:
        return str((_EPOCH_1900 + datetime.timedelta(seconds=rest)).time()) if rest else None
    if days == _LEAP_DAY and not from_1904:
        return None
    late = not from_1904 and days < _LEAP_DAY
    moment = (_EPOCH_1904 if from_1904 else _EPOCH_1900) + datetime.timedelta(days=days + late, seconds=rest)
    return shown_moment(moment)


def shown_moment(moment: datetime.date) -> str:
    """Return a date as ISO text, without a time of midnight."""
    if isinstance(moment, datetime.datetime) and moment.time() == datetime.time():
        moment = moment.date()
    return moment.isoformat()


def shown_duration(number: Decimal) -> str:
    """Return a stored number of days as hours, minutes and seconds."""
    seconds = int((abs(number) * _SECONDS).to_integral_value(rounding=ROUND_HALF_UP))
    return f"{'-' if number < 0 and seconds else ''}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
