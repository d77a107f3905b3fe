"""How task 8 is judged: one file for each function, and what the random initialisers share in ``initialisers``."""

from . import gaussian, signal, uniform, xavier, zeros

CHECKS = (*zeros.CHECKS, *uniform.CHECKS, *gaussian.CHECKS, *xavier.CHECKS, *signal.CHECKS)
