"""Every error that the grader raises on purpose, and the exit code that each means.

GraderError                 3   something of ours went wrong
├── UsageError              2   the command cannot be carried out as it was given
├── Unreadable              2   the submission is not a file that can be graded
├── CatalogError            3   a task folder is broken
├── SandboxError            3   no child process could be started
│   └── Interrupted         3   a child process was ended from outside
└── DataError               2   a data set is missing, damaged or could not be fetched
"""


class GraderError(Exception):
    """Base of the tree. ``str(error)`` is a sentence for the user."""

    exit_code = 3


class UsageError(GraderError):
    exit_code = 2


class Unreadable(GraderError):
    """The submission cannot be read. ``hint`` says what to try; ``sha256`` is the digest of the file's bytes, if they
    could be read."""

    exit_code = 2

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint
        self.sha256 = ""


class CatalogError(GraderError):
    pass


class SandboxError(GraderError):
    """``reason`` says why a back end does not work here, if that is known."""

    def __init__(self, message: str, reason: str = "") -> None:
        super().__init__(message)
        self.reason = reason


class Interrupted(SandboxError):
    """The child process was ended, and not by the student's code. Nothing is known of the submission by it."""


class DataError(GraderError):
    exit_code = 2
