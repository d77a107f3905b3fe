"""The state of a class: one SQLite file."""
