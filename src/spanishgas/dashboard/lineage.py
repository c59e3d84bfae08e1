"""What a table is made from, back to the files: read off the wiring of the run's pipeline."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from spanishgas.dashboard.language import _, ngettext, word
from spanishgas.dashboard.stored_tables import layer_of
from spanishgas.pipeline import FoundationSource, RawSource, Step
from spanishgas.run.raw_files import RAW
from spanishgas.run.reader import Run

FILES = "files"
PLACES = (FILES, "bronze", "silver", "gold", "training", "scored", "monitoring")
"""From left to right: the files, and what comes from outside a run, then the layers."""
_BENDS, _BOW = 8, 0.16
_OWN, _DIRECT, _FURTHER = "own", "direct", "further"


@dataclass(frozen=True)
class Origin:
    """A file, a table or a model that something is made from, and what that is itself made from."""

    name: str
    place: str
    kind: str
    made_from: tuple[str, ...] = ()


def lineage(run: Run, name: str) -> list[Origin]:
    """All that a table stands on, in the order it is made, and the table itself last; empty for what no step makes."""
    if name not in {step.name for step in run.pipeline.steps()}:
        return []
    steps = _steps_below(run, run.pipeline.step(name))
    made = [Origin(each.name, layer_of(run, each.name), _kind(each), _inputs(run, each)) for each in steps]
    read = {source for each in made for source in each.made_from if source in run.pipeline.sources}
    outside = [_outside(run, source) for source in run.pipeline.sources if source in read]
    return sorted([*outside, *made], key=lambda each: PLACES.index(each.place))


def _steps_below(run: Run, top: Step) -> list[Step]:
    """A step and all below it, in the order they run; what stands on foundations stands on what these stand on."""
    names, ahead = set[str](), [top]
    while ahead:
        step = ahead.pop()
        if step.name not in names:
            names.add(step.name)
            ahead += [run.pipeline.step(each) for each in _inputs(run, step) if each not in run.pipeline.sources]
    return [step for step in run.pipeline.steps() if step.name in names]


def _inputs(run: Run, step: Step) -> tuple[str, ...]:
    """Names that a step reads: of steps, and of sources from outside."""
    sources = run.pipeline.sources
    found = [name for name in step.inputs if run.pipeline.makes(name)]
    names = (source.tables if isinstance(source := sources.get(name), FoundationSource) else (name,) for name in found)
    return tuple(dict.fromkeys(each for group in names for each in group))


def _kind(step: Step) -> str:
    return step.kind if step.stored else "view"


def _outside(run: Run, name: str) -> Origin:
    source = run.pipeline.sources[name]
    return Origin(name, FILES, "file" if isinstance(source, RawSource) else "outside")


def shown_name(run: Run, origin: Origin) -> str:
    """A table by its name, a source by the names of its files, or in words."""
    source = run.pipeline.sources.get(origin.name)
    if not isinstance(source, RawSource):
        return origin.name if source is None else word("source", origin.name)
    files = [item.key.removeprefix(RAW) for item in run.record.inputs if item.dataset == source.dataset]
    if not files:
        return _("no file ({dataset})").format(dataset=source.dataset.partition("_")[2])
    more = len(files) - 1
    return files[0] + (ngettext(" and {more} more", " and {more} more", more).format(more=more) if more else "")


def as_table(run: Run, origins: Sequence[Origin]) -> pl.DataFrame:
    """The lineage for reading, from the table back to the files."""
    names = {each.name: shown_name(run, each) for each in origins}
    last_first = list(reversed(origins))
    return pl.DataFrame(
        {
            _("Made"): [names[each.name] for each in last_first],
            _("Kind"): [word("kind", each.kind) for each in last_first],
            _("Layer"): [word("layer", each.place) for each in last_first],
            _("Made from"): [", ".join(names[one] for one in each.made_from) or "–" for each in last_first],
        }
    )


def nodes(run: Run, origins: Sequence[Origin]) -> pl.DataFrame:
    """One row an origin for the picture: ``label``, ``place``, ``x``, ``y``, ``role`` and its words."""
    direct = origins[-1].made_from
    role = {**dict.fromkeys(direct, _DIRECT), origins[-1].name: _OWN}
    present = [place for place in PLACES if place in {each.place for each in origins}]
    return pl.DataFrame(
        {
            "label": [shown_name(run, each) for each in origins],
            "place": [word("layer", each.place) for each in origins],
            "kind": [word("kind", each.kind) for each in origins],
            "x": [present.index(each.place) for each in origins],
            "y": list(range(len(origins))),
            "role": [role.get(each.name, _FURTHER) for each in origins],
        }
    )


def curves(origins: Sequence[Origin], placed: pl.DataFrame) -> pl.DataFrame:
    """Points of a curve from each origin to what is made from it: ``edge``, ``x``, ``y``, ``turn`` and ``role``."""
    spot = {each.name: (x, y) for each, x, y in zip(origins, placed["x"], placed["y"], strict=True)}
    rows = [
        {"edge": f"{start} {each.name}", "x": x, "y": y, "turn": turn, "role": _DIRECT if is_last else _FURTHER}
        for each in origins
        for is_last in (each is origins[-1],)
        for start in each.made_from
        for turn, (x, y) in enumerate(_curve(spot[start], spot[each.name]))
    ]
    schema = {"edge": pl.String, "x": pl.Float64, "y": pl.Float64, "turn": pl.Int64, "role": pl.String}
    return pl.DataFrame(rows, schema=schema)


def _curve(start: tuple[float, float], end: tuple[float, float]) -> list[tuple[float, float]]:
    """Down, then to the right; within a layer a bow to the left."""
    bow = start[0] - _BOW * (1 + end[1] - start[1]) ** 0.5 if start[0] == end[0] else start[0]
    steps = [turn / _BENDS for turn in range(_BENDS + 1)]
    return [
        (
            (1 - at) ** 2 * start[0] + 2 * at * (1 - at) * bow + at**2 * end[0],
            (1 - at) ** 2 * start[1] + 2 * at * (1 - at) * end[1] + at**2 * end[1],
        )
        for at in steps
    ]
