"""What the state machine on AWS starts on a machine of its own: stages of a run, and how they ended."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from spanishgas.cli.options import AsOf, LakeOption, LogOption, ModeName, app, read_settings
from spanishgas.errors import SettingsError, SpanishGasError


@app.command()
def job(
    stages: Annotated[
        list[str],
        typer.Argument(help="One or several of bronze, silver, gold, train, evaluate, score, drift, publish."),
    ],
    run_id: Annotated[str, typer.Option(help="The run; it starts with its first stage.")],
    mode: Annotated[ModeName, typer.Option(help="What the run is for.")],
    listing: Annotated[
        str | None, typer.Option(help="Digest of the raw files that the run is for. Default: those that are there.")
    ] = None,
    attempt: Annotated[int, typer.Option(min=1, help="Which try of the run this is, for the log.")] = 1,
    as_of: AsOf = None,
    lake: LakeOption = None,
    log: LogOption = None,
) -> None:
    """Run stages of a run as a job on AWS: a job that is started again goes on where the last one stopped.

    A job that publishes cleans the lake in the end, as `spanishgas clean` does and by its settings; what is in the way
    of that is said in the log.

    The lake is the bucket that the environment names. Logs are JSON lines on standard error. Why a job failed is left
    in the file SPANISHGAS_EXIT_MESSAGE_FILE.

    Exit codes: 0 the stages are done (a publication with the old champion too), 2 input refused or superseded, 3 no
    model may score, 130 or 143 stopped by Ctrl-C or SIGTERM, 1 anything else.

    Example: [bold]spanishgas job bronze silver gold --run-id 20261130-0007 --mode train[/]
    """
    with _message_left():
        import structlog

        from spanishgas.aws.environment import AwsSettings
        from spanishgas.aws.job import Job, run_job
        from spanishgas.cli.logs import configure_logs
        from spanishgas.lake import Lake
        from spanishgas.pipelines import PUBLISH

        settings = read_settings(lake, as_of, log)
        if "log" not in settings.model_fields_set:
            configure_logs("json", settings.log_level)
        target = Lake(settings.lake)
        with structlog.contextvars.bound_contextvars(run_id=run_id, attempt=attempt):
            run_job(target, settings, Job(tuple(stages), run_id, mode.value, listing))
            if PUBLISH in stages:
                from spanishgas.aws.cleaning import clean_at_last  # which loads what models are made of

                clean_at_last(target, settings.retention(), AwsSettings.load().aws_region)


@contextmanager
def _message_left() -> Generator[None]:
    """Whatever is raised inside is also left where SageMaker shows it, whole or not, before it ends the process.

    What was in a file is said neither there nor in the job's log; the record of the run has it.
    """
    try:
        yield
    except BaseException as error:
        from spanishgas.aws.job import leave_message
        from spanishgas.aws.unnamed import of_keys, unnamed
        from spanishgas.cli.failures import ExplainedError, explained

        said = explained(error)
        is_ours = isinstance(error, SpanishGasError)
        shown = unnamed(type(error).__name__, said.message) if is_ours else of_keys(said.message)
        leave_message(_message_file(), str(said._replace(message=shown)))
        if shown == said.message:
            raise
        raise ExplainedError(said._replace(message=shown)) from error


def _message_file() -> Path:
    """Where the message goes, also where something else in the environment cannot be."""
    from spanishgas.aws.environment import EXIT_MESSAGE_FILE, AwsSettings

    try:
        return AwsSettings.load().exit_message_file
    except SettingsError:
        return EXIT_MESSAGE_FILE
