"""What becomes of files, runs and campaigns does not hang on how good a model is: few customers are enough."""

from support.few_customers import *  # noqa: F403 a folder takes in all of them
