"""Charts of runs are made of the rows they are given, in both modes."""

import polars as pl
import pytest

from spanishgas.dashboard import run_figures
from spanishgas.dashboard.theme import DARK, LIGHT

NODES = pl.DataFrame(
    {
        "label": ["costs.csv", "bronze_costs"],
        "place": ["Files", "Bronze"],
        "kind": ["file", "table"],
        "x": [0, 1],
        "y": [0, 1],
        "role": ["direct", "own"],
    }
)
CURVES = pl.DataFrame(
    {"edge": ["a", "a"], "x": [0.0, 1.0], "y": [0.0, 1.0], "turn": [0, 1], "role": ["direct", "direct"]}
)
STEPS = pl.DataFrame(
    {
        "line": ["Bronze\n", "Bronze\nbronze_costs"],
        "stage": ["Bronze", "Bronze"],
        "name": ["Bronze", "bronze_costs"],
        "seconds": [None, 2.0],
        "shown": ["2.0 s", "2.0 s"],
        "made": ["–", "624"],
        "memory": ["–", "10 MB"],
    }
)


@pytest.mark.parametrize("dark", [False, True])
def test_the_lineage_is_a_valid_chart_in_the_colours_of_the_mode(dark: bool) -> None:
    spec = run_figures.lineage(NODES, CURVES, dark=dark).to_dict()
    look = DARK if dark else LIGHT
    assert spec["layer"][0]["encoding"]["color"]["scale"]["range"] == [look.second, look.main, look.tiers[-1]]
    assert spec["height"] == 48


@pytest.mark.parametrize("dark", [False, True])
def test_steps_stand_below_their_stage_in_the_order_of_the_rows(dark: bool) -> None:
    spec = run_figures.step_bars(STEPS, dark=dark).to_dict()
    assert spec["layer"][0]["encoding"]["y"]["sort"] == ["Bronze\n", "Bronze\nbronze_costs"]
    assert spec["layer"][0]["encoding"]["x"]["scale"]["domain"] == [0, 2.9]


def test_steps_of_nothing_are_an_empty_chart() -> None:
    assert run_figures.step_bars(STEPS.clear(), dark=False).to_dict()["height"] == 24
