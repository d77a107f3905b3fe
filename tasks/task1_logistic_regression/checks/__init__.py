"""How task 1 is judged: one file for each function, and what several of them share in ``trained``.

The labels of the points on which accuracy is measured stay here. ``evaluate`` gets labels, but its answer counts
only as right or wrong about those rows: what it should say follows from what ``predict`` said about them.
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
