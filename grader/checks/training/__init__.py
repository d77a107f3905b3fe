"""Checks that need a trained model. Never in a student's kit."""
