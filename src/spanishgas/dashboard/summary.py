"""What changed in the book since the run before, in one sentence, by the figures that runs have written."""

from spanishgas.dashboard import amounts
from spanishgas.dashboard.language import _, ngettext
from spanishgas.run.record import Metrics, RunRecord


def news(now: RunRecord, before: RunRecord | None) -> str:
    """What changed since the run before, in one sentence."""
    figures = figures_of(now)
    at_risk = now.policy.count_at_risk(figures.risk_tiers)
    words = {
        "day": amounts.day(now.as_of),
        "customers": amounts.count(at_risk),
        "loss": amounts.euros(figures.expected_monthly_loss_eur),
    }
    if before is None or before.metrics is None:
        return _(
            "On {day}, {customers} customers are at risk and {loss} of margin a month is expected to be lost. "
            "This is the first published run, so there is nothing to compare with yet."
        ).format(**words)
    more = at_risk - before.policy.count_at_risk(before.metrics.risk_tiers)
    words |= {
        "before": amounts.day(before.as_of),
        "more": amounts.count(abs(more)),
        "before_loss": amounts.euros(before.metrics.expected_monthly_loss_eur),
    }
    if more == 0:
        text = _(
            "As many customers as on {before} are at risk on {day}: {customers}. The expected monthly loss is {loss}, "
            "after {before_loss}."
        )
    elif more > 0:
        text = ngettext(
            "{more} more customer than on {before} is at risk on {day}: {customers}. The expected monthly loss is "
            "{loss}, after {before_loss}.",
            "{more} more customers than on {before} are at risk on {day}: {customers}. The expected monthly loss is "
            "{loss}, after {before_loss}.",
            more,
        )
    else:
        text = ngettext(
            "{more} customer fewer than on {before} is at risk on {day}: {customers}. The expected monthly loss is "
            "{loss}, after {before_loss}.",
            "{more} customers fewer than on {before} are at risk on {day}: {customers}. The expected monthly loss is "
            "{loss}, after {before_loss}.",
            -more,
        )
    return text.format(**words)


def figures_of(record: RunRecord) -> Metrics:
    """The figures of a published run. Raises ValueError where it has none."""
    if record.metrics is None:
        raise ValueError(f"{record.run_id} has no figures")
    return record.metrics
