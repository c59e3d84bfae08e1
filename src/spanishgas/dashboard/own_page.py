"""Addresses to go on at after signing in: pages of this dashboard with their filters, and nothing else."""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

FIRST = "/"
_PAGE = re.compile(r"/[a-z-]{0,40}")
_NO_PAGES = ("/sign-in", "/media")
_LONGEST = 2_000


def own_page(address: str) -> str:
    """A page of ours with what its address asks, written anew; the first page for all that is none.

    One part of small letters behind the first slash can name no other host, whatever a browser makes of it.
    """
    try:
        asked = urlsplit(address[:_LONGEST])
    except ValueError:
        return FIRST
    if asked.scheme or asked.netloc or not _PAGE.fullmatch(asked.path) or asked.path in _NO_PAGES:
        return FIRST
    query = urlencode(parse_qsl(asked.query))
    return f"{asked.path}?{query}" if query else asked.path
