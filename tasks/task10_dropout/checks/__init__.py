"""The checks of task 10: ``dropout`` alone, then ``train`` and ``predict``, which need a trained model."""

from . import dropout, train
from .train import MEASUREMENTS, TRAINING

__all__ = ["CHECKS", "MEASUREMENTS", "TRAINING"]

CHECKS = (*dropout.CHECKS, *train.CHECKS)
