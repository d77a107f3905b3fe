"""A student's file, read into source text with a map of its cells."""
