"""The pictures of task 9: what the trained model reads, and where it is sure and wrong."""

from grader.catalog import load_module
from grader.checks.digit_pictures import digit_pictures

checks = load_module("tasks", "task9_mnist_cnn", "checks")

PICTURES = digit_pictures(checks.TRAINING)
