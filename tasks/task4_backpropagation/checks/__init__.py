"""The checks of task 4: one file for each function; what several share is in ``network`` and ``trained``."""

from . import backward_propagation, cost, predict, train, update

MEASUREMENTS = (*train.MEASUREMENTS, predict.ACCURACY)

CHECKS = (*cost.CHECKS, *backward_propagation.CHECKS, *update.CHECKS, *train.CHECKS, *predict.CHECKS)
