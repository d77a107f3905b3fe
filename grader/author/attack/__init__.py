"""The hostile corpus, played on one's own machine."""
