"""The list of customers in words, read once a run and language."""

from pathlib import Path

import polars as pl
import streamlit as st

from spanishgas.dashboard.listing import listed
from spanishgas.dashboard.seen_run import SeenRun
from spanishgas.lake import Lake
from spanishgas.run.reader import published_run


class Later(SeenRun):
    """A run that lists three customers only."""

    run_id = "later"

    @property
    def customers(self) -> pl.DataFrame:
        return SeenRun(self.run).customers.head(3)


def test_a_run_that_is_published_later_has_a_list_of_its_own(published: Path) -> None:
    st.cache_resource.clear()
    run = published_run(Lake(published))
    assert listed(SeenRun(run)).height > 3
    assert listed(Later(run)).height == 3
