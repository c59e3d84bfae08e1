"""The part of a page that says what the deployment on AWS says; on a machine of one's own there is none."""

import streamlit as st

from spanishgas.dashboard import deployment_story, lake_view
from spanishgas.dashboard.language import _, original, plain
from spanishgas.errors import RunError
from spanishgas.run.deployed import Deployed


def is_there() -> bool:
    """Whether a deployment has left anything to tell, readable or not."""
    return _look() is not None


def show() -> None:
    """The champion, the last run and what is waited for, or which of these documents is damaged."""
    found = _look()
    if found is None:
        return
    with st.container(border=True):
        st.header(_("On AWS"))
        if isinstance(found, Deployed):
            _say(found)
        else:
            st.warning(_("What the deployment says of itself cannot be read."))
            st.text(original(str(found)))


def _look() -> Deployed | RunError | None:
    try:
        return lake_view.deployed()
    except RunError as error:
        return error


def _say(deployed: Deployed) -> None:
    known = {each.run_id: each for each in lake_view.records().all}
    st.write(plain(deployment_story.champion(deployed)))
    for sentence in deployment_story.runs(deployed, known):
        st.write(plain(sentence))
    if reason := deployment_story.reason(deployed.manifest):
        st.text(original(reason))
    st.write(plain(deployment_story.waits_for(deployed.manifest)))
