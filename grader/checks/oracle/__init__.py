"""What is right, and how far from it an answer may be. Never in a student's kit."""
