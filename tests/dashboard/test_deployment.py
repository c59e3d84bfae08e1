"""What pages say of a deployment on AWS: its documents alone, in both languages, and nothing where there is none."""

from pathlib import Path

import pytest
from support.deployment import NINE, leave_manifest, manifest_of, manifest_run
from support.pages_lake import MARKDOWN, SCRIPT
from support.runs import point, run_record

from spanishgas.dashboard import deployment_story
from spanishgas.dashboard.language import plain, speak
from spanishgas.lake import Lake
from spanishgas.run.deployed import Deployed, look_at_deployment
from spanishgas.run.manifest import MANIFEST
from spanishgas.run.record import Champion, Metrics
from spanishgas.run.registered import RegisteredVersion, save_version
from spanishgas.run.store import save_record

CHAMPION = Champion(model_id="E5-abc", run_id="monday", threshold=0.5)
VERSION = RegisteredVersion(
    model_id="E5-abc",
    run_id="monday",
    arn="arn:aws:sagemaker:eu-west-1:1:model-package/spanishgas-dev-churn/3",
    approval="Approved",
    told_at=NINE,
)
METRICS = Metrics(
    customers=1_000, expected_monthly_loss_eur=1.0, risk_tiers={"Low": 900, "Medium": 70, "High": 30}, actions={},
    columns_compared=0, columns_drifted=0, findings={}, training=None,
)  # fmt: skip


@pytest.fixture(autouse=True)
def english():
    speak("en")
    yield
    speak("en")


def told_runs(*runs, **changes) -> list[str]:
    record = run_record("tuesday", mode="score", status="published", metrics=METRICS)
    return deployment_story.runs(Deployed(manifest_of(*runs, **changes), None, None), {"tuesday": record})


@pytest.mark.parametrize(
    ("champion", "version", "said"),
    [
        (None, None, "No model is the champion yet."),
        (
            CHAMPION,
            None,
            "The champion is E5-abc, of run monday. The model registry has not been told of it.",
        ),
        (
            CHAMPION,
            VERSION,
            "The champion is E5-abc, of run monday. In the model registry it is version spanishgas-dev-churn/3: "
            "approved, as of 7 Jan 2025, 09:00 UTC.",
        ),
    ],
)
def test_the_champion_is_named_with_its_version_and_approval(champion, version, said: str) -> None:
    assert deployment_story.champion(Deployed(manifest_of(), champion, version)) == said


def test_the_same_is_said_in_spanish() -> None:
    speak("es")
    deployed = Deployed(manifest_of(manifest_run(status="refused")), CHAMPION, VERSION)
    assert deployment_story.champion(deployed).endswith(
        "es la versión spanishgas-dev-churn/3: aprobada, a fecha de 7 ene 2025, 09:00 UTC."
    )
    assert deployment_story.runs(deployed, {}) == [
        "La ejecución tuesday (Puntuación, intento 1) terminó el 7 ene 2025, 09:40 UTC: entrada rechazada."
    ]


def test_a_run_that_published_is_told_with_whom_it_lists() -> None:
    assert told_runs(manifest_run()) == [
        "Run tuesday (Scoring, attempt 1) ended on 7 Jan 2025, 09:40 UTC: completed. It published 1,000 customers, 100 "
        "of them at risk."
    ]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("failed", "failed"),
        ("refused", "input refused"),
        ("gate_failed", "the new model missed the gate"),
        ("superseded", "files replaced meanwhile"),
        ("of a later version", "of a later version"),
    ],
)
def test_how_a_run_ended_is_said_in_words(status: str, words: str) -> None:
    (said,) = told_runs(manifest_run("other", status=status))
    assert said == f"Run other (Scoring, attempt 1) ended on 7 Jan 2025, 09:40 UTC: {words}."


def test_a_run_under_way_is_said_beside_the_last_one_and_nothing_is_waited_for() -> None:
    running = manifest_run("wednesday", status="running", ended_at=None, attempt=2, mode="train")
    assert told_runs(running, manifest_run())[0] == (
        "Run wednesday (Training, attempt 2) has been under way since 7 Jan 2025, 09:00 UTC."
    )
    assert len(told_runs(running, manifest_run())) == 2
    assert deployment_story.waits_for(manifest_of(running, missing=("costs",))) == ""


def test_what_is_not_tried_or_not_told_is_said() -> None:
    (said,) = told_runs(manifest_run("other", status="failed", is_told=False), is_given_up=True)
    assert said.endswith(
        "failed. It is not tried again until other files come, another version is deployed or somebody asks. "
        "Not all could be told of it: the model "
        "registry, the metrics or people."
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "No file is missing; nothing has changed in raw/ since 7 Jan 2025, 09:00 UTC."),
        (
            {"missing": ("price_history", "churn_label")},
            "A run needs files of price_history, churn_label; nothing has come since 7 Jan 2025, 09:00 UTC.",
        ),
        (
            {"missing": ("price_history",), "waiting_since": NINE.replace(hour=5)},
            "Since 7 Jan 2025, 05:00 UTC files have waited for what is missing: price_history. No run starts before.",
        ),
        ({"asked_by": "weekly"}, "Somebody has asked for a run that has not begun: weekly."),
    ],
)
def test_what_the_next_run_waits_for_is_one_sentence(changes, said: str) -> None:
    assert deployment_story.waits_for(manifest_of(**changes)) == said


def test_a_lake_without_a_manifest_has_no_deployment(tmp_path: Path) -> None:
    point(Lake(tmp_path), CHAMPION)
    assert look_at_deployment(Lake(tmp_path)) is None


def shown(page) -> list[str]:
    return [str(each.value) for each in (*page.markdown, *page.text, *page.warning)]


def test_the_page_says_what_aws_says_before_there_is_a_run(tmp_path: Path, open_page) -> None:
    leave_manifest(Lake(tmp_path), missing=("price_history",))
    page = open_page(tmp_path, "pipeline")
    assert (page.title[0].value, page.header[0].value) == ("Pipeline status", "On AWS")
    assert plain("No model is the champion yet.") in shown(page)
    assert any(each.startswith(r"A run needs files of price\_history") for each in shown(page))


def test_the_page_says_champion_run_and_reason_and_what_files_said_is_no_markup(tmp_path: Path, open_page) -> None:
    lake = Lake(tmp_path)
    point(lake, CHAMPION)
    save_version(lake, VERSION.model_copy(update={"approval": MARKDOWN}))
    save_record(lake, run_record("tuesday", mode="score", status="failed"))
    leave_manifest(lake, manifest_run(status="failed", reason=SCRIPT), asked_by=SCRIPT)
    page = open_page(tmp_path, "pipeline", lang="es")
    assert page.header[0].value == "En AWS"
    assert any(plain(f"churn/3: {MARKDOWN}, a fecha") in each.value for each in page.markdown)
    assert f"En inglés en el original: «{SCRIPT}»" in [each.value for each in page.text]
    assert not any(SCRIPT in each.value or MARKDOWN in each.value for each in page.markdown)


@pytest.mark.parametrize("content", [b"{", b'{"rev": 1}', b"[]", b"\xff\x00"])
def test_a_damaged_manifest_is_said_and_the_rest_of_the_page_is_there(content: bytes, tmp_path: Path, open_page):
    save_record(Lake(tmp_path), run_record("tuesday", status="failed"))
    Lake(tmp_path).write(MANIFEST, content)
    page = open_page(tmp_path, "pipeline")
    assert page.warning[0].value == "What the deployment says of itself cannot be read."
    assert any("manifest.json is damaged" in each.value for each in page.text)
    assert "Latest runs" in [each.value for each in page.header]


def test_a_page_of_a_laptop_says_nothing_of_aws(tmp_path: Path, open_page) -> None:
    save_record(Lake(tmp_path), run_record("tuesday", status="failed"))
    page = open_page(tmp_path, "pipeline")
    assert "On AWS" not in [each.value for each in page.header]
