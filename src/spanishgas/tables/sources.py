"""Which raw file a table's column comes from, so that a failed check names what a person can mend."""

from spanishgas.tables.silver import SilverCosts, SilverPrices

_FILES = {
    "customers": "customer_attributes",
    "contracts": "customer_contracts",
    "readings": "consumption_hourly",
    "meter_sums": "consumption_hourly",
    "meter_corrections": "consumption_hourly",
    "usage_month": "consumption_hourly",
    "prices": "price_history",
    "costs": "costs_by_province_month",
    "contact_reach": "customer_interactions",
    "interactions": "customer_interactions",
    "labels": "churn_label",
    "customer_fit": "customer_attributes",
}
_KEYS = ("month", "province_code", "customer_id")


def raw_file_of(table: str, column: str) -> str | None:
    """The raw file that a column of the first two layers comes from; None where it is of several."""
    subject = table.partition("_")[2]
    if subject != "market_month":
        return _FILES.get(subject)
    for schema, file in ((SilverCosts, "costs"), (SilverPrices, "prices")):
        if column in schema.columns() and column not in _KEYS:
            return _FILES[file]
    return _FILES["usage_month"]
