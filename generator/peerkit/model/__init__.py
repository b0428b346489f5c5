"""Frozen nouns, one a file: what the group files may say, and who may see it."""
