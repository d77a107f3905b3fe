"""The ground that everything else stands on: errors, language, cleaning of text, frozen records, where files lie."""
