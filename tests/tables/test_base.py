"""How a schema is written down."""

import dataframely as dy
import polars as pl
import pytest
from pydantic import ValidationError

from spanishgas.tables.base import customer_id, customer_key, described, flag, of_schema, table_name
from spanishgas.tables.document import Document
from spanishgas.tables.findings import Finding


def test_a_column_says_its_unit_and_what_it_is():
    assert described("kWh", "Electricity") == {"description": "Electricity", "metadata": {"unit": "kWh"}}


def test_a_reason_for_nulls_allows_them_and_stays_with_the_column():
    assert described("kWh", "Electricity", null="no meter") == {
        "description": "Electricity",
        "metadata": {"unit": "kWh", "structural_null": "no meter"},
        "nullable": True,
    }


def test_what_is_said_of_nulls_outweighs_their_reason():
    assert described("kWh", "Electricity", null="no meter", nullable=False)["nullable"] is False


def test_every_other_option_is_passed_on():
    assert described("kWh", "Electricity", min=0, max=2).items() >= {"min": 0, "max": 2}.items()


class Flags(dy.Schema):
    """One row a customer."""

    customer_id = customer_id()
    is_known = flag("Known")
    is_urban = flag("Urban", null="not asked")


class Visits(dy.Schema):
    """One row a visit."""

    customer_id = customer_key()
    visit = dy.Int64(**described("-", "Visit"))


class Days(dy.Schema):
    """One row a customer a day."""

    customer_id = customer_key(primary_key=True)
    day = dy.Int64(primary_key=True, **described("-", "Day"))


@pytest.mark.parametrize(
    ("row", "rules"),
    [
        (("C", 0, 0), []),
        (("C", 1, 1), []),
        (("C", 1, None), []),
        (("C", None, 0), ["is_known|nullability"]),
        (("C", 2, 0), ["is_known|max"]),
        (("C", 0, -1), ["is_urban|min"]),
        (("", 0, 0), ["customer_id|min_length"]),
        ((None, 0, 0), ["customer_id|nullability"]),
    ],
)
def test_a_flag_is_0_or_1_and_a_customer_has_a_name(row, rules):
    types = {name: column.dtype for name, column in Flags.columns().items()}
    assert list(Flags.filter(pl.DataFrame([row], schema=types, orient="row"))[1].counts()) == rules


def test_a_customer_is_the_key_only_of_a_table_with_one_row_a_customer():
    assert (Flags.primary_key(), Visits.primary_key(), Days.primary_key()) == (
        ["customer_id"],
        [],
        ["customer_id", "day"],
    )


def test_a_name_of_no_letters_is_refused_in_tables_of_several_rows_a_customer_too():
    assert Visits.filter(pl.DataFrame({"customer_id": ["", "C"], "visit": [1, 2]}))[1].counts() == {
        "customer_id|min_length": 1
    }


def test_a_frame_of_a_schema_has_its_columns_in_its_order_and_types():
    frame = pl.LazyFrame({"visit": ["7"], "more": [1], "customer_id": [12]})
    made = of_schema(frame, Visits).collect()
    assert made.schema == {"customer_id": pl.String, "visit": pl.Int64}
    assert made.rows() == [("12", 7)]


@pytest.mark.parametrize(
    ("name", "table"), [("Gold", "gold"), ("GoldMaster", "gold_master"), ("SilverMeterSums", "silver_meter_sums")]
)
def test_a_table_is_named_as_its_class_in_snake_case(name, table):
    assert table_name(type(name, (), {})) == table


def test_a_finding_cannot_be_changed_afterwards():
    noticed = Finding("gold", "t", "c", "k", 1.0, None, "info", "as it was")
    with pytest.raises(AttributeError):
        noticed.message = "otherwise"


class Height(Document):
    """A document of one number."""

    metres: float


@pytest.mark.parametrize("content", [{}, {"metres": "1.5"}, {"metres": 1.5, "feet": 5}])
def test_a_document_with_an_entry_missing_of_another_type_or_unknown_is_refused(content):
    with pytest.raises(ValidationError):
        Height.model_validate(content)


def test_a_document_cannot_be_changed_afterwards():
    with pytest.raises(ValidationError, match="frozen"):
        Height(metres=1.5).metres = 2.0
