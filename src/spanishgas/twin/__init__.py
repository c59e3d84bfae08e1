"""The digital twin: seven raw files with the published statistics, made by causes, and the truth beside them."""

from spanishgas.twin.fidelity import fidelity_rows
from spanishgas.twin.fidelity_page import fidelity_page
from spanishgas.twin.fidelity_tables import PipelineTables, reading_facts
from spanishgas.twin.scenarios import scenario_names
from spanishgas.twin.simulate import simulate

__all__ = ["PipelineTables", "fidelity_page", "fidelity_rows", "reading_facts", "scenario_names", "simulate"]
