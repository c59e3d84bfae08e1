"""What was published of the real data's models, as rows to lay beside the ladder."""

import polars as pl

from spanishgas.twin.published import published

_SCHEMA = {"experiment": pl.String, "algorithm": pl.String, "metric": pl.String, "published": pl.Float64}


def published_figures() -> pl.DataFrame:
    """One row an experiment, algorithm and metric that was published. Source: reference, model."""
    models = published()["model"]
    rows = [
        (experiment, algorithm, metric, figure)
        for algorithm in ("xgboost", "logistic_regression")
        for experiment, figures in models[algorithm].items()
        for metric, figure in figures.items()
    ]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")
