"""What is not there: what that means, and what to do, in the language that is spoken."""

from typing import Literal

from spanishgas.dashboard.language import _
from spanishgas.errors import SpanishGasError

What = Literal["lake", "bucket", "run", "unfinished", "table", "customer", "damaged", "fault"]


class AbsentError(SpanishGasError):
    """Something that a page needs is not there."""

    def __init__(self, what: What, *, named: str = "", command: str = "", detail: str = "") -> None:
        super().__init__(f"{what}: {named}")
        self.what: What = what
        self.named = named
        self.command = command
        self.detail = detail


def texts_of(what: What) -> tuple[str, str, str]:
    """Title, meaning, and what to do."""
    texts = {
        "lake": (
            _("There is no lake here"),
            _("The folder that this dashboard was started with does not exist (any more)."),
            _("Start it again with the folder of your lake, or make a new lake of invented customers:"),
        ),
        "bucket": (
            _("The lake does not answer"),
            _("The bucket cannot be reached, or may not be read with these credentials."),
            _("Check the network, the bucket's name and the credentials of the server; then reload this page."),
        ),
        "run": (
            _("Nothing has been published yet"),
            _("The lake is there, but no run has been carried out on it."),
            _("Start the first run; this page shows its results as soon as it is over:"),
        ),
        "unfinished": (
            _("No run is finished yet"),
            _("The last run has not ended, or it ended before it published anything."),
            _("This goes on with it, or says why it cannot:"),
        ),
        "table": (
            _("This run has no such table"),
            _("It was cleaned, or written by an earlier version that did not have it."),
            _("A new run writes it; an old run can be made again from its record:"),
        ),
        "customer": (
            _("No such customer"),
            _("Nobody of this run's list has this name; who has left is not listed."),
            _("Check the spelling, or choose somebody from the page of customer risk."),
        ),
        "damaged": (
            _("A file of the lake cannot be read"),
            _("It was changed or cut off after the run had written it."),
            _("Restore it, or publish another run:"),
        ),
        "fault": (
            _("This page could not be shown"),
            _("Something happened that nobody foresaw. Your data is not to blame, and nothing was changed."),
            _("Reload the page; the server's log says where it happened."),
        ),
    }
    return texts[what]
