"""``grader batch``: a folder of submissions, graded and resumable."""
