"""The checks of task 7. Each function has its own file."""

from grader.checks.training.batches import batch_order, batch_pairs, batch_rows, batch_sizes, batches_unchanged
from grader.checks.training.evaluate import evaluate_shape, evaluate_share, evaluate_truth, evaluate_unchanged
from grader.checks.training.predict import moved_check, predict_rows, predict_shape, predict_unchanged

from . import layers, loss, prepare, steps, train
from .layers import hidden_cases, output_cases
from .loss import loss_cases
from .train import MEASUREMENTS, MOVED, TRAINING

__all__ = ["CHECKS", "MEASUREMENTS", "TRAINING", "hidden_cases", "loss_cases", "output_cases"]

CHECKS = (
    *prepare.CHECKS,
    batch_sizes(1),
    batch_rows(2),
    batch_pairs(1),
    batch_order(1),
    batches_unchanged(1),
    *layers.CHECKS,
    *loss.CHECKS,
    *train.CHECKS,
    predict_shape(TRAINING, 1),
    predict_rows(TRAINING, 1),
    predict_unchanged(TRAINING, 1),
    steps.first_step,
    steps.batch_size,
    moved_check(TRAINING, MOVED, 1),
    evaluate_shape(TRAINING, 1),
    evaluate_truth(TRAINING, 1),
    evaluate_share(TRAINING, 1),
    evaluate_unchanged(TRAINING, 1),
)
