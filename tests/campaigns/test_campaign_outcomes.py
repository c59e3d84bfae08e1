import polars as pl
import pytest

from spanishgas.campaigns.outcomes import read_outcomes
from spanishgas.errors import InputError

MEMBERS = pl.DataFrame({"customer_id": ["C1", "C2", "C3"], "is_control": [False, False, True]})


def test_outcomes_are_read_with_what_they_say_and_nothing_else():
    read = read_outcomes(b"customer_id,stayed_90_days,reached\nC2, yes ,1\nC1,0,\n", "results.csv", MEMBERS)
    assert read.columns == ["customer_id", "contacted", "reached", "accepted", "stayed_90_days", "stayed_after_offer"]
    assert read.rows() == [("C1", None, None, None, False, None), ("C2", None, True, None, True, None)]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"customer_id,stayed_90_days\nC9,1\n", "column customer_id: is no member of this campaign (row 2: 'C9')"),
        (b"customer_id,stayed_90_days\nC1,1\nC1,1\n", "column customer_id: is there twice (row 2: 'C1', row 3: 'C1')"),
        (b"customer_id,stayed_90_days\nC1,maybe\n", "column stayed_90_days: is neither 1 nor 0 (yes or no) (row 2"),
        (b"customer_id,stayed\nC1,1\n", "unknown columns 'stayed'"),
        (b"customer_id,reached\nC3,1\n", "column reached: is of the control group, which nobody calls (row 2"),
        (b"customer_id,contacted\nC3,1\n", "column contacted: is of the control group, which nobody calls (row 2"),
        (b"customer_id,contacted,reached\nC1,0,1\n", "column reached: was not contacted (row 2"),
        (b"customer_id,accepted\nC3,1\n", "column accepted: is of the control group, which nobody calls (row 2"),
        (b"customer_id,reached,accepted\nC1,0,1\n", "column accepted: was not reached (row 2"),
        (b"customer_id\nC1\n", "needs the column customer_id and at least one of"),
        (b"stayed_90_days\n1\n", "needs the column customer_id"),
        (b"", "cannot be read as CSV"),
        (b"customer_id,stayed_90_days\nC1,\xff\xfe\n", "cannot be read as CSV"),
        (b"customer_id,stayed_90_days\n,1\n", "is no member of this campaign (row 2: None)"),
    ],
)
def test_what_is_wrong_in_outcomes_is_refused_with_its_place(content, what):
    with pytest.raises(InputError) as raised:
        read_outcomes(content, "results.csv", MEMBERS)
    assert what in str(raised.value)
    assert "results.csv" in str(raised.value)


def test_nobody_has_stayed_ninety_days_before_they_are_over_but_somebody_may_have_left():
    content = b"customer_id,stayed_90_days\nC1,0\n"
    assert read_outcomes(content, "results.csv", MEMBERS, is_due=False)["stayed_90_days"].to_list() == [False]
    with pytest.raises(InputError, match="column stayed_90_days: the 90 days are not over"):
        read_outcomes(b"customer_id,stayed_90_days\nC1,1\n", "results.csv", MEMBERS, is_due=False)
