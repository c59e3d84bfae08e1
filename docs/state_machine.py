"""Draws the state machine in both renderings, from the code itself: docs/state_machine.py OUT.

What a run does stands in two columns, what is done about errors in the third, which both share. Nothing here names a
state: run `make docs` after a change and look.
"""

import runpy
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from spanishgas.aws.state_machine.definition import definition

_DRAWN = runpy.run_path(str(Path(__file__).with_name("architecture.py")))
Canvas, ACCENT, LINE, PAPER, WIRE = (_DRAWN[name] for name in ("Canvas", "ACCENT", "LINE", "PAPER", "WIRE"))

TOP, MARGIN, WIDTH, HEIGHT, PITCH, LANE = 96, 16, 232, 34, 48, 11
COLUMNS = (MARGIN, MARGIN + 322, MARGIN + 644)
TINTS = {"Fail": "#f4d9d6", "Succeed": "#d8ead9", "Choice": "#f3e2a6", "Wait": "#f3e2a6", "Pass": "#f3e2a6"}
JOB, CALL = "#dde2e7", "#d5e6f0"


def followers(state: dict[str, Any]) -> Iterator[str]:
    """States that a state leads to when nothing is wrong, the first rule of a choice before its default."""
    for rule in state.get("Choices", []):
        yield rule["Next"]
    for name in ("Next", "Default"):
        if name in state:
            yield state[name]


def caught(state: dict[str, Any]) -> list[str]:
    """States that errors of a state lead to."""
    return [rule["Next"] for rule in state.get("Catch", [])]


def course_of(machine: dict[str, Any]) -> list[str]:
    """States from the start to the end when nothing is wrong, as a training goes through them."""
    names = [machine["StartAt"]]
    while (after := next(followers(machine["States"][names[-1]]), None)) is not None:
        names.append(after)
    return names


def note(state: dict[str, Any]) -> str:
    """What a state is."""
    if state["Type"] == "Task" and "lambda" in state["Resource"]:
        return "the function: " + state["Parameters"]["Payload"]["task"]
    if state["Type"] == "Task":
        return "job: " + state["Comment"].partition(": ")[2].rstrip(".")
    return {"Fail": f"fails as {state.get('Error')}", "Wait": f"{state.get('Seconds')} seconds"}.get(
        state["Type"], state["Type"].lower()
    )


def tint(state: dict[str, Any]) -> str:
    """By what it is."""
    if state["Type"] == "Task":
        return CALL if "lambda" in state["Resource"] else JOB
    return TINTS[state["Type"]]


def column(canvas: Any, x: float, names: list[str], states: dict[str, Any]) -> float:
    """States below each other, with wires to the next one, and beside them to those further away."""
    places = {name: TOP + PITCH * number for number, name in enumerate(names)}
    lane = 0
    for name, y in places.items():
        targets = [each for each in dict.fromkeys([*followers(states[name]), *caught(states[name])]) if each in places]
        has_lane = False
        for target in targets:
            if places[target] == y + PITCH:
                canvas.arrow((x + WIDTH / 2, y + HEIGHT), (x + WIDTH / 2, y + PITCH), colour=LINE)
            elif places[target] > y:
                right = x + WIDTH + LANE * (lane + 1)
                ends = (y + HEIGHT / 2 + 6, places[target] + HEIGHT / 2 - 6)
                canvas.path((x + WIDTH, ends[0]), (right, ends[0]), (right, ends[1]), (x + WIDTH, ends[1]))
                canvas.dot(x + WIDTH, ends[1], 2.4, LINE)
                has_lane = True
        lane += has_lane
    for name, y in places.items():
        canvas.box(x, y, WIDTH, HEIGHT, fill=tint(states[name]))
        canvas.text(x + 9, y + 14.5, name, 12, "bold")
        canvas.text(x + 9, y + 27.5, note(states[name]), 10, "soft")
    return max(places.values()) + HEIGHT


def drawing() -> str:
    """The whole picture."""
    canvas, fused, seven = Canvas(), definition("fused"), definition("seven")
    courses = course_of(fused), course_of(seven)
    errors = [name for name in seven["States"] if name not in courses[1]]
    errors.sort(key=lambda name: seven["States"][name]["Type"] == "Fail")
    heads = ("fused, the default", "seven", "when something is wrong, in both")
    texts = (
        "a machine's start costs more than its work",
        "a job a stage",
        "a failed job first, any other error at MarkFailed",
    )
    for x, head, words in zip(COLUMNS, heads, texts, strict=True):
        canvas.text(x, 66, head, 14, "bold")
        canvas.text(x, 83, words, 10.5, "soft")
    canvas.text(MARGIN, 32, "A run on AWS", 17, "bold")
    canvas.text(MARGIN + 146, 32, "states from the start to the end; a wire beside them is another way on", 12, "soft")
    machines = (fused, courses[0]), (seven, courses[1]), (seven, errors)
    ends = [column(canvas, x, names, machine["States"]) for x, (machine, names) in zip(COLUMNS, machines, strict=True)]
    return canvas.svg(max(ends) + MARGIN, "The state machine of a run on AWS in both renderings, drawn from the code")


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(drawing(), encoding="utf-8")
