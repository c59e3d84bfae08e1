"""The state machine of a run in the Amazon States Language, rendered from the pipelines in two ways."""
