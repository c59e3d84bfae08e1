"""What is worth waking somebody for. Source: RULES, alerts."""

import polars as pl

from spanishgas.tables.findings import Finding

_NAMED = 5


def drift_alert(drift_results: pl.DataFrame) -> list[Finding]:
    """One finding that names the columns that drifted, the largest effect first; none where nothing drifted."""
    drifted = (
        drift_results.filter(is_drifted=1)
        .sort("effect", "feature", descending=[True, False])["feature"]
        .unique(maintain_order=True)
    )
    if drifted.is_empty():
        return []
    names = ", ".join(drifted.head(_NAMED)) + (" …" if len(drifted) > _NAMED else "")
    text = f"{len(drifted)} columns differ from what the champion was trained on: {names}."
    return [Finding("monitoring", "drift_results", "feature", "drift", float(len(drifted)), 0.0, "warning", text)]
