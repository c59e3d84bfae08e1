"""How runs went: what AWS says, how many, the list, one of them step by step; what is at work is followed by itself."""

import streamlit as st

from spanishgas.config.language import Language
from spanishgas.dashboard import deployment_part, lake_view, links, run_figures, run_story, stored_tables
from spanishgas.dashboard.absent import AbsentError
from spanishgas.dashboard.amounts import count
from spanishgas.dashboard.drawing import draw, is_dark, long_table, same_as_table, table
from spanishgas.dashboard.language import _, original, plain, speak, spoken
from spanishgas.dashboard.states import explained
from spanishgas.program import command
from spanishgas.run.record import AnyRecord, RefusedPlan, RunRecord
from spanishgas.run.run_counts import count_runs, state_of

LATEST, EVERY_SECONDS = 20, 5
language: Language = spoken()


def at_work() -> list[RunRecord]:
    """Runs in progress."""
    return [each for each in lake_view.records().runs if state_of(each) == "running"]


def counts_and_list() -> None:
    """How many runs there are, and the latest of them."""
    found = lake_view.records()
    counts = count_runs(found.all)
    with st.grid(4, min_column_width=150):
        st.metric(_("Runs"), count(counts.total), border=True)
        st.metric(_("Completed"), count(counts.published), border=True)
        st.metric(_("Failed"), count(counts.failed), border=True)
        st.metric(_("In progress"), count(counts.running), border=True)
    for each in at_work():
        done, said = run_story.progress(each)
        st.progress(done, text=plain(f"{each.run_id}: {said}"))
    with st.container(border=True):
        title = _("Latest runs")
        st.header(title)
        table(run_story.list_table(found.all[:LATEST], lake_view.published_id()), title)
        for sentence in found.damaged:
            st.warning(plain(original(sentence)))


def one_run(record: AnyRecord) -> None:
    """A run: where it stopped if it did, its steps, what it read and what it noticed."""
    st.caption(plain(run_story.headline(record)))
    if run_story.has_no_result(record):
        st.error(plain(run_story.stopped_at(record)))
        if record.error:
            st.write(plain(run_story.failure(record.error)))
            st.text(original(record.error.message))
        said, typed = run_story.advice(record, lake_view.lake_root())
        st.write(said)
        st.code(typed, language="bash", wrap_lines=True)
    if isinstance(record, RefusedPlan):
        return
    with st.grid(4, min_column_width=150):
        for label, value in run_story.cards(record):
            st.metric(label, value)
    title = _("Duration by step")
    st.markdown(f"### {title}")
    if record.steps:
        key = ("steps", record.run_id, len(record.steps))
        draw(key, title, run_figures.step_bars, run_story.step_lines(record), dark=is_dark())
        same_as_table(run_story.steps_table(record), title)
    else:
        st.write(_("No step is done."))
    st.markdown(f"### {_('Files that it read')}")
    table(run_story.inputs_table(record), _("Files that it read"))
    st.markdown(f"### {_('What was noticed')}")
    st.write(plain(run_story.counted(each.severity for each in record.findings)))
    if record.findings:
        found = stored_tables.findings_table(stored_tables.gravest_first(record.findings), with_table=True)
        long_table(found, _("What was noticed"))


@st.fragment(run_every=EVERY_SECONDS if at_work() else None)
def followed(*, was_at_work: bool) -> None:
    """All that changes while a run is at work; when it ends, the page stops asking."""
    speak(language)
    if was_at_work and not at_work():
        st.rerun()
    with explained():
        deployment_part.show()
        known = {each.run_id: each for each in lake_view.records().all}
        if not known:
            return
        counts_and_list()
        with st.container(border=True):
            st.header(_("Run in detail"))
            one_run(known[links.pick(_("Run"), "run", list(known), lambda run_id: run_story.title(known[run_id]))])


st.title(_("Pipeline status"))
if not lake_view.records().all and not deployment_part.is_there():
    root = lake_view.lake_root()
    raise AbsentError("run", named=root, command=command("run", "--lake", root))
followed(was_at_work=bool(at_work()))
with st.container(border=True):
    title = _("Files that the next run finds")
    st.header(title)
    found = lake_view.raw_files()
    st.write(plain(run_story.waiting_for(found.datasets)))
    table(run_story.files_table(found.datasets), title)
    for refusal in found.refusals:
        st.text(original(refusal))
