"""SpanishGas: who will leave, why, what it costs, and which offer pays."""

import os

__version__ = "0.1.0"

# Training threads that wait for each other must sleep, not spin: on a machine that does anything else at the same time,
# spinning made a one-second training take a minute. OpenMP reads this once, when xgboost is loaded.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
