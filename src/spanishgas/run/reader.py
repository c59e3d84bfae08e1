"""The one reader of what runs left: the command line, publication, pages and notebooks all look through it.

In a notebook:

    from spanishgas.lake import Lake
    from spanishgas.model.assessment import Evaluation
    from spanishgas.run.reader import published_run, published_runs

    run = published_run(Lake("lake"))
    run.record.as_of                                     # the day it looked from
    run.table("scored_customers")                        # a table, as a Polars frame
    run.scan("silver_usage_month")                       # the same, lazily
    run.document(Evaluation).challenger.test             # a typed document
    run.model().probability(run.table("gold_master"))    # the model that scored
    [each.record.metrics for each in published_runs(run.lake)]

What a step reads is found here too, so that a run and its readers cannot disagree.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Any, TypeVar, cast

import polars as pl

from spanishgas.bronze.raw_table import RawTable
from spanishgas.bronze.registry import ColumnRegistry
from spanishgas.campaigns.before import contacts_before
from spanishgas.campaigns.store import load_belief
from spanishgas.config.rule_book import RuleBook
from spanishgas.decide.responses import Belief
from spanishgas.errors import RunError
from spanishgas.lake import Lake
from spanishgas.model.artefact import Model
from spanishgas.pipeline import (
    ChampionSource,
    ContactsSource,
    Foundations,
    FoundationSource,
    Pipeline,
    PublishedSource,
    RawSource,
    ResponsesSource,
    Step,
    settings_of,
)
from spanishgas.pipelines import PIPELINES, RULE_BOOKS
from spanishgas.program import command
from spanishgas.run.kept_texts import KeptReader, Tell, tell_nobody
from spanishgas.run.models import load_model
from spanishgas.run.pointers import load_current
from spanishgas.run.raw_files import Limits, RawFile, open_raw
from spanishgas.run.record import InputRecord, RunRecord
from spanishgas.run.store import list_records, load_record, read_document, read_pages
from spanishgas.tables.base import dtypes, table_name
from spanishgas.tables.checks import findings_table
from spanishgas.tables.document import Document
from spanishgas.tables.findings import Audited
from spanishgas.tables.known import is_dated
from spanishgas.tables.pages import Pages
from spanishgas.tables.registry import SCHEMAS
from spanishgas.texts.choose import load_reader, reader_fingerprint
from spanishgas.texts.reading import TextReader
from spanishgas.texts.vader import Lexicon

D = TypeVar("D", bound=Document)
FINDINGS = "quality_findings"


class Run:
    """One run of a lake: its record, its tables, its documents and its models."""

    def __init__(self, lake: Lake, record: RunRecord, source: Lake | None = None) -> None:
        """``source`` is the lake of the raw files and models where it is not that of the tables (a check)."""
        self.lake, self.record = lake, record
        self.source = source or lake
        self.pipeline: Pipeline = PIPELINES[record.mode]
        self.tell: Tell = tell_nobody
        """Told how far a long step is."""
        self._opened: dict[str, RawTable] = {}

    @cached_property
    def values(self) -> dict[str, Any]:
        """Every setting that a step may ask for: those of the record, its day, its policy, and the rule books.

        Raises:
            RunError: the packaged rules are no longer those of the record.
        """
        books = {name: book.load() for name, book in RULE_BOOKS.items()}
        books["columns"] = self.record.own_columns.added_to(ColumnRegistry.load())
        changed = [
            name for name, book in books.items() if self.record.rules.get(name) not in (None, book.fingerprint())
        ]
        if changed:
            raise RunError(f"Run {self.record.run_id} was made with other {', '.join(changed)}: nothing can be added.")
        as_of = self.record.as_of
        days = {"as_of": as_of, "listed_as_of": as_of, "files_as_of": self.record.files_as_of or as_of}
        reader = {"text_reader": self._text_reader(books)}
        return {**dict(self.record.settings), **books, **days, **reader, "policy": self.record.policy}

    def _text_reader(self, books: dict[str, RuleBook]) -> TextReader:
        """Whoever reads texts, with what the lake has kept of it."""
        name, lexicon = self.record.settings.sentiment_model, cast("Lexicon", books["lexicon"])
        decided_by = {book: books[book].fingerprint() for book in ("lexicon", "service_words")}
        return KeptReader(
            self.lake,
            lambda: load_reader(name, lexicon),
            {**decided_by, "reader": reader_fingerprint(name)},
            self._report,
        )

    def _report(self, text: str, share: float) -> None:
        self.tell(text, share)

    def settings(self, function: Callable[..., Any]) -> dict[str, Any]:
        """The values of a function's keyword-only parameters."""
        return {name: self.values[name] for name in settings_of(function)}

    def table_names(self) -> list[str]:
        """Names of the tables that the run stored, sorted."""
        stored = {step.name for step in self.record.steps if step.kind == "table" and step.keys}
        return sorted({name for name in stored if not self.record.cleaned(name)} | {FINDINGS})

    def table(self, name: str) -> pl.DataFrame:
        """A table of the run. Raises RunError when the run has no such table."""
        return self.scan(name).collect()

    def scan(self, name: str) -> pl.LazyFrame:
        """A table of the run, lazily; a view is computed. Raises RunError when the run has no such table (any more)."""
        done = self.record.step(name)
        if name == FINDINGS and (done is None or self.record.cleaned(name)):
            return findings_table(self.record.findings).lazy()
        self._refuse_cleaned(name)
        if done is None or done.kind != "table":
            raise RunError(f"Run {self.record.run_id} has no table {name!r}. It has: {', '.join(self.table_names())}.")
        if not done.keys:
            return self.view(self.pipeline.step(name)).table
        return pl.concat([self.lake.scan(key) for key in done.keys])

    def document(self, kind: type[D]) -> D:
        """A document of the run, by its class. Raises RunError when the run has none (any more)."""
        done = self.record.step(table_name(kind))
        self._refuse_cleaned(table_name(kind))
        if done is None or done.kind != "document":
            raise RunError(f"Run {self.record.run_id} has no document {kind.__name__}.")
        (key,) = done.keys
        return read_document(self.lake, key, kind)

    def pages(self, name: str) -> Pages:
        """Pages of the run, by the step that wrote them. Raises RunError when the run has none (any more)."""
        done = self.record.step(name)
        self._refuse_cleaned(name)
        if done is None or done.kind != "pages":
            raise RunError(f"Run {self.record.run_id} has no pages {name!r}.")
        return read_pages(self.lake, done.keys)

    def model(self, name: str | None = None) -> Model:
        """The model that scored, or the one made by the named step. Raises RunError when the run has none."""
        wanted = name or self.pipeline.champion_step().name
        done = self.record.step(wanted)
        if done is None or done.model_id is None:
            raise RunError(f"Run {self.record.run_id} has no model {wanted!r}.")
        self._refuse_cleaned(wanted)
        return load_model(self.source, done.model_id)

    def _refuse_cleaned(self, name: str) -> None:
        if note := self.record.cleaned(name):
            raise RunError(
                f"{name} of run {self.record.run_id} was cleaned on {note.at:%Y-%m-%d}: {note.why}. To make it again: "
                + command("replay", self.record.run_id, "--into", "FOLDER", "--lake", self.lake)
            )

    def inputs(self, step: Step) -> list[Any]:
        """What a step reads, in the order of its parameters."""
        return [self._input(name) if self.pipeline.makes(name) else None for name in step.inputs]

    def view(self, step: Step, *inputs: Any) -> Audited:
        """What a step makes that is computed where it is read, of its own inputs or of those given."""
        made = step.function(*(inputs or self.inputs(step)), **self.settings(step.function))
        return made if isinstance(made, Audited) else Audited(made, [])

    def raw(self, step: Step) -> list[RawTable]:
        """The opened raw files that a step reads; each is opened once."""
        return [self._open(item) for item in self.raw_inputs(step)]

    def raw_inputs(self, step: Step) -> list[InputRecord]:
        """The raw files that a step reads, as the record has them."""
        sources = [self.pipeline.sources.get(name) for name in step.inputs]
        datasets = {source.dataset for source in sources if isinstance(source, RawSource)}
        return [item for item in self.record.inputs if item.dataset in datasets]

    def _input(self, name: str) -> Any:
        match self.pipeline.sources.get(name):
            case RawSource(dataset):
                files = [self._open(item) for item in self.record.inputs if item.dataset == dataset]
                return files if self.values["columns"].datasets[dataset].several else next(iter(files), None)
            case ChampionSource():
                champion = self.record.champion_before
                return None if champion is None else load_model(self.source, champion)
            case ResponsesSource() | ContactsSource() as source:
                return self._of_campaigns(source)
            case PublishedSource(table):
                return self._published_before(table)
            case FoundationSource(names):
                return self._foundations([self.pipeline.step(name) for name in names])
            case None:
                return self.made(self.pipeline.step(name))

    def _of_campaigns(self, source: ResponsesSource | ContactsSource) -> Belief | pl.LazyFrame | None:
        """What campaigns had taught, or whom they had contacted, when the run was planned."""
        if isinstance(source, ContactsSource):
            return contacts_before(self.source, self.record.campaigns_before, self.record.started_at)
        key = self.record.responses_before
        return None if key is None else load_belief(self.source, key)

    def _published_before(self, table: str) -> pl.LazyFrame:
        """A table of the runs whose days came before; a column that an earlier version did not write is null."""
        parts = [
            run.scan(table).with_columns(run_id=pl.lit(run.record.run_id), as_of=pl.lit(run.record.as_of))
            for run in (open_run(self.source, run_id) for run_id in self.record.published_before)
            if table in run.table_names()
        ]
        schema = dtypes(SCHEMAS[table])
        none = pl.LazyFrame(schema={**schema, "run_id": pl.String, "as_of": pl.Date})
        return pl.concat([none, *parts], how="diagonal")

    def _foundations(self, tops: list[Step]) -> Foundations:
        """The dated tables below these steps, those of the day apart from those of the files."""
        below = {top.name: [each for each in self.pipeline.below(top) if is_dated(SCHEMAS[each.name])] for top in tops}
        steps = {each.name: each for of_top in below.values() for each in of_top}
        cut = {name for name, each in steps.items() if self.pipeline.looks_from(each)}
        return Foundations(
            below={top: tuple(each.name for each in of_top) for top, of_top in below.items()},
            cut={name: self.made(steps[name]) for name in steps if name in cut},
            files={name: self.made(steps[name]) for name in steps if name not in cut},
        )

    def made(self, step: Step) -> Any:
        """What a step has made, as a step that reads it gets it. Raises RunError when it is not there yet."""
        if self.record.step(step.name) is None and step.stored:
            raise RunError(f"{step.name} is not there yet: run the stages in order.")
        if step.kind == "table":
            return self.scan(step.name) if step.stored else self.view(step).table
        return self.model(step.name) if step.kind == "model" else self.document(step.makes)

    def _open(self, item: InputRecord) -> RawTable:
        if item.key not in self._opened:
            dataset = self.values["columns"].datasets[item.dataset]
            file, limits = RawFile(item.dataset, item.key, item.size), Limits.of(self.record.settings)
            self._opened[item.key] = open_raw(self.source, file, dataset, limits)
        return self._opened[item.key]


def open_run(lake: Lake, run_id: str | None = None) -> Run:
    """A run by its id, or the published one. Raises RunError when there is none."""
    return published_run(lake) if run_id is None else Run(lake, load_record(lake, run_id))


def published_run(lake: Lake) -> Run:
    """The published run. Raises RunError before the first."""
    current = load_current(lake)
    if current is None:
        raise RunError(f"Nothing is published in {lake} yet. {_unpublished(lake)}")
    return Run(lake, load_record(lake, current.run_id))


def _unpublished(lake: Lake) -> str:
    """Why nothing is published: there is no run yet, or how the last one ended."""
    records, _ = list_records(lake)
    if not records:
        return f"Start with: {command('run', '--lake', lake)}"
    last = records[0]
    why = f": {last.error.message}" if last.error else "."
    return f"Its last run, {last.run_id}, is {last.status}{why}\nAll of them: {command('runs', '--lake', lake)}"


def published_runs(lake: Lake) -> list[Run]:
    """The history: every run that was published, the latest first."""
    return [Run(lake, record) for record in list_records(lake)[0] if record.status == "published"]
