"""The base of every other package: errors, language, cleaning of text, frozen records, places of files."""
