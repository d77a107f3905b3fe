"""prepare: pixels between 0 and 1 in rows, labels one-hot."""

import numpy as np

from grader.checks import (
    Mistake,
    check,
    one_hot,
    parts_of,
    passed,
    require_shape,
    rows_alike,
    say,
    unchanged,
    values,
    wrong,
)

PIXELS, CLASSES = 784, 10


def image_cases(rng):
    """Images and labels as in MNIST; one case has no white pixel and only four of the classes."""
    cases = []
    for n, brightest, classes in ((13, 255, 10), (1, 255, 10), (7, 255, 10), (5, 200, 4)):
        images = rng.integers(0, brightest + 1, (n, 28, 28), dtype=np.uint8)
        images[:, 14, 14] = brightest
        cases.append((images, rng.integers(0, classes, n).astype(np.uint8)))
    return cases


def but(x=lambda x: x, y=lambda y: y):
    """A mistake in prepare: the right result is changed by ``x`` or ``y``."""
    return lambda images, labels: (x(images.reshape(len(images), -1) / 255.0), y(one_hot(labels)))


MISTAKES = (
    Mistake("not-scaled", "the pixels are still between 0 and 255", but(x=lambda x: 255 * x)),
    Mistake("scaled-by-256", "the pixels are divided by 256", but(x=lambda x: x * 255 / 256)),
    Mistake("scaled-to-minus-one", "the pixels lie between −1 and 1", but(x=lambda x: 2 * x - 1)),
    Mistake("inverted", "black and white are swapped", but(x=lambda x: 1 - x)),
    Mistake("scaled-twice", "the pixels are divided by 255 twice", but(x=lambda x: x / 255)),
    Mistake("integer-division", "the fractions are cut off", but(x=np.floor)),
    Mistake(
        "scaled-by-maximum",
        "the pixels are divided by the largest pixel that happens to be there",
        but(x=lambda x: x / x.max()),
    ),
    Mistake(
        "standardised", "the pixels have mean 0 and standard deviation 1", but(x=lambda x: (x - x.mean()) / x.std())
    ),
    Mistake(
        "flatten-order",
        "the pixels are laid out column by column",
        but(x=lambda x: x.reshape(-1, 28, 28).swapaxes(1, 2).reshape(-1, PIXELS)),
    ),
    Mistake(
        "one-hot-off-by-one",
        "the one is in the column before the label's (the classes are counted from 1)",
        but(y=lambda y: np.roll(y, -1, axis=1)),
    ),
    Mistake("one-hot-off-by-one", "the one is in the column after the label's", but(y=lambda y: np.roll(y, 1, axis=1))),
    Mistake("one-cold", "zeros and ones are swapped in y", but(y=lambda y: 1 - y)),
)


@check(
    "prepare.shape",
    "shape",
    1,
    title="prepare returns x (n, 784) and y (n, 10)",
    hint="Print the shapes of what you return, for several numbers of images.",
)
def shapes(exam):
    """Shapes for several numbers of images. Labels that are not one-hot, or have too few columns, are named."""
    for index, (images, labels) in enumerate(image_cases(exam.rng)):
        if index == 2:
            observed = exam.call("prepare", images=images, labels=labels)
        else:
            observed = exam.call("prepare", images, labels)
        x, y = parts_of(observed, "prepare", ("x", "y"))
        require_shape(x, say("x, returned by prepare,"), (len(images), PIXELS))
        if y.array is not None and y.array.ndim == 1:
            raise wrong(
                "y, returned by prepare, has the shape ({count},); ({count}, {classes}) was expected.",
                "y has one column for each class and a 1 in the column of the label.",
                "not-one-hot",
                count=len(labels),
                classes=CLASSES,
            )
        if y.array is not None and y.array.ndim == 2 and y.array.shape[1] != CLASSES:
            raise wrong(
                "y, returned by prepare, has {shape} columns for the labels {value}; {classes} are expected.",
                "There are ten digits, whether or not all of them occur among the labels.",
                "classes-from-data",
                shape=y.array.shape[1],
                value=sorted({*labels.tolist()}),
                classes=CLASSES,
            )
        require_shape(y, say("y, returned by prepare,"), (len(labels), CLASSES))
    return passed(say("Right for 4 sizes."))


CHECKS = (
    shapes,
    values(
        "prepare",
        image_cases,
        2,
        mistakes=MISTAKES,
        integers=True,
        title="prepare scales the pixels and makes the labels one-hot",
        hint="x lies between 0 and 1, row after row of each image; y has a single 1, in the label's column.",
    ),
    rows_alike("prepare", image_cases, 1, rows=("images", "labels"), selects=True),
    unchanged("prepare", image_cases, 1, selects=True),
)
