"""What runs beside a student's code. Imports nothing of the grader; is mounted into the sandbox as one folder."""
