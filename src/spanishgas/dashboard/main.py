"""What runs at every visit: the language, who it is, the pages, and a friendly page where something is missing."""

from pathlib import Path

import streamlit as st

from spanishgas.dashboard import access, navigation
from spanishgas.dashboard.language import speak
from spanishgas.dashboard.states import explained, show_outside

_HERE = Path(__file__).parent

st.set_page_config(page_title="SpanishGas", page_icon=str(_HERE / "static" / "icon.png"), layout="wide")
speak(navigation.chosen_language())
try:
    who = access.person()
except access.OutsideError as outside:
    navigation.pages(is_hidden=True)
    show_outside(outside)
    st.stop()
page = navigation.pages()
navigation.frame(who)
with explained():
    page.run()
