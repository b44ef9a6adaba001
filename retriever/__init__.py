"""A question to ranked hits, and hits to an answer with citations."""
