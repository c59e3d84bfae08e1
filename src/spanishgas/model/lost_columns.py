"""Whether a raw column that the champion learned from arrives empty: it would score all the same, and wrongly."""

from typing import NamedTuple

import polars as pl

from spanishgas.model.artefact import Model
from spanishgas.model.feature_sources import FeatureSources, Fill, LossLimits, SourceColumn
from spanishgas.tables.findings import Finding, Severity

_WAIVED = "Scored without it, as asked."
_REPLACED = "The model trained in this run takes the champion's place and does without it."


class Loss(NamedTuple):
    """A feature with fewer values than the champion learned from; shares are of all rows."""

    feature: str
    severity: Severity
    lost: float
    """Share of the values to be expected that are not there."""
    values: int
    """Different values in the champion's training."""
    known_before: float
    known_now: float


def lost_columns(
    gold: pl.DataFrame, model: Model, sources: FeatureSources, score_without: str, *, is_replaced: bool = False
) -> list[Finding]:
    """Raw columns whose features say nothing in this run, though they did where the model was trained.

    Args:
        gold: one row a customer to be scored, with the model's features.
        model: the model that scores; its reference holds the raw features of its training rows.
        sources: the raw column of each feature, what the feature says without it, and the limits.
        score_without: raw files, columns or features that may be lost, separated by commas; they are a warning.
        is_replaced: the model is the champion before, and another one, trained in this run, scores: all is a warning.

    Returns:
        One finding a raw column: an error where the model must not score, a warning where a part is lost.

    Raises:
        InputError: ``score_without`` names what no feature lives on.
    """
    waived, found = sources.waived(score_without), list[Finding]()
    for source in sources.columns():
        before, now = (_concerned(frame, source, model) for frame in (model.reference, gold))
        losses = [
            loss
            for feature in source.fills
            if feature in model.features and (loss := _loss(feature, source, before, now, model, sources.limits))
        ]
        if losses:
            is_waived = not waived.isdisjoint({source.file, source.column, *(loss.feature for loss in losses)})
            excuse = _REPLACED if is_replaced else _WAIVED if is_waived else None
            found.append(_finding(source, losses, excuse))
    return found


def silent_columns(model: Model, sources: FeatureSources) -> tuple[str, ...]:
    """Raw columns, as ``file.column``, whose features said nothing of any row that a model was trained on."""
    return tuple(f"{source.file}.{source.column}" for source in sources.columns() if _is_silent(source, model))


def _is_silent(source: SourceColumn, model: Model) -> bool:
    """Where all of its features say nothing, or one of them says so in a word; a 0 may be an answer."""
    features = [feature for feature in source.fills if feature in model.features]
    rows = _concerned(model.reference, source, model)
    silent = [f for f in features if not _known(rows[f], f, source.fills[f], model).any()]
    says_so = any(isinstance(fill, str) for feature in silent for fill in source.fills[feature])
    return bool(silent) and (says_so or len(silent) == len(features))


def _concerned(frame: pl.DataFrame, source: SourceColumn, model: Model) -> pl.DataFrame:
    """The customers that a raw column can say something of."""
    if source.among is None or source.among not in model.features:
        return frame
    return frame.filter(pl.col(source.among) == 1)


def _loss(
    feature: str,
    source: SourceColumn,
    reference: pl.DataFrame,
    current: pl.DataFrame,
    model: Model,
    limits: LossLimits,
) -> Loss | None:
    """What a feature lost, if it is too much to be chance: an exact binomial bound on how few values are there."""
    from scipy.stats import binom

    before, now = (_known(frame[feature], feature, source.fills[feature], model) for frame in (reference, current))
    if not (before.len() and now.len()):
        return None
    expected, there = float(before.sum()) / before.len(), float(now.sum()) / now.len()
    if expected < limits.minimum_share or there >= expected:
        return None
    cautious = expected - 3 * (expected * (1 - expected) / before.len()) ** 0.5  # the training rows are a sample too
    if float(binom.cdf(int(now.sum()), now.len(), max(cautious, 0.0))) >= limits.chance:
        return None
    lost, is_large = 1 - there / expected, expected - there >= limits.minimum_jump
    severity: Severity | None = None
    if there == 0 or (is_large and lost > limits.error_above and not source.is_event):
        severity = "error"
    elif is_large and lost > limits.warning_above:
        severity = "warning"
    values = reference[feature].filter(before).n_unique()
    return severity and Loss(feature, severity, lost, values, expected, there)


def _known(values: pl.Series, feature: str, fills: tuple[Fill, ...], model: Model) -> pl.Series:
    """Whether each row says something the model can read: no null, no fill, no category that it never saw."""
    text = values.cast(pl.String) if feature in model.encoder.categories else values
    known = text.is_not_null()
    if feature in model.encoder.categories:
        known &= text.is_in(model.encoder.categories[feature]).fill_null(value=False)
    for fill in fills:
        known &= (text != fill).fill_null(value=False)
    return known


def _finding(source: SourceColumn, losses: list[Loss], excuse: str | None) -> Finding:
    """All features of a raw column in one sentence, the one that lost most first."""
    losses = sorted(losses, key=lambda loss: (loss.severity != "error", -loss.lost, -loss.values))
    worst, others = losses[0], [loss.feature for loss in losses[1:]]
    named = f"Feature {worst.feature}" + (f" (and {', '.join(others)})" if others else "")
    plural = "s" if worst.values > 1 else ""
    whom = f"the customers with {source.among}" if source.among else "the customers"
    before = (
        f"{worst.values:,} different value{plural} for {worst.known_before:.1%} of {whom} in the champion's training"
    )
    now = "for nobody in this run" if worst.known_now == 0 else f"for {worst.known_now:.1%} of them in this run"
    text = f"{named}, from {source.file}, column {source.column}: {before}, and a value that it knows {now}."
    if excuse:
        text += f" {excuse}"
    elif worst.severity == "error":
        text += (
            " Is it missing, or are its values all alike or too old? Put it right, train anew, or score without it: "
            f"--score-without {source.waiver}."
        )
    severity: Severity = "warning" if excuse else worst.severity
    return Finding("raw", source.file, source.column, "lost_column", worst.lost, None, severity, text)
