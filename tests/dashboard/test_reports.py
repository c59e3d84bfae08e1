"""Pages beside a run: whole, in both languages, the same whenever they are made, and of nobody."""

import re
import shutil
import subprocess
import sys
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import altair as alt
import polars as pl
import pytest
from support.command import spanishgas
from support.pages_lake import SCRIPT, copied, first_customer, with_odd_texts

from spanishgas.campaigns.outcomes import add_outcomes, read_outcomes
from spanishgas.campaigns.store import load_members
from spanishgas.cli import report
from spanishgas.config.language import Language
from spanishgas.dashboard import amounts, reports, summary, theme
from spanishgas.dashboard.language import LANGUAGES, _, speaking
from spanishgas.dashboard.reports.drawn import dark_rules, drawn
from spanishgas.dashboard.reports.page import html
from spanishgas.dashboard.reports.parts import Listed, Report, Section
from spanishgas.errors import RunError
from spanishgas.lake import Lake
from spanishgas.run.reader import open_run
from spanishgas.run.store import save_record

TODAY = date(2025, 6, 30)
KINDS = ("run", "model", "drift", "campaign")


def made(lake: Lake, kind: str, language: Language) -> str:
    if kind == "campaign":
        return reports.campaign(lake, "spring", language, TODAY)
    return getattr(reports, kind)(open_run(lake), language)


def told(*words: object) -> str:
    """What a command says that succeeds."""
    done = spanishgas(*words)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def lake(published: Path, small_policy: Path, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """A run of which one customer's data tries to be more than text, and a campaign with outcomes."""
    found = copied(published, tmp_path_factory.mktemp("reports") / "lake")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPANISHGAS_POLICY_FILE", str(small_policy))
        plan = ("campaign", "plan", "--calls", "120", "--explore", "1.0", "--control", "0.25", "--id", "spring")
        planned = spanishgas(*plan, "--lake", found.root)
    assert planned.returncode == 0, planned.stderr
    members = load_members(found, "spring").with_row_index()
    stays = pl.when("is_control").then(pl.col("index") % 2 == 0).otherwise(pl.col("index") % 10 > 0)
    said = members.select("customer_id", stayed_90_days=stays.cast(pl.Int8)).write_csv().encode()
    add_outcomes(found, "spring", read_outcomes(said, "said.csv", load_members(found, "spring")))
    with_odd_texts(found, first_customer(found))
    return found


@pytest.fixture(scope="module")
def pages(lake: Lake) -> dict[tuple[str, str], str]:
    return {(kind, language): made(lake, kind, language) for kind in KINDS for language in LANGUAGES}


class Outline(HTMLParser):
    """What a page is made of: elements that stay open, headings, tables, and words that are seen."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open, self.headings, self.tags, self.words = list[str](), list[int](), list[str](), list[str]()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in ("meta", "path", "br"):
            self.open.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_is_whole_says_its_language_and_has_one_title_and_no_heading_too_deep(
    pages: dict[tuple[str, str], str], kind: str, language: str
) -> None:
    page = pages[kind, language]
    outline = Outline(page)
    assert page.startswith(f'<!doctype html>\n<html lang="{language}">')
    assert outline.open == []
    assert outline.headings.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(outline.headings, outline.headings[1:], strict=False))
    assert page.count("<figure") == page.count("<summary>") >= 1
    assert page.count('role="img"') == page.count("<figure")


@pytest.mark.parametrize("kind", KINDS)
def test_both_languages_have_the_same_pictures_tables_and_sections(
    pages: dict[tuple[str, str], str], kind: str
) -> None:
    shapes = [
        [pages[kind, language].count(tag) for tag in ("<section>", "<figure", "<table>")] for language in LANGUAGES
    ]
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_customer_is_named(lake: Lake, pages: dict[tuple[str, str], str], kind: str, language: str) -> None:
    words = set(re.findall(r"[\w-]+", pages[kind, language]))
    ids = set(open_run(lake).table("scored_customers")["customer_id"]) | set(
        load_members(lake, "spring")["customer_id"]
    )
    assert len(ids) > 1_000
    assert words & ids == set()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_asked_of_anybody_and_nothing_runs(
    pages: dict[tuple[str, str], str], kind: str, language: str
) -> None:
    page = pages[kind, language]
    assert set(re.findall(r"https?://[^\"' )<]+", page)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }
    assert not {"script", "link", "img", "iframe", "object", "embed"} & set(Outline(page).tags)
    assert "default-src 'none'" in page
    assert "url(" not in re.sub(r"url\((data:font|#)", "", page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_data_says_stays_text(lake: Lake, pages: dict[tuple[str, str], str], language: str) -> None:
    """A segment of one customer is a formula, and a channel is a script."""
    for kind in KINDS:
        assert SCRIPT not in pages[kind, language]
    rows = pl.DataFrame({SCRIPT: [SCRIPT], "n": ["1"]})
    with speaking(language):
        page = html(Report(SCRIPT, SCRIPT, SCRIPT, (), [Section(SCRIPT, [SCRIPT], tables=[Listed(SCRIPT, rows)])]))
    assert "<script" not in page
    assert page.count("&lt;script&gt;") >= 8


def test_a_picture_escapes_the_names_in_it() -> None:
    chart = alt.Chart(pl.DataFrame({"x": [1.0], "name": [SCRIPT + '" onload="x']})).mark_text().encode(
        x="x:Q", text="name:N"
    ).properties(height=40)  # fmt: skip
    svg = drawn(lambda _dark: chart)
    assert "<script" not in svg
    assert '" onload="' not in re.sub(r">[^<]*<", "><", svg)
    assert "&lt;script&gt;" in svg


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_run_makes_the_same_page(lake: Lake, pages: dict[tuple[str, str], str], kind: str) -> None:
    assert made(lake, kind, "es") == pages[kind, "es"]


def test_names_within_pictures_are_each_picture_s_own(pages: dict[tuple[str, str], str]) -> None:
    for page in pages.values():
        for svg in re.findall(r"<svg.*?</svg>", page, re.DOTALL):
            assert set(re.findall(r"url\(#([^)]+)\)", svg)) <= set(re.findall(r' id="([^"]+)"', svg))
        named = re.findall(r'<(?:clipPath|linearGradient) id="([^"]+)"', page)
        assert all(re.match(r"p[0-9a-f]{8}-", each) for each in named)


def test_every_colour_of_the_light_theme_has_one_place_in_the_dark() -> None:
    rules = dict(dark_rules())
    assert rules[theme.LIGHT.text] == theme.DARK.text
    assert [rules[shade] for shade in theme.LIGHT.tiers] == list(theme.DARK.tiers)
    assert rules[theme.LIGHT.second] == theme.DARK.second


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_run_s_report_begins_with_what_the_dashboard_says(
    lake: Lake, pages: dict[tuple[str, str], str], language: str
) -> None:
    record = open_run(lake).record
    with speaking(language):
        news, title = summary.news(record, None), _("Run report")
        loss = amounts.euros(record.metrics.expected_monthly_loss_eur)
    words = "".join(Outline(pages["run", language]).words)
    assert f"<h1>{title}</h1>" in pages["run", language]
    assert news in words
    assert loss in words


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_model_card_says_the_same_in_both_languages(
    lake: Lake, pages: dict[tuple[str, str], str], language: str
) -> None:
    card = open_run(lake).model("challenger").card
    words = "".join(Outline(pages["model", language]).words)
    for text in (card.model_id, card.training_data_sha256, *card.files.values()):
        assert text in words
    threshold = f"{card.threshold:.3f}"
    assert (threshold if language == "en" else threshold.replace(".", ",")) in words
    assert ("Whom it serves worse" in words, "A quién sirve peor" in words) == (language == "en", language == "es")


def test_what_only_the_training_said_is_marked_as_english(pages: dict[tuple[str, str], str]) -> None:
    page = pages["model", "es"]
    assert "Tal como lo escribió el entrenamiento, en inglés:" in page
    assert re.search(r'<ul lang="en"><li>Test PR-AUC [^<]*reaches the gate', page)
    assert "As the training wrote it" not in pages["model", "en"]


def test_a_read_out_says_what_calling_changed_and_warns_of_an_early_look(lake: Lake) -> None:
    late, early = (reports.campaign(lake, "spring", "es", day) for day in (TODAY, date(2025, 1, 15)))
    assert "<h1>Campaña spring</h1>" in late
    assert "Las llamadas retuvieron " in late
    assert "Esta es una mirada antes del" in early
    assert "Esta es una mirada antes del" not in late


def test_what_is_not_there_any_more_is_said_in_words_with_what_to_do(lake: Lake, tmp_path: Path) -> None:
    shutil.copytree(lake.root, tmp_path / "lake")
    own = Lake(tmp_path / "lake")
    record = open_run(own).record
    record.steps = [step for step in record.steps if step.name not in ("promise", "drift_results", "time_forward")]
    save_record(own, record)
    pages = {kind: made(own, kind, "en") for kind in ("run", "drift", "model")}
    for kind, name in (("run", "promise"), ("drift", "drift_results"), ("model", "time_forward")):
        assert f"This run has no such table: {name}." in pages[kind]
        assert "spanishgas replay first" in pages[kind]
    assert "Duration by step" in pages["run"]
    assert "To make it again" in pages["model"]


def test_a_run_without_figures_has_no_report(lake: Lake) -> None:
    run = open_run(lake)
    run.record.metrics, run.record.status = None, "failed"
    with pytest.raises(RunError, match="Run first is failed: it has no figures to report"):
        reports.run(run, "en")


def test_reports_load_no_server() -> None:
    code = "import sys, spanishgas.dashboard.reports; print('streamlit' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def test_the_command_keeps_a_page_beside_its_run_or_where_it_is_told(lake: Lake, tmp_path: Path) -> None:
    words = ("report", "run", "--language", "es", "--lake", lake.root)
    assert told(*words) == f"{lake.root}/reports/first/run.es.html\n"
    kept = lake.read("reports/first/run.es.html")
    assert told(*words, "--out", tmp_path) == f"{tmp_path}/first-run.es.html\n"
    told(*words, "--out", tmp_path / "mine.html")
    assert (tmp_path / "first-run.es.html").read_bytes() == (tmp_path / "mine.html").read_bytes() == kept


def test_every_report_has_its_command(lake: Lake) -> None:
    for kind in ("model", "drift"):
        assert told("report", kind, "--lake", lake.root) == f"{lake.root}/reports/first/{kind}.en.html\n"
    words = ("report", "campaign", "spring", "--on", f"{TODAY}", "--lake", lake.root)
    assert told(*words) == f"{lake.root}/campaigns/spring/readout.en.html\n"


def test_a_report_is_written_as_a_page_only_and_not_among_the_lake_s_files(lake: Lake, tmp_path: Path) -> None:
    refused = spanishgas("report", "run", "--lake", lake.root, "--out", tmp_path / "run.pdf")
    assert (refused.returncode, "is written as .html" in refused.stderr) == (2, True)
    inside = spanishgas("report", "run", "--lake", lake.root, "--out", Path(lake.root) / "run.html")
    assert "lies in the lake" in inside.stderr


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, lake: Lake) -> None:
    monkeypatch.setattr(report, "find_spec", lambda _name: None)
    for words in (("run",), ("model",), ("drift",), ("campaign", "spring")):
        refused = spanishgas("report", *words, "--lake", lake.root)
        assert "pip install 'spanishgas[reports]'" in refused.stderr


@pytest.mark.parametrize(
    ("page", "label"),
    [
        ("overview", "Download the run report"),
        ("model", "Download the model card"),
        ("drift", "Download the drift report"),
    ],
)
def test_the_dashboard_offers_reports_where_they_fit(open_page, published: Path, page: str, label: str) -> None:
    assert label in [each.proto.label for each in open_page(published, page).get("download_button")]
