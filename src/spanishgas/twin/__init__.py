"""The digital twin: seven raw files with the published statistics, made by causes, and the truth beside them."""

from spanishgas.twin.scenarios import scenario_names
from spanishgas.twin.simulate import simulate

__all__ = ["scenario_names", "simulate"]
