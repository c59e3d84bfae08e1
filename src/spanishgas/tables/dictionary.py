"""The data dictionary, written from the schemas: what a row is, and each column's type, unit and meaning."""

from spanishgas.tables.base import STRUCTURAL_NULL, UNIT, key_of
from spanishgas.tables.registry import SCHEMAS

_HEAD = """# Tables

Written from the schemas in `src/spanishgas/tables` by `make docs`. A key column is **bold**. "May be null" says why;
any other null counts against the limits of the layer (bronze 20 %, silver 5 %, gold 2 %).
"""


def data_dictionary() -> str:
    """All stored tables as Markdown."""
    parts = [_HEAD]
    for name, schema in SCHEMAS.items():
        summary = (schema.__doc__ or "").strip().splitlines()[0]
        parts += [
            f"## {name}\n",
            f"{summary}\n",
            "| column | type | unit | what it is | may be null |",
            "|---|---|---|---|---|",
        ]
        key = key_of(schema)
        for column, definition in schema.columns().items():
            metadata = definition.metadata or {}
            shown = f"**{column}**" if column in key else column
            null = metadata.get(STRUCTURAL_NULL) or ("within the limit" if definition.nullable else "")
            kind = str(definition.dtype).split("(")[0]
            parts.append(f"| {shown} | {kind} | {metadata.get(UNIT, '')} | {definition.description or ''} | {null} |")
        parts.append("")
    return "\n".join(parts)
