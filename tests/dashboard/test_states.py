"""Whatever is missing has a page of its own that says what to do."""

from pathlib import Path

import pytest
from support.pages_lake import copied
from support.runs import run_record

from spanishgas.lake import Lake
from spanishgas.run.reader import published_run
from spanishgas.run.record import ErrorRecord
from spanishgas.run.store import save_record


def said(test) -> str:
    return "\n".join(str(each.value) for each in (*test.title, *test.markdown, *test.text, *test.code))


def test_a_lake_that_is_not_there(tmp_path: Path, open_page) -> None:
    text = said(open_page(tmp_path / "nowhere"))
    assert "There is no lake here" in text
    assert f"spanishgas simulate --lake {tmp_path / 'nowhere'}" in text


def test_a_lake_without_a_run(tmp_path: Path, open_page) -> None:
    text = said(open_page(tmp_path))
    assert "Nothing has been published yet" in text
    assert f"run --lake {tmp_path}" in text


@pytest.mark.parametrize("status", ["running", "stopped", "failed", "refused"])
def test_a_lake_whose_only_run_has_not_ended(tmp_path: Path, open_page, status: str) -> None:
    why = ErrorRecord(stage="silver", step="silver_prices", kind="InputError", message="no <b>price</b>")
    save_record(Lake(tmp_path), run_record("monday", status=status, error=why))
    text = said(open_page(tmp_path, lang="es"))
    assert "Aún no ha terminado ninguna ejecución" in text
    assert "run --resume monday" in text
    assert "no <b>price</b>" in text


def test_a_run_without_one_of_its_tables(published: Path, tmp_path: Path, open_page) -> None:
    lake = copied(published, tmp_path / "lake")
    record = published_run(lake).record
    record.steps = [step for step in record.steps if step.name != "offer_groups"]
    save_record(lake, record)
    text = said(open_page(lake))
    assert "This run has no such table" in text
    assert "offer_groups" in text


def test_a_table_whose_file_is_gone(published: Path, tmp_path: Path, open_page) -> None:
    lake = copied(published, tmp_path / "lake")
    lake.delete(published_run(lake).record.step("offer_groups").keys)
    page = open_page(lake)
    assert [title.value for title in page.title] == ["A file of the lake cannot be read"]


def test_a_table_that_is_cut_off(published: Path, tmp_path: Path, open_page) -> None:
    lake = copied(published, tmp_path / "lake")
    (key,) = published_run(lake).record.step("scored_customers").keys
    lake.write(key, lake.read(key)[:1_000])
    assert "A file of the lake cannot be read" in said(open_page(lake, "risk"))


def test_a_customer_whom_nobody_knows(published: Path, open_page) -> None:
    text = said(open_page(published, "customer", customer="C*1*"))
    assert "No such customer" in text
    assert "C*1*" in text


def test_a_pointer_that_is_damaged(published: Path, tmp_path: Path, open_page) -> None:
    lake = copied(published, tmp_path / "lake")
    lake.write("runs/current.json", b"{")
    assert "A file of the lake cannot be read" in said(open_page(lake))


def test_a_bucket_that_does_not_answer(monkeypatch: pytest.MonkeyPatch, open_page) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "nobody")
    monkeypatch.setenv("AWS_REGION", "eu-south-2")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    text = said(open_page("s3://nowhere/lake"))
    assert "The lake does not answer" in text
