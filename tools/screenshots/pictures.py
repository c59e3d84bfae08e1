"""One picture of a page: opened, waited for, shown at its full height, written as a WebP that loses nothing."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

from browsing import PAGES, drawn, settled
from PIL import Image
from playwright.sync_api import Browser

DESK, PHONE = 1440, 390
_HEIGHT = 900
_ASKED = ("customer", "campaign")
_DARK = {"overview": DESK, "risk": DESK, "model": DESK, "customer": PHONE}
_LIGHT_PHONE = ("overview", "recommendations")


@dataclass(frozen=True)
class Shot:
    """A page as somebody sees it."""

    page: str
    language: str
    dark: bool = False
    width: int = DESK

    @property
    def name(self) -> str:
        """Such as ``overview-en`` or ``risk-es-dark-phone``."""
        parts = (self.page, self.language, "dark" if self.dark else "", "phone" if self.width == PHONE else "")
        return "-".join(part for part in parts if part)


def shots() -> list[Shot]:
    """Every page in both languages; some in the dark, some on a phone, their languages in turn."""
    languages = ("es", "en")
    desk = [Shot(page, language) for page in PAGES for language in languages]
    dark = [Shot(page, languages[at % 2], True, width) for at, (page, width) in enumerate(_DARK.items())]
    return desk + dark + [Shot(page, languages[at % 2], width=PHONE) for at, page in enumerate(_LIGHT_PHONE)]


def take(browser: Browser, address: str, shot: Shot, told: dict[str, str], folder: Path) -> Path:
    """Write ``NAME.webp`` of a page that is told what its address asks (customer, campaign)."""
    scheme = "dark" if shot.dark else "light"
    size = {"width": shot.width, "height": _HEIGHT}
    locale = {"en": "en-GB", "es": "es-ES"}[shot.language]
    window = browser.new_context(viewport=size, color_scheme=scheme, locale=locale, reduced_motion="reduce")
    try:
        page = window.new_page()
        asked = {"lang": shot.language} | {name: told[name] for name in _ASKED}
        page.goto(f"{address}{PAGES[shot.page]}?{urlencode(asked)}")
        for _ in range(2):  # a chart that comes into sight may change the height once more
            settled(page)
            drawn(page)
            page.set_viewport_size({**size, "height": int(page.evaluate(_FULL_HEIGHT))})
        settled(page)
        drawn(page)
        for place in (told["lake"], told["given"]):
            page.evaluate(_WITHOUT_PLACE, place)
        return _written(page.screenshot(animations="disabled"), folder / f"{shot.name}.webp")
    finally:
        window.close()


def _written(picture: bytes, file: Path) -> Path:
    Image.open(BytesIO(picture)).convert("RGB").save(file, lossless=True, method=6)
    return file


_WITHOUT_PLACE = """place => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) texts.currentNode.data = texts.currentNode.data.replaceAll(place, 'lake');
}"""
"""Where the lake lies on the machine that takes the pictures is nobody's business."""
_FULL_HEIGHT = """Math.max(...['stMain', 'stSidebarContent'].map(name => {
  const part = document.querySelector(`[data-testid=${name}]`);
  return part ? part.scrollHeight : 0;
}))"""
