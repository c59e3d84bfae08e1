"""YAML as people write rules: plain values, each name once, no reference; anything else is refused by its row."""

import re
from collections.abc import Hashable
from typing import Any

import yaml
from yaml.constructor import ConstructorError
from yaml.events import AliasEvent, Event
from yaml.nodes import MappingNode, Node

_LONGEST = 1_000_000
_WORDS = (
    (
        r"mapping values are not allowed",
        "a colon where no entry can begin; mend the indentation, or put the value in quotes",
    ),
    (r"found character '\\t'", "indented by a tab; use blanks"),
    (r"found character (?P<mark>\S+) that cannot start", "a value cannot begin with {mark}; put it in quotes"),
    (r"expected <block end>", "does not fit the rows above it; mend the indentation, or a bracket or quote before it"),
    (r"could not find expected ':'", "a name without a colon"),
    (r"unexpected end of stream", "a quote is not closed"),
    (r"expected ',' or '(?P<mark>.)'", "a bracket or brace is not closed: {mark} is expected"),
    (r"expected the node content", "a value is missing here"),
    (r"single document|another document", "a second document begins here; keep one"),
    (r"tag", "a tag (!name) is not read; write the value alone"),
    (r"unhashable", "a list or mapping as a name"),
    (r"sequence entries are not allowed", "an entry of a list (-) where none can be; mend the indentation"),
    (r"escape", "a backslash that begins nothing; write two"),
    (r"expected a mapping", "entries with names are expected here"),
)
"""What the reader of YAML says, and what that means to whoever wrote the file."""
_NO_NAMES = {
    "tag:yaml.org,2002:bool": "true or false",
    "tag:yaml.org,2002:null": "nothing",
    "tag:yaml.org,2002:timestamp": "a day",
}
"""What is never meant as a name: YAML 1.1 takes no, yes, on and off for something else."""
_OURS = ("a reference (*name)", "stands twice", "in quotes; without them")


class _PlainLoader(yaml.SafeLoader):
    """PyYAML's safe loader without references, which can fill memory from a few lines, and without doubled names."""

    def compose_node(self, parent: Node | None, index: Any) -> Node | None:
        """A node of the file; a reference to another is none."""
        if self.check_event(AliasEvent):
            event: Event = self.peek_event()
            raise ConstructorError(None, None, "a reference (*name) is not read; write it out", event.start_mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """A mapping whose names are all different, and none of them a word that YAML takes for something else."""
        seen: set[Any] = set()
        for key, _ in node.value:
            if key.tag in _NO_NAMES:
                text = f"write {key.value!r} in quotes; without them YAML reads {_NO_NAMES[key.tag]}"
                raise ConstructorError(None, None, text, key.start_mark)
            name = (key.tag, str(key.value))
            if name in seen:
                raise ConstructorError(None, None, f"{str(key.value)[:60]} stands twice; keep one", key.start_mark)
            seen.add(name)
        return super().construct_mapping(node, deep)


def parse_yaml(text: str) -> Any:
    """The content of a YAML text. Raises ValueError whose message says what is wrong and in which row."""
    if len(text) > _LONGEST:
        raise ValueError(f"is longer than the {_LONGEST:,} characters that rules need")
    try:
        return yaml.load(text, _PlainLoader)  # noqa: S506 a safe loader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"row {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise ValueError(f"{place}{_in_words(error.problem or error.context or '')}") from error
    except yaml.YAMLError as error:
        raise ValueError("holds characters that no text has") from error
    except RecursionError as error:
        raise ValueError("lists within lists, deeper than anybody reads") from error
    except ValueError as error:
        raise ValueError("holds a number or a date that cannot be") from error


def _in_words(problem: str) -> str:
    if any(ours in problem for ours in _OURS):
        return problem
    for pattern, words in _WORDS:
        if found := re.search(pattern, problem):
            return words.format(**found.groupdict())
    return "is not set out as YAML; compare it with the packaged file"
