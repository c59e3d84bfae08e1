"""Draws the summary of a lake's published run as an SVG, as the terminal shows it: docs/picture.py LAKE OUT."""

import sys
from pathlib import Path

from rich.console import Console

from spanishgas.cli.view import show_summary
from spanishgas.lake import Lake
from spanishgas.run.reader import published_run

# Rich's own frame loads a web font; a picture in a repository should not call anybody.
FRAME = """<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>.{unique_id}-matrix {{ font-family: Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: {char_height}px;
line-height: {line_height}px; }} {styles}</style>
<defs><clipPath id="{unique_id}-clip-terminal"><rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>{lines}</defs>{chrome}<g transform="translate({terminal_x}, {terminal_y})"
clip-path="url(#{unique_id}-clip-terminal)">{backgrounds}<g class="{unique_id}-matrix">{matrix}</g></g></svg>
"""


def main() -> None:
    """Write the picture."""
    lake, out = Lake(sys.argv[1]), Path(sys.argv[2])
    with Path("/dev/null").open("w") as nowhere:
        console = Console(record=True, width=150, file=nowhere, force_terminal=True)
        show_summary(console, published_run(lake))
    out.write_text(console.export_svg(title="spanishgas run", code_format=FRAME, unique_id="run"), encoding="utf-8")


if __name__ == "__main__":
    main()
