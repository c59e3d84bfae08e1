"""Where the trigger's state is kept: one item of a table, written only over the state that was seen.

Beside it lie rows for people and the status page, which nothing is decided by.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from botocore.exceptions import ClientError
from pydantic import TypeAdapter

from spanishgas.aws.trigger.state import State
from spanishgas.errors import ConflictError, RunError

KEY = "file_key"
STATE = "state"
_ITEMS_A_CALL = 100
_TRIES = 20
_STATE = TypeAdapter(State)
T = TypeVar("T")
Row = dict[str, str]


@dataclass(frozen=True)
class StateTable:
    """The table, by its client."""

    client: Any
    name: str

    def load(self) -> State:
        """The state as it is, never an older one; a new one where there is none."""
        found = self.client.get_item(TableName=self.name, Key={KEY: {"S": STATE}}, ConsistentRead=True)
        if "Item" not in found:
            return State()
        return _STATE.validate_json(found["Item"]["state"]["S"])

    def put(self, state: State, rev: int) -> bool:
        """Write the state if its revision is still the one that was seen; False where somebody was faster."""
        condition: dict[str, Any] = {"ConditionExpression": f"attribute_not_exists({KEY})"}
        if rev:
            condition = {"ConditionExpression": "rev = :seen", "ExpressionAttributeValues": {":seen": {"N": str(rev)}}}
        text = _STATE.dump_json(replace(state, rev=rev + 1)).decode()
        item = {KEY: {"S": STATE}, "rev": {"N": str(rev + 1)}, "state": {"S": text}}
        try:
            self.client.put_item(TableName=self.name, Item=item, **condition)
        except ClientError as error:
            if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
                return False
            raise
        return True

    def keep(self, how: Callable[[State], tuple[State, T]]) -> T:
        """Keep what is made of the state, whatever others keep meanwhile; returns what is said of it.

        Raises ConflictError where others are faster at every try.
        """
        for _ in range(_TRIES):
            state = self.load()
            new, said = how(state)
            if new == state or self.put(new, state.rev):
                return said
        raise ConflictError("The trigger's state was written by others at every try. Try again.")

    def change(self, how: Callable[[State], State]) -> None:
        """Keep a change of the state; see ``keep``."""
        self.keep(lambda state: (how(state), None))

    def rows(self, keys: Iterable[str]) -> dict[str, Row]:
        """Rows by their keys, those that are there."""
        wanted, found = sorted(set(keys)), dict[str, Row]()
        for start in range(0, len(wanted), _ITEMS_A_CALL):
            asked = {self.name: {"Keys": [{KEY: {"S": key}} for key in wanted[start : start + _ITEMS_A_CALL]]}}
            for _ in range(_ITEMS_A_CALL):
                answer = self.client.batch_get_item(RequestItems=asked)
                found |= {item[KEY]["S"]: _plain(item) for item in answer["Responses"].get(self.name, [])}
                asked = answer.get("UnprocessedKeys")
                if not asked:
                    break
            else:
                raise RunError(f"The table {self.name} does not answer for all rows.")
        return found

    def write_row(self, key: str, row: Row) -> None:
        """Write a row, whatever was there."""
        item = {KEY: {"S": key}, **{name: {"S": value} for name, value in row.items()}}
        self.client.put_item(TableName=self.name, Item=item)


def _plain(item: Mapping[str, Mapping[str, str]]) -> Row:
    return {name: value["S"] for name, value in item.items() if "S" in value}
