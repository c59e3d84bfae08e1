"""The charts of the model and of drift are made of the rows they are given, in both modes."""

import altair as alt
import polars as pl
import pytest

from spanishgas.dashboard import drift_figures, figures, model_figures
from spanishgas.dashboard.theme import DARK, LIGHT

LINE = pl.DataFrame({"line": ["a"], "rank": [1], "x": [0.5], "y": [0.6], "shown_x": ["50%"], "shown_y": ["60%"]})
POINTS = pl.DataFrame({"x": [0.0, 1.0], "y": [0.0, 1.0]})
CELLS = pl.DataFrame({"came": ["left"], "said": ["flagged"], "name": ["found"], "shown": ["3"], "is_right": [True]})
GROUPS = pl.DataFrame(
    {"label": ["a", "b"], "value": [0.5, 0.4], "low": [0.4, 0.3], "high": [0.6, 0.5], "shown": ["1", "2"]}
).with_columns(between=pl.lit("40% – 60%"))
PAIRS = pl.DataFrame({"label": ["a", "a"], "side": ["then", "now"], "value": [1.0, 2.0], "shown": ["1", "2"]})
SHIFTS = pl.DataFrame({"label": ["a"], "then": [0.1], "now": [0.2], "shown_then": ["10%"], "shown_now": ["20%"]})
BARS = pl.DataFrame({"label": ["a", "b"], "value": [0.3, 0.1], "shown": ["0.3", "0.1"], "kind": ["moved", "none"]})
RUNS = GROUPS.rename({"label": "day"})


def made(*, dark: bool) -> dict[str, alt.TopLevelMixin]:
    tints = {"moved": "#111111", "none": "#222222"}
    return {
        "curves": model_figures.curves(LINE, POINTS, {"a": "#333333"}, ("x", "y"), dark=dark, here=POINTS.head(1)),
        "confusion": model_figures.confusion(CELLS, dark=dark),
        "dots": model_figures.dots(GROUPS, "Recall", dark=dark),
        "shifts": drift_figures.then_and_now(SHIFTS, dark=dark),
        "course": drift_figures.course(RUNS, "Drifted", form="d", dark=dark),
        "names": figures.named_bars(BARS, tints, dark=dark, hover=[], limit=0.2),
        "pairs": figures.paired_bars(PAIRS, {"then": "#111111", "now": "#222222"}, form="%", hover="Bin"),
    }


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("name", made(dark=False))
def test_every_chart_of_quality_is_valid_in_both_modes(name: str, dark: bool) -> None:
    spec = made(dark=dark)[name].to_dict()
    assert spec["$schema"].endswith(".json")
    assert set(spec) & {"mark", "layer"}


def test_rightly_seen_and_wrongly_seen_differ_in_colour() -> None:
    for dark, look in ((False, LIGHT), (True, DARK)):
        spec = made(dark=dark)["confusion"].to_dict()
        assert spec["layer"][0]["encoding"]["color"]["scale"]["range"] == [look.main, look.second]


def test_where_one_stands_is_a_layer_of_its_own() -> None:
    with_ring = made(dark=False)["curves"].to_dict()["layer"]
    without = model_figures.curves(LINE, POINTS, {"a": "#333333"}, ("x", "y"), dark=False).to_dict()["layer"]
    assert len(with_ring) == len(without) + 1


def test_a_limit_is_a_dashed_line_and_without_one_there_is_none() -> None:
    spec = made(dark=False)["names"].to_dict()
    assert [{"limit": 0.2}] in spec["datasets"].values()
    spec = figures.named_bars(BARS, {"moved": "#111111"}, dark=False, hover=[]).to_dict()
    assert len(spec["layer"]) == 3  # a layer of no line has no name that a screen reader could say
