"""Provinces: INE code, region, size, competition and climate. The same for every seed."""

from dataclasses import dataclass

import numpy as np

from spanishgas.twin.sampling import Flags, Floats, Ints

# code: region, relative number of customers, climate (0 mild coast, 1 continental, 2 Atlantic, 3 hot south)
_PROVINCES: dict[str, tuple[str, float, int]] = {
    "01": ("PVA", 3.3, 2), "02": ("CLM", 3.9, 1), "03": ("VAL", 18.6, 0), "04": ("AND", 7.3, 3),
    "05": ("CYL", 1.6, 1), "06": ("EXT", 6.7, 3), "07": ("BAL", 11.7, 0), "08": ("CAT", 56.6, 0),
    "09": ("CYL", 3.6, 1), "10": ("EXT", 3.9, 3), "11": ("AND", 12.4, 3), "12": ("VAL", 5.8, 0),
    "13": ("CLM", 4.9, 1), "14": ("AND", 7.8, 3), "15": ("GAL", 11.2, 2), "16": ("CLM", 2.0, 1),
    "17": ("CAT", 7.8, 0), "18": ("AND", 9.2, 3), "19": ("CLM", 2.6, 1), "20": ("PVA", 7.2, 2),
    "21": ("AND", 5.2, 3), "22": ("ARA", 2.2, 1), "23": ("AND", 6.3, 3), "24": ("CYL", 4.5, 1),
    "25": ("CAT", 4.4, 1), "26": ("RIO", 3.2, 1), "27": ("GAL", 3.3, 2), "28": ("MAD", 67.5, 1),
    "29": ("AND", 16.9, 0), "30": ("MUR", 15.1, 0), "31": ("NAV", 6.6, 1), "32": ("GAL", 3.1, 2),
    "33": ("AST", 10.1, 2), "34": ("CYL", 1.6, 1), "35": ("CAN", 11.2, 0), "36": ("GAL", 9.4, 2),
    "37": ("CYL", 3.3, 1), "38": ("CAN", 10.4, 0), "39": ("CNT", 5.8, 2), "40": ("CYL", 1.5, 1),
    "41": ("AND", 19.5, 3), "42": ("CYL", 0.9, 1), "43": ("CAT", 8.2, 0), "44": ("ARA", 1.3, 1),
    "45": ("CLM", 7.1, 1), "46": ("VAL", 25.9, 0), "47": ("CYL", 5.2, 1), "48": ("PVA", 11.5, 2),
    "49": ("CYL", 1.7, 1), "50": ("ARA", 9.7, 1), "51": ("CEU", 0.8, 3), "52": ("MEL", 0.9, 3),
}  # fmt: skip
HIGH_COMPETITION = ("08", "28", "48", "07", "43", "12")
CLIMATES = 4


@dataclass(frozen=True)
class Geography:
    """One entry a province, ordered by code. ``pull`` is the province's own log-odds of leaving."""

    codes: tuple[str, ...]
    regions: tuple[str, ...]
    weight: Floats
    climate: Ints
    is_high_competition: Flags
    pull: Floats


def geography() -> Geography:
    """The provinces with Ceuta and Melilla; regional competition differs and with it the readiness to leave."""
    codes = tuple(_PROVINCES)
    rng = np.random.default_rng(52)
    return Geography(
        codes=codes,
        regions=tuple(row[0] for row in _PROVINCES.values()),
        weight=np.array([row[1] for row in _PROVINCES.values()]),
        climate=np.array([row[2] for row in _PROVINCES.values()]),
        is_high_competition=np.isin(codes, HIGH_COMPETITION),
        pull=rng.permutation(np.linspace(-1.6, 1.6, len(codes))),
    )
