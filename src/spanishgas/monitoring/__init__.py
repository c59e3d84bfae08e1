"""Whether this month is still like what the champion learned from."""
