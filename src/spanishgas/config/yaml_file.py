"""YAML as people write rules: plain values, each name once, no reference; anything else is refused by its row."""

from collections.abc import Hashable
from typing import Any

import yaml
from yaml.constructor import ConstructorError
from yaml.events import AliasEvent, Event
from yaml.nodes import MappingNode, Node

_LONGEST = 1_000_000


class _PlainLoader(yaml.SafeLoader):
    """PyYAML's safe loader without references, which can fill memory from a few lines, and without doubled names."""

    def compose_node(self, parent: Node | None, index: Any) -> Node | None:
        """A node of the file; a reference to another is none."""
        if self.check_event(AliasEvent):
            event: Event = self.peek_event()
            raise ConstructorError(None, None, "a reference (*name) is not read; write it out", event.start_mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """A mapping whose names are all different."""
        seen: set[Any] = set()
        for key, _ in node.value:
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
        raise ValueError(f"{place}{(error.problem or error.context or 'no YAML')[:200]}") from error
    except yaml.YAMLError as error:
        raise ValueError("holds characters that no text has") from error
    except RecursionError as error:
        raise ValueError("lists within lists, deeper than anybody reads") from error
    except ValueError as error:
        raise ValueError("holds a number or a date that cannot be") from error
