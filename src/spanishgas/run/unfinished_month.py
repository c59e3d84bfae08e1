"""A month that the readings do not hold to its end, in words that name the files and say what they hold of it."""

import calendar
from collections.abc import Mapping
from datetime import date, timedelta

import polars as pl

from spanishgas.errors import InputError
from spanishgas.run.reach import Reach

_SHOWN = 3


def unfinished(files: Mapping[str, pl.LazyFrame], reach: Reach, wanted: date, because: str, advice: str) -> InputError:
    """What to say of readings that do not hold a month that is needed.

    Args:
        files: by the name of each file, the ``timestamp`` of its readings on the Spanish clock.
        reach: how far they reach together.
        wanted: the first day of the month that is needed and not whole, or not even begun.
        because: who needs it.
        advice: what to do if the missing readings cannot be added.
    """
    month, time = reach.end + timedelta(days=1), pl.col("timestamp")
    in_month = time.dt.truncate("1mo") == month
    of_files = pl.concat(
        [frame.select(file=pl.lit(name), rows=in_month.sum(), last=time.max()) for name, frame in files.items()]
    ).collect(engine="streaming")
    rows, newest = int(of_files["rows"].sum()), of_files["last"].max()
    named = of_files.filter(pl.col("rows") > 0 if rows else pl.col("last") == newest)["file"]
    more = f" and {len(named) - _SHOWN} more" if len(named) > _SHOWN else ""
    held = "nothing"
    if rows:
        hours = pl.concat([frame.filter(in_month).select(time.dt.truncate("1h")) for frame in files.values()])
        different = hours.unique().select(pl.len()).collect(engine="streaming").item()
        total = 24 * calendar.monthrange(month.year, month.month)[1]
        held = f"{different} of {total} hours in {rows:,} rows, the last of {newest:%Y-%m-%d %H:%M}"
    later = f", and nothing of the months after it up to {wanted:%Y-%m}" if wanted > month else ""
    whole = "hold no whole month" if reach.end < reach.begin else f"are whole up to {reach.end}"
    return InputError(
        f"{', '.join(named.head(_SHOWN))}{more}, column timestamp: the readings {whole}, and {because}. "
        f"Of {month:%Y-%m} they hold {held}{later}. Add the missing readings, or {advice}."
    )
