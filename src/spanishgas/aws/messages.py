"""What people are told when a run ends or waits: what happened, what it means, where to look; in English or Spanish.

No message names a customer. What stopped a run may (an id, a row of a file), so its words are told only where they
cannot; the record and the dashboard have them whole, behind their own doors.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from gettext import NullTranslations

from spanishgas.aws.connections import connect
from spanishgas.aws.environment import AwsSettings
from spanishgas.aws.spanish import Spanish
from spanishgas.aws.unnamed import NAMES_NOBODY, place_in
from spanishgas.lake import Lake
from spanishgas.run.evaluated import EvaluatedModel
from spanishgas.run.record import AnyRecord, Metrics, RunRecord
from spanishgas.run.store import record_key
from spanishgas.sentences import Voice, _, saying_in, written

LONGEST_SUBJECT = 100
_VOICES = {"en": Voice("en", NullTranslations()), "es": Voice("es", Spanish())}
_RUNBOOK = "docs/runbook.md"


@dataclass(frozen=True)
class Message:
    """One message: a subject in ASCII, which is what SNS takes, and a text."""

    subject: str
    text: str


@dataclass(frozen=True)
class AttemptEnd:
    """How an attempt of a run ended, as its trigger knows it."""

    run_id: str
    attempt: int
    status: str


def end_message(lake: Lake, record: AnyRecord, model: EvaluatedModel | None, settings: AwsSettings) -> Message:
    """How a run ended, in the language of the deployment."""
    with saying_in(_VOICES[settings.language]):
        headline, runbook, page = _headline(record)
        parts = [*_happened(record), *_of_model(record, model), *_meaning(record)]
        return Message(
            _subject(headline, record.run_id, settings),
            _text(parts, _where(settings, page=page, runbook=runbook, record=lake.uri(record_key(record.run_id)))),
        )


def waiting(missing: tuple[str, ...], hours: float, settings: AwsSettings) -> Message:
    """Files wait for others, by dataset, for so many hours."""
    with saying_in(_VOICES[settings.language]):
        text = _("For {hours} hours files in raw/ have waited for what is missing: {missing}. No run starts before.")
        told = text.format(hours=written(f"{hours:,.0f}"), missing=", ".join(missing))
        return _notice(_("files wait for others"), [told], "files-waiting", settings)


def abandoned(run: AttemptEnd, tries: int, settings: AwsSettings) -> Message:
    """A run is not tried again, because its files were tried so many times in a row."""
    with saying_in(_VOICES[settings.language]):
        parts = [
            _attempt_ended(run),
            _("Its files were tried {tries} times in a row. It is not tried again until other files come, another "
              "version is deployed or somebody asks.").format(tries=tries),
            _("Why it ended so is in its record and on the page below."),
        ]  # fmt: skip
        return _notice(_("run {run} is not tried again").format(run=run.run_id), parts, "run-abandoned", settings)


def unrecorded(run: AttemptEnd, execution: str, settings: AwsSettings) -> Message:
    """A run has ended without a record; the reason is not part of it, because it may name a customer."""
    with saying_in(_VOICES[settings.language]):
        parts = [
            _attempt_ended(run),
            _("It has left no record that can be read; why it ended so is said by the execution {execution}.").format(
                execution=execution
            ),
        ]
        return _notice(_("run {run} has left no record").format(run=run.run_id), parts, "run-unrecorded", settings)


def _attempt_ended(run: AttemptEnd) -> str:
    text = _("Run {run} has ended at attempt {attempt}: {ending}.")
    return text.format(run=run.run_id, attempt=run.attempt, ending=_without_result(run.status)[0])


def _notice(subject: str, parts: list[str], runbook: str, settings: AwsSettings) -> Message:
    """Something that is told beside the ends of runs, with where to look."""
    where = _where(settings, page="pipeline", runbook=runbook)
    return Message(_ascii(f"SpanishGas {settings.environment}: {subject}"), _text(parts, where))


def send(message: Message, settings: AwsSettings) -> str:
    """Publish a message and return its id. Raises botocore's errors where SNS does not take it."""
    sns = connect("sns", settings.aws_region)
    sent = sns.publish(TopicArn=settings.sns_topic_arn, Subject=message.subject, Message=message.text)
    return str(sent["MessageId"])


def _headline(record: AnyRecord) -> tuple[str, str, str]:
    """The end in a few words, its section of the runbook and its page of the dashboard."""
    metrics = _metrics(record)
    if metrics is not None:
        if metrics.drift_level == "act":
            return _("published, but the model needs a look"), "drift-detected", "drift"
        if metrics.training and not metrics.training.passed_gate:
            return _("published with the old champion"), "gate-failed", "model"
        return _("published"), "run-published", ""  # the first page
    return _without_result(record.status)


def _without_result(status: str) -> tuple[str, str, str]:
    return {
        "refused": (_("input refused"), "run-refused", "pipeline"),
        "superseded": (_("overtaken by newer files"), "run-superseded", "pipeline"),
        "gate_failed": (_("no model may score"), "gate-failed", "model"),
        "stopped": (_("stopped"), "run-failed", "pipeline"),
    }.get(status, (_("failed"), "run-failed", "pipeline"))


def _metrics(record: AnyRecord) -> Metrics | None:
    """The figures of a run that was published."""
    return record.metrics if isinstance(record, RunRecord) and record.status == "published" else None


def _happened(record: AnyRecord) -> Iterator[str]:
    what = {"train": _("Training run"), "score": _("Scoring run")}[record.mode]
    told = _("{what} {run}, as of {day}: {headline}.") if record.as_of else _("{what} {run}: {headline}.")
    yield told.format(what=what, run=record.run_id, day=record.as_of, headline=_headline(record)[0])
    if isinstance(record, RunRecord) and (metrics := _metrics(record)):
        yield from _published(record, metrics)
    elif record.error is not None:
        yield _("It stopped in stage {stage}, step {step} ({kind}).").format(
            stage=record.error.stage or "-", step=record.error.step or "-", kind=record.error.kind
        )
        if record.error.kind in NAMES_NOBODY:
            yield record.error.message
        else:
            if place := place_in(record.error.message):
                yield _("Where: {place}.").format(place=place)
            yield _("Why, in words, is in its record and on the page below; a mail must not name what it may name.")


def _published(record: RunRecord, metrics: Metrics) -> Iterator[str]:
    at_risk = record.policy.count_at_risk(metrics.risk_tiers)
    yield _("{customers} customers, {at_risk} of them at risk; expected loss {loss} EUR of margin a month.").format(
        customers=written(f"{metrics.customers:,}"),
        at_risk=written(f"{at_risk:,}"),
        loss=written(f"{metrics.expected_monthly_loss_eur:,.0f}"),
    )
    if metrics.drift_level == "act":
        yield _("Drift: {columns} of {compared} compared columns moved, and the probabilities are touched.").format(
            columns=metrics.columns_drifted, compared=metrics.columns_compared
        )


def _of_model(record: AnyRecord, model: EvaluatedModel | None) -> Iterator[str]:
    if model is None:
        return
    if not model.passed_gate:
        text = _("The new model {model} missed the gate (PR-AUC {figure}) and is rejected.")
    elif model.promoted and record.status == "published":
        text = _("The new model {model} passed the gate (PR-AUC {figure}) and is the champion.")
    else:
        text = _("The new model {model} passed the gate (PR-AUC {figure}); the champion was not replaced by it.")
    yield text.format(model=model.model_id, figure=_figure(model))


def _figure(model: EvaluatedModel) -> str:
    if model.pr_auc is None:
        return _("unknown")
    figure, interval = written(f"{model.pr_auc:.3f}"), model.pr_auc_interval
    if interval is None:
        return figure
    low, high = (written(f"{end:.2f}") for end in interval)
    return _("{figure}, 95 %: {low} to {high}").format(figure=figure, low=low, high=high)


def _meaning(record: AnyRecord) -> Iterator[str]:
    metrics = _metrics(record)
    if metrics is None:
        yield _("Nothing was published: everybody still sees the run before.")
        yield {
            "refused": _("Mend the file that is named there and upload it again; the run starts by itself."),
            "superseded": _("The newer files get a run of their own; nothing has to be done."),
            "gate_failed": _("Look at the labels and the columns that the training went without, then train anew."),
        }.get(record.status, _("It is tried again by itself; where it fails again somebody has to look."))
    elif metrics.drift_level == "act":
        yield _("The list is published and can be used; somebody should look at what moved before calls are made.")
    else:
        yield _("The list can be used; nothing has to be done.")


def _where(settings: AwsSettings, *, page: str, runbook: str, record: str | None = None) -> list[str]:
    lines = [f"{_RUNBOOK}#{runbook}"]
    if record is not None:
        lines.insert(0, _("Record: {key}").format(key=record))
    if settings.dashboard_url:
        lines.insert(0, _("Dashboard: {address}").format(address=f"{settings.dashboard_url.rstrip('/')}/{page}"))
    return [_("Where to look:"), *lines]


def _text(parts: list[str], where: list[str]) -> str:
    return "\n\n".join([*parts, "\n".join(where)]) + "\n"


def _subject(headline: str, run_id: str, settings: AwsSettings) -> str:
    return _ascii(f"SpanishGas {settings.environment}: {headline} ({run_id})")


def _ascii(text: str) -> str:
    """What SNS takes as a subject: ASCII on one line, at most 100 characters."""
    plain = unicodedata.normalize("NFKD", " ".join(text.split())).encode("ascii", "ignore").decode()
    return plain if len(plain) <= LONGEST_SUBJECT else plain[: LONGEST_SUBJECT - 3] + "..."
