"""A trained model as files of numbers: fits, encoder, calibrator, reference rows, and the card of hashes.

No pickle: each algorithm's own format, JSON and parquet. Whoever loads a model verifies every hash first.
"""

import hashlib
import io
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np
import polars as pl
from pydantic import ValidationError

from spanishgas.config.wrong_entry import wrong_entries
from spanishgas.model.algorithms.base import Fitted
from spanishgas.model.algorithms.registry import load_algorithm, stored_files
from spanishgas.model.calibrate import Calibrator
from spanishgas.model.card import ModelCard, TrainingFacts
from spanishgas.model.encode import Encoder
from spanishgas.model.errors import ModelIntegrityError

ENCODER, CALIBRATOR, REFERENCE, CARD = "encoder.json", "calibrator.json", "reference.parquet", "card.json"
PROVINCE = "province_code"
REFERENCE_GROUPS = ("segment", PROVINCE)
"""Columns of the reference beside the features, so that later customers can be compared within these groups."""
PSEUDONYM = "customer_pseudonym"
"""Column of the reference: the keyed hash of the customer's id, so that whoever asks for it can be taken out."""


@dataclass(frozen=True)
class Model:
    """A model is its files; everything else is read from them. Make one by ``build`` or ``from_files``."""

    files: Mapping[str, bytes]

    @classmethod
    def build(
        cls,
        fitted: Fitted,
        encoder: Encoder,
        calibrator: Calibrator,
        reference: pl.DataFrame,
        facts: TrainingFacts,
        fold_fits: Sequence[Fitted] = (),
    ) -> Self:
        """Put a model together. The card gains the hash of every part and the model's id.

        Args:
            fitted: the fitted algorithm.
            encoder: from raw features to the matrix of the algorithm.
            calibrator: from raw score to probability.
            reference: the training rows' features, groups, out-of-fold ``churn_probability`` and pseudonym, for drift.
            facts: how the model came about.
            fold_fits: the fits without a fold, one a fold, which say how sure a probability is.
        """
        parts = {
            **fitted.files(),
            **{_of_fold(n, name): data for n, fit in enumerate(fold_fits) for name, data in fit.files().items()},
            ENCODER: _json_bytes(encoder.model_dump(mode="json")),
            CALIBRATOR: _json_bytes(calibrator.model_dump(mode="json")),
            REFERENCE: _parquet_bytes(reference),
        }
        if len(fold_fits) != facts.fold_fits:
            raise ValueError(f"the facts tell of {facts.fold_fits} fits without a fold, here are {len(fold_fits)}")
        return cls._sealed(parts, facts.model_dump(mode="json"))

    def without(self, pseudonyms: Collection[int]) -> Self:
        """The same trees with a reference that lacks some customers: another model, whose card names this one."""
        reference = self.reference.filter(~pl.col(PSEUDONYM).is_in(pl.Series(pseudonyms, dtype=pl.UInt64).implode()))
        parts = {name: content for name, content in self.files.items() if name != CARD}
        facts = self.card.model_dump(mode="json", exclude={"files", "model_id"})
        return self._sealed({**parts, REFERENCE: _parquet_bytes(reference)}, {**facts, "predecessor": self.model_id})

    @classmethod
    def _sealed(cls, parts: dict[str, bytes], facts: dict[str, Any]) -> Self:
        card = facts | {"files": {name: _sha256(content) for name, content in parts.items()}}
        return cls({**parts, CARD: _json_bytes({**card, "model_id": _model_id(card)})})

    @classmethod
    def from_files(cls, files: Mapping[str, bytes]) -> Self:
        """Load a stored model, refusing one whose files are not what its card says.

        Raises:
            ModelIntegrityError: a file is missing, unexpected or altered, or the card's id is not that of its content.
        """
        if CARD not in files:
            raise ModelIntegrityError(f"A model has a {CARD}, here are {sorted(files)}.")
        card = _read_card(files[CARD])
        fitted = stored_files(card.algorithm)
        of_folds = [_of_fold(number, name) for number in range(card.fold_fits) for name in fitted]
        parts = (*fitted, *of_folds, ENCODER, CALIBRATOR, REFERENCE)
        if sorted(files) != sorted((*parts, CARD)):
            raise ModelIntegrityError(f"A model has the files {sorted((*parts, CARD))}, here are {sorted(files)}.")
        altered = [name for name in parts if card.files.get(name) != _sha256(files[name])]
        if altered:
            raise ModelIntegrityError(f"Model {card.model_id}: {', '.join(altered)} altered since training.")
        written = {name: value for name, value in json.loads(files[CARD]).items() if name != "model_id"}
        if card.model_id != _model_id(written):  # as it was written: an earlier version knew fewer entries
            raise ModelIntegrityError(f"Model {card.model_id}: its card was altered since training.")
        return cls(dict(files))

    def to_files(self) -> dict[str, bytes]:
        """The files to store, by name."""
        return dict(self.files)

    @cached_property
    def card(self) -> ModelCard:
        """Experiment, features, seed, threshold, metrics, parameters, versions, training rows and all hashes."""
        return _read_card(self.files[CARD])

    @property
    def model_id(self) -> str:
        """Experiment and the first twelve digits of the content's hash: equal models have equal ids."""
        return self.card.model_id

    @property
    def threshold(self) -> float:
        """Calibrated probability from which a customer counts as a churner."""
        return self.card.threshold

    @property
    def features(self) -> tuple[str, ...]:
        """Names of the features, in the order of the matrix."""
        return self.encoder.features

    @cached_property
    def encoder(self) -> Encoder:
        """From raw features to the matrix of the algorithm."""
        return Encoder.model_validate_json(self.files[ENCODER])

    @cached_property
    def calibrator(self) -> Calibrator:
        """From raw score to probability."""
        return Calibrator.model_validate_json(self.files[CALIBRATOR])

    @cached_property
    def reference(self) -> pl.DataFrame:
        """Of the training rows: features, groups, out-of-fold ``churn_probability``, and their pseudonym."""
        return pl.read_parquet(io.BytesIO(self.files[REFERENCE]))

    def raw_score(self, frame: pl.DataFrame) -> np.ndarray:
        """Log-odds before calibration, one a row. Raises ModelInputError when features are missing."""
        return self._fitted.raw_score(self.encoder.matrix(frame))

    def log_odds(self, frame: pl.DataFrame) -> np.ndarray:
        """Calibrated log-odds of churn, one a row. Raises ModelInputError when features are missing."""
        return self.calibrator.log_odds(self.raw_score(frame))

    def probability(self, frame: pl.DataFrame) -> np.ndarray:
        """Calibrated probability of churn, one a row. Raises ModelInputError when features are missing."""
        return self.calibrator.probability(self.raw_score(frame))

    def log_odds_deviations(self, frame: pl.DataFrame) -> np.ndarray | None:
        """How sure the calibrated log-odds are: one row a row, one column a fit without a fold.

        The norm of a row is the standard error of its log-odds, by the jackknife over folds of customers; a row times
        independent standard normal numbers is a draw from what they may be, in which customers move together as the
        fits do. None for models of an earlier version, which kept no such fits.
        Source: Efron and Stein, "The jackknife estimate of variance", Annals of Statistics 1981.

        Raises:
            ModelInputError: features are missing.
        """
        if not self._fold_fits:
            return None
        matrix, count = self.encoder.matrix(frame), len(self._fold_fits)
        scores = np.column_stack([fit.raw_score(matrix) for fit in self._fold_fits])
        scores -= scores.mean(axis=1, keepdims=True)
        return scores * (self.calibrator.slope * np.sqrt((count - 1) / count))

    def contributions(self, frame: pl.DataFrame) -> np.ndarray:
        """What each feature adds to the calibrated log-odds (Shapley values), and last the average of all customers.

        One row a row, one column a feature and one more; the row's sum is the calibrated log-odds.
        """
        raw = self._fitted.contributions(self.encoder.matrix(frame))
        raw *= self.calibrator.slope
        raw[:, -1] += self.calibrator.intercept
        return raw

    @cached_property
    def _fitted(self) -> Fitted:
        return load_algorithm(self.card.algorithm).load(self.files)

    @cached_property
    def _fold_fits(self) -> list[Fitted]:
        algorithm = load_algorithm(self.card.algorithm)
        return [
            algorithm.load({name: self.files[_of_fold(number, name)] for name in stored_files(self.card.algorithm)})
            for number in range(self.card.fold_fits)
        ]


def _of_fold(number: int, name: str) -> str:
    return f"fold_{number}_{name}"


def _read_card(content: bytes) -> ModelCard:
    try:
        return ModelCard.model_validate_json(content)
    except ValidationError as error:
        raise ModelIntegrityError(f"{CARD} is not a model's card: {wrong_entries(error, most=1)}.") from error


def _model_id(card: Mapping[str, Any]) -> str:
    return f"{card['experiment']}-{_sha256(_json_bytes(card))[:12]}"


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _json_bytes(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False).encode()


def _parquet_bytes(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    return buffer.getvalue()
