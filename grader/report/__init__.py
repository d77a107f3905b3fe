"""Renderers of a result document: terminal, HTML, annotations. Pure functions."""
