"""Tables of others are read out of packages, go through the training code, and are refused where they are missing."""

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import model_page
import numpy as np
import polars as pl
import pytest
from other_tables import ours
from sklearn.metrics import average_precision_score
from support.gold_rows import FEW_TREES
from support.rules import EXPERIMENTS
from table_sources import TABLES, features_of, in_folds, read_table

from spanishgas.errors import InputError
from spanishgas.model.split import FOLDS
from spanishgas.tables.base import LABEL

TABLE = replace(TABLES[0], outcome="left", happened="Yes", left_out=("told",))
SEARCH = EXPERIMENTS.search.model_copy(update={"trials": 2, "random_trials": 1, "most_rounds": 20})
BOOK = EXPERIMENTS.model_copy(update={"search": SEARCH, "xgboost": FEW_TREES})
ROOT = Path(__file__).parents[2]


def wheel(folder: Path, **changed: list[str]) -> Path:
    generator = np.random.default_rng(1)
    city = generator.choice(["Soria", "Lugo", "Jaén"], 400)
    left = np.where(generator.uniform(size=400) < np.where(city == "Lugo", 0.6, 0.05), "Yes", "No")
    content = pl.DataFrame({"city": city, "kwh": generator.normal(size=400), "left": left, "told": left, **changed})
    buffer = io.BytesIO()
    content.write_csv(buffer)
    with zipfile.ZipFile(folder / TABLE.file, "w") as archive:
        archive.writestr(TABLE.member, buffer.getvalue())
    return folder


def test_a_table_goes_through_the_training_code(tmp_path):
    frame = in_folds(read_table(TABLE, wheel(tmp_path)), np.random.default_rng(1))
    assert features_of(frame) == ("city", "kwh")
    assert frame["fold"].value_counts()["count"].to_list() == [80] * FOLDS
    train, test = in_folds(frame.filter(pl.col("fold") > 0), np.random.default_rng(2)), frame.filter(fold=0)
    scores, parameters = ours(train, test, BOOK, threads=1)
    assert average_precision_score(test[LABEL], scores) > 1.5 * test[LABEL].mean()
    assert 1 <= parameters.rounds <= 20


def test_a_package_that_is_not_there_and_an_outcome_that_is_not_there_are_refused(tmp_path):
    with pytest.raises(InputError, match="make bench-tables"):
        read_table(TABLE, tmp_path)
    with pytest.raises(InputError, match="no column 'gone'"):
        read_table(replace(TABLE, outcome="gone"), wheel(tmp_path))
    with pytest.raises(InputError, match=r"holds no gone\.csv"):
        read_table(replace(TABLE, member="gone.csv"), tmp_path)


def test_every_table_comes_from_a_package_that_is_locked():
    locked = re.findall(r"^(\S+)==(\S+) --hash", (ROOT / "benchmarks/tables.lock").read_text(), re.MULTILINE)
    assert {table.package for table in TABLES} == {" ".join(each) for each in locked}


def test_a_section_is_written_anew_and_the_other_stays(tmp_path):
    page = tmp_path / "page.md"
    for name, said in (("twin", "of twins"), ("tables", "measured once"), ("tables", "measured again")):
        model_page.write_section(name, said, page)
    text = page.read_text()
    assert "measured once" not in text
    assert text.index("measured again") < text.index("of twins")
