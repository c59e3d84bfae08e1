"""SpanishGas: who will leave, why, what it costs, and which offer pays."""

__version__ = "0.1.0"
