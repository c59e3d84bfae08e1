"""How the readers of texts are made (``readers.train``) and measured; nothing here is installed."""
