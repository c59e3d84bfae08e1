"""A pipeline of three loaves: every kind of step there is, on files of three lines."""

from pathlib import Path
from typing import Any

import dataframely as dy
import polars as pl
import pytest
from support.gold_rows import small_model
from support.mill import bronze_flour, silver_crumbs
from support.runs import add_raw, run_record

from spanishgas.bronze.raw_table import RawTable
from spanishgas.errors import InputError
from spanishgas.lake import Lake
from spanishgas.model.artefact import Model
from spanishgas.pipeline import ChampionSource, Pipeline, RawSource, Stage, Step
from spanishgas.run import execute, reader, runner
from spanishgas.run.reader import Run
from spanishgas.tables.base import described
from spanishgas.tables.document import Document

MODEL = small_model(300, 1, "E1")


class SilverBread(dy.Schema):
    """One row a loaf."""

    loaf = dy.String(primary_key=True, **described("-", "Loaf"))
    grams = dy.Float64(min=0, **described("g", "Weight"))


class BurnReport(Document):
    """What was burnt."""

    loaves: int
    baker: str


def explain_flour(raw: RawTable, *, clock: str) -> InputError | None:
    words = raw.frame.select("grams").collect()["grams"].to_list()
    bad = [word for word in words if not word.replace(".", "").isdigit()]
    return InputError(f"{raw.file}: {bad[0]} is no weight on the {clock} clock") if bad else None


def silver_bread(bronze_flour: pl.LazyFrame, *, threads: int) -> pl.LazyFrame:
    return bronze_flour.with_columns(pl.col("grams") * threads).sort("loaf")


def silver_spice(raw_salt: RawTable, raw_herbs: RawTable | None, butter: object = None) -> pl.LazyFrame:
    herbs = 0.0 if raw_herbs is None else 1.0
    return raw_salt.frame.select("loaf", grams=pl.lit(herbs if butter is None else -1.0))


def burn_report(silver_bread: pl.LazyFrame, baker: Model) -> BurnReport:
    return BurnReport(loaves=silver_bread.collect().height, baker=baker.model_id)


def baker(champion: Model | None) -> Model:
    return champion or MODEL


def gold_toast(silver_bread: pl.LazyFrame, burn_report: BurnReport) -> pl.LazyFrame:
    return silver_bread.head(burn_report.loaves - 1)


FLOUR = Step(bronze_flour, stored=False, explain=explain_flour)
BREAD, CRUMBS, SPICE = Step(silver_bread), Step(silver_crumbs, per_file=True), Step(silver_spice)
BAKER, REPORT, TOAST = Step(baker, becomes_champion=True), Step(burn_report), Step(gold_toast)
GRIND = Stage("grind", (FLOUR,), layer="bronze")
BAKE = Stage("bake", (BREAD, CRUMBS, SPICE), layer="silver")
SERVE = Stage("serve", (BAKER, REPORT, TOAST), layer="gold")
SOURCES = {
    "raw_flour": RawSource("bronze_readings"),
    "raw_salt": RawSource("bronze_prices"),
    "raw_herbs": RawSource("bronze_labels"),
    "champion": ChampionSource(),
}
BAKERY = Pipeline("bakery", (GRIND, BAKE, SERVE), SOURCES, frozenset({"seed", "threads", "clock", "names"}))
TABLES = ("silver_bread", "silver_crumbs", "silver_spice", "gold_toast")

LOAVES = {"a.csv": "loaf,grams\nrye,500\noat,250\n", "b.csv": "loaf,grams\nfig,100\n"}


BREADS = {
    "consumption_hourly": (
        "customer_id,timestamp,consumption_elec_kwh,consumption_gas_m3,loaf,grams\n"
        "C1,2024-12-01 00:00:00,1.0,0.0,oat,500\nC1,2024-12-31 23:00:00,1.0,0.0,rye,500\n"
    ),
    "price_history": "loaf,tier\nrye,1\noat,1\n",
}
"""Files that are readings and prices to whoever plans a run, and flour and salt to the bakery."""


def open_bakery(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs, in both modes, are of the bakery from now on."""
    for module in (execute, reader):
        monkeypatch.setattr(module, "PIPELINES", {"train": BAKERY, "score": BAKERY})
    monkeypatch.setattr(runner, "SCHEMAS", dict.fromkeys(TABLES, SilverBread))


def bakery_run(folder: Path, loaves: dict[str, str] = LOAVES, **changes: Any) -> Run:
    """A run of the bakery whose raw files are there and whose steps are all to come."""
    lake = Lake(folder)
    inputs = [add_raw(lake, "bronze_readings", f"consumption_hourly_{name}", text) for name, text in loaves.items()]
    inputs.append(add_raw(lake, "bronze_prices", "price_history.csv", "loaf,tier\nrye,1\n"))
    return Run(lake, run_record(inputs=inputs, **changes))
