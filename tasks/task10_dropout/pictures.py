"""The pictures of task 10: what the trained model reads, and where it is sure and wrong."""

from grader.checks.training.pictures import digit_pictures
from grader.task.catalog import load_module

checks = load_module("tasks", "task10_dropout", "checks")

PICTURES = digit_pictures(checks.TRAINING)
