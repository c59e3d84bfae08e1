"""Ids that are numbers: in a text, 12 is a customer only where the text says so, because a number may be anything.

The words are those of English and of Spanish. What they miss is left as it is: a wrong word in somebody else's text
cannot be mended, and the proof tells the person.
"""

import re
from collections.abc import Iterable

_ID_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")
_GAP = r"""[ \t_:=#"'\\(\[-]{0,4}"""
_CALLED = r"(?:ids?|identifier|code|c[oó]digo|number|n[uú]mero|n(?:[uú]m|um|[or])\b\.?|n\.?[º°])"
_CUSTOMER = rf"(?:customer|clien(?:t|te|ta)|cust){_GAP}(?:{_CALLED}{_GAP})?"
_UNITS = (
    "years?|yrs?|months?|weeks?|days?|hours?|minutes?|mins?|times|percent|eur|euros?|kwh|mwh|m3|"
    "años?|mes|meses|semanas?|d[ií]as?|horas?|minutos?|veces|por ciento"
)
AMOUNT = rf"(?i)[0-9]+\s*(?:[%€]|(?:{_UNITS})\b)"
"""A number that counts something: "customer: 12 years with us"."""
_TEXT_ENDS = rf"(?![\w\u0300-\u036f])(?![-./:,]\w)(?!\s*(?:[%€]|(?i:{_UNITS})\b))"
NOT_SEARCHED = (
    "An id is a number, and a number alone may be anything: texts are searched for it only after a word for customer "
    "(such as customer or cliente), names of entries in JSON not at all. Where a text means it, take it out."
)
"""What the proof says; it names no id."""


def is_number(each: str) -> bool:
    """Whether an id is nothing but a number."""
    return bool(_ID_NUMBER.fullmatch(each))


def called_customer(numbers: Iterable[str], *, in_name: bool = False) -> str:
    """A pattern of numbers that a text, or the name of a file, calls a customer's; the words before are its group."""
    words = "|".join(re.escape(each) for each in sorted(numbers, key=len, reverse=True))
    ends = r"(?![^\W_])" if in_name else _TEXT_ENDS
    return rf"(?<![^\W_])((?i:{_CUSTOMER}))(?:{words}){ends}"


def polars_called_customer(numbers: Iterable[str]) -> str:
    """The same for Polars, which knows no surroundings; amounts are to be taken out before."""
    words = "|".join(re.escape(each) for each in numbers)
    return rf"(?:^|[^\p{{L}}\p{{N}}])(?i:{_CUSTOMER})(?:{words})(?:$|[^\w./:,-]|[./:,-](?:$|\W))"
