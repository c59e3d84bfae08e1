"""Schemas of what moved since the champion learned."""

import dataframely as dy

from spanishgas.tables.base import customer_id, described, flag

_NO_BOUND = "categories and missing values have none"
_EARLIER = "the model that scored then had no fits without a fold"
_NOBODY = "nobody is flagged, or nobody is expected to leave"


class DriftResults(dy.Schema):
    """One row a feature and kind of comparison, against the champion's training data."""

    feature = dy.String(primary_key=True, **described("-", "Feature, or churn_probability"))
    kind = dy.String(primary_key=True, regex="^(numeric|category|missing)$", **described("-", "What is compared"))
    test = dy.String(**described("-", "ks_exact, ks_asymp or chi_square"))
    statistic = dy.Float64(min=0, **described("-", "KS distance or chi-square"))
    p_value = dy.Float64(min=0, max=1, **described("0..1", "Probability of such a difference by chance"))
    p_value_adjusted = dy.Float64(min=0, max=1, **described("0..1", "After false-discovery control over all rows"))
    effect = dy.Float64(min=0, max=1, **described("0..1", "KS distance, or total variation of categories"))
    effect_within_provinces = dy.Float64(
        min=0,
        max=1,
        **described("0..1", "KS distance without what moved alike in a whole province", null="not a number"),
    )
    reference_rows = dy.Int64(min=0, **described("rows", "Training rows compared"))
    current_rows = dy.Int64(min=0, **described("rows", "Rows of this run compared"))
    is_drifted = flag("1: significant, also after false-discovery control, and large")
    level = dy.String(
        regex="^(none|moved|calendar|act)$",
        **described(
            "-", "none; moved; calendar: alike in whole provinces; act: values that had been there are missing"
        ),
    )


class PredictionDrift(dy.Schema):
    """One row a grouping and group: the champion's mean probability among those it learned from, and now."""

    grouping = dy.String(primary_key=True, **described("-", "all, segment or province_code"))
    group = dy.String(primary_key=True, **described("-", "The group's name"))
    reference_rows = dy.Int64(min=0, **described("rows", "Training rows"))
    current_rows = dy.Int64(min=0, **described("rows", "Customers of this run"))
    reference_probability = dy.Float64(min=0, max=1, **described("0..1", "Mean probability of the training rows"))
    current_probability = dy.Float64(min=0, max=1, **described("0..1", "Mean probability of this run's customers"))
    ratio = dy.Float64(**described("-", "Now over then"))
    deviation = dy.Float64(**described("-", "Now minus then, in standard errors"))
    expected_monthly_loss_eur = dy.Float64(min=0, **described("EUR/month", "Probability x margin of today, summed"))
    is_act = flag("1: beyond chance, by a share that matters to the group, and by churners that matter to the book")


class DriftHistograms(dy.Schema):
    """One row a feature and bin: how many of the training rows and of this run's customers lie there."""

    feature = dy.String(primary_key=True, **described("-", "Feature, or churn_probability"))
    bin = dy.Int32(min=1, primary_key=True, **described("rank", "Order of the bin; 1 is the first"))
    label = dy.String(**described("-", "Category, value, bounds of the bin, (no value) or (other)"))
    lower = dy.Float64(**described("as the feature", "The bin begins here", null=_NO_BOUND))
    upper = dy.Float64(
        **described("as the feature", "And ends before here; a bin of one value ends where it begins", null=_NO_BOUND)
    )
    reference_rows = dy.Int64(min=0, **described("rows", "Training rows in the bin"))
    current_rows = dy.Int64(min=0, **described("rows", "Customers of this run in it"))
    reference_share = dy.Float64(min=0, max=1, **described("0..1", "Of all training rows"))
    current_share = dy.Float64(min=0, max=1, **described("0..1", "Of all customers of this run"))


class ExpectedPerformance(dy.Schema):
    """One row a metric: what the list is worth if its probabilities hold. Indicative: no outcome is known yet."""

    metric = dy.String(
        primary_key=True,
        regex="^(churn_rate|pr_auc|precision|recall|lift_10)$",
        **described("-", "churn_rate, pr_auc, precision and recall at the threshold, or lift_10 (lift at 10 %)"),
    )
    expected = dy.Float64(min=0, **described("as the metric", "Mean over simulated outcomes", null=_NOBODY))
    low = dy.Float64(min=0, **described("as the metric", "Lower end of the 95 % interval", null=_NOBODY))
    high = dy.Float64(min=0, **described("as the metric", "Upper end of the 95 % interval", null=_NOBODY))


class ScoreHistory(dy.Schema):
    """One row a customer of this run and day of a list, of the last year at most."""

    customer_id = customer_id()
    as_of = dy.Date(primary_key=True, **described("date", "The day a run looked from"))
    churn_probability = dy.Float64(min=0, max=1, **described("0..1", "By the model of that run"))
    churn_probability_low = dy.Float64(
        min=0, max=1, **described("0..1", "Lower end of its 95 % interval", null=_EARLIER)
    )
    churn_probability_high = dy.Float64(
        min=0, max=1, **described("0..1", "Upper end of its 95 % interval", null=_EARLIER)
    )
    risk_tier = dy.String(**described("-", "By the policy of that run"))


SCHEMAS = (DriftResults, PredictionDrift, DriftHistograms, ExpectedPerformance, ScoreHistory)
