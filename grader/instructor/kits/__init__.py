"""The grader packed for elsewhere: Gradescope, and a student's laptop."""
