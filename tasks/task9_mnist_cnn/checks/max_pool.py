"""max_pool: the largest of each square of 2×2, SAME padding."""

import numpy as np

from grader.checks import Mistake, check, mark, passed, require_shape, rows_alike, say, say_n, values, wrong

POOLS = ((2, 8, 6, 3), (1, 7, 5, 2), (3, 1, 4, 1), (2, 28, 28, 2))


def pool_cases(rng):
    """Half of the images are negative everywhere, so that a padded zero shows."""
    drawn = [rng.normal(size=size).astype(np.float32) for size in POOLS]
    return [
        (np.where(np.arange(len(x))[:, None, None, None] % 2 == 0, -np.abs(x) - np.float32(0.1), x),) for x in drawn
    ]


def pooled(x, fill=-np.inf, reduce=np.max):
    """Each square's values combined by ``reduce``; ``fill`` completes the squares at the end of an odd side."""
    n, height, width, c = x.shape
    rows, columns = -(-height // 2), -(-width // 2)
    padded = np.pad(
        np.asarray(x, dtype=np.float64),
        ((0, 0), (0, 2 * rows - height), (0, 2 * columns - width), (0, 0)),
        constant_values=fill,
    )
    return reduce(padded.reshape(n, rows, 2, columns, 2, c), axis=(2, 4))


MISTAKES = (
    Mistake("average-for-maximum", "this is the average of each square", lambda x: pooled(x, np.nan, np.nanmean)),
    Mistake(
        "average-for-maximum", "this is the average of each square, zeros included", lambda x: pooled(x, 0.0, np.mean)
    ),
    Mistake("minimum-for-maximum", "this is the smallest of each square", lambda x: pooled(x, np.inf, np.min)),
    Mistake("zeros-leak", "a zero from outside wins over negative values at the border", lambda x: pooled(x, 0.0)),
    Mistake("only-subsampled", "this is the first of each square, not the largest", lambda x: x[:, ::2, ::2]),
    Mistake("relu-added", "negative values are made 0", lambda x: np.maximum(pooled(x), 0.0)),
    Mistake("absolute-maximum", "signs are lost", lambda x: pooled(np.abs(x))),
    Mistake(
        "padded-in-front",
        "the squares start one pixel too early where a side is odd",
        lambda x: pooled(x[:, ::-1, ::-1])[:, ::-1, ::-1],
    ),
)


@check(
    "max_pool.shape",
    "shape",
    1,
    title="max_pool halves height and width, rounded up",
    hint="(n, h, w, c) becomes (n, ⌈h/2⌉, ⌈w/2⌉, c).",
)
def shapes(exam):
    drawn = pool_cases(exam.rng)
    halved = mark("Height and width did not halve: the stride is 2.")
    for index, (x,) in enumerate(drawn):
        observed = exam.call("max_pool", x=x) if index == len(drawn) - 1 else exam.call("max_pool", x)
        n, h, w, c = x.shape
        wanted = (n, -(-h // 2), -(-w // 2), c)
        came = observed.array.shape if observed.array is not None else ()
        known = {
            (n, h // 2, w // 2, c): (
                "valid-pooling",
                mark("At an odd side the last row or column is lost: SAME rounds up."),
            ),
            (n, h, w, c): ("stride-1", halved),
            (n, h - 1, w - 1, c): ("stride-1", halved),
            (n, c): ("global-pooling", mark("One number for each channel came back: pool squares of 2×2.")),
        }
        if came != wanted and came in known:
            mistake, hint = known[came]
            raise wrong(
                "The result of max_pool has the shape {came}; {wanted} was expected for x of the shape {shape}.",
                hint,
                mistake,
                came=came,
                wanted=wanted,
                shape=x.shape,
            )
        require_shape(observed, say("The result of max_pool"), wanted)
    return passed(say_n("Right for {n} sizes.", "Right for {n} sizes.", len(drawn)))


CHECKS = (
    shapes,
    values("max_pool", pool_cases, 3, mistakes=MISTAKES),
    rows_alike("max_pool", pool_cases, 1, rows=("x",), selects=True),
)
