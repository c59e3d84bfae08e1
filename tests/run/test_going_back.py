"""Going back: explicit, whole, written down, and only to what may count."""

from pathlib import Path

import pytest
from support.command import spanishgas
from support.finished import MODEL, finished_run
from support.rules import POLICY
from support.runs import STARTED, overwrite, run_record
from support.sentences import says

from spanishgas.errors import GateError, RunError
from spanishgas.lake import Lake
from spanishgas.model.artefact import PSEUDONYM, Model
from spanishgas.model.errors import ModelIntegrityError
from spanishgas.run.going_back import champion_before, promote_again, publish_again, run_before
from spanishgas.run.models import Successor, model_key, store_model, succeed
from spanishgas.run.pointers import Current, list_moves, load_champion, load_current, look_at_champion, move_pointer
from spanishgas.run.publish import publish
from spanishgas.run.record import Champion
from spanishgas.run.store import load_record


def two_published(folder: Path, test_pr_auc: float = 0.81, days: tuple[str, ...] = ("monday", "tuesday")) -> Lake:
    """Monday's run and then Tuesday's, each with a champion of its own by name."""
    lake = Lake(folder)
    for day, run_id in enumerate(days, start=6):
        before = load_champion(lake)
        run = finished_run(
            folder, run_id=run_id, started_at=STARTED.replace(day=day), champion_before=before and before.model_id
        )
        publish(run)
        for step in run.record.steps:
            for key in step.keys:
                if not lake.exists(key):
                    lake.write(key, b"")  # tables that nobody reads are not made by the support
        assert run.record.champion is not None
        run.record.champion = run.record.champion.model_copy(update={"test_pr_auc": test_pr_auc})
        overwrite(lake, run.record)
    return lake


def test_the_run_before_is_published_again_and_the_move_is_written_down(tmp_path: Path) -> None:
    lake = two_published(tmp_path)
    assert run_before(lake) == "monday"
    publish_again(lake, "monday", POLICY, "prices were wrong")
    current = load_current(lake)
    assert isinstance(current, Current)
    assert (current.run_id, current.replaced) == ("monday", "tuesday")
    assert [(move.pointer, move.before, move.after, move.reason) for move in list_moves(lake)][-1:] == [
        ("run", "tuesday", "monday", "prices were wrong")
    ]
    assert run_before(lake) == "tuesday"


def test_the_champion_goes_back_with_the_run_unless_asked_otherwise(tmp_path: Path) -> None:
    lake = two_published(tmp_path)
    former = load_record(lake, "monday")
    former.champion = Champion(model_id="E5-old", run_id="monday", threshold=0.5, test_pr_auc=0.8)
    overwrite(lake, former)
    before = load_champion(lake)
    assert before is not None
    publish_again(lake, "monday", POLICY, "a test", with_champion=False)
    assert load_champion(lake) == before
    publish_again(lake, "tuesday", POLICY, "a test")
    publish_again(lake, "monday", POLICY, "a test")
    assert load_champion(lake) == former.champion.model_copy(update={"replaced": before.model_id})


def test_going_back_again_goes_further_back_until_nothing_is_left(tmp_path: Path) -> None:
    lake = two_published(tmp_path, days=("monday", "tuesday", "wednesday"))
    for before in ("tuesday", "monday"):
        assert run_before(lake) == before
        publish_again(lake, before, POLICY, "wrong", is_back=True)
    with says(RunError, f"No run was published in {lake} before the current one."):
        run_before(lake)
    assert [(move.before, move.after, move.is_back) for move in list_moves(lake) if move.pointer == "run"][-2:] == [
        ("wednesday", "tuesday", True),
        ("tuesday", "monday", True),
    ]


def other_model(number: int) -> Model:
    """A model of its own: the small one, with a row less in its reference."""
    return MODEL.without([MODEL.reference[PSEUDONYM][number]])


def three_champions(target: Path) -> tuple[Lake, list[str]]:
    """Three published runs, each with a champion of its own, and these, the earliest first."""
    lake = two_published(target, days=("monday", "tuesday", "wednesday"))
    models = [other_model(number) for number in range(3)]
    for day, model in zip(("monday", "tuesday", "wednesday"), models, strict=True):
        store_model(lake, model)
        record = load_record(lake, day)
        record.champion = Champion(model_id=model.model_id, run_id=day, threshold=0.5, test_pr_auc=0.8)
        overwrite(lake, record)
        promote_again(lake, model.model_id, POLICY, "a test")
    return lake, [model.model_id for model in models]


def test_the_champion_goes_further_back_as_well_and_readers_stay_where_they_are(tmp_path: Path) -> None:
    lake, (first, second, third) = three_champions(tmp_path)
    published = load_current(lake)
    for before in (second, first):
        assert champion_before(lake) == before
        promote_again(lake, before, POLICY, "a test", is_back=True)
    now = load_champion(lake)
    assert now is not None
    assert (now.model_id, now.run_id, now.threshold) == (first, "monday", 0.5)
    assert load_current(lake) == published
    assert [(move.before, move.after, move.is_back) for move in list_moves(lake)][-2:] == [
        (third, second, True),
        (second, first, True),
    ]


def test_a_champion_that_is_promoted_again_moves_nothing(tmp_path: Path) -> None:
    lake, (_, _, third) = three_champions(tmp_path)
    moves, champion = list_moves(lake), load_champion(lake)
    assert promote_again(lake, third, POLICY, "a test") == champion
    assert (list_moves(lake), load_champion(lake)) == (moves, champion)


def test_a_model_that_was_never_champion_is_promoted_by_a_training_alone(tmp_path: Path) -> None:
    lake = two_published(tmp_path)
    model = other_model(0)
    store_model(lake, model)
    before = load_champion(lake)
    with pytest.raises(RunError, match=rf"^{model.model_id} was never champion in .* Only a training promotes a model"):
        promote_again(lake, model.model_id, POLICY, "a test")
    assert load_champion(lake) == before


def test_a_model_that_is_not_whole_does_not_become_champion(tmp_path: Path) -> None:
    lake, (first, _, third) = three_champions(tmp_path)
    lake.write(model_key(first, "calibrator.json"), b"{}")
    with pytest.raises(ModelIntegrityError, match=r"calibrator\.json altered since training"):
        promote_again(lake, first, POLICY, "a test")
    champion = load_champion(lake)
    assert champion is not None
    assert champion.model_id == third


def test_after_a_rollback_and_a_new_run_the_way_back_leaves_out_what_was_wrong(tmp_path: Path) -> None:
    lake = two_published(tmp_path, days=("monday", "tuesday", "wednesday"))
    publish_again(lake, "tuesday", POLICY, "wrong", is_back=True)
    publish_again(lake, "wednesday", POLICY, "right after all")
    assert run_before(lake) == "tuesday"
    publish_again(lake, "tuesday", POLICY, "wrong", is_back=True)
    assert run_before(lake) == "monday"


def test_going_back_to_a_model_in_whose_place_another_stands_lands_on_that_one(tmp_path: Path) -> None:
    lake, champions = three_champions(tmp_path)
    heirs = [other_model(number) for number in range(3, 6)]
    for model_id, heir in zip(champions, heirs, strict=True):
        store_model(lake, heir)
        succeed(lake, model_id, Successor(model_id=heir.model_id, at=STARTED, why="customers were forgotten"))
    first, second, third = (heir.model_id for heir in heirs)
    champion, seen = look_at_champion(lake)
    assert champion is not None
    move_pointer(lake, champion.model_copy(update={"model_id": third}), seen, "forgotten", before=champion.model_id)
    for before, day in ((second, "tuesday"), (first, "monday")):
        promote_again(lake, champion_before(lake), POLICY, "a test", is_back=True)
        now = load_champion(lake)
        assert now is not None
        assert (now.model_id, now.run_id, now.test_pr_auc) == (before, day, 0.8)
    assert promote_again(lake, champions[0], POLICY, "a test") == now


def test_only_what_was_published_and_is_whole_can_come_back(tmp_path: Path) -> None:
    lake = two_published(tmp_path)
    overwrite(lake, run_record("wednesday", status="failed"))
    with says(RunError, "Run wednesday was never published, so there is nothing to go back to. Its status: failed."):
        publish_again(lake, "wednesday", POLICY, "a test")
    gone = load_record(lake, "monday").steps[0].keys[0]
    lake.delete([gone])
    with says(RunError, f"Run monday cannot be published again: {gone} is gone."):
        publish_again(lake, "monday", POLICY, "a test")


def test_a_champion_below_the_gate_does_not_come_back(tmp_path: Path) -> None:
    lake = two_published(tmp_path, test_pr_auc=0.69)
    record = load_record(lake, "monday")
    assert record.champion is not None
    with pytest.raises(GateError, match=r"0\.6900 .* asks for 0\.70"):
        publish_again(lake, "monday", POLICY, "a test")
    with pytest.raises(GateError, match=r"0\.6900 .* asks for 0\.70"):
        promote_again(lake, record.champion.model_id, POLICY, "a test")


def test_before_the_first_there_is_nothing_to_go_back_to(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    with says(RunError, f"No run was published in {lake} before the current one."):
        run_before(lake)
    with says(RunError, f"No model was champion in {lake} before the current one."):
        champion_before(lake)


def test_the_command_says_how_to_go_forth_again(tmp_path: Path) -> None:
    lake = two_published(tmp_path)
    done = spanishgas("rollback", "--reason", "too many calls", "--lake", lake)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == (
        f"To go forward again: spanishgas publish tuesday --reason 'back from monday' --lake {lake}"
    )
    again = spanishgas("rollback", "--reason", "too many calls", "--lake", lake)
    assert again.stderr == f"Stopped: No run was published in {lake} before the current one.\n"
    assert spanishgas("publish", "tuesday", "--reason", "fewer now", "--lake", lake).returncode == 0
    assert run_before(lake) == "monday"


def test_where_a_pointer_was_damaged_and_taken_away_a_run_is_published_again(tmp_path: Path) -> None:
    lake = two_published(tmp_path)
    pointers = ("runs/current.json", "models/champion.json")
    for key in pointers:
        lake.write(key, b"{")
    with pytest.raises(
        RunError, match=r"Take it away or restore it\. Once it is away, `\S+ publish RUN --lake .*` names"
    ):
        load_current(lake)
    lake.delete(pointers)
    publish_again(lake, "tuesday", POLICY, "it was damaged")
    current, champion = load_current(lake), load_champion(lake)
    assert current is not None
    assert champion is not None
    assert (current.run_id, current.replaced, champion) == ("tuesday", None, load_record(lake, "tuesday").champion)
    publish_again(lake, "monday", POLICY, "again")
    assert run_before(lake) == "tuesday"


@pytest.mark.parametrize("reason", ["", "  \t", "\x1b[31m", "\u200b"])
def test_a_reason_that_says_nothing_is_refused(reason: str, tmp_path: Path) -> None:
    lake = two_published(tmp_path)
    before = list_moves(lake)
    done = spanishgas("rollback", "--reason", reason, "--lake", lake)
    assert done.returncode == 2
    assert "say why" in done.stderr
    assert list_moves(lake) == before


def test_a_reason_is_kept_in_letters_that_all_show(tmp_path: Path) -> None:
    lake = two_published(tmp_path)
    done = spanishgas("rollback", "--reason", "\x1b[31mtoo\nmany\x07 \x1b]0;title\x07calls, ñ", "--lake", lake)
    assert done.returncode == 0
    assert list_moves(lake)[-1].reason == "too many calls, ñ"
