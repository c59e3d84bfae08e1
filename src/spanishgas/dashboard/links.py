"""Addresses: filters, the language and a customer as stable codes, so that a link says the same in both languages."""

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urlencode

import streamlit as st

from spanishgas.dashboard.language import spoken

LANGUAGE, CUSTOMER, SEARCH = "lang", "customer", "q"
_LONGEST = 100


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


def choose_one(label: str, name: str, known: Sequence[str], words: Callable[[str], str], usual: str) -> str:
    """One code of several; what is chosen stands in the address, and without one it is the usual."""
    key = _asked_one(name, known, usual)
    return st.selectbox(label, known, key=key, format_func=words, on_change=_remember, args=(name, key))


def slide(label: str, name: str, known: Sequence[str], words: Callable[[str], str], usual: str) -> str:
    """One code of a scale; what is chosen stands in the address, and without one it is the usual."""
    key = _asked_one(name, known, usual)
    return st.select_slider(label, known, key=key, format_func=words, on_change=_remember, args=(name, key))


def _asked_one(name: str, known: Sequence[str], usual: str) -> str:
    key = f"filter {name}"
    st.session_state[key] = next(iter(asked(name, known)), usual)
    return key


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


def forget(names: Sequence[str]) -> None:
    """Take filters out of the address."""
    for name in names:
        st.query_params.pop(name, None)


def _remember(name: str, key: str) -> None:
    value = st.session_state[key]
    if value:
        st.query_params[name] = value
    else:
        st.query_params.pop(name, None)


def address(page: str, query: Mapping[str, str]) -> str:
    """A relative address of a page in the language that is spoken."""
    return f"{page}?{urlencode({**query, LANGUAGE: spoken()})}"


def to_customer(customer: str) -> dict[str, str]:
    """The query of a customer's page."""
    return {CUSTOMER: customer, LANGUAGE: spoken()}
