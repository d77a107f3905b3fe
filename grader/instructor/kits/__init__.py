"""Kits: the grader packed for Gradescope and for students' own machines."""
