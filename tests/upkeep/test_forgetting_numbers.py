"""A customer called 12: texts of others, in which 12 may be anything, stay byte for byte."""

import json
from pathlib import Path

import polars as pl
import pytest
from support.command import spanishgas

from spanishgas.lake import Lake
from spanishgas.upkeep.look_again import still_named
from spanishgas.upkeep.numbers import NOT_SEARCHED
from spanishgas.upkeep.persons import Persons

TWELVE = Persons.of(["12"])
OTHERS = [
    "Tenure of 12 years",
    "12",
    "On 12 May, at 12:30, he paid 12 EUR",
    "Calle Mayor nº 12",
    "Invoice no. 12, contract id 12, ticket #12",
    "Cliente 12 años con nosotros",
    "customer: 12 months in arrears",
    "Customer 12% cheaper",
    "customer 12.5, customer 12:30, customer 12/05, customer 112, customer 12-3",
    "Rang the customer. 12 minutes later",
    "he is a customer, 12 in all",
    "the 3 clients 12",
    "precustomer 12",
]


@pytest.mark.parametrize("text", OTHERS)
def test_a_number_alone_mentions_nobody(text: str, tmp_path: Path) -> None:
    assert TWELVE.without(text) == (text, 0)
    (tmp_path / "notes.txt").write_text(text)
    assert still_named(tmp_path / "notes.txt", TWELVE, "notes.txt") is None


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Customer 12 rang", "Customer [forgotten] rang"),
        ("the client no. 12.", "the client no. [forgotten]."),
        ("(cliente nº 12)", "(cliente nº [forgotten])"),
        ("del cliente número: 12, y", "del cliente número: [forgotten], y"),
        ("customer_id=12 opened", "customer_id=[forgotten] opened"),
        ("cust #12", "cust #[forgotten]"),
        ("CLIENTE 12", "CLIENTE [forgotten]"),
    ],
)
def test_a_number_that_a_text_calls_a_customers_is_a_mention(text: str, left: str, tmp_path: Path) -> None:
    assert TWELVE.without(text) == (left, 1)
    (tmp_path / "notes.txt").write_text(text)
    assert still_named(tmp_path / "notes.txt", TWELVE, "notes.txt") is not None


def test_other_ids_beside_a_number_are_found_as_ever() -> None:
    both = Persons.of(["12", "C7"])
    assert both.without("C7 and customer 12, at 12") == ("[forgotten] and customer [forgotten], at 12", 2)


def test_files_are_called_after_a_number_only_where_they_say_so() -> None:
    assert TWELVE.without_in_name("raw/2024-12/notes_12.csv") == ("raw/2024-12/notes_12.csv", 0)
    assert TWELVE.without_in_name("raw/customer_12.csv") == ("raw/customer_[forgotten].csv", 1)
    assert Persons.of(["31"]).without_in_name("2026-11-27T19:31:43Z") == ("2026-11-27T19:31:43Z", 0)


def test_the_rows_go_the_texts_of_others_stay_and_the_proof_says_how_they_were_searched(tmp_path: Path) -> None:
    lake = Lake.create(tmp_path / "lake")
    others = [{"customer_id": n, "interaction_summary": text} for n, text in enumerate(OTHERS, start=100)]
    texts = json.dumps([*others, {"customer_id": "12", "interaction_summary": "mine"}], ensure_ascii=False)
    lake.write("raw/customer_interactions.json", texts.encode())
    lake.write("raw/customer_attributes.csv", b"customer_id,note\n12,mine\n3,Tenure of 12 years\n")
    lake.write("raw/notes.txt", "\n".join(OTHERS).encode())
    table = pl.DataFrame({"customer_id": [12, *range(100, 100 + len(OTHERS))], "text": ["mine", *OTHERS]})
    table.write_parquet(f"{lake}/bronze.parquet")
    done = spanishgas("forget", "12", "--yes", "--lake", lake)
    assert (done.returncode, done.stderr) == (0, "")
    assert lake.read("raw/customer_interactions.json").decode() == json.dumps(others, ensure_ascii=False)[:-1] + " ]"
    assert lake.read("raw/customer_attributes.csv") == b"customer_id,note\n3,Tenure of 12 years\n"
    assert lake.read("raw/notes.txt") == "\n".join(OTHERS).encode()
    assert pl.read_parquet(f"{lake}/bronze.parquet").equals(table[1:])
    (proof,) = (json.loads(lake.read(item.key)) for item in lake.list("upkeep/forgotten/"))
    assert proof["remaining"] == [NOT_SEARCHED]
    assert "An id is a number" in done.stdout
