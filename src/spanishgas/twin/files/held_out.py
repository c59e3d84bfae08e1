"""Which wordings nothing may be tuned on: families of the phrases that tell a mood, on the one side or the other."""

import hashlib
from collections.abc import Iterable
from itertools import permutations

from spanishgas.config.rule_book import Rules


class HeldOut(Rules):
    """Which phrases nothing may be tuned on: a share of all, by their hash with a key, if all of their family are."""

    share: float
    key: str


def held_out(clues: Iterable[str], rule: HeldOut) -> set[str]:
    """The phrases that stand in the share by their BLAKE2b hash together with all of their family.

    So no phrase of one side contains one of the other. A new phrase can take its family out of the held-out ones and
    never into them: what something was tuned on is not judged by later.
    """
    return {clue for family in families(clues) if all(_in_share(each, rule) for each in family) for clue in family}


def families(phrases: Iterable[str]) -> list[set[str]]:
    """Phrases of which one contains another, or that are bound by a third one so, are of one family."""
    family_of = {phrase: {phrase} for phrase in phrases}
    for short, long in permutations(family_of, 2):
        if short in long and family_of[short] is not family_of[long]:
            family_of[short] |= family_of[long]
            family_of |= dict.fromkeys(family_of[long], family_of[short])
    return list({id(family): family for family in family_of.values()}.values())


def _in_share(phrase: str, rule: HeldOut) -> bool:
    digest = hashlib.blake2b(phrase.encode(), digest_size=8, key=rule.key.encode()).digest()
    return int.from_bytes(digest) < rule.share * 2**64
