"""The right answers, and how far an answer may be from them. Never in a student's kit."""
