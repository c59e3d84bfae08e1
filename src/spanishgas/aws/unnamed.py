"""What may be said of an error outside the lake: in mails, exit messages, causes of executions, logs, the table.

An error of the input may quote a customer's id or what somebody wrote; its record in the lake says it whole, behind the
lake's own door. Outside, its sentence stays with file, column and row, and what a file may hold is an ellipsis: all in
quotes, and every word that is no plain English one. So an id of capitals, digits or accents never passes. One of small
letters alone passes where a message has it neither in quotes nor after "such as" or "customer". Sentences about runs,
models and keys lose what they quote; of errors that are not ours the kind is said alone.
"""

import re

NAMES_NOBODY = frozenset(
    {"GateError", "ModelInputError", "SupersededError", "SettingsError", "ConflictError", "StopError", "WiringError"}
)
"""Errors whose words are of models, columns, files, keys and settings alone."""
_MASKED = frozenset({"InputError", "CheckError"})
"""Errors of ours whose sentences may quote rows."""
_OF_KEYS = frozenset({"RunError", "ModelIntegrityError", "TrackingError"})
"""Errors of ours about runs and models, which quote what a document holds, and may hand on why a plan was refused."""
_OF_AWS = re.compile(r".*\..*|Failed|Refused|GateFailed|Superseded|[A-Z_]+")
"""Names of errors that AWS or the state machine gives; what they say was told outside before."""
_ELSEWHERE = "Why, in words, is in the record of the run."
_GAP = "…"
_QUOTED = re.compile(r"""(?<!\w)(?:'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")(?!\w)|(?<!\w)['"][^\n]*""")
"""What is quoted, or quoted and cut off; an apostrophe within a word quotes nothing."""
_NESTED = re.compile(r"(plan was refused|ended because): .*", re.DOTALL)
_EXAMPLES = re.compile(r"\b(?:(such as) [^.;:()\n]+|(customer) [^:\n]+(?=:))")
_OF_CUSTOMER = re.compile(r"(?<=/c-)[^/\s'\"]+")
"""The part of a key that is a customer's (``campaigns.calls``)."""
_PLACE = r"(?:rows?|records?) \d[\d,]*(?:(?:, | and )\d[\d,]*)*"
_FILE = r"[\w./:-]+\.(?:csv|json|jsonl|ndjson|parquet|txt)(?:\.gz)?"
_PLACES = re.compile(rf"^\s*({_FILE}(?:, column [a-z_]+(?:, [a-z_]+)*)?(?:, {_PLACE})?):", re.MULTILINE)
_PLAIN = (
    r"[a-z]+(?:[_'/-][a-z]+)*|--[a-z-]+|SPANISHGAS_[A-Z_]+"  # words, columns, options, settings
    r"|\d{4}-\d{2}(?:-\d{2})?|\d+(?:\.\d+)?%|CSV|JSON|UTF-8|UTF-16|UTC|MB|GB|Excel"
    rf"|{_FILE}|s3://\S+?/|raw/"
)
_TOKEN = re.compile(rf"(?P<place>{_PLACE})|(?P<word>\S+)")
_WORD = re.compile(rf"[(\[]*(?:{_PLAIN})?[)\]]*[.,:;?!]*")
_AROUND = re.compile(r"([(\[]?).*?([)\]]?[.,:;]?)")
_FIRST = re.compile(r"[(]*[A-Z][a-z]*(?:'[a-z]+)?[,:]?")
_GAPS = re.compile(rf"{_GAP}(?:[\s,]+{_GAP})+")


def unnamed(kind: str, message: str) -> str:
    """The message of an error by its kind, without what may name a customer."""
    if kind in NAMES_NOBODY or _OF_AWS.fullmatch(kind):
        return message
    if kind in _OF_KEYS:
        return of_keys(message)
    return masked(message) if kind in _MASKED else f"{kind}. {_ELSEWHERE}"


def of_keys(message: str) -> str:
    """A sentence about runs, models and keys without what it quotes or hands on."""
    return _OF_CUSTOMER.sub(_GAP, _QUOTED.sub(_GAP, _NESTED.sub(r"\1.", message)))


def masked(message: str) -> str:
    """A sentence with file, column and row, and an ellipsis in place of all that a file may hold."""
    said = _EXAMPLES.sub(lambda found: f"{found[1] or found[2]} {_GAP}", _QUOTED.sub(_GAP, message))
    return "\n".join(_GAPS.sub(_GAP, _TOKEN.sub(_kept, line)) for line in said.splitlines())


def place_in(message: str) -> str:
    """Where the first of several refusals is: file, column and row; empty where none says so."""
    found = _PLACES.search(message)
    return found[1] if found else ""


def _kept(token: re.Match[str]) -> str:
    word = token["word"]
    if word is None or _WORD.fullmatch(word):
        return token[0]
    before = token.string[: token.start()].rstrip()
    is_first = not before or before[-1] in ".?!"
    if is_first and _FIRST.fullmatch(word):
        return word
    around = _AROUND.fullmatch(word)
    assert around
    return f"{around[1]}{_GAP}{around[2]}"
