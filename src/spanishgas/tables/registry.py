"""Every stored table by its name."""

import dataframely as dy

from spanishgas.tables import (
    audit,
    bronze,
    drift,
    experiments,
    features,
    outcomes,
    quality,
    results,
    silver,
    training,
    usage,
)
from spanishgas.tables.base import table_name

SCHEMAS: dict[str, type[dy.Schema]] = {
    table_name(schema): schema
    for module in (bronze, usage, silver, features, training, audit, results, drift, outcomes, quality, experiments)
    for schema in module.SCHEMAS
}
