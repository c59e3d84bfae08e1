"""The pages and the frame around them: where they are, what they are called, and the language of the reader."""

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from spanishgas.config.language import Language
from spanishgas.dashboard import access
from spanishgas.dashboard.access import Person
from spanishgas.dashboard.language import LANGUAGES, _, spoken, word
from spanishgas.dashboard.links import LANGUAGE

if TYPE_CHECKING:
    from streamlit.navigation.page import Page

_STATIC = Path(__file__).parent / "static"
OVERVIEW, RISK, CUSTOMER = "views/overview.py", "views/risk.py", "views/customer.py"
RECOMMENDATIONS = "views/recommendations.py"
CAMPAIGN = "views/campaign.py"
MODEL, DRIFT = "views/model.py", "views/drift.py"
DATA, PIPELINE = "views/data.py", "views/pipeline.py"
_CHOICE = "language"


def pages(*, is_hidden: bool = False) -> "Page":
    """The page that the address names, with all pages in the menu if there is to be one."""
    return st.navigation(
        [
            st.Page(OVERVIEW, title=_("Overview"), icon=":material/monitoring:", url_path="overview", default=True),
            st.Page(RISK, title=_("Customer risk"), icon=":material/groups:", url_path="risk"),
            st.Page(CUSTOMER, title=_("Customer"), icon=":material/person:", url_path="customer"),
            st.Page(RECOMMENDATIONS, title=_("Recommendations"), icon=":material/call:", url_path="recommendations"),
            st.Page(CAMPAIGN, title=_("Campaign"), icon=":material/campaign:", url_path="campaign"),
            st.Page(MODEL, title=_("Model performance"), icon=":material/model_training:", url_path="model"),
            st.Page(DRIFT, title=_("Drift monitor"), icon=":material/ssid_chart:", url_path="drift"),
            st.Page(DATA, title=_("Data explorer"), icon=":material/table_view:", url_path="data"),
            st.Page(PIPELINE, title=_("Pipeline status"), icon=":material/account_tree:", url_path="pipeline"),
        ],
        position="hidden" if is_hidden else "sidebar",
    )


def frame(who: Person) -> None:
    """The name of the house, the switch of the language, and who has signed in."""
    st.logo(str(_STATIC / "logo.svg"), icon_image=str(_STATIC / "icon.png"), size="large")
    st.session_state[_CHOICE] = spoken()
    with st.sidebar:
        st.segmented_control(
            "Language · Idioma",
            list(LANGUAGES),
            key=_CHOICE,
            format_func=lambda language: LANGUAGES[language],
            on_change=_remember_language,
            required=True,
        )
        if access.is_signing_in():
            st.text(_("{name}, {role}").format(name=who.name, role=word("role", who.role)))
            st.button(_("Sign out"), icon=":material/logout:", on_click=st.logout)


def chosen_language() -> Language:
    """The language of the address, else the one chosen before, else the browser's; from then on in the address."""
    asked = st.query_params.get(LANGUAGE) or st.session_state.get(LANGUAGE) or _of_browser()
    language = asked if asked in LANGUAGES else "en"
    st.session_state[LANGUAGE] = language
    if st.query_params.get(LANGUAGE) != language:
        st.query_params[LANGUAGE] = language
    return language


def _of_browser() -> str:
    return (st.context.locale or "").partition("-")[0].lower()


def _remember_language() -> None:
    st.query_params[LANGUAGE] = st.session_state[_CHOICE]
