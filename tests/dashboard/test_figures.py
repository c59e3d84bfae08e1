"""Every chart is made of the rows it is given, in the colours it is told, in both modes."""

from datetime import date

import altair as alt
import polars as pl
import pytest

from spanishgas.dashboard import book_figures, customer_figures, figures, theme
from spanishgas.dashboard.theme import DARK, LIGHT, tier_colours

BARS = pl.DataFrame({"label": ["High", "Low"], "value": [2.0, 5.0], "shown": ["€2", "€5"]})
PLACES = pl.DataFrame({"code": ["28"], "name": ["Madrid"], "value": [4.0], "shown": ["€4"]})
BINS = pl.DataFrame(
    {
        "probability": [0.025, 0.825],
        "margin": ["a", "b"],
        "tier": ["Low", "Critical"],
        "customers": [9, 1],
        "shown_probability": ["0% to 5%", "80% to 85%"],
        "shown": ["9", "1"],
    }
)
RUNS = pl.DataFrame(
    {
        "as_of": [date(2024, 12, 31)],
        "churn_probability": [0.5],
        "low": [0.4],
        "high": [0.6],
        "day": ["31 Dec 2024"],
        "shown": ["50%"],
        "between": ["40% – 60%"],
    }
)
CONTRACTS = pl.DataFrame(
    {
        "contract": ["K1"],
        "start": [date(2024, 1, 1)],
        "end": [date(2025, 1, 1)],
        "status": ["Active"],
        "start_shown": ["1 Jan 2024"],
        "end_shown": ["1 Jan 2025"],
    }
)
TODAY = pl.DataFrame({"day": [date(2024, 12, 31)], "label": ["31 December 2024"]})
MONTHS = pl.DataFrame({"month": ["Jan 2024", "Feb 2024"], "value": [3.0, -1.0], "shown": ["€3.00", "-€1.00"]})


def made(*, dark: bool) -> dict[str, alt.TopLevelMixin]:
    tints = {"Critical": "#111111", "Low": "#222222"}
    return {
        "bars": figures.ranked_bars(BARS, {"High": "#333333"}, dark=dark, hover=[]),
        "map": book_figures.province_map(PLACES, dark=dark, title="Loss", labels="$,.0f"),
        "risk": book_figures.risk_by_margin(BINS, ["a", "b"], tints, [0.4], dark=dark),
        "runs": customer_figures.probability_over_runs(RUNS, {"Medium": 0.4}, dark=dark),
        "contracts": customer_figures.contract_timeline(CONTRACTS, TODAY, {"Active": "#444444"}, dark=dark),
        "months": customer_figures.monthly_bars(MONTHS, "€", "#555555", "Margin"),
    }


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("name", made(dark=False))
def test_every_chart_is_valid_in_both_modes(name: str, dark: bool) -> None:
    spec = made(dark=dark)[name].to_dict()
    assert spec["$schema"].endswith(".json")
    assert set(spec) & {"mark", "layer"}


def test_bars_stand_in_the_order_of_the_rows_with_their_amounts() -> None:
    spec = made(dark=False)["bars"].to_dict()
    (rows,) = spec["datasets"].values()
    assert [row["shown"] for row in rows] == ["€2", "€5"]
    assert spec["layer"][0]["encoding"]["y"]["sort"] is None
    assert spec["layer"][0]["encoding"]["color"]["scale"]["range"] == ["#333333", LIGHT.main]


def test_bars_of_nothing_are_an_empty_chart() -> None:
    assert figures.ranked_bars(BARS.clear(), {}, dark=False, hover=[]).to_dict()["height"] == 34


def test_the_map_asks_its_own_host_for_its_shapes() -> None:
    spec = made(dark=False)["map"].to_dict()
    assert spec["data"]["url"] == book_figures.TOPOLOGY
    assert "://" not in book_figures.TOPOLOGY


@pytest.mark.parametrize("language", ["en", "es"])
def test_charts_write_numbers_as_the_language_does(language: str) -> None:
    number = theme.config(language, dark=False)["locale"]["number"]
    assert number["decimal"] == {"en": ".", "es": ","}[language]


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_words_can_be_read_on_the_paper(look: theme.Colours) -> None:
    assert contrast(look.text, look.paper) > 7
    assert contrast(look.soft, look.paper) > 4.5


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_neighbouring_tiers_differ_in_lightness_for_whoever_sees_no_hue(look: theme.Colours) -> None:
    pairs = zip(look.tiers, look.tiers[1:], strict=False)
    assert min(contrast(*pair) for pair in pairs) > 1.1


def test_further_tiers_of_a_policy_have_the_last_colour() -> None:
    names = ["a", "b", "c", "d", "e"]
    assert list(tier_colours(names, dark=False).values()) == [*LIGHT.tiers, LIGHT.tiers[-1]]
