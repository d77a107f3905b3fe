"""conv_layer: relu(convolution of x with W, stride 1, SAME padding, + b)."""

import numpy as np

from grader.checks import (
    U32,
    Mistake,
    answer,
    biased,
    check,
    gamma,
    layer_mistakes,
    mark,
    passed,
    relu,
    require_close,
    require_shape,
    say,
    say_n,
    sigmoid,
    unchanged,
    uses_package,
    values,
    wrong,
)

# (n, h, w, kernel, c_in, c_out): higher than wide and wider than high, several channels, kernels of 1, 3, 5, and one
# that is larger than the image.
CONVOLUTIONS = ((2, 7, 9, 3, 2, 4), (1, 28, 28, 5, 1, 3), (3, 6, 5, 5, 3, 2), (2, 4, 3, 1, 4, 5), (1, 3, 4, 5, 2, 1))


def conv_cases(rng):
    return [
        (
            rng.normal(size=(n, h, w, c_in)).astype(np.float32),
            (rng.normal(size=(k, k, c_in, c_out)) / (k * c_in**0.5)).astype(np.float32),
            biased(rng, c_out).astype(np.float32),
        )
        for n, h, w, k, c_in, c_out in CONVOLUTIONS
    ]


def convolved(x, W, shift=0, mode="constant"):
    """Cross-correlation in float64; ``shift`` moves the kernel by rows and columns, ``mode`` pads the border."""
    x, W = np.asarray(x, dtype=np.float64), np.asarray(W, dtype=np.float64)
    height, width = x.shape[1:3]
    k = W.shape[0]
    padded = np.pad(x, ((0, 0), (k, k), (k, k), (0, 0)), mode=mode)
    first = k - k // 2 + shift
    return sum(
        padded[:, i + first : i + first + height, j + first : j + first + width] @ W[i, j]
        for i in range(k)
        for j in range(k)
    )


def conv_tolerance(x, W, b):
    """γ_n · (|x| * |W| + |b|) with n = k·k·c_in + 1 terms, times 4: Winograd's and FFT's transforms round more.

    Source of the bound: Higham, section 3.1. The factor: a fast algorithm's error is bounded by the norm, not for each
    element, so the largest magnitude is used for all.
    """
    terms = W.shape[0] * W.shape[1] * W.shape[2] + 1
    magnitude = convolved(np.abs(x), np.abs(W)) + np.abs(b)
    return [4 * gamma(terms + 2, U32) * float(magnitude.max()) * np.ones(magnitude.shape)]


def of(changed):
    """The layer with other arguments for ``convolved``: ``changed(x, W)``."""
    return lambda x, W, b: relu(convolved(*changed(x, W)) + b)


MISTAKES = (
    *layer_mistakes(
        convolved,
        activation=("relu", relu),
        others=(
            Mistake("tanh-for-relu", "the activation is tanh", np.tanh),
            Mistake("sigmoid-for-relu", "the activation is the sigmoid", sigmoid),
        ),
        cut="",
        rounded="",
        digits=0,
    ),
    Mistake(
        "true-convolution",
        "the kernel is turned round by 180°: that is the mathematicians' convolution, not the network's",
        of(lambda x, W: (x, W[::-1, ::-1])),
    ),
    Mistake("kernel-transposed", "rows and columns of the kernel are swapped", of(lambda x, W: (x, W.swapaxes(0, 1)))),
    Mistake(
        "edge-padding",
        "the border is padded with copies of the edge, not with zeros",
        of(lambda x, W: (x, W, 0, "edge")),
    ),
    Mistake(
        "shifted-padding",
        "the zeros are all put before the image, so that the result is shifted",
        of(lambda x, W: (x, W, -(W.shape[0] // 2))),
    ),
    Mistake(
        "shifted-padding",
        "the zeros are all put behind the image, so that the result is shifted",
        of(lambda x, W: (x, W, W.shape[0] // 2)),
    ),
    Mistake("one-input-channel", "only the first channel of x takes part", of(lambda x, W: (x[..., :1], W[:, :, :1]))),
    Mistake(
        "mean-over-channels", "the channels of x are averaged, not added up", of(lambda x, W: (x / x.shape[-1], W))
    ),
    Mistake("one-bias", "all channels get the first one's bias", lambda x, W, b: relu(convolved(x, W) + b[0])),
)


def known_shapes(x, W):
    """The shapes that other paddings, strides and a depthwise convolution give, with (mistake, hint) for each."""
    (n, h, w, c_in), (k, _, _, c_out) = x.shape, W.shape
    return {
        (n, h - k + 1, w - k + 1, c_out): (
            "valid-padding",
            mark("The border is lost: SAME pads with zeros, so that height and width stay."),
        ),
        (n, h + k - 1, w + k - 1, c_out): ("full-padding", mark("The image has grown: too many zeros around it.")),
        (n, -(-h // 2), -(-w // 2), c_out): ("stride-2", mark("Every other pixel is left out: the stride is 1.")),
        (n, h, w, c_in * c_out): (
            "depthwise",
            mark("Each channel is convolved for itself: a convolution adds up over the channels of x."),
        ),
    }


@check(
    "conv_layer.shape",
    "shape",
    1,
    title="conv_layer returns the right shape",
    hint="SAME padding with a stride of 1 keeps height and width; W says how many channels come out.",
)
def shapes(exam):
    drawn = conv_cases(exam.rng)
    for index, (x, W, b) in enumerate(drawn):
        last = index == len(drawn) - 1
        observed = exam.call("conv_layer", x=x, W=W, b=b) if last else exam.call("conv_layer", x, W, b)
        wanted = (*x.shape[:3], W.shape[3])
        came = observed.array.shape if observed.array is not None else ()
        if came != wanted and came in (known := known_shapes(x, W)):
            mistake, hint = known[came]
            raise wrong(
                "The result of conv_layer has the shape {came}; {value} was expected for x of the shape "
                "{shape} and W of the shape {shape2}.",
                hint,
                mistake,
                came=came,
                value=wanted,
                shape=x.shape,
                shape2=W.shape,
            )
        require_shape(observed, say("The result of conv_layer"), wanted)
    return passed(say_n("Right for {n} sizes.", "Right for {n} sizes.", len(drawn)))


@check(
    "conv_layer.moves",
    "property",
    1,
    title="conv_layer gives the same answer to a pattern wherever it stands",
    hint="The same kernel is laid on every place of every image.",
)
def moves(exam):
    """Moving a small pattern moves its result, and each image is convolved separately."""
    n, side, k, c_in, c_out = 3, 11, 3, 2, 4
    W = (exam.rng.normal(size=(k, k, c_in, c_out)) / k).astype(np.float32)
    b = exam.rng.uniform(0.1, 0.4, c_out).astype(np.float32)
    pattern = exam.rng.normal(size=(n, 4, 4, c_in)).astype(np.float32)
    here, there = np.zeros((2, n, side, side, c_in), dtype=np.float32)
    here[:, 2:6, 2:6], there[:, 5:9, 4:8] = pattern, pattern
    first, second = (answer(exam, "conv_layer", x, W, b, shape=(n, side, side, c_out)) for x in (here, there))
    bound = 2 * conv_tolerance(here, W, b)[0].max()
    require_close(
        second[:, 4:10, 3:9],
        first[:, 1:7, 1:7],
        bound,
        say(
            "What conv_layer makes of a pattern that was moved by 3 rows and 2 columns, compared with what it made before,"
        ),
    )
    alone = answer(exam, "conv_layer", here[1:2], W, b, shape=(1, side, side, c_out))
    require_close(
        alone, first[1:2], bound, say("The result of conv_layer for one image alone, compared with it among others,")
    )
    if not np.ptp(first) > bound:
        raise wrong("conv_layer returned the same number everywhere.", "The output has to depend on the input.")
    return passed()


CHECKS = (
    shapes,
    values("conv_layer", conv_cases, 4, mistakes=MISTAKES, tolerance=conv_tolerance),
    moves,
    unchanged("conv_layer", conv_cases, 1),
    uses_package("conv_layer", "tensorflow", 1, others=("keras",)),
)
