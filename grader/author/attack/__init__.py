"""The hostile corpus, run against this machine's sandbox."""
