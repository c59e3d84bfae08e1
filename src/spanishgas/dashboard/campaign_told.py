"""What became of the last button of the campaign's page, said once beside that button."""

from typing import Literal

import streamlit as st

from spanishgas.dashboard.language import _, original, plain

Came = Literal["launched", "taken", "wrong", "nobody", "read", "refused", "unteachable"]
_TOLD = "campaign told"


def tell(came: Came, name: str, why: str = "") -> None:
    """Have it said when the page is made next, with what an error says."""
    st.session_state[_TOLD] = came, name, why


def told(*here: Came) -> None:
    """Say it, if it is one of these."""
    if st.session_state.get(_TOLD, ("", "", ""))[0] not in here:
        return
    came, name, why = st.session_state.pop(_TOLD)
    texts: dict[Came, str] = {
        "launched": _("{name} is launched: its list of calls is below."),
        "taken": _("{name} was not launched: there is a campaign of this name already."),
        "wrong": _("{name} was not launched."),
        "nobody": _("{name} was not launched: by now nobody is to be called. Look at the plan anew."),
        "read": _("The outcomes are taken."),
        "refused": _("The outcomes were not taken: look at the file anew."),
        "unteachable": _("Nothing was learned: outcomes are not complete, or another read-out was kept just now."),
    }
    show = st.success if came in ("launched", "read") else st.warning
    show(plain(texts[came].format(name=name)))
    if why:
        st.text(original(why))
