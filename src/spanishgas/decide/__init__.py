"""From a probability to a decision: tiers and losses, offers within guardrails, reasons in words."""
