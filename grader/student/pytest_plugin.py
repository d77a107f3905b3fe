"""``pytest --grader task3 solution.py``: each check as a test.

The file is graded once, in the sandbox; pytest neither imports nor rewrites it.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("grader")
    group.addoption("--grader", metavar="TASK", help="check the named solution files as this task, a test per check")
    group.addoption("--grader-seed", metavar="N", type=int, default=None, help="the seed for --grader")


def pytest_configure(config: pytest.Config) -> None:
    name = config.getoption("--grader")
    if name:
        from grader.base.errors import UsageError
        from grader.task import catalog

        try:
            catalog.find(name)
        except UsageError as error:
            raise pytest.UsageError(str(error)) from None


def _named(path: Path, config: pytest.Config) -> bool:
    """Whether the file was named on the command line; other files are not touched."""
    wanted = {(config.invocation_params.dir / arg.partition("::")[0]).resolve() for arg in config.args}
    return path.suffix in (".py", ".ipynb") and path.resolve() in wanted


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    if parent.config.getoption("--grader") and file_path.suffix == ".ipynb" and _named(file_path, parent.config):
        return Solution.from_parent(parent, path=file_path)
    return None


@pytest.hookimpl(tryfirst=True)
def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    if parent.config.getoption("--grader") and _named(module_path, parent.config):
        return Solution.from_parent(parent, path=module_path)  # in place of a module that would be imported
    return None


class Solution(pytest.File):
    """A solution file; its tests are the task's checks."""

    def collect(self) -> Iterable[pytest.Item]:
        from grader.base.language import preferred, use
        from grader.grading.check import check

        task = self.config.getoption("--grader")
        with use(preferred()):
            document = check(task, self.path, seed=self.config.getoption("--grader-seed")).document()
        for entry in document["checks"]:
            yield CheckItem.from_parent(self, name=entry["id"], entry=entry, document=document)


class CheckItem(pytest.Item):
    """One check as a test."""

    def __init__(self, *, entry: dict[str, Any], document: dict[str, Any], **settings: Any) -> None:
        super().__init__(**settings)
        self.entry = entry
        self.document = document

    def runtest(self) -> None:
        from grader.base.language import say, use

        if self.document["status"] != "graded":
            raise NotPassed(f"{self.document['message']} {self.document['hint']}".strip())
        if self.entry["outcome"] == "skipped":
            pytest.skip(self.entry["message"])
        if self.entry["outcome"] != "pass":
            with use(self.document["language"]):
                hint = "\n" + say("Hint: {hint}", hint=self.entry["hint"]) if self.entry["hint"] else ""
            raise NotPassed(f"{self.entry['outcome']}: {self.entry['message']}{hint}")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, NotPassed):
            from grader.base.door import harmless

            return harmless(str(excinfo.value))
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        span = self.document["functions"].get(self.entry["id"].partition(".")[0])
        return self.path, span[0] - 1 if span else None, f"{self.entry['id']}: {self.entry['title']}"


class NotPassed(Exception):
    """A check was not passed; its text is the check's message."""
