"""Schema of what came of what past runs had said."""

import dataframely as dy

from spanishgas.tables.base import described
from spanishgas.tables.judged import JudgedGroups


class OutcomeResults(JudgedGroups):
    """One row a published run whose outcomes are known, a grouping and a group: what was said against what came."""

    run_id = dy.String(primary_key=True, min_length=1, **described("-", "The run that had said it"))
    label_date = dy.Date(primary_key=True, **described("date", "Day it looked from, and the horizon started"))
    model_id = dy.String(**described("-", "Model that had scored"))


SCHEMAS = (OutcomeResults,)
