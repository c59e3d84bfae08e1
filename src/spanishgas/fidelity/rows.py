"""Is the twin like the real data? Every published aggregate beside the twin's, computed from what the pipeline made.

So one table proves both: that the twin has the published statistics, and that the pipeline computes them.
"""

from collections.abc import Mapping
from typing import Any

import polars as pl

from spanishgas.features.durations import NO_EVENT
from spanishgas.fidelity.against_truth import truth_rows
from spanishgas.fidelity.contacts import contact_rows
from spanishgas.fidelity.market import market_rows
from spanishgas.fidelity.rules import BANDS, Ledger
from spanishgas.fidelity.tables import ModelMetrics, PipelineTables
from spanishgas.tables.base import LABEL
from spanishgas.twin.published import CUSTOMERS, published

_TUNED = "_tuned"


def fidelity_rows(tables: PipelineTables, metrics: Mapping[str, ModelMetrics]) -> pl.DataFrame:
    """All published figures beside the twin's: one row a figure.

    ``metrics`` are those of the experiments that were published. Columns: section, statistic, published, twin,
    tolerance, judged, passed, rule, note.
    """
    ledger = Ledger(scale=tables.gold_master.height / CUSTOMERS)
    gold = tables.gold_master
    _population_rows(ledger, tables)
    _group_rows(ledger, gold)
    _lifecycle_rows(ledger, gold)
    contact_rows(ledger, gold, tables.silver_interactions, tables.truth)
    market_rows(ledger, tables)
    _model_rows(ledger, metrics)
    truth_rows(ledger, tables)
    _correlation_rows(ledger, gold)
    return ledger.frame()


def _population_rows(ledger: Ledger, tables: PipelineTables) -> None:
    facts, gold = published()["population"], tables.gold_master
    ids = gold["customer_id"].sort().to_list()
    in_format = ids == [f"C{number:05d}" for number in range(1, gold.height + 1)]
    churners = int(gold[LABEL].sum())
    ledger.add("population", "customers", facts["customers"], gold.height, "count")
    ledger.add("population", "churners", facts["churners"], churners, "count")
    ledger.add_rate("population", "churn rate", facts["churn_rate"], churners / gold.height, gold.height)
    ledger.add("population", "hourly rows", facts["hourly_rows"], tables.reading_facts["hourly_rows"], "count")
    ledger.add("population", "customer-months", facts["customer_months"], tables.silver_market_month.height, "count")
    ledger.add("population", f"customer_id is {facts['customer_id_format']} (1: yes)", 1, float(in_format), "quantile")


def _group_rows(ledger: Ledger, gold: pl.DataFrame) -> None:
    """Counts and churn rates of the published groupings."""
    facts = published()
    second = pl.when(pl.col("is_second_residence") == 1).then(pl.lit("Second_Residence"))
    homes = gold.filter(segment="Residential").with_columns(home=second.otherwise(pl.lit("Primary_Residence")))
    groupings: list[tuple[str, str, pl.DataFrame, dict[str, Any]]] = [
        ("segment", "segment", gold, {"counts": facts["segment_counts"], "churn_rate": facts["segment_churn_rate"]}),
        ("segment", "home", homes, {"counts": facts["residential_type_counts"], "churn_rate": {}}),
        ("sales channel", "sales_channel", gold, facts["sales_channel"]),
        ("competition", "is_high_competition_province", gold, facts["is_high_competition_province"]),
        ("fuel", "is_dual_fuel", gold, facts["is_dual_fuel"]),
        ("renewal", "renewal_bucket", gold, facts["renewal_bucket"]),
        ("tenure", "tenure_bucket", gold, facts["tenure_bucket"]),
    ]
    for section, column, frame, figures in groupings:
        groups = _groups(frame, column)
        for name, count in figures["counts"].items():
            ledger.add(section, f"customers {name}", count, groups.get(name, (0, None))[0], "count")
        for name, rate in figures["churn_rate"].items():
            size, twin = groups.get(name, (0, None))
            ledger.add_rate(section, f"churn rate {name}", rate, twin, size)


def _groups(frame: pl.DataFrame, column: str) -> dict[str, tuple[int, float | None]]:
    """Size and churn rate by the value of a column, as text."""
    grouped = frame.group_by(pl.col(column).cast(pl.String).alias("group")).agg(pl.len(), pl.col(LABEL).mean())
    return {str(name): (size, rate) for name, size, rate in grouped.iter_rows()}


def _lifecycle_rows(ledger: Ledger, gold: pl.DataFrame) -> None:
    facts = published()
    stayed, left = gold.filter(pl.col(LABEL) == 0), gold.filter(pl.col(LABEL) == 1)
    for column, section in (("months_to_renewal", "renewal"), ("tenure_months", "tenure")):
        for name, frame in (("no_churn", stayed), ("churn", left)):
            ledger.add_all(section, f"{column} {name}", facts[column][name], frame[column], "duration")
    for bucket, rates in facts["tenure_bucket_x_within_3m_churn_rate"].items():
        for near, rate in rates.items():
            cell = gold.filter(tenure_bucket=bucket, is_within_3m_of_renewal=int(near))[LABEL]
            twin = _number(cell.mean())
            ledger.add_rate("tenure x renewal", f"churn rate {bucket}, within 3 months {near}", rate, twin, cell.len())
    change, known = facts["months_since_last_change"], pl.col("months_since_last_change") < NO_EVENT
    never = 1 - gold.filter(known).height / gold.height
    ledger.add("last change", "share without change", change["null_share"], never, "share")
    for name, frame in (("no_churn", stayed), ("churn", left)):
        twin = frame.filter(known)["months_since_last_change"].median()
        ledger.add("last change", f"months median {name}", change[f"median_{name}"], _number(twin), "duration")


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _model_rows(ledger: Ledger, metrics: Mapping[str, ModelMetrics]) -> None:
    facts = published()["model"]
    for name, figures in facts["xgboost"].items():
        ranked = metrics[name.removesuffix(_TUNED)]
        if name.endswith(_TUNED):
            note = "measured with the packaged parameters only: the twin's figure is that of E5"
            ledger.add("model", f"XGBoost {name} PR-AUC", figures["pr_auc"], ranked.pooled["pr_auc"], "shown", note)
            ledger.add("model", f"XGBoost {name} ROC-AUC", figures["roc_auc"], ranked.pooled["roc_auc"], "shown")
            continue
        statistic, figure = f"XGBoost {name} PR-AUC", figures["pr_auc"]
        ledger.add_band("model", statistic, figure, ranked.pooled["pr_auc"], BANDS[name])
        _test_row(ledger, statistic, figure, ranked.test["pr_auc"])
        statistic, figure = f"XGBoost {name} ROC-AUC", figures["roc_auc"]
        ledger.add("model", statistic, figure, ranked.pooled["roc_auc"], "shown")
        _test_row(ledger, statistic, figure, ranked.test["roc_auc"])
    for key in ("precision", "recall"):
        statistic, figure = f"XGBoost E5 {key} at the threshold", facts["test_at_threshold"][key]
        note = "four fifths of these customers chose the threshold"
        ledger.add("model", statistic, figure, metrics["E5"].pooled[key], "shown", note)
        _test_row(ledger, statistic, figure, metrics["E5"].test[key])


def _test_row(ledger: Ledger, statistic: str, figure: float, twin: float) -> None:
    ledger.add("model", f"{statistic}, test part alone", figure, twin, "shown")


def _correlation_rows(ledger: Ledger, gold: pl.DataFrame) -> None:
    for column, figure in published()["correlation_with_churn"].items():
        pairs = gold.select(pl.col(column).cast(pl.Float64), pl.col(LABEL).cast(pl.Float64)).drop_nulls()
        twin = pairs.select(pl.corr(column, LABEL)).item()
        ledger.add("correlation with churn", column, figure, twin, "correlation")
