"""From offers to what they changed: who is called and who is the control, what came of it, what is learned."""
