"""The closed set of outcomes, the result document, and what can be computed from documents alone."""
