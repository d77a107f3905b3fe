"""The pictures of task 7: what the trained model reads, and where it is sure and wrong."""

from grader.checks.training.pictures import digit_pictures
from grader.task.catalog import load_module

checks = load_module("tasks", "task7_mnist_dense", "checks")

PICTURES = digit_pictures(checks.TRAINING)
