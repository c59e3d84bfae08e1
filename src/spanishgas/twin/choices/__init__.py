"""What the twin's customers do, and why: contacts, leaving, answers to offers."""
