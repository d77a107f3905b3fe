"""Lateness, the gradebook and its exports."""
