"""What is read in a text: its language, how its writer feels, and what they want where no rule tells."""
