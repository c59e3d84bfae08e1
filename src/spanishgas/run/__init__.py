"""How a run happens: plan, raw files, runner, record, publication, and the one reader of what runs left."""
