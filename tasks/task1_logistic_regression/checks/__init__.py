"""The checks of task 1: one file for each function; what several share is in ``trained``.

Labels of points on which accuracy is measured never leave the grader. ``evaluate`` does get labels, but its answer
counts only as right or wrong for those rows: the right answer follows from what ``predict`` returned for them.
"""

from grader.checks import reading
from grader.checks.splitting import splitting

from . import evaluate, predict, train
from .train import MEASUREMENTS

__all__ = ["CHECKS", "MEASUREMENTS"]

CHECKS = (
    *reading("read_data", (1, 1, 1), column=False),
    *splitting((1, 1, 2, 1, 1)),
    train.returns,
    *predict.CHECKS,
    *train.CHECKS,
    *evaluate.CHECKS,
)
