"""Whether the model saw what it could not have known."""

from collections.abc import Iterator

import polars as pl

from spanishgas.card.sections import Section, Table, figure, share

_MOST = 10


def audited(sources: pl.DataFrame, differences: pl.DataFrame, single: pl.DataFrame, figures: pl.DataFrame) -> Section:
    """What features saw of later days, what changes when later rows are deleted, and what is too good to be true."""
    best = single.sort("pr_auc", "feature", descending=[True, False]).head(_MOST)
    return Section(
        "Did it see what it could not have known?",
        tuple(_found(sources, differences, single, figures)),
        tables=(
            Table(
                ("feature alone", "PR-AUC", "its highest bin", "churn rate there"),
                [
                    (
                        row["feature"],
                        figure(row["pr_auc"]),
                        row["highest_bin"] or "–",
                        share(row["highest_bin_churn_rate"]),
                    )
                    for row in best.rows(named=True)
                ],
            ),
        ),
    )


def _found(
    sources: pl.DataFrame, differences: pl.DataFrame, single: pl.DataFrame, figures: pl.DataFrame
) -> Iterator[str]:
    late = sources.filter(pl.col("days_past") > 0)
    features = late["feature"].unique().sort().to_list()
    yield (
        f"{', '.join(features)} saw rows of days after the label date."
        if features
        else "No feature saw a row that became known after the label date."
    )
    changed = differences["feature"].unique().sort().to_list()
    yield (
        f"Without all rows of later days {', '.join(changed)} would have been others."
        if changed
        else "With all rows of later days deleted from the files every feature is the same."
    )
    suspects = single.filter(is_too_good=1)["feature"].sort().to_list()
    if suspects:
        reached = dict(figures.select("features", "pr_auc").iter_rows())
        yield (
            f"Too good to be true? {', '.join(suspects)} tell churn almost alone. Out of fold it reaches a PR-AUC "
            f"of {figure(reached.get('all'))} with all features and {figure(reached.get('without_too_good'))} without "
            "these."
        )
