"""Whether the model saw what it could not have known."""

from collections.abc import Iterator

import polars as pl

from spanishgas.card.sections import Section, Table, figure, share
from spanishgas.sentences import _

_MOST = 10


def audited(
    leakage_sources: pl.LazyFrame,
    leakage_differences: pl.LazyFrame,
    single_features: pl.LazyFrame,
    leakage_figures: pl.LazyFrame,
) -> Section:
    """What features saw of later days, what changes when later rows are deleted, and what is too good to be true."""
    single = single_features.collect()
    best = single.sort("pr_auc", "feature", descending=[True, False]).head(_MOST)
    return Section(
        _("Did it see what it could not have known?"),
        tuple(_found(leakage_sources.collect(), leakage_differences.collect(), single, leakage_figures.collect())),
        tables=(
            Table(
                (_("feature alone"), "PR-AUC", _("its highest bin"), _("churn rate there")),
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
        _("{features} saw rows of days after the label date.").format(features=", ".join(features))
        if features
        else _("No feature saw a row that became known after the label date.")
    )
    changed = differences["feature"].unique().sort().to_list()
    yield (
        _("Without all rows of later days {features} would have been others.").format(features=", ".join(changed))
        if changed
        else _("With all rows of later days deleted from the files every feature is the same.")
    )
    suspects = single.filter(is_too_good=1)["feature"].sort().to_list()
    if suspects:
        reached = dict(figures.select("features", "pr_auc").iter_rows())
        yield _(
            "Too good to be true? {features} tell churn almost alone. Out of fold it reaches a PR-AUC of {all} with "
            "all features and {without} without these."
        ).format(
            features=", ".join(suspects),
            all=figure(reached.get("all")),
            without=figure(reached.get("without_too_good")),
        )
