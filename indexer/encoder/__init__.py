"""The sentence encoder: text to a vector of meaning, ours by default, any sentence-transformers model by name."""
