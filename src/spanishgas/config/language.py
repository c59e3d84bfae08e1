"""The languages in which reasons are told to people."""

from typing import Literal

Language = Literal["en", "es"]
