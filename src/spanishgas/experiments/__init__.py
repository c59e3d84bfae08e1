"""What models could reach: the ladder of experiments, compared on the same folds."""
