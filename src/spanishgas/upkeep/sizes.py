"""How big what is in a lake: bytes by kind, and those of each run's own tables."""

from dataclasses import dataclass

from spanishgas.lake import Lake
from spanishgas.run.kept_raw import KEPT_RAW
from spanishgas.run.store import KEPT, LAYERS

_UNITS = ("B", "kB", "MB", "GB", "TB")


@dataclass(frozen=True)
class LakeSizes:
    """Bytes of a lake by kind, and of the tables and documents below each run's id."""

    raw: int
    raw_copies: int
    kept_results: int
    models: int
    runs: int
    by_run: dict[str, int]


def lake_sizes(lake: Lake) -> LakeSizes:
    """Measure a lake by listing it; no file is opened."""
    by_run: dict[str, int] = {}
    for layer in LAYERS:
        for item in lake.list(f"{layer}/"):
            _, run_id, *name = item.key.split("/")
            if name:  # stable copies lie beside the runs
                by_run[run_id] = by_run.get(run_id, 0) + item.size
    copies = _total(lake, KEPT_RAW)
    return LakeSizes(
        raw=_total(lake, "raw/"),
        raw_copies=copies,
        kept_results=_total(lake, KEPT) - copies,
        models=_total(lake, "models/"),
        runs=sum(by_run.values()),
        by_run=by_run,
    )


def _total(lake: Lake, prefix: str) -> int:
    return sum(item.size for item in lake.list(prefix))


def readable_size(size: int) -> str:
    """A number of bytes for people: 1.2 GB."""
    value, unit = float(size), _UNITS[0]
    for unit in _UNITS:
        if value < 1000 or unit == _UNITS[-1]:
            break
        value /= 1000
    return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
