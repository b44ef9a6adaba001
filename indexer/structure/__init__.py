"""Lines to documents: split, paragraphs, outline, tables, annexes."""
