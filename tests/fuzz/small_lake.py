"""A twin so small that a run of it takes half a second, what a run of it leaves, and a champion that scores it."""

import json
import os
from collections import defaultdict
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

import polars as pl
import structlog
from support.gold_rows import small_plan

from fuzz.draft import READINGS, Draft
from spanishgas.lake import Lake
from spanishgas.model.artefact import Model
from spanishgas.model.split import model_split
from spanishgas.model.train import train_model
from spanishgas.pipeline import Stage
from spanishgas.pipelines import BRONZE, GOLD, SCORE_WITH_CHAMPION, SILVER
from spanishgas.run.models import store_model
from spanishgas.run.plan import plan_run
from spanishgas.run.pointers import look_at_champion, move_pointer
from spanishgas.run.reader import Run
from spanishgas.run.record import Champion, Mode, RunRecord, StepRecord
from spanishgas.run.runner import Runner
from spanishgas.settings import Settings
from spanishgas.tables.base import LABEL
from spanishgas.tables.findings import Finding
from spanishgas.twin import simulate
from spanishgas.twin.files.layouts import READING_NAMES, Layout

CUSTOMERS, SEED, RUN_ID = 120, 7, "fuzz"
MONTHS = ("2024-11", "2024-12")
FUZZED_READINGS = f"{READINGS}_2024-12"
STAGES: dict[Mode, tuple[Stage, ...]] = {
    "score": (BRONZE, SILVER, GOLD, SCORE_WITH_CHAMPION),
    "train": (BRONZE, SILVER, GOLD),  # what a model then learns of it is no matter of doors
}
RESULTS = ("silver_market_month", "gold_master", "scored_customers", "recommendations")
"""What the business and every later step see: what is not in these was ignored."""
COLUMNS_FILE = """\
# names of our own
customer_attributes:
  region:
    aliases: [zona]
  is_urban:
    values: {urbano: 1, rural: 0}
price_history:
  market_benchmark_eur_kwh:
    aliases: [precio_mercado]
"""


@dataclass
class Base:
    """What a run makes of the twin as it is: the mark that every mutated run is held against."""

    folder: Path
    drafts: dict[str, Draft]
    """The raw files by what their name begins with."""
    records: dict[Mode, RunRecord] = field(default_factory=dict)
    noticed: dict[Mode, dict[str, list[Finding]]] = field(default_factory=dict)
    """Findings by the step that noticed them."""
    rules: dict[str, str] = field(default_factory=dict)
    layout: Layout = "customer"

    @property
    def raw(self) -> Path:
        return self.folder / "lake" / "raw"

    def scratch(self, mode: Mode) -> Path:
        return self.folder / mode

    def settings(self, **changes: object) -> Settings:
        """Settings of a trial; what is huge is huge early."""
        small = {"lake": str(self.folder / "lake"), "max_unpacked_gb": 0.02, "max_whole_file_gb": 0.02, "threads": 1}
        small["clock"] = "UTC" if self.layout == "tariff" else "local"
        return Settings(**{**small, **changes})

    def results(self, mode: Mode) -> dict[str, str]:
        return results(self.records[mode])


def results(record: RunRecord) -> dict[str, str]:
    """SHA-256 of what a run made for the business."""
    return {step.name: step.sha256[0] for step in record.steps if step.name in RESULTS}


def build(folder: Path) -> dict[Layout, Base]:
    """Simulate a twin of each layout, teach it a champion, and run both modes on it."""
    layouts: tuple[Layout, ...] = ("customer", "tariff")
    with structlog.testing.capture_logs():
        return {layout: _build(folder / layout, layout) for layout in layouts}


def _build(folder: Path, layout: Layout) -> Base:
    lake = folder / "lake"
    simulate(lake, customers=CUSTOMERS, seed=SEED, layout=layout)
    _few_months(lake / "raw")
    _all_columns(lake / "raw")
    base = Base(folder, {}, layout=layout)
    base.rules = {"columns_file": COLUMNS_FILE, "policy_file": _policy()}
    for name, text in base.rules.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    _run(base, "train")
    _teach(base)
    _run(base, "score")
    for path in sorted((lake / "raw").iterdir()):
        if path.stem != f"{READINGS}_{MONTHS[0]}":
            draft = _draft(path)
            base.drafts[draft.file] = draft
    return base


def _policy() -> str:
    return (files("spanishgas") / "config" / "policy.yaml").read_text("utf-8")


def _few_months(raw: Path) -> None:
    """Two months of readings in two files of two formats: the fewest that the checks have something to say about."""
    path = raw / f"{READINGS}_2024.parquet"
    table = pl.read_parquet(path).rename({new: old for old, new in READING_NAMES.items()}, strict=False)
    values = pl.col("consumption_elec_kwh", "consumption_gas_m3").cast(pl.String).cast(pl.Float64)
    for month, ending in zip(MONTHS, ("parquet", "csv"), strict=True):
        of_month = table.filter(pl.col("timestamp").dt.strftime("%Y-%m") == month).with_columns(values)
        if ending == "parquet":
            of_month.write_parquet(raw / f"{READINGS}_{month}.parquet")
        else:
            of_month.write_csv(raw / f"{READINGS}_{month}.csv", datetime_format="%Y-%m-%dT%H:%M:%S")
    path.unlink()


def _all_columns(raw: Path) -> None:
    """Columns that the registry knows and the twin does not write."""
    path = raw / "customer_attributes.csv"
    row = pl.int_range(pl.len())
    pl.read_csv(path, infer_schema=False).with_columns(
        contact_consent=pl.when(row % 7 == 0).then(pl.lit("0")).otherwise(pl.lit("1")),
        do_not_contact=pl.when(row % 11 == 0).then(pl.lit("1")).otherwise(pl.lit("0")),
        language=pl.when(row % 5 == 0).then(pl.lit("en")).otherwise(pl.lit("es")),
    ).write_csv(path)
    path = raw / "customer_interactions.json"
    records = json.loads(path.read_text("utf-8"))
    for number, record in enumerate(records):
        record["interaction_type"] = ("complaint", "billing", "question")[number % 3]
        record["sentiment_score"] = f"0.{number % 9}"
        record["resolution_status"] = ("open", "solved")[number % 2]
    path.write_text(json.dumps(records), "utf-8")


def _draft(path: Path) -> Draft:
    stem, _, ending = path.name.partition(".")
    file = READINGS if stem.startswith(READINGS) else stem
    if ending == "json":
        records = json.loads(path.read_text("utf-8"))
        columns = list(dict.fromkeys(key for record in records for key in record))
        words = pl.DataFrame(
            {c: [r.get(c) for r in records] for c in columns}, schema=dict.fromkeys(columns, pl.String)
        )
    else:
        words = pl.read_csv(path, infer_schema=False)
    return Draft(file, path.name, words, ending)


class _Watcher:
    """Remembers which step noticed what."""

    def __init__(self, record: RunRecord) -> None:
        self.noticed: dict[str, list[Finding]] = defaultdict(list)
        self._record, self._seen = record, len(record.findings)

    def started(self, stage: str, step: str) -> None: ...
    def progressed(self, text: str, share: float) -> None: ...

    def finished(self, step: StepRecord) -> None:
        self.noticed[step.name] = self._record.findings[self._seen :]
        self._seen = len(self._record.findings)


def _run(base: Base, mode: Mode) -> None:
    lake, scratch = Lake(base.folder / "lake"), base.scratch(mode)
    scratch.mkdir()
    settings = base.settings(**{name: base.folder / f"{name}.yaml" for name in base.rules})
    record = plan_run(lake, settings, mode, RUN_ID)
    watcher = _Watcher(record)
    runner = Runner(Run(Lake(scratch), record, source=lake), watcher)
    for stage in STAGES[mode]:
        runner.run_stage(stage)
    base.records[mode], base.noticed[mode] = record, watcher.noticed


def _teach(base: Base) -> None:
    """A champion of few trees, taught that every third customer left: it only has to score."""
    every_third = (pl.int_range(pl.len()) % 3 == 0).cast(pl.Int8)
    gold = (
        Run(Lake(base.scratch("train")), base.records["train"])
        .scan("gold_master")
        .with_columns(every_third.alias(LABEL), label_date=pl.lit(base.records["train"].as_of))
    )
    plan = small_plan("E5")
    model: Model = train_model(gold, model_split(gold, seed=plan.seed, split_key=plan.split_key), plan)
    lake = Lake(base.folder / "lake")
    store_model(lake, model)
    champion = Champion(model_id=model.model_id, run_id=RUN_ID, test_pr_auc=1.0, threshold=0.5)
    move_pointer(lake, champion, look_at_champion(lake)[1], "a champion for trials")


def link(source: Path, target: Path) -> None:
    """The same file under another name, without a copy."""
    target.parent.mkdir(parents=True, exist_ok=True)
    os.link(source, target)
