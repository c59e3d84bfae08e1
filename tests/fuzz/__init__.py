"""A seeded fuzzer of raw files: what comes in is refused with its place, comes to the same, or is counted."""
