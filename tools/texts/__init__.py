"""How the readers of texts are made (``texts.train``) and measured; nothing here is installed."""
