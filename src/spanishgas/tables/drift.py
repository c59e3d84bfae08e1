"""Schemas of what moved since the champion learned."""

import dataframely as dy

from spanishgas.tables.base import described, flag


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


SCHEMAS = (DriftResults, PredictionDrift)
