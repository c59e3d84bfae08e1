"""A tracking URI is a database, a folder or a server, and is shown without its credentials."""

from pathlib import Path

import pytest
from support.sentences import says

from spanishgas.errors import InputError
from spanishgas.tracking.place import Place


def test_a_database_is_a_file_wherever_the_command_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    place = Place.of("sqlite:///runs.db")
    assert (place.uri, place.file, place.folder) == (f"sqlite:///{tmp_path}/runs.db", tmp_path / "runs.db", None)
    assert place == Place.of(f"sqlite:///{tmp_path}/runs.db")


@pytest.mark.parametrize("uri", ["my runs", "{here}/my runs", "file:{here}/my%20runs", "file://{here}/my%20runs"])
def test_a_folder_is_named_as_a_path_or_a_uri(uri: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    place = Place.of(uri.format(here=tmp_path))
    assert (place.folder, place.file, str(place)) == (tmp_path / "my runs", None, str(tmp_path / "my runs"))
    assert place.uri == (tmp_path / "my runs").as_uri()


def test_the_credentials_of_a_server_are_beside_its_uri() -> None:
    place = Place.of("https://bob:se%40cret@mlflow.example:8443/base?token=secret")
    assert (place.uri, place.host) == ("https://mlflow.example:8443/base", "mlflow.example:8443")
    assert (place.username, place.password) == ("bob", "se@cret")
    assert "cret" not in f"{place} {place!r}"


@pytest.mark.parametrize(
    ("uri", "begins"),
    [
        ("", "nothing"),
        ("sqlite://", "sqlite"),
        ("sqlite:///", "sqlite"),
        ("sqlite:///:memory:", "sqlite"),
        ("sqlite:///runs.db?mode=ro", "sqlite"),
        ("postgresql://bob:secret@host/db", "postgresql"),
        ("databricks://profile", "databricks"),
        ("file://host/folder", "file"),
        ("http://", "http"),
    ],
)
def test_what_is_nothing_of_these_is_refused_without_its_credentials(uri: str, begins: str) -> None:
    expected = "sqlite:///FILE, a folder, or http(s)://HOST is expected."
    with says(InputError, f"--tracking-uri begins with {begins}: {expected}"):
        Place.of(uri)


def test_what_is_no_uri_at_all_is_refused_without_its_text() -> None:
    with says(InputError, "--tracking-uri is no URI: sqlite:///FILE, a folder, or http(s)://HOST is expected."):
        Place.of("http://bob:secret@[::1")


@pytest.mark.parametrize(
    ("uri", "artifact_uri", "stays"),
    [
        ("http://host:5000", "mlflow-artifacts:/1/files", True),
        ("http://bob:secret@host:5000", "mlflow-artifacts://host:5000/1/files", True),
        ("http://host:5000", "mlflow-artifacts://other:5000/1/files", False),
        ("http://host:5000", "s3://bucket/1/files", False),
        ("http://host:5000", "/srv/mlruns/1/files", False),
        ("http://host:5000", "file:///srv/mlruns/1/files", False),
        ("sqlite:////srv/runs.db", "file:///srv/mlruns/1/files", True),
        ("/srv/mlruns", "/srv/mlruns/1/files", True),
        ("/srv/mlruns", "s3://bucket/1/files", False),
        ("/srv/mlruns", "mlflow-artifacts:/1/files", False),
    ],
)
def test_files_go_to_the_named_place_and_to_no_other(uri: str, artifact_uri: str, stays: bool) -> None:
    assert Place.of(uri).takes(artifact_uri) is stays


def test_files_of_a_database_lie_beside_it() -> None:
    assert Place.of("sqlite:////srv/runs.db").artifact_location("a/b c") == "file:///srv/mlruns/a%252Fb%2520c"
    assert Place.of("/srv/mlruns").artifact_location("a") is None
