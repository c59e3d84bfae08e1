"""The twin's raw files: the seven extracts as a retailer would send them, and the truth beside them."""
