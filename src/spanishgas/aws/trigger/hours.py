"""How long ago the last success was, and how long files wait: what alarms look at, told at every tick."""

from datetime import datetime, timedelta

from spanishgas.aws.trigger.state import State

_HOUR = timedelta(hours=1)


def hours(state: State, now: datetime) -> dict[str, float]:
    """Hours by metric; before the first run was published they count since the files lie there."""
    success = state.published_at or state.since or now
    waiting = state.waiting_since or now
    return {"HoursSinceSuccess": (now - success) / _HOUR, "HoursWaiting": (now - waiting) / _HOUR}
