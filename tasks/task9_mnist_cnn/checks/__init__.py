"""The checks of task 9. Each function has its own file."""

from grader.checks.training.evaluate import evaluate_shape, evaluate_share, evaluate_truth, evaluate_unchanged
from grader.checks.training.predict import moved_check, predict_rows, predict_shape, predict_unchanged

from . import conv_layer, max_pool, reshaping, train
from .train import MEASUREMENTS, MOVED, TRAINING

__all__ = ["CHECKS", "MEASUREMENTS", "TRAINING"]

CHECKS = (
    *reshaping.TO_IMAGES,
    *conv_layer.CHECKS,
    *max_pool.CHECKS,
    *reshaping.FLATTEN,
    *train.CHECKS,
    predict_shape(TRAINING, 1),
    predict_rows(TRAINING, 1),
    predict_unchanged(TRAINING, 1),
    moved_check(TRAINING, MOVED, 1),
    evaluate_shape(TRAINING, 1),
    evaluate_truth(TRAINING, 1),
    evaluate_share(TRAINING, 1),
    evaluate_unchanged(TRAINING, 1),
)
