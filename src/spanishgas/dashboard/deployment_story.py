"""What the deployment on AWS says of the pipeline, in the reader's words: its documents go in, sentences come out."""

from collections.abc import Iterator, Mapping

from spanishgas.dashboard.amounts import count, moment
from spanishgas.dashboard.language import _, word
from spanishgas.run.deployed import Deployed
from spanishgas.run.manifest import Manifest, ManifestRun
from spanishgas.run.record import AnyRecord, RunRecord

_RUNNING = "running"


def champion(deployed: Deployed) -> str:
    """Which model scores, and what the registry says of it, in one sentence."""
    model, version = deployed.champion, deployed.version
    if model is None:
        return _("No model is the champion yet.")
    words = {"model": model.model_id, "run": model.run_id}
    if version is None:
        return _("The champion is {model}, of run {run}. The model registry has not been told of it.").format(**words)
    return _(
        "The champion is {model}, of run {run}. In the model registry it is version {version}: {approval}, as of "
        "{moment} UTC."
    ).format(
        **words,
        version=version.arn.rpartition("model-package/")[2],
        approval=word("approval", version.approval),
        moment=moment(version.told_at),
    )


def runs(deployed: Deployed, records: Mapping[str, AnyRecord]) -> list[str]:
    """The run that is under way and the one that ended last, a sentence or two each; records are by their run."""
    under_way = next((run for run in deployed.manifest.runs if run.status == _RUNNING), None)
    last = _ended_last(deployed.manifest)
    found = [_under_way(under_way)] if under_way else []
    return [*found, " ".join(_ended(last, records.get(last.run_id), deployed.manifest))] if last else found


def reason(manifest: Manifest) -> str:
    """Why the run that ended last did not end well, in its own words; empty where it did."""
    last = _ended_last(manifest)
    return last.reason if last else ""


def _ended_last(manifest: Manifest) -> ManifestRun | None:
    return next((run for run in manifest.runs if run.status != _RUNNING), None)


def _under_way(run: ManifestRun) -> str:
    text = _("Run {run} ({mode}, attempt {attempt}) has been under way since {moment} UTC.")
    return text.format(**_named(run), moment=moment(run.claimed_at))


def _ended(run: ManifestRun, record: AnyRecord | None, manifest: Manifest) -> Iterator[str]:
    text = _("Run {run} ({mode}, attempt {attempt}) ended on {moment} UTC: {ending}.")
    yield text.format(**_named(run), moment=moment(run.ended_at), ending=word("ending", run.status))
    metrics = record.metrics if isinstance(record, RunRecord) and record.status == "published" else None
    if metrics and isinstance(record, RunRecord):
        at_risk = record.policy.count_at_risk(metrics.risk_tiers)
        text = _("It published {customers} customers, {at_risk} of them at risk.")
        yield text.format(customers=count(metrics.customers), at_risk=count(at_risk))
    if manifest.is_given_up:
        yield _("It is not tried again until other files come, another version is deployed or somebody asks.")
    if not run.is_told:
        yield _("Not all could be told of it: the model registry, the metrics or people.")


def _named(run: ManifestRun) -> dict[str, str]:
    return {"run": run.run_id, "mode": word("run mode", run.mode), "attempt": count(run.attempt)}


def waits_for(manifest: Manifest) -> str:
    """What the next run waits for, in one sentence; empty while one is under way."""
    if any(run.status == _RUNNING for run in manifest.runs):
        return ""
    if manifest.asked_by:
        return _("Somebody has asked for a run that has not begun: {who}.").format(who=manifest.asked_by)
    files, since = ", ".join(manifest.missing), moment(manifest.files_since)
    if manifest.missing and manifest.waiting_since:
        text = _("Since {moment} UTC files have waited for what is missing: {files}. No run starts before.")
        return text.format(moment=moment(manifest.waiting_since), files=files)
    if manifest.missing:
        return _("A run needs files of {files}; nothing has come since {moment} UTC.").format(files=files, moment=since)
    return _("No file is missing; nothing has changed in raw/ since {moment} UTC.").format(moment=since)
