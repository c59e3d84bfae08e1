"""Schema, key, units and description of every table; one module a layer, all of them in ``registry``."""
