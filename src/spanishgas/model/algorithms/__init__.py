"""One algorithm a file, each behind the same small protocol."""
