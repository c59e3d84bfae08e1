"""Schema of what the quality checks and the steps noticed."""

import dataframely as dy

from spanishgas.tables.base import described


class QualityFindings(dy.Schema):
    """One row a finding: something dropped, repaired, odd or out of limits."""

    layer = dy.String(**described("-", "Layer in which it was noticed"))
    table = dy.String(**described("-", "Table"))
    column = dy.String(**described("-", "Column"))
    check = dy.String(**described("-", "What was checked"))
    value = dy.Float64(**described("-", "What was found: a count or a share"))
    limit = dy.Float64(**described("-", "What is allowed", null="a count that is only reported"))
    severity = dy.Enum(["info", "warning", "error"], **described("-", "error stops the run before it publishes"))
    message = dy.String(**described("-", "The finding in words"))


SCHEMAS = (QualityFindings,)
