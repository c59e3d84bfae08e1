"""What people are told of the end of a run: in plain words, in their language, and without any customer."""

from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from support.deployed import aws_settings, ended
from support.finished import DRIFTED, finished_run

from spanishgas.aws import messages, spanish
from spanishgas.aws.messages import AttemptEnd, abandoned, end_message, unrecorded, waiting
from spanishgas.aws.unnamed import NAMES_NOBODY
from spanishgas.run.evaluated import evaluated_model
from spanishgas.run.reader import Run
from spanishgas.run.record import ErrorRecord


def told(run: Run, **settings: object) -> messages.Message:
    return end_message(run.lake, run.record, evaluated_model(run.lake, run.record), aws_settings(**settings))


def test_a_published_run_is_told_with_what_it_found_and_where_to_look(tmp_path: Path) -> None:
    run = ended(finished_run(tmp_path))
    message = told(run, dashboard_url="https://spanishgas.example/")
    model = run.record.step("challenger")
    assert model is not None
    assert message.subject == "SpanishGas dev: published (tuesday)"
    assert message.text.split("\n\n") == [
        "Training run tuesday, as of 2024-12-31: published.",
        "3 customers, 1 of them at risk; expected loss 11 EUR of margin a month.",
        f"The new model {model.model_id} passed the gate (PR-AUC 0.810, 95 %: 0.71 to 0.88); the champion was not "
        "replaced by it.",
        "The list can be used; nothing has to be done.",
        "Where to look:\nDashboard: https://spanishgas.example/\n"
        f"Record: {tmp_path}/runs/tuesday.json\ndocs/runbook.md#run-published\n",
    ]


def test_in_spanish_words_and_numbers_are_spanish(tmp_path: Path) -> None:
    message = told(ended(finished_run(tmp_path, drift=DRIFTED)), language="es")
    assert message.subject == "SpanishGas dev: publicada, pero conviene revisar el modelo (tuesday)"
    assert "3 clientes, 1 de ellos en riesgo; pérdida esperada de 11 EUR de margen al mes." in message.text
    assert "(PR-AUC 0,810, 95 %: de 0,71 a 0,88)" in message.text


def test_drift_that_needs_somebody_says_so_and_leads_to_its_page(tmp_path: Path) -> None:
    message = told(ended(finished_run(tmp_path, drift=DRIFTED)), dashboard_url="https://x.example")
    assert "Drift: 2 of 3 compared columns moved, and the probabilities are touched." in message.text
    assert "https://x.example/drift\n" in message.text
    assert "docs/runbook.md#drift-detected" in message.text


@pytest.mark.parametrize(
    ("status", "kind", "subject", "words"),
    [
        ("refused", "InputError", "input refused", "Mend the file"),
        ("superseded", "SupersededError", "overtaken by newer files", "nothing has to be done"),
        ("gate_failed", "GateError", "no model may score", "train anew"),
        ("failed", "OSError", "failed", "It is tried again by itself"),
        ("stopped", "StopError", "stopped", "It is tried again by itself"),
    ],
)
def test_a_run_that_did_not_publish_says_where_it_stopped_and_what_follows(status, kind, subject, words, tmp_path):
    run = ended(finished_run(tmp_path), status)
    run.record.error = ErrorRecord(stage="silver", step="silver_usage_month", kind=kind, message="C00017 is odd")
    message = told(run)
    assert message.subject == f"SpanishGas dev: {subject} (tuesday)"
    assert f"It stopped in stage silver, step silver_usage_month ({kind})." in message.text
    assert "Nothing was published: everybody still sees the run before." in message.text
    assert words in message.text
    assert ("C00017" in message.text) == (kind in NAMES_NOBODY)


def test_a_refused_file_is_named_with_column_and_row_and_nobody_in_it(tmp_path: Path) -> None:
    run = ended(finished_run(tmp_path), "refused")
    text = "price_history.csv, column price_eur_kwh, row 17: found 'Ana', expected a number."
    run.record.error = ErrorRecord(stage="bronze", step="bronze_prices", kind="InputError", message=text)
    message = told(run)
    assert "Where: price_history.csv, column price_eur_kwh, row 17." in message.text
    assert "Ana" not in message.text


def test_a_subject_is_ascii_and_short_whatever_the_run_is_called(tmp_path: Path) -> None:
    run = ended(finished_run(tmp_path, run_id="r" * 100))
    subject = told(run).subject
    assert (len(subject), subject[-3:]) == (100, "...")
    spanish = abandoned(AttemptEnd("lunes", 3, "failed"), 3, aws_settings(language="es")).subject
    assert spanish == "SpanishGas dev: la ejecucion lunes no se vuelve a intentar"


def test_files_that_wait_are_named(tmp_path: Path) -> None:
    message = waiting(("price_history", "churn_label"), 30.4, aws_settings())
    assert message.subject == "SpanishGas dev: files wait for others"
    assert message.text.startswith(
        "For 30 hours files in raw/ have waited for what is missing: price_history, churn_label. No run starts before."
    )
    assert "docs/runbook.md#files-waiting" in message.text


def test_a_run_that_is_not_tried_again_leads_to_its_own_section_in_both_languages() -> None:
    end = AttemptEnd("20261130-0001", 3, "refused")
    english, spanish = (abandoned(end, 3, aws_settings(language=language)).text for language in ("en", "es"))
    assert english == (
        "Run 20261130-0001 has ended at attempt 3: input refused.\n\n"
        "Its files were tried 3 times in a row. It is not tried again until other files come, another version is "
        "deployed or somebody asks.\n\n"
        "Why it ended so is in its record and on the page below.\n\n"
        "Where to look:\ndocs/runbook.md#run-abandoned\n"
    )
    assert "La ejecución 20261130-0001 ha terminado en el intento 3: entrada rechazada." in spanish
    assert "docs/runbook.md#run-abandoned" in spanish


def test_a_run_without_a_record_leads_to_its_own_section_in_both_languages() -> None:
    end = AttemptEnd("20261130-0001", 2, "failed")
    english, spanish = (unrecorded(end, "20261130-0001-2", aws_settings(language=each)) for each in ("en", "es"))
    assert english.subject == "SpanishGas dev: run 20261130-0001 has left no record"
    assert "why it ended so is said by the execution 20261130-0001-2." in english.text
    assert "docs/runbook.md#run-unrecorded" in english.text
    assert "La ejecución 20261130-0001 ha terminado en el intento 2: fallida." in spanish.text


def test_every_sentence_of_a_message_is_there_in_spanish_and_no_other() -> None:
    folder = Path(messages.__file__).parent
    found = {entry[2] for entry in extract_from_dir(str(folder), [("messages.py", "python")])}
    assert found == set(spanish._SENTENCES)
    assert all(set_of(english) == set_of(said) for english, said in spanish._SENTENCES.items())


def set_of(text: str) -> set[str]:
    """The places that a sentence leaves open."""
    return {part.partition("}")[0] for part in text.split("{")[1:]}
