"""A copy in MLflow says what the run says, is made once, and goes nowhere else."""

import base64
import logging
import os
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from support.finished import MODEL, finished_run
from support.mlflow_server import mlflow_server
from support.sentences import says

from spanishgas.errors import InputError, TrackingError
from spanishgas.run.metrics import run_metrics
from spanishgas.tracking.mlflow_store import Copied, open_store
from spanishgas.tracking.place import Place
from spanishgas.tracking.said import Said, said_by


@pytest.fixture
def said(tmp_path_factory: pytest.TempPathFactory) -> Said:
    run = finished_run(tmp_path_factory.mktemp("lake"))
    run.record.metrics = run_metrics(run)
    run.record.finish("published")
    return said_by(run)


@pytest.fixture(params=["sqlite:///{}/runs.db", "{}/runs"])
def uri(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return request.param.format(tmp_path)


def copy(uri: str, *every: Said, experiment: str = "churn") -> list[Copied]:
    with open_store(Place.of(uri), experiment) as store:
        return [store.copy(said) for said in every]


def runs(uri: str, monkeypatch: pytest.MonkeyPatch, experiment: str = "churn") -> list:
    """What MLflow itself finds there; it is imported within a test, where its telemetry is off."""
    from mlflow.tracking import MlflowClient

    monkeypatch.setenv("MLFLOW_ALLOW_FILE_STORE", "true")
    client = MlflowClient(Place.of(uri).uri)
    return list(client.search_runs([client.get_experiment_by_name(experiment).experiment_id]))


def test_a_copy_says_what_the_run_says(uri: str, said: Said, tmp_path: Path, monkeypatch) -> None:
    assert copy(uri, said) == [Copied("copied", files_stay=False)]
    (run,) = runs(uri, monkeypatch)
    assert (run.info.run_name, run.info.status) == ("tuesday", "FINISHED")
    assert run.info.start_time == round(said.started_at.timestamp() * 1000)
    assert run.info.end_time == round(said.finished_at.timestamp() * 1000)
    assert (run.data.params, run.data.metrics) == (said.parameters, pytest.approx(said.metrics))
    assert {name: run.data.tags[f"spanishgas.{name}"] for name in (*said.tags, "run_id")} == {
        **said.tags,
        "run_id": "tuesday",
    }
    (folder,) = tmp_path.rglob("artifacts")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == said.artifacts


def test_a_second_copy_changes_nothing(uri: str, said: Said, monkeypatch) -> None:
    copy(uri, said)
    before = [run.to_dictionary() for run in runs(uri, monkeypatch)]
    assert copy(uri, said) == [Copied("there already", files_stay=False)]
    assert [run.to_dictionary() for run in runs(uri, monkeypatch)] == before


def test_a_run_that_went_on_is_brought_up_to_date(uri: str, said: Said, tmp_path: Path, monkeypatch) -> None:
    early = replace(said, status="running", finished_at=None, metrics={"seconds": 1.0}, tags={"status": "running"})
    copy(uri, replace(early, artifacts={}))
    assert [run.info.status for run in runs(uri, monkeypatch)] == ["RUNNING"]
    assert copy(uri, said) == [Copied("brought up to date", files_stay=False)]
    (run,) = runs(uri, monkeypatch)
    assert (run.info.status, run.data.tags["spanishgas.status"]) == ("FINISHED", "published")
    assert run.data.metrics == pytest.approx(said.metrics)
    assert len(list(tmp_path.rglob("card.json"))) == 1


def test_a_copy_that_was_interrupted_is_completed(uri: str, said: Said, monkeypatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("mlflow.tracking.MlflowClient.log_artifacts", lambda *_: (_ for _ in ()).throw(OSError("gone")))
        with pytest.raises(TrackingError, match="gone"):
            copy(uri, said)
    assert copy(uri, said) == [Copied("brought up to date", files_stay=False)]
    assert len(runs(uri, monkeypatch)) == 1


def test_a_run_of_this_name_in_another_lake_is_another_run(uri: str, said: Said, monkeypatch) -> None:
    other = replace(said, started_at=said.started_at + timedelta(seconds=1))
    assert [each.outcome for each in copy(uri, said, other)] == ["copied", "copied"]
    assert len(runs(uri, monkeypatch)) == 2


@pytest.mark.parametrize(
    ("status", "word"),
    [("stopped", "KILLED"), ("gate_failed", "FAILED"), ("refused", "FAILED"), ("superseded", "FAILED")],
)
def test_how_a_run_ended_is_said_in_the_words_of_mlflow(status, word: str, said: Said, tmp_path, monkeypatch) -> None:
    copy(str(tmp_path / "runs"), replace(said, status=status))
    assert [run.info.status for run in runs(str(tmp_path / "runs"), monkeypatch)] == [word]


def test_what_mlflow_would_not_let_be_changed_is_said(uri: str, said: Said) -> None:
    copy(uri, said)
    other = replace(said, parameters={**said.parameters, "seed": "7"})
    with pytest.raises(TrackingError, match=r"Nothing can be copied to .*: .*seed"):
        copy(uri, other)


def test_an_experiment_that_was_deleted_is_not_written_to(said: Said, tmp_path: Path) -> None:
    from mlflow.tracking import MlflowClient

    uri = f"sqlite:///{tmp_path}/runs.db"
    copy(uri, said)
    client = MlflowClient(uri)
    client.delete_experiment(client.get_experiment_by_name("churn").experiment_id)
    with says(TrackingError, f"The experiment churn was deleted in {uri}. Restore it, or name another."):
        copy(uri, said)


def test_a_database_that_is_none_is_said(said: Said, tmp_path: Path) -> None:
    (tmp_path / "runs.db").write_text("customer_id,churned\n" * 100)
    with pytest.raises(TrackingError, match=r"Nothing can be copied to sqlite:.*: file is not a database\."):
        copy(f"sqlite:///{tmp_path}/runs.db", said)


def test_a_server_gets_figures_and_files_under_the_credentials_that_were_named(said: Said) -> None:
    with mlflow_server() as server:
        assert copy(f"http://bob:secret@{server.host}", said) == [Copied("copied", files_stay=False)]
    assert server.authorizations == {"Basic " + base64.b64encode(b"bob:secret").decode()}
    files = "/api/2.0/mlflow-artifacts/artifacts/1/files/"
    assert {path for path in server.asked if path.startswith(files)} == {files + name for name in said.artifacts}
    assert MODEL.model_id.encode() in b"".join(server.sent)
    assert server.run_id.encode() in server.sent[-1]


@pytest.mark.parametrize("elsewhere", ["s3://bucket/1", "mlflow-artifacts://other/1", "{}/files"])
def test_files_stay_here_where_a_server_would_have_them_elsewhere(elsewhere: str, said: Said, tmp_path: Path) -> None:
    with mlflow_server(elsewhere.format(tmp_path)) as server:
        assert copy(f"http://{server.host}", said) == [Copied("copied", files_stay=True)]
    assert server.asked[-1].endswith("set-tag")
    assert not any("artifacts" in path for path in server.asked)
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_sends_elsewhere_is_not_followed(said: Said) -> None:
    with mlflow_server() as other, mlflow_server(code=307, location=f"http://{other.host}/") as server:
        with pytest.raises(TrackingError, match="307"):
            copy(f"http://{server.host}", said)
        assert (len(server.asked), other.asked) == (1, [])


def test_a_server_that_refuses_is_asked_once_and_named_without_credentials(said: Said) -> None:
    with mlflow_server(code=503) as server:
        with pytest.raises(TrackingError) as raised:
            copy(f"http://bob:secret@{server.host}", said)
        assert len(server.asked) == 1
    assert str(raised.value).startswith(f"Nothing can be copied to http://{server.host}: ")
    assert "secret" not in str(raised.value)


def test_a_server_that_answers_with_a_page_is_cut_short(said: Said) -> None:
    with mlflow_server(code=403, page="<p>no entry</p>" * 100) as server, pytest.raises(TrackingError) as raised:
        copy(f"http://{server.host}", said)
    assert "403" in str(raised.value)
    assert len(str(raised.value)) < 300


def test_a_server_that_is_not_there_is_said_in_a_sentence(said: Said) -> None:
    with mlflow_server() as server:
        pass
    with says(TrackingError, f"Nothing can be copied to http://{server.host}: Connection refused."):
        copy(f"http://bob:secret@{server.host}", said)


def test_the_process_is_as_it_was_afterwards(said: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_ALLOW_HTTP_REDIRECTS", "true")
    before = dict(os.environ), logging.root.manager.disable
    with mlflow_server() as server:
        copy(f"http://bob:secret@{server.host}", said)
    assert (dict(os.environ), logging.root.manager.disable) == before


def test_without_the_extra_the_error_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mlflow.tracking", None)
    with says(InputError, "mlflow needs the extra: pip install 'spanishgas[experiments]'"):
        copy(str(tmp_path / "runs"))
    assert list(tmp_path.iterdir()) == []
