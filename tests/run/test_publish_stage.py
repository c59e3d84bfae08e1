"""The pointer to the published run never moves back by accident."""

from conftest import published_id, run
from support.command import spanishgas

from spanishgas.lake import Lake


def test_a_run_that_was_replaced_is_not_published_again(lake_copy: Lake) -> None:
    run(lake_copy, run_id="second")
    done = spanishgas("stage", "publish", "--run-id", "first", "--lake", lake_copy.root)
    assert done.returncode == 1
    assert done.stderr.strip() == (
        "Stopped: Run first was published and then replaced. To go back to it: spanishgas publish first --lake "
        f"{lake_copy}"
    )
    assert published_id(lake_copy) == "second"


def test_publishing_the_published_run_changes_nothing(lake_copy: Lake) -> None:
    before = lake_copy.read("runs/current.json")
    assert spanishgas("stage", "publish", "--run-id", "first", "--lake", lake_copy.root).returncode == 0
    assert lake_copy.read("runs/current.json") == before
