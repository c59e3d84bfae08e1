"""Files under other names, beside others, or not there."""

import random

from fuzz.draft import READINGS, Draft, NotApplicableError, Note
from fuzz.registry import NAMES, SMALL, mutation


def _there(draft: Draft) -> str:
    """The name of a file that no other mutation took away."""
    if not draft.name:
        raise NotApplicableError
    return draft.name


def _rename(draft: Draft, name: str) -> None:
    draft.beside[name] = draft.data
    draft.name = ""


@mutation("names", rank=NAMES)
def a_file_missing(draft: Draft, rng: random.Random) -> Note:
    _there(draft)
    draft.name = ""
    return Note(text="is not there")


@mutation("names", rank=NAMES, weight=2)
def named_in_capitals(draft: Draft, rng: random.Random) -> Note:
    name = _there(draft)
    _rename(
        draft,
        rng.choice([name.upper(), name.capitalize(), name.rpartition(".")[0] + "." + name.rpartition(".")[2].upper()]),
    )
    return Note(is_same=True, text="capitals in its name")


@mutation("names", rank=NAMES, weight=3)
def named_otherwise(draft: Draft, rng: random.Random) -> Note:
    stem, _, ending = _there(draft).partition(".")
    names = [
        f"{stem}.xlsx",
        f"{stem}.txt",
        f"{stem}",
        f"{stem} (1).{ending}",
        f"{stem}_copy.{ending}",
        f"{stem}.{ending}.bak",
        f"{stem}.{ending}.zip",
        f"copia de {stem}.{ending}",
        f"{stem.replace('_', ' ')}.{ending}",
        f"{stem.replace('_', '-')}.{ending}",
        f"{stem}s.{ending}",
        f"{stem[:-1]}.{ending}",
        f"old/{draft.name}",
        f"{stem}[1].{ending}",
        f"datos_\u00f1.{ending}",
        f".{draft.name}",
        f"~${draft.name}",
        f"{stem}.{ending}.partial",
        f"{stem}.parquet",
        f"{stem}.csv.gz",
        f"{stem}.json",
        f"{stem}_2024*.{ending}",
        f" {draft.name}",
        f"{draft.name} ",
        f"{stem}\n.{ending}",
        f"{stem}%20.{ending}",
        f"{draft.name}/part-0.{ending}",
        f"{stem}/part-0.{ending}",
    ]
    name = rng.choice(names)
    if name == draft.name:
        return Note(is_same=True)
    _rename(draft, name)
    return Note(text=f"is named {name!r}")


@mutation("names", rank=NAMES, weight=2)
def the_same_twice(draft: Draft, rng: random.Random) -> Note:
    stem, _, ending = _there(draft).partition(".")
    name = rng.choice([f"{stem}_2.{ending}", f"{stem}_2025.{ending}", f"{stem}-01.{ending}", draft.name.upper()])
    draft.beside[name] = draft.data
    return Note(text=f"beside it lies {name}")


@mutation("names", rank=NAMES, files=SMALL, weight=2)
def unknown_files_beside(draft: Draft, rng: random.Random) -> Note:
    names = [
        "notes.txt",
        "README.md",
        "facturas_2024.csv",
        ".DS_Store",
        "Thumbs.db",
        "_SUCCESS",
        "x/y/z.csv",
        "data.parquet",
        "\u00f1.csv",
    ]
    draft.beside[rng.choice(names)] = b"hello\n"
    return Note(is_same=True, text="a further file in raw/")


@mutation("names", rank=NAMES, files=(READINGS,))
def readings_in_parts(draft: Draft, rng: random.Random) -> Note:
    """A folder of parts says the same as one file."""
    stem, _, ending = _there(draft).partition(".")
    _rename(draft, f"{stem}/part-00.{ending}")
    return Note(is_same=True, text="in a folder")


@mutation("names", rank=NAMES, files=SMALL)
def a_folder_in_its_place(draft: Draft, rng: random.Random) -> Note:
    name = _there(draft)
    draft.name = ""
    draft.beside[name + "/.keep"] = b""
    return Note(text="a folder has its name")
