"""The read-out finds the uplift that was published of campaigns of others, read out of packages downloaded by hash."""

import io
import os
import re
import subprocess
import tarfile
import zipfile
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from campaign_sources import CONTACTS, TURNOUT, VOUCHERS, Contact, Source, read_source
from public_campaigns import claims_of_nothing, difference_of_groups, found_of, stayed_more

from spanishgas.campaigns.effects import difference
from spanishgas.errors import InputError

ROOT = Path(__file__).parents[2]
FOLDER = ".cache/campaigns"
SENT = Contact(TURNOUT, "neighbors", 50.0, "by hand")


@pytest.fixture(scope="module")
def packages() -> Path:
    """The packages; downloaded where they are not here yet. Only a developer's machine may do without."""
    done = subprocess.run(["make", "--silent", FOLDER], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        said = f"make {FOLDER} could not download the packages: {done.stderr.strip()[-500:]}"
        pytest.fail(said) if os.environ.get("CI") else pytest.skip(said)
    return ROOT / FOLDER


@pytest.fixture(scope="module")
def rows(packages: Path) -> dict[Source, pl.DataFrame]:
    return {source: read_source(source, packages) for source in (TURNOUT, VOUCHERS)}


@pytest.mark.parametrize("contact", CONTACTS, ids=lambda contact: contact.arm)
def test_the_published_uplift_lies_within_the_interval_of_the_read_out(contact, rows):
    found = found_of(contact, rows[contact.source])
    assert found.points.low <= contact.published_points <= found.points.high
    assert found.is_within
    assert found.points.low > 0  # and it is not so wide that it would say nothing
    assert (found.said.verdict, found.said.cautions) == ("works", {})


def test_the_people_are_those_of_the_papers(rows):
    arms = dict(rows[TURNOUT].group_by("arm").len().iter_rows())
    assert arms == {"control": 191243, "civic duty": 38218, "hawthorne": 38204, "self": 38218, "neighbors": 38201}
    by_household = rows[TURNOUT].group_by("together").agg(pl.col("arm").n_unique())
    assert (by_household.height, by_household["arm"].max()) == (180_002, 1)
    assert rows[VOUCHERS].height == 2816


def test_who_was_contacted_by_name_only_is_no_effect_unless_whole_households_are(rows):
    control = rows[TURNOUT].filter(arm="control")
    assert claims_of_nothing(control, 400, one_by_one=True) < 0.08
    assert claims_of_nothing(control, 400, one_by_one=False) > 0.08  # why the page warns of groups


def packed(folder: Path, *, couples: int) -> Path:
    """A package of couples: every other one was sent a letter, and both voted; of the others each first one did."""
    people = [(couple, each) for couple in range(couples) for each in (0, 1)]
    content = pl.DataFrame(
        {
            "sex": ["female" if each else "male" for _, each in people],
            "yob": [1950 + couple % 30 for couple, _ in people],
            "treatment": [" Neighbors" if couple % 2 else " Control" for couple, _ in people],
            "voted": ["Yes" if couple % 2 or not each else "No" for couple, each in people],
            "hh_size": [2] * len(people),
        }
    )
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("social_pressure.csv", content.write_csv())
    with tarfile.open(folder / TURNOUT.file, "w:gz") as package:
        entry = tarfile.TarInfo(TURNOUT.member)
        entry.size = inner.tell()
        package.addfile(entry, io.BytesIO(inner.getvalue()))
    return folder


def test_who_did_not_do_it_left_and_an_uplift_is_points_kept(tmp_path):
    rows = read_source(TURNOUT, packed(tmp_path, couples=60))
    assert rows.head(4).select("arm", "did", "together").rows() == [
        ("control", True, 0),
        ("control", False, 0),
        ("neighbors", True, 1),
        ("neighbors", True, 1),
    ]
    assert rows.filter(did=False)["churn_probability"].min() > 0.5  # women of the control stayed at home
    total = found_of(SENT, rows).said.effects.row(0, named=True)
    assert (total["contacts"], total["controls"]) == (60, 60)
    assert (total["left_share_contacts"], total["left_share_controls"]) == (0, 0.5)
    assert total["kept_points"] == pytest.approx(50, abs=2)


def test_who_votes_alike_at_home_counts_half_when_households_were_assigned(tmp_path):
    rows = read_source(TURNOUT, packed(tmp_path, couples=60)).with_columns(did=pl.col("together") % 3 == 0)
    is_control, values = (rows["arm"] == "control").to_numpy(), stayed_more(rows.with_columns(churn_probability=0.5))
    grouped = difference_of_groups(values, is_control, rows["together"].to_numpy())
    alone = difference(values[~is_control], values[is_control])
    assert grouped.value == pytest.approx(alone.value)
    assert (grouped.high - grouped.low) / (alone.high - alone.low) == pytest.approx(2**0.5, rel=0.02)


def test_a_campaign_whose_package_is_not_there_is_refused(tmp_path):
    with pytest.raises(InputError, match="make bench-campaigns"):
        read_source(TURNOUT, tmp_path)
    with pytest.raises(InputError, match=r"holds no gone\.zip"):
        read_source(replace(TURNOUT, member="gone.zip"), packed(tmp_path, couples=2))


def test_every_campaign_comes_from_a_package_that_is_locked():
    locked = re.findall(r"^(\S+)==(\S+) --hash", (ROOT / "benchmarks/campaigns.lock").read_text(), re.MULTILINE)
    assert {contact.source.package for contact in CONTACTS} == {" ".join(each) for each in locked}
