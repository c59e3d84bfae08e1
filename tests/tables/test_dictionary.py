"""The page of tables, word by word."""

import dataframely as dy
import pytest

from spanishgas.tables import dictionary
from spanishgas.tables.base import described


class Meters(dy.Schema):
    """One row a meter.

    More, which is for those who read the code.
    """

    meter = dy.String(primary_key=True, **described("-", "Meter"))
    kwh = dy.Float64(nullable=True, **described("kWh", "Electricity"))
    gas_m3 = dy.Float64(**described("m3", "Gas", null="electricity only"))
    read_at = dy.Datetime(time_unit="us", **described("hour", "Hour"))


class Plain(dy.Schema):
    note = dy.String()


Plain.__doc__ = "One row a note."


def test_a_table_is_a_heading_what_a_row_is_and_a_line_a_column(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(dictionary, "SCHEMAS", {"meters": Meters, "plain": Plain})
    page = dictionary.data_dictionary()
    assert page.startswith("# Tables\n\nWritten from the schemas")
    assert page.removeprefix(dictionary._HEAD) == (
        "\n## meters\n\nOne row a meter.\n\n"
        "| column | type | unit | what it is | may be null |\n|---|---|---|---|---|\n"
        "| **meter** | String | - | Meter |  |\n"
        "| kwh | Float64 | kWh | Electricity | within the limit |\n"
        "| gas_m3 | Float64 | m3 | Gas | electricity only |\n"
        "| read_at | Datetime | hour | Hour |  |\n"
        "\n## plain\n\nOne row a note.\n\n"
        "| column | type | unit | what it is | may be null |\n|---|---|---|---|---|\n"
        "| note | String |  |  |  |\n"
    )
