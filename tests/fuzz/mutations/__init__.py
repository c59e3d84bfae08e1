"""All families of mutations: importing this package registers them."""

from fuzz.mutations import (
    archives,
    csv_text,
    dates,
    encodings,
    ids,
    json_text,
    names,
    numbers,
    parquet,
    readings,
    rows,
    rules,
    words,
)

__all__ = [
    "archives",
    "csv_text",
    "dates",
    "encodings",
    "ids",
    "json_text",
    "names",
    "numbers",
    "parquet",
    "readings",
    "rows",
    "rules",
    "words",
]
