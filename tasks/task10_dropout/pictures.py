"""The pictures of task 10: what the trained model reads, and where it is sure and wrong."""

from grader.checks.training.pictures import digit_pictures

from .checks import TRAINING

PICTURES = digit_pictures(TRAINING)
