"""How task 10 is judged: ``dropout`` by itself, then ``train`` and ``predict``, which need a trained model."""

from . import dropout, train
from .train import MEASUREMENTS, TRAINING

__all__ = ["CHECKS", "MEASUREMENTS", "TRAINING"]

CHECKS = (*dropout.CHECKS, *train.CHECKS)
