"""Draws how the code hangs together, from the code itself: docs/architecture.py OUT.

Above, the rooms of the package in the order that pyproject.toml's first import contract allows, with every import that
is really there. Below, the stages of ``spanishgas.pipelines`` with their steps, and what flows between them by the
steps' signatures. Nothing here names a room, a stage or a step: run `make docs` after a change and look.
"""

import ast
import inspect
import re
import sys
import tomllib
from dataclasses import dataclass, field
from html import escape
from importlib.util import find_spec
from itertools import takewhile
from pathlib import Path

import grimp

from spanishgas import pipelines
from spanishgas.pipeline import Stage, Step

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = "spanishgas"

WIDTH, MARGIN = 960, 16
ROOM_HEIGHT, ROOM_GAP, LAYER_GAP = 32, 3, 9
NAME_WIDTH, PORT = 104, 16
STEP_HEIGHT, HEAD = 17, 28
INK, SOFT, LINE, WIRE, ACCENT, PAPER = "#1f2933", "#5b6875", "#7b8794", "#b8c2cc", "#0b5d8a", "#f5f7fa"
TINTS = {"bronze": "#ecd3ba", "silver": "#dde2e7", "gold": "#f3e2a6"}
KINDS = ("given", "table", "view", "document", "model")
ROOMS_KEY = (
    "a room imports rooms below it, never above: a dot is an import, its wire leads to the room; a bar is a layer"
)
RUN_KEY = "stages in order, with their steps; → 4: stage 4 reads it; dotted: order only"
STYLE = """text { font-family: "Helvetica Neue", Arial, "DejaVu Sans", sans-serif; fill: %s; }
.code { font-family: Menlo, Consolas, "DejaVu Sans Mono", monospace; }
.soft { fill: %s; } .accent { fill: %s; } .bold { font-weight: bold; } .slanted { font-style: italic; }"""


@dataclass
class Canvas:
    """SVG elements in the order they are drawn."""

    parts: list[str] = field(default_factory=list)

    def text(self, x: float, y: float, words: str, size: float = 11, style: str = "", anchor: str = "start") -> None:
        """A line of text that begins, or ends, at a point of its base line."""
        self.parts.append(
            f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" class="{style}" text-anchor="{anchor}">'
            f"{escape(words, quote=False)}</text>"
        )

    def box(self, x: float, y: float, width: float, height: float, fill: str = PAPER, stroke: str = LINE) -> None:
        """A rectangle with slightly rounded corners."""
        self.parts.append(
            f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="3" fill="{fill}" stroke="{stroke}"/>'
        )

    def path(self, *points: tuple[float, float], colour: str = WIRE, more: str = "") -> None:
        """A line through points."""
        places = " ".join(f"{x:g},{y:g}" for x, y in points)
        self.parts.append(f'<polyline points="{places}" fill="none" stroke="{colour}" stroke-width="1.2" {more}/>')

    def arrow(self, *points: tuple[float, float], colour: str = WIRE, more: str = "") -> None:
        """A line through points with a head at its end."""
        self.path(*points, colour=colour, more=more)
        (start, _), (x, y) = points[-2:]
        head = [(x - 3, y - 6), (x + 3, y - 6)] if x == start else [(x - 6, y - 3), (x - 6, y + 3)]
        places = " ".join(f"{a:g},{b:g}" for a, b in [*head, (x, y)])
        self.parts.append(f'<polygon points="{places}" fill="{colour}"/>')

    def dot(self, x: float, y: float, radius: float = 3, colour: str = ACCENT) -> None:
        """A joint: here two lines meet."""
        self.parts.append(f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="{colour}"/>')

    def svg(self, height: float, title: str) -> str:
        """The finished picture."""
        style = STYLE % (INK, SOFT, ACCENT)
        frame = f'viewBox="0 0 {WIDTH} {height:g}" width="{WIDTH}" height="{height:g}"'
        head = f'<svg xmlns="http://www.w3.org/2000/svg" {frame} role="img"><title>{title}</title>'
        paper = f'<rect width="{WIDTH}" height="{height:g}" fill="white"/>'
        return "\n".join([head, f"<style>{style}</style>", paper, *self.parts, "</svg>"]) + "\n"


def layers() -> list[list[str]]:
    """Rooms of each layer, the highest first, as the first import contract orders them."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = config["tool"]["importlinter"]["contracts"]
    order = next(contract for contract in contracts if contract["type"] == "layers")["layers"]
    names = [[name.strip(" ()") for name in re.split("[|:]", layer)] for layer in order]
    there = [[name for name in layer if find_spec(f"{PACKAGE}.{name}")] for layer in names]
    return [layer for layer in there if layer]


def imports() -> set[tuple[str, str]]:
    """Which room imports which: pairs of different rooms."""
    graph = grimp.build_graph(PACKAGE, cache_dir=None)
    pairs = {
        (importer.split(".")[1], imported.split(".")[1])
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
        if PACKAGE not in (importer, imported)
    }
    return {(importer, imported) for importer, imported in pairs if importer != imported}


def caption(room: str) -> str:
    """The first line of a room's docstring."""
    spec = find_spec(f"{PACKAGE}.{room}")
    source = Path(spec.origin).read_text("utf-8") if spec and spec.origin else ""
    return (ast.get_docstring(ast.parse(source)) or "").split("\n")[0].replace("`", "")


def text_width(words: str, size: float) -> float:
    """An upper estimate of how wide a text becomes, whichever of the fonts is there."""
    return sum(0.36 if letter in "fijlrt.,:;'|!() /" else 0.62 for letter in words) * size


def wrapped(words: str, width: float, size: float, lines: int) -> list[str]:
    """A text in at most so many lines; what does not fit is cut off by an ellipsis."""
    found = [""]
    for word in words.split():
        longer = f"{found[-1]} {word}".strip()
        if not found[-1] or text_width(longer, size) <= width:
            found[-1] = longer
        else:
            found.append(word)
    return found if len(found) <= lines else [*found[: lines - 1], f"{found[lines - 1]} …"]


def draw_rooms(canvas: Canvas, top: float) -> float:
    """One box a room, wider by one port from each to the next, so that an import can drop onto the box it means."""
    grouped, pairs = layers(), imports()
    rooms = [room for layer in grouped for room in layer]
    base = WIDTH - 2 * MARGIN - 12 - PORT * len(rooms)
    left, places, y = MARGIN + 12, {}, top
    for layer in grouped:
        height = len(layer) * (ROOM_HEIGHT + ROOM_GAP) - ROOM_GAP
        canvas.parts.append(f'<rect x="{MARGIN}" y="{y}" width="4" height="{height}" rx="2" fill="{WIRE}"/>')
        for room in layer:
            places[room] = (left + base + PORT * (len(places) + 1), y)
            y += ROOM_HEIGHT + ROOM_GAP
        y += LAYER_GAP - ROOM_GAP
    _wires(canvas, places, pairs)
    for room, (right, box_top) in places.items():
        canvas.box(left, box_top, right - left, ROOM_HEIGHT)
        canvas.text(left + 9, box_top + 20.5, room, 12.5, "code bold")
        lines = wrapped(caption(room), right - left - NAME_WIDTH - PORT, 11, 2)
        for number, line in enumerate(lines):
            canvas.text(left + NAME_WIDTH, box_top + (20 if len(lines) == 1 else 13.5 + 13 * number), line, 11, "soft")
    return y - LAYER_GAP


def _wires(canvas: Canvas, places: dict[str, tuple[float, float]], pairs: set[tuple[str, str]]) -> None:
    def port(room: str) -> float:
        return places[room][0] - PORT / 2

    def middle(room: str) -> float:
        return places[room][1] + ROOM_HEIGHT / 2

    for room, (right, box_top) in places.items():
        above = [middle(importer) for importer, imported in pairs if imported == room]
        if above:
            canvas.arrow((port(room), min(above)), (port(room), box_top))
        reached = [port(imported) for importer, imported in pairs if importer == room]
        if reached:
            canvas.path((right, middle(room)), (max(reached), middle(room)))
    for importer, imported in sorted(pairs):
        canvas.dot(port(imported), middle(importer))


@dataclass
class Column:
    """One box of the pipeline: a stage, the sources before the first, or the publication after the last."""

    name: str
    number: int = 0
    steps: list[Step] = field(default_factory=list)
    note: str = ""
    words: str = ""
    names: list[str] = field(default_factory=list)
    """Sources, which no step makes."""
    extra: list[Step] = field(default_factory=list)
    """Steps that only a run with the champion has."""

    @property
    def makes(self) -> list[str]:
        """What other columns may read from here."""
        return [*self.names, *(step.name for step in self.steps)]

    @property
    def reads(self) -> set[str]:
        """What the steps ask for, theirs included."""
        return {name for step in (*self.steps, *self.extra) for name in step.inputs}

    @property
    def height(self) -> float:
        """Room for the head and one line a step."""
        lines = len(self.makes) + len(self.extra) or 4
        return HEAD + STEP_HEIGHT * lines + 10


def columns() -> tuple[list[Column], list[Column]]:
    """The pipeline in two rows: what both modes do alike, and what comes after."""
    train, score = pipelines.TRAIN_PIPELINE, pipelines.SCORE_PIPELINE
    other: dict[str, Stage] = {stage.name: stage for stage in score.stages}
    shared = len(list(takewhile(lambda pair: pair[0] is pair[1], zip(train.stages, score.stages, strict=False))))
    asked = dict.fromkeys(name for step in train.steps() for name in step.inputs if name in train.sources)
    every = [Column("raw files, models", names=list(asked))]
    for number, stage in enumerate(train.stages, start=1):
        names = {step.name for step in stage.steps}
        extra = [step for step in other[stage.name].steps if step.name not in names] if stage.name in other else []
        note = "" if stage.name in other else f"mode {train.name}"
        every.append(Column(stage.name, number, list(stage.steps), note, extra=extra))
    words = re.search(r'^PUBLISH = .*\n"""(.*?)"""', inspect.getsource(pipelines), flags=re.MULTILINE)
    every.append(Column(pipelines.PUBLISH, len(every), words=words[1] if words else ""))
    return every[: shared + 1], every[shared + 1 :]


def draw_pipeline(canvas: Canvas, top: float) -> float:
    """Two rows of stages; what the second reads from the first comes down on wires."""
    first, second = columns()
    every = [*first, *second]
    gap, low_gap = 34, 16
    width, low_width = (_share(len(row), space) for row, space in ((first, gap), (second, low_gap)))
    bottom = top + max(column.height for column in first)
    makers = [column for column in first if any(set(column.makes) & reader.reads for reader in second)]
    low_top = bottom + 18 + 16 * len(makers) + 12
    for place, column in enumerate(first):
        x = MARGIN + place * (width + gap)
        _stage(canvas, x, top, width, bottom - top, column, every)
        if place:
            canvas.arrow((x - gap, top + HEAD / 2), (x, top + HEAD / 2), colour=LINE)
    for place, column in enumerate(makers):
        start = MARGIN + first.index(column) * (width + gap) + width / 2
        y = bottom + 18 + 16 * place
        drops = [
            MARGIN + number * (low_width + low_gap) + low_width * (place + 1) / (len(makers) + 1)
            for number, reader in enumerate(second)
            if set(column.makes) & reader.reads
        ]
        _bus(canvas, start, bottom, y, drops, low_top)
        carried = [name for name in column.makes if any(name in reader.reads for reader in second)]
        canvas.text(start + 7, bottom + 12, ", ".join(carried), 10.5, "code accent")
    height = max(column.height for column in second)
    for place, column in enumerate(second):
        x = MARGIN + place * (low_width + low_gap)
        _stage(canvas, x, low_top, low_width, height, column, every)
        if place:
            is_read = bool(set(second[place - 1].makes) & column.reads)
            more = "" if is_read else 'stroke-dasharray="2 3"'
            canvas.arrow((x - low_gap, low_top + HEAD / 2), (x, low_top + HEAD / 2), colour=LINE, more=more)
    return low_top + height


def _share(boxes: int, gap: float) -> float:
    return (WIDTH - 2 * MARGIN - gap * (boxes - 1)) / boxes


def _bus(canvas: Canvas, start: float, source: float, y: float, drops: list[float], target: float) -> None:
    """A wire down from a box, along, and down again to every reader; a dot where it branches."""
    canvas.path((start, source), (start, y), colour=ACCENT)
    canvas.path((min([start, *drops]), y), (max([start, *drops]), y), colour=ACCENT)
    for x in drops:
        canvas.arrow((x, y), (x, target), colour=ACCENT)
    for x in [start, *drops]:
        canvas.dot(x, y, 2.4)


def _stage(
    canvas: Canvas, x: float, y: float, width: float, height: float, column: Column, every: list[Column]
) -> None:
    canvas.box(x, y, width, height, fill="white")
    canvas.box(x, y, width, HEAD, fill=TINTS.get(column.name, "#e4eaf0"))
    label = x + 10
    if column.number:
        canvas.dot(x + 16, y + HEAD / 2, 8.5, INK)
        canvas.parts.append(
            f'<text x="{x + 16:g}" y="{y + HEAD / 2 + 3.8:g}" font-size="10.5" text-anchor="middle" '
            f'style="fill: white" class="bold">{column.number}</text>'
        )
        label = x + 31
    canvas.text(label, y + 18.5, column.name, 13, "bold")
    canvas.text(x + width - 8, y + 18, column.note, 10, "soft slanted", "end")
    lines = [(name, "given", "") for name in column.names]
    lines += [(step.name, step.kind, f"mode {pipelines.SCORE_PIPELINE.name}") for step in column.extra]
    lines += [(step.name, step.kind if step.stored else "view", "") for step in column.steps]
    for place, (name, kind, note) in enumerate(lines):
        line = y + HEAD + 18 + STEP_HEIGHT * place
        canvas.parts.append(_marker(kind, x + 9, line - 8))
        canvas.text(x + 23, line, name, 10.5, "code slanted" if note else "code")
        readers = [str(reader.number) for reader in every if reader is not column and name in reader.reads]
        tag = note or ("→ " + " ".join(readers) if readers else "")
        canvas.text(x + width - 8, line, tag, 9.5 if note else 10, "soft slanted" if note else "accent", "end")
    for place, line in enumerate(wrapped(column.words, width - 20, 11, 6)):
        canvas.text(x + 10, y + HEAD + 18 + 15 * place, line, 11, "soft")


def _marker(kind: str, x: float, y: float) -> str:
    """What a step makes, as a small sign of 8 by 8."""
    stroke = f'stroke="{SOFT}" stroke-width="1.2"'
    if kind == "model":
        return f'<path d="M{x + 4:g} {y - 1:g} l5 5 l-5 5 l-5 -5 z" fill="{SOFT}"/>'
    if kind == "document":
        return f'<path d="M{x + 0.5:g} {y + 1.5:g} h7 m-7 3 h7 m-7 3 h7" {stroke}/>'
    fill = {"table": SOFT, "view": "white"}.get(kind)
    if fill:
        return f'<rect x="{x + 0.5:g}" y="{y + 0.5:g}" width="7" height="7" fill="{fill}" {stroke}/>'
    return f'<circle cx="{x + 4:g}" cy="{y + 4:g}" r="3.4" fill="white" {stroke}/>'


def drawing() -> str:
    """The whole picture."""
    canvas = Canvas()
    canvas.text(MARGIN, 30, "Rooms", 17, "bold")
    canvas.text(MARGIN + 76, 30, ROOMS_KEY, 12, "soft")
    end = draw_rooms(canvas, 46)
    canvas.text(MARGIN, end + 46, "A run", 17, "bold")
    canvas.text(MARGIN + 76, end + 46, RUN_KEY, 12, "soft")
    x = WIDTH - MARGIN - 318
    for kind in KINDS:
        canvas.parts.append(_marker(kind, x, end + 37))
        canvas.text(x + 13, end + 46, kind, 11, "soft")
        x += 32 + text_width(kind, 11)
    bottom = draw_pipeline(canvas, end + 62)
    return canvas.svg(bottom + MARGIN, "The rooms of SpanishGas and what a run does, drawn from the code")


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(drawing(), encoding="utf-8")
