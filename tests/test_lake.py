"""The lake: keys stay inside, objects are whole or not there, a full disk is called so."""

import hashlib
import json
import resource
import threading
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import obstore
import obstore.exceptions
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.sentences import says

from spanishgas.content import json_bytes, table_bytes
from spanishgas.errors import ConflictError, RunError
from spanishgas.lake import Lake, LakeObject
from spanishgas.locks import folder_lock


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path)


@contextmanager
def files_of_at_most(size: int) -> Generator[None]:
    """The system refuses to make a file grow beyond so many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_lake_that_is_not_there_is_said_and_not_made(tmp_path: Path) -> None:
    with says(
        RunError,
        f"There is no lake {tmp_path}/typo. Name its folder by --lake; `spanishgas simulate` makes a new one.",
    ):
        Lake(tmp_path / "typo")
    assert list(tmp_path.iterdir()) == []


def test_a_lake_is_made_on_purpose_and_may_be_there_already(tmp_path: Path) -> None:
    assert Lake.create(tmp_path / "new").root == str(tmp_path / "new")
    (tmp_path / "new" / "a").write_bytes(b"1")
    assert Lake.create(tmp_path / "new").read("a") == b"1"


def test_no_folder_above_the_lake_is_made(tmp_path: Path) -> None:
    with says(RunError, f"{tmp_path}/no/lake cannot be a lake: No such file or directory. Name a folder by --lake."):
        Lake.create(tmp_path / "no" / "lake")
    assert list(tmp_path.iterdir()) == []


def test_a_file_cannot_be_a_lake(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with says(RunError, f"{tmp_path}/file cannot be a lake: File exists. Name a folder by --lake."):
        Lake.create(tmp_path / "file")
    with pytest.raises(RunError, match="There is no lake"):
        Lake(tmp_path / "file")


def test_a_lake_is_known_by_its_full_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "lake").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    for root in ("lake", "lake/", "~/lake", tmp_path / "lake"):
        assert str(Lake(root)) == str(tmp_path / "lake")
        assert not Lake(root).is_s3
    assert str(Lake.create("~/fresh")) == str(tmp_path / "fresh")


def test_a_bucket_is_a_lake_whose_folder_nobody_makes() -> None:
    for make in (Lake, Lake.create):
        lake = make("s3://bucket/some/where/")
        assert lake.is_s3
        assert lake.uri("raw/a.csv") == "s3://bucket/some/where/raw/a.csv"


@pytest.mark.parametrize("key", ["..", "../x", "a/../../x", "a/..", "/etc/passwd"])
def test_a_key_that_leads_outside_is_refused(key: str, lake: Lake) -> None:
    with says(RunError, f"{key!r} is no key of a lake: it leads out of {lake}."):
        lake.uri(key)
    with pytest.raises(RunError, match="is no key of a lake"):
        lake.scan(key)


@given(st.text(st.sampled_from("ab./"), max_size=10))
def test_whatever_is_a_key_lies_inside(key: str) -> None:
    lake = Lake("/tmp")  # nothing is read or written there
    try:
        uri = lake.uri(key)
    except RunError:
        return
    assert uri == f"/tmp/{key}"
    assert Path(uri).resolve().is_relative_to(Path("/tmp").resolve())


def test_an_object_is_there_under_exactly_its_key(lake: Lake) -> None:
    assert lake.exists("a/b.txt") is False
    lake.write("a/b.txt", b"bread")
    assert lake.exists("a/b.txt")
    assert not lake.exists("a/b")
    assert not lake.exists("a")
    assert lake.read("a/b.txt") == b"bread"


def test_an_object_that_is_not_there_is_said(lake: Lake) -> None:
    with says(RunError, f"{lake}/a/b.txt does not exist."):
        lake.read("a/b.txt")


def test_writing_replaces_and_leaves_nothing_else(lake: Lake) -> None:
    lake.write("a", b"old and longer")
    lake.write("a", b"new")
    assert lake.list("") == [LakeObject("a", 3)]
    assert lake.read("a") == b"new"


def test_a_write_that_fails_leaves_the_old_object_and_no_other(lake: Lake) -> None:
    lake.write("a", b"old")
    with files_of_at_most(1_000), pytest.raises(OSError, match="File too large: 'a'") as full:
        lake.write("a", b"x" * 2_000)
    assert full.value.errno == 27
    assert lake.list("") == [LakeObject("a", 3)]
    assert lake.read("a") == b"old"


@pytest.mark.parametrize(("number", "text"), [(28, "No space left on device"), (13, "Permission denied")])
def test_what_the_disk_refuses_is_an_error_of_the_system(
    number: int, text: str, lake: Lake, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def refuse(*_: object) -> None:
        raise obstore.exceptions.GenericError(f"Generic LocalFileSystem error: {text} (os error {number})\n\nDebug")

    monkeypatch.setattr(obstore, "put", refuse)
    for write in (lambda: lake.write("a/b", b""), lambda: lake.upload(tmp_path / "f", "a/b")):
        with pytest.raises(OSError, match=rf"^\[Errno {number}\] {text}: 'a/b'$") as refused:
            write()
        assert (refused.value.errno, refused.value.filename) == (number, "a/b")


def test_another_error_of_the_store_stays_what_it_is(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise obstore.exceptions.GenericError("the bucket has moved")

    monkeypatch.setattr(obstore, "put", refuse)
    with pytest.raises(obstore.exceptions.GenericError, match="the bucket has moved"):
        lake.write("a", b"")


def test_copying_replaces_what_was_there(lake: Lake) -> None:
    lake.write("a", b"new")
    lake.write("b", b"old")
    lake.copy("a", "b")
    assert (lake.read("a"), lake.read("b")) == (b"new", b"new")


def test_a_file_is_brought_into_the_lake(lake: Lake, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("outside") / "f"
    file.write_bytes(b"bread")
    lake.upload(file, "raw/f")
    assert lake.read("raw/f") == b"bread"


def test_a_big_object_comes_in_pieces(lake: Lake) -> None:
    data = bytes(range(256)) * 40_000
    lake.write("a", data)
    pieces = list(lake.chunks("a"))
    assert len(pieces) == 2
    assert b"".join(pieces) == data


def test_the_list_of_a_folder_is_sorted_and_has_sizes(lake: Lake) -> None:
    for key in ("raw/b", "raw/a/z", "raw/B", "rawer/x", "raw.txt", "raw/a.csv"):
        lake.write(key, key.encode())
    assert lake.list("raw/") == [LakeObject(key, len(key)) for key in ("raw/B", "raw/a.csv", "raw/a/z", "raw/b")]
    assert lake.list("nothing/") == []


def test_a_fingerprint_is_the_hash_of_the_content(lake: Lake) -> None:
    lake.write("a", b"bread")
    assert lake.fingerprint("a") == f"sha256:{hashlib.sha256(b'bread').hexdigest()}"


def test_json_is_written_for_people() -> None:
    written = json_bytes({"z": 1, "a": {"ñ": None}, "day": date(2024, 12, 31)})
    assert written.decode() == '{\n  "z": 1,\n  "a": {\n    "ñ": null\n  },\n  "day": "2024-12-31"\n}\n'


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_what_is_no_number_is_not_written(value: float) -> None:
    with pytest.raises(ValueError, match="Out of range float values are not JSON compliant"):
        json_bytes({"x": value})


@given(
    st.dictionaries(st.text(max_size=5), st.none() | st.booleans() | st.integers() | st.text(max_size=5), max_size=4)
)
def test_any_document_survives_its_json(document: object) -> None:
    data = json_bytes(document)
    assert data.endswith(b"\n")
    assert json.loads(data) == document


def test_a_table_comes_back_row_by_row(lake: Lake) -> None:
    table = pl.DataFrame({"a": [3, 1, None], "b": ["x", "y", "ñ"]})
    lake.write_table("gold/t.parquet", table)
    assert lake.scan("gold/t.parquet").collect().equals(table)


def test_the_same_rows_give_the_same_bytes_however_they_came(lake: Lake) -> None:
    whole = pl.DataFrame({"a": range(6)})
    pieces = pl.concat([whole.head(2), whole.tail(4)], rechunk=False)
    assert pieces.n_chunks() == 2
    lake.write_table("whole", whole)
    lake.write_table("pieces", pieces)
    assert lake.read("whole") == lake.read("pieces")


def test_an_object_is_seen_with_the_tag_that_swap_holds_against(any_lake: Lake) -> None:
    any_lake.write("a/b", b"old")
    content, seen = any_lake.look("a/b")
    assert content == b"old"
    assert any_lake.swap("a/b", b"new", seen) == any_lake.look("a/b")[1] != seen
    assert any_lake.read("a/b") == b"new"
    assert [item.key for item in any_lake.list("")] == ["a/b"]


def test_what_is_not_there_cannot_be_looked_at(any_lake: Lake) -> None:
    with says(RunError, f"{any_lake}/a/b does not exist."):
        any_lake.look("a/b")
    assert any_lake.tag("a/b") is None


def test_the_first_one_creates_an_object_and_the_next_one_hears_of_it(any_lake: Lake) -> None:
    seen = any_lake.swap("a/b", b"first", None)
    assert any_lake.look("a/b") == (b"first", seen)
    with says(ConflictError, f"{any_lake}/a/b was written by somebody else in the meantime."):
        any_lake.swap("a/b", b"second", None)
    assert any_lake.read("a/b") == b"first"


def test_an_object_is_swapped_from_what_was_seen_alone(any_lake: Lake) -> None:
    first = any_lake.swap("a/b", b"first", None)
    second = any_lake.swap("a/b", b"other", first)
    for stale in (first, '"no tag"'):
        with says(ConflictError, f"{any_lake}/a/b was written by somebody else in the meantime."):
            any_lake.swap("a/b", b"third", stale)
    assert any_lake.look("a/b") == (b"other", second)


@pytest.mark.parametrize("key", ["a/b", "nowhere/b"])
def test_an_object_that_was_taken_away_is_not_swapped(any_lake: Lake, key: str) -> None:
    seen = any_lake.swap("a/b", b"first", None)
    any_lake.delete(["a/b"])
    with says(ConflictError, f"{any_lake}/{key} was written by somebody else in the meantime."):
        any_lake.swap(key, b"second", seen)
    assert any_lake.list("") == []


@pytest.mark.parametrize("seen", ["nobody", "somebody"])
def test_of_many_who_swap_at_once_one_gets_through(any_lake: Lake, seen: str) -> None:
    before = None if seen == "nobody" else any_lake.swap("a/b", b"before", None)
    start, through, refused = threading.Barrier(8), [], []

    def swap(number: int) -> None:
        start.wait()
        try:
            any_lake.swap("a/b", str(number).encode(), before)
            through.append(number)
        except ConflictError:
            refused.append(number)

    threads = [threading.Thread(target=swap, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(through), len(refused)) == (1, 7)
    assert any_lake.read("a/b") == str(through[0]).encode()


def test_a_swap_in_a_folder_waits_for_whoever_holds_it(tmp_path: Path) -> None:
    lake, done = Lake(tmp_path), threading.Event()
    seen = lake.swap("a/b", b"first", None)

    def swap() -> None:
        lake.swap("a/b", b"second", seen)
        done.set()

    with folder_lock(tmp_path / "a"):
        other = threading.Thread(target=swap)
        other.start()
        assert not done.wait(0.1)
        assert lake.read("a/b") == b"first"
    other.join()
    assert lake.read("a/b") == b"second"


def test_a_full_disk_is_no_conflict(lake: Lake) -> None:
    seen = lake.swap("a/b", b"first", None)
    for tag, key in ((seen, "a/b"), (None, "a/c")):
        with files_of_at_most(10), pytest.raises(OSError, match="File too large"):
            lake.swap(key, b"longer than ten bytes", tag)
    assert lake.look("a/b") == (b"first", seen)


def test_a_tag_changes_whenever_an_object_is_written(any_lake: Lake) -> None:
    tags = []
    for content in (b"first", b"other", b"third"):
        any_lake.write("a", content)
        tags.append(any_lake.tag("a"))
        assert any_lake.tag("a") == tags[-1]
    assert len(set(tags)) == 3


def test_what_is_taken_away_is_gone_and_what_is_gone_already_is_no_error(any_lake: Lake) -> None:
    for key in ("a/b", "a/c"):
        any_lake.write(key, b"bread")
    any_lake.delete(["a/b", "a/b", "nowhere"])
    assert [item.key for item in any_lake.list("")] == ["a/c"]
    any_lake.delete([])
    assert any_lake.read("a/c") == b"bread"


def test_a_table_is_written_with_its_hash(any_lake: Lake) -> None:
    table = pl.DataFrame({"a": [1, 2]})
    sha256 = any_lake.write_table("t.parquet", table)
    assert sha256 == hashlib.sha256(any_lake.read("t.parquet")).hexdigest()
    assert any_lake.read("t.parquet") == table_bytes(table)


@pytest.mark.parametrize(
    ("folder", "sibling"),
    [("br[1]", "br1"), ("a*b", "axb"), ("q?", "qq"), ("p%31", "p1"), ("h#1", "h"), ("~t 1+ñ", "t")],
)
def test_no_name_is_a_pattern(folder: str, sibling: str, tmp_path: Path) -> None:
    for name in (folder, sibling):
        for key in (f"raw/{folder}", f"raw/{sibling}"):
            lake = Lake.create(tmp_path / name)
            lake.write_table(f"{key}.parquet", pl.DataFrame({"a": [f"{name} {key}"]}))
            lake.write(f"{key}.csv", f"a\n{name} {key}\n".encode())
    lake = Lake(tmp_path / folder)
    assert lake.scan(f"raw/{folder}.parquet").collect().rows() == [(f"{folder} raw/{folder}",)]
    assert lake.read(f"raw/{folder}.csv").decode() == f"a\n{folder} raw/{folder}\n"
    assert {item.key for item in lake.list("raw/")} == {
        f"raw/{name}.{ending}" for name in (folder, sibling) for ending in ("csv", "parquet")
    }


def test_a_folder_named_like_a_partition_adds_no_column(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    lake.write_table("year=2024/a.parquet", pl.DataFrame({"a": [1]}))
    assert lake.scan("year=2024/a.parquet").collect_schema() == {"a": pl.Int64}


def test_two_may_clone_the_same_file_at_once(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    lake.write("raw/big.csv", b"a\n1\n" * 1_000_000)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: lake.clone("raw/big.csv", "kept/copy.csv"), range(16)))
    assert lake.read("kept/copy.csv") == lake.read("raw/big.csv")
    assert [item.key for item in lake.list("kept")] == ["kept/copy.csv"]
