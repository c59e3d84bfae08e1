"""What a check says of a table, finding by finding."""

import dataframely as dy
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spanishgas.errors import CheckError, InputError
from spanishgas.tables.base import described
from spanishgas.tables.checks import check_table, findings_table, refuse_errors
from spanishgas.tables.findings import Finding
from spanishgas.tables.quality import QualityFindings


class DailyMeter(dy.Schema):
    """One row a customer a day."""

    customer_id = dy.String(primary_key=True, **described("-", "Customer"))
    day = dy.Int64(primary_key=True, **described("day", "Day"))
    kwh = dy.Float64(min=0, max=10, nullable=True, **described("kWh", "Electricity"))
    gas_m3 = dy.Float64(**described("m3", "Gas", null="electricity-only customers"))
    meter = dy.String(regex="^[a-z]+$", **described("-", "Meter"))


TYPES = {name: column.dtype for name, column in DailyMeter.columns().items()}


def meters(rows: int = 100, **columns: object) -> pl.DataFrame:
    """A flawless table but for the columns given."""
    good = {"customer_id": "C1", "day": pl.int_range(rows), "kwh": 1.0, "gas_m3": 1.0, "meter": "a"} | columns
    shaped = [
        value if isinstance(value, pl.Expr) else pl.lit(pl.Series(value) if isinstance(value, list) else value)
        for value in good.values()
    ]
    named = [value.cast(TYPES[name]).alias(name) for name, value in zip(good, shaped, strict=True)]
    return pl.DataFrame({"row": range(rows)}).select(named)


def first_null(nulls: int, value: object = 1.0) -> pl.Expr:
    return pl.when(pl.col("row") >= nulls).then(pl.lit(value))


def test_a_table_as_its_schema_says_has_no_findings():
    assert check_table("gold", meters(), DailyMeter) == []


def test_an_empty_table_has_no_findings():
    assert check_table("gold", meters(0), DailyMeter) == []


@pytest.mark.parametrize(
    ("table", "column", "text"),
    [
        (meters().drop("kwh"), "kwh", "expected Float64, found no column"),
        (meters().with_columns(odd=pl.lit(1)), "odd", "expected no such column, found Int32"),
        (meters().with_columns(pl.col("kwh").cast(pl.String)), "kwh", "expected Float64, found String"),
    ],
    ids=["missing", "unknown", "wrong type"],
)
def test_a_wrong_shape_is_an_error_of_its_column(table, column, text):
    expected = Finding("silver", "daily_meter", column, "schema", 1.0, 0.0, "error", f"daily_meter.{column}: {text}.")
    assert check_table("silver", table, DailyMeter) == [expected]


def test_a_wrong_shape_comes_alone_and_names_the_schema_s_columns_first():
    flawed = meters(day=0, meter="9").drop("kwh").with_columns(odd=pl.lit(1), gas_m3=pl.lit("much"))
    assert [f.column for f in check_table("silver", flawed, DailyMeter)] == ["kwh", "gas_m3", "odd"]


def test_rows_that_share_a_key_are_counted_together():
    table = meters(5, day=[1, 1, 2, 2, 3])
    text = "daily_meter: 4 rows share their key (customer_id, day) with another."
    assert check_table("gold", table, DailyMeter) == [
        Finding("gold", "daily_meter", "customer_id, day", "duplicate_key", 4.0, 0.0, "error", text)
    ]


def test_the_same_day_of_two_customers_is_no_double():
    assert check_table("gold", meters(2, customer_id=["C1", "C2"], day=1), DailyMeter) == []


@pytest.mark.parametrize(("layer", "allowed"), [("raw", 80), ("bronze", 20), ("silver", 5), ("gold", 2), ("scored", 2)])
def test_nulls_up_to_the_limit_of_the_layer_are_told_and_one_more_is_an_error(layer, allowed):
    [at, beyond] = [check_table(layer, meters(kwh=first_null(nulls)), DailyMeter) for nulls in (allowed, allowed + 1)]
    limit = allowed / 100
    text = f"daily_meter.kwh: {allowed}.00% of the rows are null; at most {allowed}% may be."
    assert at == [Finding(layer, "daily_meter", "kwh", "null_rate", limit, limit, "info", text)]
    assert [(f.value, f.limit, f.severity) for f in beyond] == [((allowed + 1) / 100, limit, "error")]


def test_one_null_where_none_may_be_is_an_error_below_every_limit():
    [finding] = check_table("raw", meters(meter=first_null(1, "a")), DailyMeter)
    assert (finding.column, finding.check, finding.value, finding.severity) == ("meter", "null_rate", 0.01, "error")


def test_structural_nulls_count_nowhere():
    assert check_table("gold", meters(gas_m3=first_null(100)), DailyMeter) == []


def test_structural_nulls_of_one_column_hide_no_nulls_of_the_next():
    table = meters(gas_m3=first_null(100), kwh=first_null(100), meter=first_null(100, "a"))
    assert [f.column for f in check_table("gold", table, DailyMeter)] == ["kwh", "meter"]


def test_a_layer_without_a_limit_counts_no_nulls():
    assert check_table("monitoring", meters(kwh=first_null(100)), DailyMeter) == []


@pytest.mark.parametrize(
    ("column", "value", "check"),
    [
        ("kwh", -0.001, "min"),
        ("kwh", 10.001, "max"),
        ("gas_m3", float("nan"), "nan"),
        ("gas_m3", float("inf"), "inf"),
        ("meter", "9", "regex"),
        ("meter", "", "regex"),
    ],
)
def test_a_value_out_of_range_is_an_error_that_names_the_rule(column, value, check):
    bad = pl.when(pl.col("row") < 3).then(pl.lit(value)).otherwise(pl.lit("a" if column == "meter" else 1.0))
    text = f"daily_meter.{column}: 3 values break the rule '{check}' of the schema."
    assert check_table("gold", meters(**{column: bad}), DailyMeter) == [
        Finding("gold", "daily_meter", column, check, 3.0, 0.0, "error", text)
    ]


@pytest.mark.parametrize("value", [0.0, 10.0])
def test_a_bound_belongs_to_the_range(value):
    assert check_table("gold", meters(kwh=value), DailyMeter) == []


def test_all_that_is_wrong_is_told_at_once_keys_then_nulls_then_ranges_by_name():
    kwh = pl.when(pl.col("row") == 0).then(None).when(pl.col("row") == 1).then(11.0).otherwise(pl.lit(-1.0))
    findings = check_table("gold", meters(3, day=7, meter="9", kwh=kwh), DailyMeter)
    assert [(f.column, f.check, f.value) for f in findings] == [
        ("customer_id, day", "duplicate_key", 3.0),
        ("kwh", "null_rate", 1 / 3),
        ("kwh", "max", 1.0),
        ("kwh", "min", 1.0),
        ("meter", "regex", 3.0),
    ]


def test_nulls_in_a_key_and_in_a_column_hide_no_wrong_value_behind_them():
    nobody = pl.when(pl.col("row") > 0).then(pl.lit("C1"))
    findings = check_table("gold", meters(3, customer_id=nobody, kwh=11.0, meter="9"), DailyMeter)
    assert [(f.column, f.check, f.value) for f in findings] == [
        ("customer_id", "null_rate", 1 / 3),
        ("kwh", "max", 3.0),
        ("meter", "regex", 3.0),
    ]


def finding(severity="error", layer="gold", table="t", column="c", check="k", message="wrong") -> Finding:
    return Finding(layer, table, column, check, 1.0, None, severity, message)


@pytest.mark.parametrize("found", [[], [finding("info")], [finding("warning"), finding("info")]])
def test_what_is_no_error_stops_nothing(found):
    refuse_errors(found)


@pytest.mark.parametrize(
    ("layers", "kind"),
    [
        (["raw"], InputError),
        (["bronze"], InputError),
        (["silver"], InputError),
        (["gold", "silver"], InputError),
        (["gold"], CheckError),
        (["scored", "monitoring"], CheckError),
    ],
)
def test_the_input_is_at_fault_up_to_the_cleaned_tables_and_we_from_there(layers, kind):
    with pytest.raises((InputError, CheckError)) as refused:
        refuse_errors(finding(layer=layer) for layer in layers)
    assert type(refused.value) is kind


def test_a_warning_of_the_input_makes_our_error_no_fault_of_the_input():
    with pytest.raises(CheckError):
        refuse_errors([finding("warning", "raw"), finding("error", "gold")])


def test_a_refusal_lists_each_error_once_in_order_and_what_else_was_noticed():
    found = [
        finding(layer="silver", message="days are missing"),
        finding("info", message="a count"),
        finding("warning", "raw", message="a file is old"),
        finding(layer="gold", message="a margin is odd"),
        finding(layer="silver", message="prices are missing"),
    ]
    with pytest.raises(InputError) as refused:
        refuse_errors(found)
    assert str(refused.value) == (
        "The silver and gold layer failed 3 quality checks:\n"
        "  days are missing\n  a margin is odd\n  prices are missing\n"
        "Also noticed:\n  a file is old"
    )


def test_a_refusal_without_warnings_ends_with_its_errors():
    with pytest.raises(CheckError) as refused:
        refuse_errors([finding(message="a margin is odd"), finding("info")])
    assert str(refused.value) == "The gold layer failed 1 quality check:\n  a margin is odd"


def test_no_findings_are_an_empty_table_of_the_schema():
    table = findings_table([])
    QualityFindings.validate(table)
    assert table.height == 0


def test_findings_are_listed_by_gravity_then_layer_table_column_and_check():
    in_order = [
        finding("error", "raw"),
        finding("warning", "gold", "u", "b", "y"),
        finding("info", "bronze", "z", "z", "z"),
        finding("info", "gold", "a", "z", "z"),
        finding("info", "gold", "b", "a", "z"),
        finding("info", "gold", "b", "b", "a"),
        finding("info", "gold", "b", "b", "b"),
    ]
    table = findings_table(reversed(in_order))
    QualityFindings.validate(table)
    assert table.equals(findings_table(in_order))
    places = table.select("severity", "layer", "table", "column", "check").rows()
    assert places == [(f.severity, f.layer, f.table, f.column, f.check) for f in in_order]


FINDINGS = st.builds(
    Finding,
    *[st.text("abc", min_size=1, max_size=2)] * 4,
    st.floats(0, 1),
    st.none() | st.floats(0, 1),
    st.sampled_from(["info", "warning", "error"]),
    st.text(max_size=5),
)


@given(st.lists(FINDINGS, max_size=8))
def test_every_finding_is_a_row_whatever_it_says(found):
    rows = findings_table(found).rows()
    assert sorted(rows, key=repr) == sorted((tuple(vars(f).values()) for f in found), key=repr)
