"""Every stored table of a published run: what it holds, where it comes from, and its first rows."""

import streamlit as st

from spanishgas.dashboard import (
    access,
    contacts,
    downloads,
    lake_view,
    lineage,
    links,
    row_filter,
    run_figures,
    stored_tables,
    table_grid,
)
from spanishgas.dashboard.access import Role
from spanishgas.dashboard.amounts import count, duration, moment, short_day, size
from spanishgas.dashboard.drawing import draw, is_dark, long_table, same_as_table, table
from spanishgas.dashboard.language import _, plain, spoken, word
from spanishgas.dashboard.navigation import DATA
from spanishgas.dashboard.states import needs
from spanishgas.dashboard.table_preview import FIRST, FREE_TEXT

history = lake_view.history()
runs = {each.record.run_id: each.record for each in (history.current, *history.before)}


def run_name(run_id: str) -> str:
    """A run by its day and mode."""
    return f"{short_day(runs[run_id].as_of)} · {word('run mode', runs[run_id].mode)} · {run_id}"


st.title(_("Data explorer"))
layer_place = st.container()
table_place, run_place = st.columns(2)
with run_place:
    run_id = links.pick(_("Run"), "run", list(runs), run_name, forgets=("layer", "table", *row_filter.NAMES))
    run = lake_view.published(run_id)
tables_of = stored_tables.by_layer(run.run)
layers = {layer: f"{word('layer', layer)} ({len(names)})" for layer, names in tables_of.items()}
with layer_place:
    forgotten = ("table", *row_filter.NAMES)
    layer = links.pick(_("Layer"), "layer", list(layers), layers.__getitem__, forgets=forgotten, in_sight=True)
with table_place:
    name = links.pick(_("Table"), "table", tables_of[layer], str, forgets=row_filter.NAMES)
trained_by = run.record.champion.run_id if run.record.champion else ""
if "training" not in tables_of and trained_by in runs:
    query = {"run": trained_by, "layer": "training", links.LANGUAGE: spoken()}
    label = _("See the training of its model")
    st.page_link(DATA, label=label, icon=":material/model_training:", query_params=query)

found, stored = run.scan(name), stored_tables.stored_table(run.run, name)
schema = found.collect_schema()
findings = stored_tables.about(run.record, name)
with st.container(border=True):
    st.header(plain(name))
    st.write(plain(stored.meaning))
    with st.grid(4, min_column_width=150):
        st.metric(_("Rows"), count(stored.rows))
        st.metric(_("Columns"), count(len(schema)))
        st.metric(_("Size"), size(stored.size))
        st.metric(_("Files"), count(stored.parts))
    if stored.step:
        text = _("Made on {moment} UTC by step {step} of stage {stage}, in {duration}.")
        stage, spent = word("stage", stored.step.stage), duration(stored.step.seconds)
        said = text.format(moment=moment(stored.made_at), step=name, stage=stage, duration=spent)
        st.caption(plain(said))

with st.container(border=True):
    title = _("First rows")
    st.header(title)
    hidden = [each for each in FREE_TEXT if each in schema]
    if hidden:
        text = _("Left out: {columns}. What people wrote about a customer is not leafed through here.")
        st.info(plain(text.format(columns=", ".join(hidden))), icon=":material/lock:")
    if not access.may(needed := contacts.needed_for(name)):
        needs(needed)
    elif (seen := contacts.preview_of(run, name, row_filter.wanted(schema))).rows.is_empty():
        st.info(
            _("The table has no rows.") if not stored.rows else _("No row fits. Take the filter away, or widen it.")
        )
    else:
        text = _("The first {shown} of {found} rows.") if seen.found > FIRST else _("All {found} rows.")
        st.caption(plain(text.format(shown=count(seen.rows.height), found=count(seen.found))))
        table_grid.grid(seen.rows, name, title)
        for_files = Role.AGENT if "customer_id" in schema else Role.VIEWER
        downloads.offer(name, run.record.as_of, lambda: seen.rows, for_files)

with st.container(border=True):
    st.header(_("Columns"))
    listed = stored_tables.columns(name, schema)
    long_table(listed, _("Columns"), 15)

with st.container(border=True):
    st.header(_("What was noticed about it"))
    if findings:
        table(stored_tables.findings_table(findings), _("What was noticed about it"))
    else:
        st.write(_("Nothing."))

with st.container(border=True):
    title = _("What it is made from")
    st.header(title)
    origins = lineage.lineage(run.run, name)
    if len(origins) > 1:
        nodes = lineage.nodes(run.run, origins)
        curves = lineage.curves(origins, nodes)
        draw(("lineage", run.run_id, name), title, run_figures.lineage, nodes, curves, dark=is_dark())
        st.caption(_("In colour what it reads directly, pale what that is made from."))
        same_as_table(lineage.as_table(run.run, origins), title)
    else:
        st.write(_("What all steps of the run noticed, and what was noticed about its raw files."))
