"""Task 10 in float64 NumPy: what is not left to chance in dropout."""


def kept(x, rate):
    """What a unit becomes that is not dropped in training: x (n, h), 0 <= rate < 1 -> (n, h)."""
    return x / (1.0 - rate)
