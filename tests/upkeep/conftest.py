"""Upkeep asks what became of a run, never how good its model is: few customers are enough."""

from support.few_customers import *  # noqa: F403 a folder takes in all of them
