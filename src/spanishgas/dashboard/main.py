"""What runs at every visit: the language, the pages, and a friendly page where something is missing."""

from pathlib import Path

import streamlit as st

from spanishgas.dashboard import navigation
from spanishgas.dashboard.language import speak
from spanishgas.dashboard.states import explained

_HERE = Path(__file__).parent

st.set_page_config(page_title="SpanishGas", page_icon=str(_HERE / "static" / "icon.png"), layout="wide")
speak(navigation.chosen_language())
page = navigation.pages()
navigation.frame()
with explained():
    page.run()
