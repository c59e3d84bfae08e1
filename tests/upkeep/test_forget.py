"""A person out of a whole lake: no byte names them, a later run is as if they had never been, and a proof says so."""

import gzip
import io
import json
import shutil
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import polars as pl
import pytest
from conftest import run
from support.command import spanishgas

from spanishgas.cli.export import export_table
from spanishgas.errors import RunError
from spanishgas.lake import Lake
from spanishgas.locks import folder_lock
from spanishgas.run.models import load_model, successors
from spanishgas.run.pointers import CHAMPION, list_moves, load_champion, load_current
from spanishgas.run.reader import open_run
from spanishgas.run.record import ErrorRecord
from spanishgas.run.store import load_record, save_record
from spanishgas.tables.findings import Finding
from spanishgas.upkeep import forget as forgetting
from spanishgas.upkeep import forget_models, forget_runs
from spanishgas.upkeep.forget import forget
from spanishgas.upkeep.persons import Persons
from spanishgas.upkeep.proof import Proof

KEY = "spanishgas"


def quiet(_what: str, _share: float) -> None:
    pass


def forgotten(lake: Lake, *ids: str) -> Proof:
    return forget(lake, Persons.of(ids), KEY, export_table, quiet).proof


@pytest.fixture
def person(published: Path) -> str:
    """A customer who trained the model, rang at least once, and is listed."""
    first = open_run(Lake(published), "first")
    trained = first.table("model_split").filter(part="train").select("customer_id")
    rang = first.table("bronze_interactions").select("customer_id").unique()
    both = trained.join(rang, on="customer_id").join(first.table("scored_customers"), on="customer_id", how="semi")
    return both.sort("customer_id")["customer_id"][0]


def contents(folder: Path) -> dict[str, str]:
    """Every file of a lake as readable text: whatever is packed is unpacked."""
    return {str(path.relative_to(folder)): readable(path) for path in sorted(folder.rglob("*")) if path.is_file()}


def readable(path: Path) -> str:
    content = path.read_bytes()
    if path.suffix == ".parquet":
        frame = pl.read_parquet(content)
        return frame.select(c for c in frame.columns if frame[c].dtype == pl.String).write_csv()
    if content[:2] == b"\x1f\x8b":
        content = gzip.decompress(content)
    if zipfile.is_zipfile(io.BytesIO(content)):
        archive = zipfile.ZipFile(io.BytesIO(content))
        content = b"".join(archive.read(name) for name in archive.namelist())
    return content.decode("utf-8", "replace")


def naming(folder: Path, person: str) -> list[str]:
    return [name for name, text in contents(folder).items() if person in text or person in name]


def spread(lake: Lake, person: str, folder: Path) -> None:
    """Put a person where else people get to: texts of others, findings, errors, files of the lake's own owners."""
    record = load_record(lake, "first")
    record.findings.append(Finding("bronze", "t", "c", "odd", 1.0, None, "info", f"1 row of {person} is odd."))
    record.error = ErrorRecord(stage="bronze", step="s", kind="InputError", message=f"{person} stands twice")
    save_record(lake, record)
    texts = json.loads(lake.read("raw/customer_interactions.json"))
    other = next(each for each in texts if each["customer_id"] != person)
    other["interaction_summary"] = f"Asked for neighbour {person.lower()}."
    lake.write("raw/customer_interactions.json", json.dumps(texts).encode())
    lake.write("raw/old/churn_label.csv.gz", gzip.compress(f"customer_id,churned\n{person},1\nC9,0\n".encode()))
    lake.write("campaigns/letters.jsonl", f'{{"customer_id": "{person}"}}\n{{"customer_id": "C9"}}\n'.encode())
    lake.write("campaigns/notes.txt", f"Call {person} first.".encode())
    (Path(lake.root) / "gold/first/gold_master.parquet#7").write_bytes(person.encode())
    for name in ("offers.csv", "offers.xlsx", "scores.parquet"):
        table = "scored_customers" if name.startswith("scores") else "recommendations"
        done = spanishgas("export", table, "--out", folder / name, "--lake", lake)
        assert done.returncode == 0


def test_after_it_no_byte_of_the_lake_names_the_person(kept_copy: Lake, person: str, tmp_path: Path) -> None:
    spread(kept_copy, person, tmp_path)
    root = Path(kept_copy.root)
    before = contents(root)
    assert len(naming(root, person)) > 30
    done = spanishgas("forget", person, "--yes", "--lake", kept_copy)
    assert (done.returncode, done.stderr) == (0, "")
    assert naming(root, person) == []
    assert not any(person.lower() in text for text in contents(root).values())
    assert not any(person in readable(tmp_path / name) for name in ("offers.csv", "offers.xlsx", "scores.parquet"))
    untouched = [
        name for name in before if name.startswith(("raw/costs", "raw/price_history", "silver/first/silver_c"))
    ]
    assert len(untouched) > 3
    assert set(untouched) <= contents(root).keys()
    assert "Asked for neighbour [forgotten]." in kept_copy.read("raw/customer_interactions.json").decode()
    assert kept_copy.read("campaigns/letters.jsonl") == b'{"customer_id": "C9"}\n'
    assert kept_copy.read("campaigns/notes.txt") == b"Call [forgotten] first."


def test_the_proof_says_what_was_where_and_names_nobody(kept_copy: Lake, person: str) -> None:
    labels = kept_copy.fingerprint("raw/churn_label.csv").removeprefix("sha256:")
    proof = forgotten(kept_copy, person)
    files = {file.key: file for file in proof.files}
    (pseudonym,) = Persons.of([person]).pseudonyms(KEY).values()
    assert proof.pseudonyms == [f"{pseudonym:016x}"]
    assert (files["raw/churn_label.csv"].rows, files["raw/churn_label.csv"].before) == (1, labels)
    assert f"sha256:{files['raw/churn_label.csv'].after}" == kept_copy.fingerprint("raw/churn_label.csv")
    assert files["raw/consumption_hourly_2024.parquet"].rows == 8784
    assert files[f"kept/raw/{labels}.csv"].after is None
    assert (proof.runs, proof.remaining, proof.exports) == (["first"], [], [])
    assert proof.finished_at is not None


def test_the_record_and_the_pointers_name_what_is_there_now(kept_copy: Lake, person: str) -> None:
    lake = kept_copy
    forgotten(lake, person)
    record = load_record(lake, "first")
    for step in record.steps:
        assert [lake.fingerprint(key).removeprefix("sha256:") for key in step.keys] == step.sha256
        if step.kind == "table" and step.keys:
            assert sum(lake.scan(key).select(pl.len()).collect().item() for key in step.keys) == step.rows
    note = record.forgotten()
    assert note is not None
    assert {"gold_master", "silver_meter_sums", "scored_customers"} <= set(note.steps)
    assert {"bronze_costs", "drift_results"}.isdisjoint(note.steps)
    current = load_current(lake)
    assert current is not None
    assert all(lake.scan(place.key).collect().height == place.rows for place in current.tables.values())
    replayed = spanishgas("replay", "first", "--lake", lake)
    assert replayed.returncode == 1
    assert replayed.stdout.count("→ gone since customers were forgotten on") == 6


def test_a_successor_stands_in_the_place_of_the_model(kept_copy: Lake, person: str) -> None:
    lake = kept_copy
    before, champion = open_run(lake, "first").model(), load_champion(lake)
    gold = open_run(lake, "first").table("gold_master")
    forgotten(lake, person)
    after = load_model(lake, before.model_id)
    assert champion is not None
    assert successors(lake, before.model_id) == [before.model_id, after.model_id]
    assert after.card.predecessor == before.model_id
    assert after.reference.height == before.reference.height - 1
    assert (after.probability(gold) == before.probability(gold)).all()
    assert [item.key for item in lake.list(f"models/{before.model_id}/")] == [
        f"models/{before.model_id}/successor.json"
    ]
    now = load_champion(lake)
    assert now is not None
    assert now == champion.model_copy(update={"model_id": after.model_id})
    assert lake.exists(CHAMPION)
    move = list_moves(lake)[-1]
    assert (move.before, move.after, move.reason) == (before.model_id, after.model_id, "customers were forgotten")


def test_after_forgetting_a_rollback_keeps_the_champion_and_later_runs_score(kept_copy: Lake, person: str) -> None:
    lake = kept_copy
    run(lake, "score", run_id="second")
    champion = load_champion(lake)
    forgotten(lake, person)
    now = load_champion(lake)
    assert champion is not None
    assert now == champion.model_copy(update={"model_id": successors(lake, champion.model_id)[-1]})
    assert now.model_id != champion.model_id
    done = spanishgas("rollback", "--reason", "a test", "--lake", lake)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"run first, as of 2024-12-31, and champion {now.model_id}." in done.stdout
    assert load_champion(lake) == now
    for run_id in ("third", "fourth"):
        record = run(lake, "score", run_id=run_id)
        assert (record.status, record.champion) == ("published", now)
        assert load_champion(lake) == now


def without(lake: Lake, person: str) -> None:
    """Take a person out of raw files with other means than ours."""
    root = Path(lake.root) / "raw"
    for path in root.rglob("*"):
        if path.suffix == ".csv":
            lines = path.read_text().splitlines(keepends=True)
            path.write_text("".join(line for line in lines if person not in line.split(",")))
        elif path.suffix == ".json":
            path.write_text(
                json.dumps([each for each in json.loads(path.read_text()) if each["customer_id"] != person])
            )
        elif path.suffix == ".parquet":
            pl.read_parquet(path).filter(pl.col("customer_id") != person).write_parquet(path)


def test_a_later_run_is_as_if_the_person_had_never_been(
    kept_copy: Lake, raw_copy: Lake, person: str, tmp_path: Path
) -> None:
    forgotten(kept_copy, person)
    without(raw_copy, person)
    shutil.copytree(Path(kept_copy.root) / "models", Path(raw_copy.root) / "models")  # the same champion scores
    later, never = (run(lake, "score", run_id="later") for lake in (kept_copy, raw_copy))
    assert {step.name: step.sha256 for step in later.steps} == {step.name: step.sha256 for step in never.steps}
    assert later.step("gold_master") is not None
    trained, anew = (run(lake, "train", run_id="trained") for lake in (kept_copy, raw_copy))
    assert trained.step("challenger").model_id == anew.step("challenger").model_id
    assert [s.sha256 for s in trained.steps] == [s.sha256 for s in anew.steps]


@pytest.mark.parametrize("moment", [1, 5, 40, 110, 124, 136, 141])
def test_forgetting_that_is_ended_anywhere_is_finished_by_the_next(
    kept_copy: Lake, person: str, moment: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = 0

    def ended(function: Callable) -> Callable:
        def call(*arguments, **options):
            nonlocal calls
            calls += 1
            if calls == moment:
                raise KeyboardInterrupt
            return function(*arguments, **options)

        return call

    with monkeypatch.context() as patch:
        for module, names in {
            forgetting.ProofFile: ("save",),
            Lake: ("delete", "write", "swap"),
            Path: ("replace",),
            forget_models: ("succeed", "move_pointer"),
            forget_runs: ("save_record",),
        }.items():
            for name in names:
                patch.setattr(module, name, ended(getattr(module, name)))
        with suppress(KeyboardInterrupt):
            forgotten(kept_copy, person)
    proof = forgotten(kept_copy, person)
    assert naming(Path(kept_copy.root), person) == []
    assert proof.finished_at is not None
    assert calls == moment
    assert {"raw/churn_label.csv", "gold/first/gold_master.parquet"} <= {file.key for file in proof.files}
    assert proof.runs == ["first"]
    assert len(proof.models) == 1
    record = load_record(kept_copy, "first")
    for step in record.steps:
        assert [kept_copy.fingerprint(key).removeprefix("sha256:") for key in step.keys] == step.sha256
    assert len(record.upkeep) == 1


def test_who_is_nowhere_is_said(kept_copy: Lake, person: str) -> None:
    before = {item.key: kept_copy.tag(item.key) for item in kept_copy.list("")}
    done = spanishgas("forget", "C99999999", "--yes", "--lake", kept_copy)
    assert done.returncode == 1
    assert f"No row of C99999999 is in {kept_copy}, so nothing was touched." in done.stderr
    mentioned = spanishgas("forget", "C99999999", "--mentioned", "--yes", "--lake", kept_copy)
    assert (mentioned.returncode, "Nothing of them is in" in mentioned.stdout) == (1, True)
    not_confirmed = spanishgas("forget", person, "--lake", kept_copy)
    assert not_confirmed.returncode == 1
    assert {item.key: kept_copy.tag(item.key) for item in kept_copy.list("")} == before


def test_nobody_is_forgotten_while_a_run_is_at_work(kept_copy: Lake, person: str) -> None:
    with folder_lock(Path(kept_copy.root) / "raw", shared=True), pytest.raises(RunError, match="A run is at work"):
        forgotten(kept_copy, person)


def test_what_is_for_a_person_to_do_is_said(kept_copy: Lake, person: str, tmp_path: Path) -> None:
    for name in ("changed.csv", "gone.csv"):
        spanishgas("export", "recommendations", "--out", tmp_path / name, "--lake", kept_copy)
    spanishgas("export", "bronze_costs", "--out", tmp_path / "costs.csv", "--lake", kept_copy)
    (tmp_path / "changed.csv").write_text("mine now")
    (tmp_path / "gone.csv").unlink()
    pl.DataFrame({"customer_id": [person]}).write_excel(Path(kept_copy.root) / "raw" / "notes.xlsx")
    remaining = sorted(forgotten(kept_copy, person).remaining)
    assert len(remaining) == 3
    assert any(each.startswith(f"{kept_copy}/raw/notes.xlsx: it names a customer") for each in remaining)
    assert any("changed.csv, recommendations of" in each and "changed since" in each for each in remaining)
    assert any("gone.csv on" in each and "not here" in each for each in remaining)


def test_a_file_of_one_customer_alone_goes(kept_copy: Lake, person: str) -> None:
    header = "customer_id,timestamp,consumption_elec_kwh,consumption_gas_m3\n"
    kept_copy.write("raw/consumption_hourly_2025.csv", f"{header}{person},2025-01-01 00:00:00,1.0,0\n".encode())
    proof = forgotten(kept_copy, person)
    assert not kept_copy.exists("raw/consumption_hourly_2025.csv")
    assert {file.key: file.after for file in proof.files}["raw/consumption_hourly_2025.csv"] is None
