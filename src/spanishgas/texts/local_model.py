"""Mood by a text classifier of one's own, in a local folder; all else is read as the default does."""

import math
import re
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from spanishgas.errors import InputError
from spanishgas.texts.fast import FastReader
from spanishgas.texts.reading import Reading
from spanishgas.texts.vader import Lexicon


class LocalModel:
    """A Hugging Face text classifier from a local folder with safetensors weights; nothing is downloaded.

    Labels may be negative/neutral/positive (or their first three letters) or "1 star" to "5 stars". The score is the
    expected value of the label, with negative = 1 star = -1 and positive = 5 stars = 1.
    """

    def __init__(self, folder: Path, lexicon: Lexicon) -> None:
        if not (folder / "config.json").is_file():
            raise InputError(
                f"sentiment_model: {folder} holds no config.json. Expected 'fast', 'accurate' or the folder of a local "
                "transformers model with safetensors weights."
            )
        self._classify, self._fast = _local_pipeline(folder), FastReader(lexicon)

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """One reading a text, in their order."""
        results: list[list[dict[str, Any]]] = self._classify(list(texts), top_k=None, truncation=True) if texts else []
        return [
            reading._replace(mood=math.fsum(label_value(str(r["label"])) * float(r["score"]) for r in result))
            for reading, result in zip(self._fast.read(texts), results, strict=True)
        ]


def label_value(label: str) -> float:
    """What a classifier's label is worth from -1 to 1; an unknown label is an error that says which are understood."""
    if stars := re.match(r"([1-5]) stars?$", label.lower()):
        return (int(stars[1]) - 3) / 2
    values = {"neg": -1.0, "neu": 0.0, "pos": 1.0}
    if (start := label.lower()[:3]) not in values:
        raise InputError(
            f"sentiment_model: label {label!r} is not understood. Expected negative, neutral, positive or 1 star to "
            "5 stars; set id2label in the model's config.json."
        )
    return values[start]


def _local_pipeline(folder: Path) -> Any:
    try:
        transformers = import_module("transformers")
    except ImportError as error:
        raise InputError(
            "sentiment_model names a folder, which needs the extra: pip install 'spanishgas[transformers]'"
        ) from error
    model = transformers.AutoModelForSequenceClassification.from_pretrained(
        str(folder), local_files_only=True, use_safetensors=True, trust_remote_code=False
    )
    tokenizer = transformers.AutoTokenizer.from_pretrained(str(folder), local_files_only=True, trust_remote_code=False)
    return transformers.pipeline("text-classification", model=model, tokenizer=tokenizer)
