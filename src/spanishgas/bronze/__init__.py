"""The first layer: raw file → typed table."""
