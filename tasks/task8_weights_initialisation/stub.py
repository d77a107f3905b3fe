"""Task 8: weights initialisation

Before a network can learn, its weights need values. Four ways to choose them, for a matrix of weights with the shape
(fan_in, fan_out):

    zeros      0 everywhere
    uniform    uniform on [-1, 1]
    gaussian   normal with mean 0 and standard deviation stddev (0.1 unless said otherwise), not truncated
    xavier     uniform on [-limit, limit], limit = √(6 / (fan_in + fan_out))   (Glorot and Bengio, 2010)

The same seed gives the same array, another seed another one. What the choice means shows when a signal goes through
many layers: 256 rows of standard normal numbers x, and for each layer new weights W (width, width) and

    x ← tanh(x · W)

After each layer, the standard deviation of all its values says what is left of the signal. With zeros it is gone at
once, with weights that are too small it fades away, with weights that are too large every unit saturates at ±1, and
with Xavier's it is kept.

Solve it in NumPy or in TensorFlow.
"""


def zeros(shape, seed):
    """Weights that are all zero.

    Arguments:
        shape: (fan_in, fan_out), a tuple of two ints.
        seed: an int; it has no effect here.

    Returns:
        An array (fan_in, fan_out).
    """
    raise NotImplementedError


def uniform(shape, seed):
    """Weights drawn from the uniform distribution on [-1, 1].

    Arguments:
        shape: (fan_in, fan_out), a tuple of two ints.
        seed: an int; the same seed gives the same array.

    Returns:
        An array (fan_in, fan_out).
    """
    raise NotImplementedError


def gaussian(shape, seed, stddev=0.1):
    """Weights drawn from the normal distribution with mean 0.

    Arguments:
        shape: (fan_in, fan_out), a tuple of two ints.
        seed: an int; the same seed gives the same array.
        stddev: the standard deviation, a float.

    Returns:
        An array (fan_in, fan_out).
    """
    raise NotImplementedError


def xavier(shape, seed):
    """Weights drawn from Glorot's uniform distribution.

    Arguments:
        shape: (fan_in, fan_out), a tuple of two ints.
        seed: an int; the same seed gives the same array.

    Returns:
        An array (fan_in, fan_out) with values between -limit and limit.
    """
    raise NotImplementedError


def signal(initialiser, layers, width, seed):
    """What is left of a signal after each of many tanh layers without biases.

    Arguments:
        initialiser: a function such as those above; call it as initialiser(shape, seed), once for each layer, with
            the shape (width, width) and with seeds of your own making.
        layers: the number of layers, an int.
        width: the number of units in each layer, an int.
        seed: an int for everything that is random; the same seed gives the same result.

    Returns:
        The standard deviation of all 256 · width values of each layer, after tanh, an array (layers,).
    """
    raise NotImplementedError
