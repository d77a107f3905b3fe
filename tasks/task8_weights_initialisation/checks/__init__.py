"""The checks of task 8: one file for each function; what the random initialisers share is in ``initialisers``."""

from . import gaussian, signal, uniform, xavier, zeros

CHECKS = (*zeros.CHECKS, *uniform.CHECKS, *gaussian.CHECKS, *xavier.CHECKS, *signal.CHECKS)
