"""The closed set of outcomes, the result document, and what is derived from documents alone."""
