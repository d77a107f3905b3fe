"""For one person and their own file: progress, watch, notebook magic, pytest plugin."""
