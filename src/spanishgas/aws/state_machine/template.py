"""The definition as a template of Terraform's ``templatefile``: text with ``${name}`` where a variable goes."""

import json
import re

from spanishgas.aws.state_machine.definition import definition
from spanishgas.aws.state_machine.jobs import Rendering

FILES: dict[str, Rendering] = {"pipeline.asl.json": "fused", "pipeline-seven.asl.json": "seven"}
"""The file of each rendering below ``infra/terraform/asl``."""
_JSON_VARIABLE = re.compile(r'"(\$\{\w+_json\})"')


def template(rendering: Rendering) -> str:
    """The text of a rendering: JSON once its variables are filled; those that end in ``_json`` are JSON."""
    text = json.dumps(definition(rendering), indent=2) + "\n"
    return _JSON_VARIABLE.sub(r"\1", text)
