"""Raw text to units, and units to an index."""
