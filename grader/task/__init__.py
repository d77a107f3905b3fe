"""What a task declares and where tasks are found. ``from grader.task import Task, Function, Limits``."""

from grader.task.declaration import Function, Limits, Task

__all__ = ["Function", "Limits", "Task"]
