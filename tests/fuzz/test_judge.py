"""The judge catches what it is there to catch, and cases can be drawn again."""

import re
from collections.abc import Callable

import polars as pl
import pytest

from fuzz import trial
from fuzz.campaign import Tally
from fuzz.cases import Applied, Case, draw, fresh
from fuzz.draft import Draft, Note
from fuzz.judge import RAW_WORDS, Verdict, judge
from fuzz.registry import MUTATIONS, VALUES, Mutation
from fuzz.small_lake import Base
from fuzz.trial import Outcome, try_case
from spanishgas.errors import CheckError, InputError, SpanishGasError
from spanishgas.tables.findings import Finding


def case_of(base: Base, file: str, change: Callable[[Draft], None], note: Note | None = None) -> Case:
    """A case of one change made by hand."""
    draft = fresh(base, file)
    change(draft)
    made = Mutation("by_hand", "tests", VALUES, (file,), lambda _draft, _rng: Note(), 1.0)
    return Case(0, 0, "score", [Applied(made, file, note or Note(text="changed by hand"))], {file: draft})


def verdict_of(base: Base, case: Case) -> Verdict:
    return judge(base, case, try_case(base, case))


def dearer(draft: Draft) -> None:
    price = pl.col("variable_price_tier1_eur_kwh")
    draft.words = draft.words.with_columns((price.cast(pl.Float64) * 1.1).cast(pl.String))


def test_a_file_as_it_was_is_the_same(base: Base) -> None:
    assert verdict_of(base, case_of(base, "price_history", lambda _draft: None)).word == "same"


def test_a_planted_silent_change_is_caught(base: Base) -> None:
    verdict = verdict_of(base, case_of(base, "price_history", dearer))
    assert (verdict.word, verdict.is_good) == ("silent", False)


def test_a_silent_change_that_was_declared_is_told_apart(base: Base) -> None:
    verdict = verdict_of(base, case_of(base, "price_history", dearer, Note(is_undetectable=True)))
    assert (verdict.word, verdict.is_good) == ("undetectable", True)


def test_a_change_that_is_said_of_another_file_is_silent_all_the_same(base: Base) -> None:
    other = Finding("bronze", "bronze_costs", "*", "rows", 1.0, None, "info", "costs_by_province_month: 1 row.")
    case = case_of(base, "price_history", dearer)
    outcome = Outcome(results=dict.fromkeys(base.results("score"), "other"), findings=[other])
    assert judge(base, case, outcome).word == "silent"


def test_a_change_that_is_said_of_another_column_is_silent_all_the_same(base: Base) -> None:
    other = Finding("bronze", "bronze_prices", "pricing_date", "alike", 1.0, None, "info", "price_history.csv: alike.")
    case = case_of(base, "price_history", dearer, Note(("variable_price_tier1_eur_kwh",)))
    outcome = Outcome(results=dict.fromkeys(base.results("score"), "other"), findings=[other])
    assert judge(base, case, outcome).word == "silent"


def test_a_change_that_is_counted_is_good(base: Base) -> None:
    def fewer(draft: Draft) -> None:
        draft.words = draft.words.head(1_400)

    assert verdict_of(base, case_of(base, "price_history", fewer)).word == "counted"


@pytest.mark.parametrize(
    "error", [ValueError("boom"), pl.exceptions.PanicException("boom"), CheckError("boom"), OSError("boom")]
)
def test_a_planted_traceback_is_caught(error: BaseException, base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(trial, "plan_run", fail)
    assert verdict_of(base, case_of(base, "price_history", dearer)).word == "traceback"


@pytest.mark.parametrize(
    "text",
    [
        "price_history.csv, row 2: ComputeError: could not parse",
        "price_history.csv, row 2: expected dtype Utf8",
        "price_history.csv, row 2: found None",
        "price_history.csv, row 2: 'utf-8' codec can't decode",
        "price_history.csv, row 2: Expecting value",
        "price_history.csv, row 2: Input should be a valid number",
    ],
)
def test_a_librarys_own_words_are_caught(text: str, base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise InputError(text)

    monkeypatch.setattr(trial, "plan_run", refuse)
    assert verdict_of(base, case_of(base, "price_history", dearer)).word == "raw words"


def test_what_a_message_shows_of_the_data_is_nobodys_words(base: Base) -> None:
    def write(draft: Draft) -> None:
        draft.change("variable_price_tier1_eur_kwh", [3], lambda _: "dtype None")

    verdict = verdict_of(base, case_of(base, "price_history", write))
    assert verdict.word == "refused"
    assert verdict.names_place
    assert re.search(
        r"price_history\.csv, column variable_price_tier1_eur_kwh, row 5: found 'dtype None'", verdict.text
    )


@pytest.mark.parametrize(
    ("text", "is_placed"),
    [
        ("price_history.csv, row 3: odd.", True),
        ("price_history, column pricing_date: odd.", True),
        ("price_history.csv: odd.", False),
        ("customer_attributes.csv, row 3: odd.", False),
    ],
)
def test_a_place_is_a_changed_file_and_a_row_or_column_of_it(
    text: str, is_placed: bool, base: Base, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise InputError(text)

    monkeypatch.setattr(trial, "plan_run", refuse)
    assert verdict_of(base, case_of(base, "price_history", dearer)).names_place is is_placed


def test_a_tally_that_has_a_failure_or_too_few_places_does_not_hold(base: Base) -> None:
    case, tally = case_of(base, "price_history", dearer), Tally()
    for _ in range(19):
        tally.add(case, Verdict("refused", names_place=True))
    assert tally.holds
    tally.add(case, Verdict("refused"))
    assert (tally.placed, tally.holds) == (0.95, True)
    tally.add(case, Verdict("refused"))
    assert not tally.holds
    tally = Tally()
    tally.add(case, Verdict("silent"))
    assert not tally.holds


def test_a_case_is_drawn_again_as_it_was(base: Base) -> None:
    for number in range(12):
        first, again = draw(base, 3, number), draw(base, 3, number)
        assert str(first) == str(again)
        assert {f: d.data for f, d in first.drafts.items()} == {f: d.data for f, d in again.drafts.items()}


def test_every_family_is_drawn_and_the_twin_stays_as_it_was(base: Base) -> None:
    before = {file: draft.words.hash_rows().sum() for file, draft in base.drafts.items()}
    drawn = {each.mutation.family for number in range(150) for each in draw(base, 11, number).applied}
    assert drawn == {each.family for each in MUTATIONS.values()}
    assert {file: draft.words.hash_rows().sum() for file, draft in base.drafts.items()} == before


def test_no_error_of_ours_says_a_librarys_words() -> None:
    assert not RAW_WORDS.search(" ".join(str(kind.title) for kind in SpanishGasError.__subclasses__()))
