"""What came of members: results read from files, kept beside what was said before, and what is known by now."""

import io

import polars as pl

from spanishgas.campaigns.calls import called_outcomes
from spanishgas.campaigns.store import PREFIX, check_campaign_id, digest
from spanishgas.content import table_bytes
from spanishgas.errors import InputError
from spanishgas.lake import Lake
from spanishgas.tables.campaigns import CampaignOutcomes

_YES, _NO = {"1", "true", "yes", "si", "sí"}, {"0", "false", "no"}
_SHOWN = 5
_UNCALLED = "is of the control group, which nobody calls"
SAID = tuple(column for column in CampaignOutcomes.column_names() if column != "customer_id")
"""What can be said of a member."""


class RefusedRowsError(InputError):
    """Rows of a file of outcomes that cannot be so: their column, what is wrong, and the first of them."""

    def __init__(self, name: str, column: str, what: str, rows: pl.DataFrame) -> None:
        self.column, self.what = column, what
        self.rows: list[tuple[int, str | None]] = rows.select("row", column).head(_SHOWN).rows()
        self.more = rows.height - len(self.rows)
        shown = ", ".join(f"row {row}: {value!r}" for row, value in self.rows)
        super().__init__(f"{name}, column {column}: {what} ({shown}{', …' if self.more else ''}).")


def outcome_sheet(members: pl.DataFrame) -> pl.DataFrame:
    """A sheet to fill with outcomes: all members, the control among them, and nothing that tells who it is."""
    return pl.concat([CampaignOutcomes.create_empty(), members.select("customer_id")], how="diagonal")


def read_outcomes(content: bytes, name: str, members: pl.DataFrame, *, is_due: bool = True) -> pl.DataFrame:
    """Outcomes of a CSV file: one row a member, sorted. Columns that are not there and blank cells say nothing.

    Args:
        content: of the file: UTF-8, a header, columns ``customer_id`` and at least one of ``contacted``, ``reached``,
            ``accepted``, ``stayed_90_days``, ``stayed_after_offer`` (1 or 0, yes or no).
        name: of the file, for messages.
        members: of the campaign, with ``is_control``.
        is_due: whether the 90 days are over, without which nobody can have stayed them.

    Raises:
        InputError: it cannot be read, has an unknown or no useful column, names whom the campaign does not have or
            somebody twice, a cell is neither yes nor no, or it cannot be so: the control is not called, who was not
            reached accepts nothing, and 90 days take 90 days. The first rows are named.
    """
    try:
        table = pl.read_csv(io.BytesIO(content), infer_schema=False)
    except (pl.exceptions.PolarsError, UnicodeDecodeError) as error:
        raise InputError(f"{name}: cannot be read as CSV in UTF-8: {str(error).splitlines()[0]}") from error
    if unknown := [column for column in table.columns if column not in ("customer_id", *SAID)]:
        raise InputError(
            f"{name}: unknown columns {', '.join(map(repr, unknown))}. Known: customer_id, {', '.join(SAID)}."
        )
    present = [column for column in SAID if column in table.columns]
    if "customer_id" not in table.columns or not present:
        raise InputError(f"{name}: needs the column customer_id and at least one of {', '.join(SAID)}.")
    table = table.with_columns(pl.all().str.strip_chars().replace("", None)).with_row_index("row", offset=2)
    strangers = table.join(members, on="customer_id", how="anti")
    _refuse(strangers, "customer_id", "is no member of this campaign", name)
    _refuse(table.filter(pl.col("customer_id").is_duplicated()), "customer_id", "is there twice", name)
    for column in present:
        low = pl.col(column).str.to_lowercase()
        _refuse(table.filter(~low.is_in([*_YES, *_NO])), column, "is neither 1 nor 0 (yes or no)", name)
    yes = [pl.col(column).str.to_lowercase().is_in(list(_YES)).alias(column) for column in present]
    none = [pl.lit(None, pl.Boolean).alias(column) for column in SAID if column not in present]
    said_so = table.with_columns(*yes, *none)
    _refuse_impossible(said_so, members, name, is_due)
    return said_so.select(CampaignOutcomes.column_names()).sort("customer_id")


def _refuse_impossible(table: pl.DataFrame, members: pl.DataFrame, name: str, is_due: bool) -> None:
    control = members.filter("is_control").select("customer_id")
    for column in ("contacted", "reached", "accepted"):
        _refuse(table.join(control, on="customer_id", how="semi").filter(column), column, _UNCALLED, name)
    _refuse(table.filter(~pl.col("contacted") & pl.col("reached")), "reached", "was not contacted", name)
    _refuse(table.filter(~pl.col("reached") & pl.col("accepted")), "accepted", "was not reached", name)
    if not is_due:
        _refuse(table.filter("stayed_90_days"), "stayed_90_days", "the 90 days are not over", name)


def _refuse(rows: pl.DataFrame, column: str, what: str, name: str) -> None:
    if rows.height:
        raise RefusedRowsError(name, column, what, rows)


def add_outcomes(lake: Lake, campaign_id: str, outcomes: pl.DataFrame) -> str:
    """Keep what came of some members, beside what was said before; what was said last twice is one. Returns the key."""
    content = table_bytes(CampaignOutcomes.validate(outcomes))
    said, ending = _outcome_keys(lake, campaign_id), f"-{digest(content)}.parquet"
    if said and said[-1].endswith(ending):
        return said[-1]
    key = f"{PREFIX}{campaign_id}/outcomes/{len(said):04d}{ending}"
    lake.write(key, content)
    return key


def load_outcomes(lake: Lake, campaign_id: str) -> pl.DataFrame:
    """What is known of the members: one row a customer, sorted; what was said last counts, column by column.

    First what agents recorded of their calls, then files of results, which may put that right.
    """
    said = [called_outcomes(lake, campaign_id)]
    said += [pl.read_parquet(io.BytesIO(lake.read(key))) for key in _outcome_keys(lake, campaign_id)]
    every = pl.concat(said)
    known = pl.exclude("customer_id").drop_nulls().last()
    return every.group_by("customer_id", maintain_order=True).agg(known).sort("customer_id")


def _outcome_keys(lake: Lake, campaign_id: str) -> list[str]:
    return [item.key for item in lake.list(f"{PREFIX}{check_campaign_id(campaign_id)}/outcomes/")]
