"""Which mutants there are: one small change each to a room under test, by the operators of cosmic-ray."""

import ast
import difflib
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

ROOMS = ("decide", "monitoring", "run", "tables")
PACKAGE = Path("src/spanishgas")

# A bitwise or a shift of lengths and shares fails wherever it runs, whatever the test; identity of equal texts is luck.
LEFT_OUT = re.compile(
    r"ReplaceBinaryOperator_(Add|Sub|Mul|Div|FloorDiv|Mod|Pow)_(RShift|LShift|BitOr|BitAnd|BitXor)$"
    r"|ReplaceBinaryOperator_(BitOr|BitAnd|BitXor)_(Add|Sub|Mul|Div|FloorDiv|Mod|Pow|RShift|LShift)$"
    r"|ReplaceComparisonOperator_(Eq|NotEq|Lt|LtE|Gt|GtE)_(Is|IsNot)$"
)

# The star of a signature or an unpacking is an operator to cosmic-ray.
ARITHMETIC = ("arith_expr", "term", "power", "expr", "and_expr", "xor_expr", "shift_expr")


@dataclass(frozen=True)
class Mutant:
    """One changed module."""

    path: str
    line: int
    operator: str
    code: str
    diff: str

    @property
    def room(self) -> str:
        return Path(self.path).parent.name


def sample(root: Path, seed: int, size: int, only: str = "") -> tuple[list[Mutant], int]:
    """Mutants drawn without regard to room, and how many places there were to draw from."""
    places = [place for place in _places(root) if only in place[0]]
    random.Random(seed).shuffle(places)
    drawn: dict[str, Mutant] = {}
    for place in places:
        if len(drawn) == size:
            break
        mutant = _mutant(root, *place)
        if mutant:
            drawn.setdefault(mutant.code, mutant)
    return list(drawn.values()), len(places)


def _places(root: Path) -> Iterator[tuple[str, str, int, int]]:
    """Module, operator, its how-manieth place in the module, line: all but those left out."""
    for room in ROOMS:
        for file in sorted((root / PACKAGE / room).glob("*.py")):
            code = file.read_text("utf-8")
            nodes, unproven = list(ast_nodes(get_ast(code))), _not_run(code)
            for name in sorted(operator_names()):
                kind = get_operator(name)
                if kind.arguments() or LEFT_OUT.search(name):
                    continue
                operator = kind()
                starts = ((node, start) for node in nodes for start, _ in operator.mutation_positions(node))
                for occurrence, (node, start) in enumerate(starts):
                    unpacks = "Binary" in name and node.parent.type not in ARITHMETIC
                    if not unpacks and not any(first <= start < last for first, last in unproven):
                        yield file.relative_to(root).as_posix(), name, occurrence, start[0]


def _not_run(code: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Spans of annotations and of ``if TYPE_CHECKING``, which the type checker holds and no test can."""
    spans: list[tuple[tuple[int, int], tuple[int, int]]] = []
    for node in ast.walk(ast.parse(code)):
        types = [getattr(node, "annotation", None), getattr(node, "returns", None)]
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            types.append(node)
        spans += [((t.lineno, t.col_offset), (t.end_lineno, t.end_col_offset)) for t in types if isinstance(t, ast.AST)]
    return spans


def _mutant(root: Path, path: str, name: str, occurrence: int, line: int) -> Mutant | None:
    """The changed module; none where the change is no Python or changes nothing."""
    before = (root / path).read_text("utf-8")
    try:
        code = mutate_code(before, get_operator(name)(), occurrence)
        if code is None or ast.dump(ast.parse(code)) == ast.dump(ast.parse(before)):
            return None
    except (SyntaxError, AttributeError):  # the second: its operator for exceptions knows no dotted names
        return None
    diff = difflib.unified_diff(before.splitlines(), code.splitlines(), n=0, lineterm="")
    return Mutant(path, line, name.removeprefix("core/"), code, "\n".join([*diff][3:]))
