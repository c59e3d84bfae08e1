"""Whose fault a failed check is: the input's up to the cleaned tables, ours from there."""

import pytest

from spanishgas.errors import InputError


def test_a_gold_table_that_fails_a_check_is_our_fault() -> None:
    from spanishgas.tables.checks import refuse_errors
    from spanishgas.tables.findings import Finding

    ours = Finding("gold", "gold_master", "segment", "null_rate", 0.5, 0.02, "error", "half of it is null")
    with pytest.raises(Exception, match="half of it is null") as refused:
        refuse_errors([ours])
    assert not isinstance(refused.value, InputError)
    assert refused.value.title == "Check failed"
