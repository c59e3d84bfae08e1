import json
from pathlib import Path
from typing import Any

import pytest

from spanishgas.twin.published import published

REFERENCE = Path(__file__).parents[3] / "shared" / "reference" / "published_aggregates.json"


def test_the_packaged_figures_are_the_published_ones() -> None:
    if not REFERENCE.exists():
        pytest.skip(f"the reference file is not here: {REFERENCE}")
    reference: dict[str, Any] = json.loads(REFERENCE.read_text(encoding="utf-8"))
    reference.pop("_about")
    assert published() == reference


def test_the_packaged_figures_agree_with_each_other() -> None:
    facts = published()
    customers = facts["population"]["customers"]
    for counts in (facts["segment_counts"], facts["sales_channel"]["counts"], facts["renewal_bucket"]["counts"]):
        assert sum(counts.values()) == customers
    moods = facts["interactions"]["sentiment"]["counts"]
    assert sum(moods.values()) == facts["interactions"]["customers_with_interaction"]
