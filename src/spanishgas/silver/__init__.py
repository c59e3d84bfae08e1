"""Second layer: cleaned tables, joined where a rule needs it, with nothing after ``as_of``."""
