"""What a person sees while work goes on: a line a finished step, and how far all is."""

import io

import pytest
from rich.console import Console
from rich.progress import Progress
from support.runs import done

from spanishgas.cli import progress
from spanishgas.cli.progress import LiveView, ProgressReport, live_view, progress_bar


@pytest.fixture
def console() -> Console:
    return Console(file=io.StringIO(), width=100)


@pytest.mark.parametrize(
    ("entries", "line"),
    [
        ({"rows": 1234567, "seconds": 1.26}, "bake     silver_bread                  1,234,567 rows     1.3 s"),
        ({"rows": 0}, "bake     silver_bread                          0 rows     0.5 s"),
        ({}, "bake     silver_bread                                     0.5 s"),
        (
            {"rows": 7, "reused": True},
            "bake     silver_bread                          7 rows     0.5 s  already computed",
        ),
    ],
)
def test_a_finished_step_is_a_line(entries: dict, line: str, console: Console) -> None:
    view = LiveView(console, 3)
    view.finished(done("silver_bread", **entries))
    assert console.file.getvalue() == line + "\n"


def test_the_bar_counts_finished_steps_and_names_the_one_at_work(console: Console) -> None:
    view = LiveView(console, 3)
    (task,) = view.progress.tasks
    assert (task.description, task.completed, task.total) == ("starting", 0, 3)
    view.started("bake", "silver_bread")
    assert (task.description, task.completed) == ("bake · silver_bread", 0)
    view.finished(done("silver_bread"))
    assert task.completed == 1


def test_a_long_step_moves_the_bar_while_it_is_at_work(console: Console) -> None:
    view = LiveView(console, 3)
    (task,) = view.progress.tasks
    view.finished(done("silver_spice"))
    view.started("bake", "silver_bread")
    view.progressed("readings.csv: 7 rows", 0.6)
    assert (task.description, task.completed) == ("bake · silver_bread · readings.csv: 7 rows", 1.6)
    assert task.fields["done"] == 1
    view.finished(done("silver_bread"))
    assert (task.completed, task.fields["done"]) == (2, 2)


def test_the_bar_says_how_many_steps_there_are() -> None:
    console = Console(file=io.StringIO(), width=100, force_terminal=True, no_color=True)
    with live_view(console, 3) as view:
        view.started("bake", "silver_bread")
        view.finished(done("silver_spice"))
        view.progress.refresh()
    text = console.file.getvalue()
    assert "bake · silver_bread" in text
    assert "1/3 steps" in text


def test_a_live_view_ends_with_its_work(console: Console) -> None:
    with live_view(console, 2) as view:
        assert view.progress.live.is_started
        assert view.progress.tasks[0].total == 2
    assert not view.progress.live.is_started


def test_a_bar_shows_the_share_that_is_done() -> None:
    console = Console(file=io.StringIO(), width=100, force_terminal=True, no_color=True)
    with progress_bar(console) as bar:
        report = ProgressReport(bar)
        report("writing", 1.0)
        bar.refresh()
        (task,) = bar.tasks
        assert (task.description, task.completed, task.total) == ("writing", 1.0, 1.0)
    assert "writing" in console.file.getvalue()


def test_a_bar_is_drawn_no_oftener_than_it_is_looked_at(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    now = iter([10.0, 10.05, 10.2, 10.25, 10.25])
    bar = Progress(console=console)
    report = ProgressReport(bar)
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(now))
    (task,) = bar.tasks
    assert (task.description, task.completed) == ("starting", 0)
    seen = []
    for text, share in (("a", 0.1), ("b", 0.2), ("c", 0.3), ("d", 0.4), ("e", 1.0)):
        report(text, share)
        seen.append((task.description, task.completed))
    assert seen == [("a", 0.1), ("a", 0.1), ("c", 0.3), ("c", 0.3), ("e", 1.0)]
