"""Addresses: filters, the language and a customer as stable codes, so that a link says the same in both languages."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from math import isfinite
from urllib.parse import urlencode, urlsplit

import streamlit as st
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.scriptrunner import get_script_run_ctx

from spanishgas.dashboard.language import spoken

LANGUAGE, CUSTOMER, SEARCH = "lang", "customer", "q"
_LONGEST = 100
_YES = "yes"
_FIRST, _LAST = date(1900, 1, 1), date(2200, 12, 31)


def asked(name: str, known: Sequence[str]) -> list[str]:
    """The codes of a filter that the address names, in the order of those that are known; others are left out."""
    named = set(st.query_params.get_all(name))
    return [code for code in known if code in named]


def asked_text(name: str) -> str:
    """A text of the address, such as what is searched for."""
    return st.query_params.get(name, "")[:_LONGEST]


def choose(label: str, name: str, known: Sequence[str], words: Callable[[str], str]) -> list[str]:
    """A filter of several codes; what is chosen stands in the address."""
    key = f"filter {name}"
    st.session_state[key] = asked(name, known)
    return st.multiselect(
        label, known, key=key, format_func=words, on_change=_remember, args=(name, key), placeholder="–"
    )


def slide(label: str, name: str, known: Sequence[str], words: Callable[[str], str], usual: str) -> str:
    """One code of a scale; what is chosen stands in the address, and without one it is the usual."""
    key = f"filter {name}"
    st.session_state[key] = asked_one(name, known, usual)
    return st.select_slider(label, known, key=key, format_func=words, on_change=_remember, args=(name, key))


def search(label: str, name: str = SEARCH, placeholder: str = "") -> str:
    """A text to search for; it stands in the address."""
    key = f"filter {name}"
    st.session_state[key] = asked_text(name)
    return st.text_input(
        label,
        key=key,
        type="search",
        max_chars=_LONGEST,
        on_change=_remember,
        args=(name, key),
        placeholder=placeholder,
    )


def asked_one(name: str, known: Sequence[str], usual: str | None = None) -> str:
    """The one code that the address names; where it names none of those that are known, the usual or the first."""
    return next(iter(asked(name, known)), usual or known[0])


def pick(
    label: str,
    name: str,
    known: Sequence[str],
    words: Callable[[str], str],
    *,
    usual: str | None = None,
    forgets: Sequence[str] = (),
    in_sight: bool = False,
) -> str:
    """A choice of one code; it stands in the address, from where what hangs on it is taken.

    Args:
        label: what is chosen.
        name: of the choice in the address.
        known: the codes.
        words: of a code.
        usual: what is chosen where the address says nothing; None: the first.
        forgets: names that mean nothing once another code is chosen.
        in_sight: all codes side by side instead of a list that opens.
    """
    key = f"filter {name}"
    st.session_state[key] = asked_one(name, known, usual)
    if in_sight:
        st.segmented_control(
            label, known, key=key, format_func=words, on_change=_remember, args=(name, key, forgets), required=True
        )
    else:
        st.selectbox(label, known, key=key, format_func=words, on_change=_remember, args=(name, key, forgets))
    return str(st.session_state[key])


def bound(label: str, name: str, *, is_day: bool) -> date | float | None:
    """An end of a range: a day or a number; it stands in the address as any language writes it."""
    key = f"filter {name} {'day' if is_day else 'number'}"
    st.session_state[key] = day_of(asked_text(name)) if is_day else number_of(asked_text(name))
    if is_day:
        return st.date_input(
            label,
            key=key,
            on_change=_remember,
            args=(name, key),
            format="DD/MM/YYYY",
            min_value=_FIRST,
            max_value=_LAST,
        )
    return st.number_input(
        label, key=key, value=None, format="%g", on_change=_remember, args=(name, key), placeholder="–"
    )


def amount(label: str, name: str, placeholder: str, hint: str | None = None, *, step: int | float) -> float | None:
    """A number of 0 or more, whole where its step is; it stands in the address, and none is no limit."""
    key, is_whole = f"filter {name}", isinstance(step, int)
    asked_for = number_of(asked_text(name))
    known = None if asked_for is None or asked_for < 0 else int(asked_for) if is_whole else asked_for
    st.session_state[key] = known
    return st.number_input(
        label,
        min_value=type(step)(0),
        value=None,
        step=step,
        format="%d" if is_whole else "%g",
        key=key,
        help=hint,
        on_change=_remember,
        args=(name, key),
        placeholder=placeholder,
    )


def switch(label: str, name: str, hint: str | None = None) -> bool:
    """Yes or no; a yes stands in the address."""
    key = f"filter {name}"
    st.session_state[key] = asked_text(name) == _YES
    return st.toggle(label, key=key, help=hint, on_change=_remember, args=(name, key))


def text(label: str, name: str, placeholder: str, longest: int) -> str:
    """A text of one line; it stands in the address."""
    key = f"filter {name}"
    st.session_state[key] = asked_text(name)[:longest]
    return st.text_input(
        label, key=key, max_chars=longest, on_change=_remember, args=(name, key), placeholder=placeholder
    )


def asked_day(name: str, first: date) -> date:
    """The day that the address names; the first where it names none, or one before."""
    day = day_of(asked_text(name))
    return first if day is None else max(day, first)


def day(label: str, name: str, first: date) -> date:
    """A day from the first on, which is the usual; it stands in the address."""
    key = f"filter {name}"
    st.session_state[key] = asked_day(name, first)
    chosen = st.date_input(
        label,
        key=key,
        min_value=first,
        max_value=_LAST,
        format="DD/MM/YYYY",
        on_change=_remember,
        args=(name, key),
    )
    return chosen or first


def day_of(text: str) -> date | None:
    """A day as the address writes it; none where it is none that can be chosen."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if _FIRST <= day <= _LAST else None


def number_of(text: str) -> float | None:
    """A number as the address writes it; none where it is none."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if isfinite(number) else None


def forget(names: Sequence[str]) -> None:
    """Take filters out of the address."""
    for name in names:
        st.query_params.pop(name, None)


def _remember(name: str, key: str, forgets: Sequence[str] = ()) -> None:
    value = st.session_state[key]
    forget(forgets)
    if isinstance(value, bool):
        value = _YES if value else ""
    if value or value == 0:
        st.query_params[name] = value if isinstance(value, list) else str(value)
    else:
        st.query_params.pop(name, None)


def address(page: str, query: Mapping[str, str]) -> str:
    """A relative address of a page in the language that is spoken."""
    return f"{page}?{urlencode({**query, LANGUAGE: spoken()})}"


def to_customer(customer: str) -> dict[str, str]:
    """The query of a customer's page."""
    return {CUSTOMER: customer, LANGUAGE: spoken()}


def to_sign_in() -> None:
    """Lead the browser to the sign-in and then back to this page; Streamlit's own way would forget the page."""
    asked = [(name, value) for name in st.query_params for value in st.query_params.get_all(name)]
    page = f"{urlsplit(st.context.url or '').path or '/'}?{urlencode(asked)}"
    lead = ForwardMsg()
    lead.auth_redirect.url = f"/sign-in?{urlencode({'next': page})}"
    if here := get_script_run_ctx():
        here.enqueue(lead)
