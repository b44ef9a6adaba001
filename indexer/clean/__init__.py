"""Lines to lines: page furniture, the second printing, contact boxes, reading order."""
