"""One submission under examination: ask, receive, say what went wrong."""
