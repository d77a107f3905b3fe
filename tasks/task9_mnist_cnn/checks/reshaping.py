"""to_images and flatten: the same values in another shape."""

import numpy as np

from grader.checks import Mistake, rows_alike, shape, values

SIDE = 28


def vector_cases(rng):
    return [(rng.random((n, SIDE * SIDE), dtype=np.float32),) for n in (5, 1, 13)]


def flatten_cases(rng):
    """Height differs from width, with various numbers of channels, so that no two orders of the axes agree."""
    sizes = ((3, 7, 7, 4), (1, 5, 3, 2), (2, 4, 6, 1), (4, 1, 2, 3))
    return [(rng.normal(size=size).astype(np.float32),) for size in sizes]


def images(x):
    return x.reshape(-1, SIDE, SIDE, 1)


def in_order(*axes):
    """A mistake: flatten goes through the axes in this order."""
    return lambda x: x.transpose(0, *axes).reshape(len(x), -1)


IMAGE_MISTAKES = (
    Mistake("transposed-images", "rows and columns of the images are swapped", lambda x: images(x).swapaxes(1, 2)),
    Mistake("scaled-again", "the pixels are divided by 255 once more", lambda x: images(x) / 255),
    Mistake("rows-mixed", "pixels of different images are mixed", lambda x: images(x.T)),
)

FLATTEN_MISTAKES = (
    Mistake("channels-first", "the channels come first: whole channels one after the other", in_order(3, 1, 2)),
    Mistake("columns-first", "the columns come before the rows", in_order(2, 1, 3)),
    Mistake("reversed-order", "the order of the axes is reversed", in_order(3, 2, 1)),
)

TO_IMAGES = (
    shape("to_images", vector_cases, 1),
    values("to_images", vector_cases, 1, mistakes=IMAGE_MISTAKES),
    rows_alike("to_images", vector_cases, 1, rows=("x",), selects=True),
)

FLATTEN = (
    shape("flatten", flatten_cases, 1),
    values("flatten", flatten_cases, 2, mistakes=FLATTEN_MISTAKES),
    rows_alike("flatten", flatten_cases, 1, rows=("x",), selects=True),
)
