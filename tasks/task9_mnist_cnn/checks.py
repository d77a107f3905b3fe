"""How task 9 is judged."""

from dataclasses import replace

import numpy as np

from grader.checks import (
    U32,
    Failed,
    Mistake,
    accuracy,
    array_of,
    calibrated,
    custom,
    derived_seed,
    gamma,
    passed,
    require_close,
    require_shape,
    rows_alike,
    say,
    say_n,
    shape,
    unchanged,
    uses_package,
    values,
)
from grader.checks.training.architecture import filters_check, layers_check, reach_check
from grader.checks.training.digits import (
    Training,
    accuracy_after,
    accuracy_on_digits,
    accuracy_on_moved,
    accuracy_on_permuted,
    evaluation_digits,
    predicted_classes,
    training_digits,
)
from grader.checks.training.evaluate import evaluate_shape, evaluate_share, evaluate_truth, evaluate_unchanged
from grader.checks.training.measurement import Measurement
from grader.checks.training.predict import moved_check, predict_rows, predict_shape, predict_unchanged, scores

SIDE = 28

# --- to_images and flatten -----------------------------------------------------------------------------


def vector_cases(rng):
    return [(rng.random((n, SIDE * SIDE), dtype=np.float32),) for n in (5, 1, 13)]


def flatten_cases(rng):
    """Other heights than widths, and other numbers of channels, so that no order is like another."""
    sizes = ((3, 7, 7, 4), (1, 5, 3, 2), (2, 4, 6, 1), (4, 1, 2, 3))
    return [(rng.normal(size=size).astype(np.float32),) for size in sizes]


IMAGE_MISTAKES = (
    Mistake(
        "transposed-images",
        "rows and columns of the images are swapped",
        lambda x: np.swapaxes(x.reshape(-1, SIDE, SIDE, 1), 1, 2),
    ),
    Mistake("scaled-again", "the pixels are divided by 255 once more", lambda x: x.reshape(-1, SIDE, SIDE, 1) / 255),
    Mistake(
        "rows-mixed",
        "pixels of different images are mixed",
        lambda x: x.T.reshape(-1, SIDE, SIDE, 1),
    ),
)

FLATTEN_MISTAKES = (
    Mistake(
        "channels-first",
        "the channels come first: whole channels one after the other",
        lambda x: x.transpose(0, 3, 1, 2).reshape(len(x), -1),
    ),
    Mistake(
        "columns-first",
        "the columns come before the rows",
        lambda x: x.transpose(0, 2, 1, 3).reshape(len(x), -1),
    ),
    Mistake(
        "reversed-order", "the order of the axes is reversed", lambda x: x.transpose(0, 3, 2, 1).reshape(len(x), -1)
    ),
)

# --- conv_layer ------------------------------------------------------------------------------------------

# (n, h, w, kernel, c_in, c_out): higher than wide and wider than high, several channels, kernels of 1, 3, 5
# and one that is larger than the image.
CONVOLUTIONS = ((2, 7, 9, 3, 2, 4), (1, 28, 28, 5, 1, 3), (3, 6, 5, 5, 3, 2), (2, 4, 3, 1, 4, 5), (1, 3, 4, 5, 2, 1))


def conv_cases(rng):
    return [
        (
            rng.normal(size=(n, h, w, c_in)).astype(np.float32),
            (rng.normal(size=(k, k, c_in, c_out)) / (k * c_in**0.5)).astype(np.float32),
            (rng.uniform(0.3, 1.2, c_out) * rng.choice([-1.0, 1.0], c_out)).astype(np.float32),
        )
        for n, h, w, k, c_in, c_out in CONVOLUTIONS
    ]


def convolved(x, W, row=0, column=0, stride=1):
    """Cross-correlation in float64 with zeros outside, the kernel moved by (row, column) pixels."""
    x, W = np.asarray(x, dtype=np.float64), np.asarray(W, dtype=np.float64)
    height, width = x.shape[1:3]
    k = W.shape[0]
    padded = np.pad(x, ((0, 0), (k, k), (k, k), (0, 0)))
    down, right = k - k // 2 + row, k - k // 2 + column
    result = sum(
        padded[:, i + down : i + down + height, j + right : j + right + width] @ W[i, j]
        for i in range(k)
        for j in range(k)
    )
    return result[:, ::stride, ::stride]


def relu(z):
    return np.maximum(z, 0.0)


def conv_tolerance(x, W, b):
    """γ_n · (|x| * |W| + |b|) with n = k·k·c_in + 1 terms, times 4: Winograd's and FFT's transforms round more.

    Source of the bound: Higham, section 3.1; of the factor: a fast algorithm's error is bounded by the
    norm, not by each element, so the largest magnitude counts for all.
    """
    terms = W.shape[0] * W.shape[1] * W.shape[2] + 1
    magnitude = convolved(np.abs(x), np.abs(W)) + np.abs(b)
    return [4 * gamma(terms + 2, U32) * float(magnitude.max()) * np.ones(magnitude.shape)]


def edge_padded(x, W):
    k = W.shape[0] // 2
    padded = np.pad(np.asarray(x, dtype=np.float64), ((0, 0), (k, k), (k, k), (0, 0)), mode="edge")
    return convolved(padded, W)[:, k : k + x.shape[1], k : k + x.shape[2]]


CONV_MISTAKES = (
    Mistake("no-bias", "the bias b is not added", lambda x, W, b: relu(convolved(x, W))),
    Mistake("bias-twice", "the bias b is added twice", lambda x, W, b: relu(convolved(x, W) + 2 * b)),
    Mistake("bias-subtracted", "the bias b is subtracted", lambda x, W, b: relu(convolved(x, W) - b)),
    Mistake("no-activation", "the activation is missing", lambda x, W, b: convolved(x, W) + b),
    Mistake("bias-outside", "the bias b is added after relu, not before", lambda x, W, b: relu(convolved(x, W)) + b),
    Mistake("tanh-for-relu", "the activation is tanh", lambda x, W, b: np.tanh(convolved(x, W) + b)),
    Mistake(
        "sigmoid-for-relu", "the activation is the sigmoid", lambda x, W, b: 1 / (1 + np.exp(-convolved(x, W) - b))
    ),
    Mistake(
        "true-convolution",
        "the kernel is turned round by 180°: that is the mathematicians' convolution, not the network's",
        lambda x, W, b: relu(convolved(x, W[::-1, ::-1]) + b),
    ),
    Mistake(
        "kernel-transposed",
        "rows and columns of the kernel are swapped",
        lambda x, W, b: relu(convolved(x, W.swapaxes(0, 1)) + b),
    ),
    Mistake(
        "edge-padding",
        "the border is padded with copies of the edge, not with zeros",
        lambda x, W, b: relu(edge_padded(x, W) + b),
    ),
    Mistake(
        "shifted-padding",
        "the zeros are all put before the image, so that the result is shifted",
        lambda x, W, b: relu(convolved(x, W, -(W.shape[0] // 2), -(W.shape[0] // 2)) + b),
    ),
    Mistake(
        "shifted-padding",
        "the zeros are all put behind the image, so that the result is shifted",
        lambda x, W, b: relu(convolved(x, W, W.shape[0] // 2, W.shape[0] // 2) + b),
    ),
    Mistake(
        "one-input-channel",
        "only the first channel of x takes part",
        lambda x, W, b: relu(convolved(x[..., :1], W[:, :, :1]) + b),
    ),
    Mistake(
        "mean-over-channels",
        "the channels of x are averaged, not added up",
        lambda x, W, b: relu(convolved(x, W) / x.shape[-1] + b),
    ),
    Mistake("one-bias", "all channels get the first one's bias", lambda x, W, b: relu(convolved(x, W) + b[0])),
)


def conv_shapes(exam):
    """The shape for every case; other paddings, strides and a depthwise convolution are named."""
    drawn = conv_cases(exam.rng)
    for index, (x, W, b) in enumerate(drawn):
        last = index == len(drawn) - 1
        observed = exam.call("conv_layer", x=x, W=W, b=b) if last else exam.call("conv_layer", x, W, b)
        (n, h, w, c_in), (k, _, _, c_out) = x.shape, W.shape
        named = {
            (n, h - k + 1, w - k + 1, c_out): (
                "valid-padding",
                say("The border is lost: SAME pads with zeros, so that height and width stay."),
            ),
            (n, h + k - 1, w + k - 1, c_out): (
                "full-padding",
                say("The image has grown: too many zeros around it."),
            ),
            (n, -(-h // 2), -(-w // 2), c_out): (
                "stride-2",
                say("Every other pixel is left out: the stride is 1."),
            ),
            (n, h, w, c_in * c_out): (
                "depthwise",
                say("Each channel is convolved for itself: a convolution adds up over the channels of x."),
            ),
        }
        came = observed.array.shape if observed.array is not None else ()
        if came != (n, h, w, c_out) and came in named:
            mistake, hint = named[came]
            raise Failed(
                say(
                    "The result of conv_layer has the shape {came}; {value} was expected for x of the shape "
                    "{shape} and W of the shape {shape2}.",
                    came=came,
                    value=(n, h, w, c_out),
                    shape=x.shape,
                    shape2=W.shape,
                ),
                hint=hint,
                mistake=mistake,
            )
        require_shape(observed, say("The result of conv_layer"), (n, h, w, c_out))
    return passed(say_n("Right for {n} sizes.", "Right for {n} sizes.", len(drawn)))


def conv_moves(exam):
    """Moving a small pattern moves its answer; and each image is convolved for itself."""
    n, side, k, c_in, c_out = 3, 11, 3, 2, 4
    W = (exam.rng.normal(size=(k, k, c_in, c_out)) / k).astype(np.float32)
    b = exam.rng.uniform(0.1, 0.4, c_out).astype(np.float32)
    pattern = exam.rng.normal(size=(n, 4, 4, c_in)).astype(np.float32)
    here, there = np.zeros((2, n, side, side, c_in), dtype=np.float32)
    here[:, 2:6, 2:6], there[:, 5:9, 4:8] = pattern, pattern
    first, second = (asked(exam, "conv_layer", (n, side, side, c_out), x, W, b) for x in (here, there))
    bound = 2 * conv_tolerance(here, W, b)[0].max()
    require_close(
        second[:, 4:10, 3:9],
        first[:, 1:7, 1:7],
        bound,
        say(
            "What conv_layer makes of a pattern that was moved by 3 rows and 2 columns, compared with what it made before,"
        ),
    )
    alone = asked(exam, "conv_layer", (1, side, side, c_out), here[1:2], W, b)
    require_close(
        alone, first[1:2], bound, say("The result of conv_layer for one image alone, compared with it among others,")
    )
    if not np.ptp(first) > bound:
        raise Failed(
            say("conv_layer returned the same number everywhere."), hint=say("The output has to depend on the input.")
        )
    return passed()


def asked(exam, name, expected, *arguments):
    observed = exam.call(name, *arguments)
    require_shape(observed, say("The result of {name}", name=name), expected)
    return array_of(observed, say("The result of {name}", name=name))


# --- max_pool --------------------------------------------------------------------------------------------

POOLS = ((2, 8, 6, 3), (1, 7, 5, 2), (3, 1, 4, 1), (2, 28, 28, 2))


def pool_cases(rng):
    """Half of the images are negative throughout, so that a padded zero would be seen."""
    drawn = [rng.normal(size=size).astype(np.float32) for size in POOLS]
    return [
        (np.where(np.arange(len(x))[:, None, None, None] % 2 == 0, -np.abs(x) - np.float32(0.1), x),) for x in drawn
    ]


def pooled(x, fill=-np.inf, reduce=np.max):
    """The squares' values reduced; ``fill`` completes the squares at the end of an odd side."""
    n, height, width, c = x.shape
    rows, columns = -(-height // 2), -(-width // 2)
    padded = np.pad(
        np.asarray(x, dtype=np.float64),
        ((0, 0), (0, 2 * rows - height), (0, 2 * columns - width), (0, 0)),
        constant_values=fill,
    )
    return reduce(padded.reshape(n, rows, 2, columns, 2, c), axis=(2, 4))


POOL_MISTAKES = (
    Mistake("average-for-maximum", "this is the average of each square", lambda x: pooled(x, np.nan, np.nanmean)),
    Mistake(
        "average-for-maximum", "this is the average of each square, zeros included", lambda x: pooled(x, 0.0, np.mean)
    ),
    Mistake("minimum-for-maximum", "this is the smallest of each square", lambda x: pooled(x, np.inf, np.min)),
    Mistake(
        "zeros-leak",
        "a zero from outside wins over negative values at the border",
        lambda x: pooled(x, 0.0),
    ),
    Mistake("only-subsampled", "this is the first of each square, not the largest", lambda x: x[:, ::2, ::2]),
    Mistake("relu-added", "negative values are made 0", lambda x: np.maximum(pooled(x), 0.0)),
    Mistake("absolute-maximum", "signs are lost", lambda x: pooled(np.abs(x))),
    Mistake(
        "padded-in-front",
        "the squares start one pixel too early where a side is odd",
        lambda x: pooled(x[:, ::-1, ::-1])[:, ::-1, ::-1],
    ),
)


def pool_shapes(exam):
    drawn = pool_cases(exam.rng)
    for index, (x,) in enumerate(drawn):
        observed = exam.call("max_pool", x=x) if index == len(drawn) - 1 else exam.call("max_pool", x)
        n, h, w, c = x.shape
        wanted = (n, -(-h // 2), -(-w // 2), c)
        came = observed.array.shape if observed.array is not None else ()
        named = {
            (n, h // 2, w // 2, c): (
                "valid-pooling",
                say("At an odd side the last row or column is lost: SAME rounds up."),
            ),
            (n, h, w, c): ("stride-1", say("Height and width did not halve: the stride is 2.")),
            (n, h - 1, w - 1, c): ("stride-1", say("Height and width did not halve: the stride is 2.")),
            (n, c): ("global-pooling", say("One number for each channel came back: pool squares of 2×2.")),
        }
        if came != wanted and came in named:
            mistake, hint = named[came]
            raise Failed(
                say(
                    "The result of max_pool has the shape {came}; {wanted} was expected for x of the shape {shape}.",
                    came=came,
                    wanted=wanted,
                    shape=x.shape,
                ),
                hint=hint,
                mistake=mistake,
            )
        require_shape(observed, say("The result of max_pool"), wanted)
    return passed(say_n("Right for {n} sizes.", "Right for {n} sizes.", len(drawn)))


# --- train -------------------------------------------------------------------------------------------------

# Smaller batches and more of them would bring plain gradient descent further (0.85 for 0.64), but then networks that
# start from standard normal weights collapse now and then. At this learning rate Adam never does.
TRAINING = Training(
    {"filters": (8, 16), "hidden_size": 64, "learning_rate": 0.008, "batch_size": 50, "steps": 220},
    count=1500,
    moved=700,
)
MORE = replace(TRAINING, count=2000, rows=1000)  # learns from data of another size as well
SMALL = Training({**TRAINING.settings, "batch_size": 30}, count=1500, rows=1000)
DEAD = 0.6  # accuracies below count as this: how badly a network of one filter does, or whether it dies, says nothing


def accuracy_through_one_filter(exam, attempt):
    """Accuracy on digits whose pixels are in a scrambled order, with filters = (1, 1).

    A dense network does not care in which order pixels come, and learns these as well as any. Through
    two pooled convolutions of one filter each, which look at neighbours, far less of them gets through.
    """
    order = exam.rng.permutation(SIDE * SIDE)
    digits = training_digits(exam.rng, SMALL.count)
    model = SMALL.model(exam, digits.x[:, order], digits.y, derived_seed(exam.rng), filters=(1, 1))
    real = evaluation_digits(exam.rng, SMALL.rows)
    return max(DEAD, accuracy(predicted_classes(exam, model, real.x[:, order]), real.labels))


ACCURACY = accuracy_on_digits(TRAINING)
MOVED = accuracy_on_moved(TRAINING)
PERMUTED = accuracy_on_permuted(MORE)
NO_STEPS = accuracy_after("train.zero_steps", SMALL, steps=0)
NO_RATE = accuracy_after("train.learning_rate", SMALL, learning_rate=0.0, steps=40)
ONE_STEP = accuracy_after("train.steps", SMALL, steps=1)
NARROW = accuracy_after("train.hidden_size", SMALL, hidden_size=1, steps=40)
ONE_FILTER = Measurement("train.filters", accuracy_through_one_filter, at_least=False, rows=SMALL.rows)
MEASUREMENTS = (ACCURACY, MOVED, PERMUTED, NO_STEPS, NO_RATE, ONE_STEP, NARROW, ONE_FILTER)


def trains_other_sizes(exam):
    """Few rows, other filters, a batch size that does not divide the rows, one batch of all: predict then gives (n, 10)."""
    for rows, filters, hidden_size, batch_size, steps in ((23, (3, 2), 5, 7, 5), (10, (1, 2), 3, 10, 3)):
        digits = training_digits(exam.rng, rows)
        model = exam.train(digits.x, digits.y, filters, hidden_size, 0.01, batch_size, steps, derived_seed(exam.rng))
        scores(exam, model, evaluation_digits(exam.rng, 3).x)
    return passed(say("Right for 2 sizes."))


def train_leaves_data(exam):
    digits = training_digits(exam.rng, 40)
    sent = (digits.x, digits.y, (2, 3), 4, 0.01, 10, 6, derived_seed(exam.rng))
    _, echo = exam.call_and_echo("train", *sent)
    for argument, before, after in zip(("x", "y"), sent, echo):
        if after.array is None or after.array.shape != before.shape or not np.array_equal(after.array, before):
            raise Failed(
                say(
                    "{name} changed its argument {argument}: after the call it no longer held what it held before.",
                    name="train",
                    argument=argument,
                ),
                hint=say("Do not write into {argument}: compute a new array.", argument=argument),
                mistake="writes-into-input",
            )
    return passed()


CHECKS = (
    shape("to_images", vector_cases, 1),
    values("to_images", vector_cases, 1, mistakes=IMAGE_MISTAKES),
    rows_alike("to_images", vector_cases, 1, rows=("x",), selects=True),
    custom(
        "conv_layer.shape",
        "conv_layer returns the right shape",
        "shape",
        1,
        conv_shapes,
        "SAME padding with a stride of 1 keeps height and width; W says how many channels come out.",
    ),
    values("conv_layer", conv_cases, 4, mistakes=CONV_MISTAKES, tolerance=conv_tolerance),
    custom(
        "conv_layer.moves",
        "conv_layer gives the same answer to a pattern wherever it stands",
        "property",
        1,
        conv_moves,
        "The same kernel is laid on every place of every image.",
        needs=("conv_layer.shape",),
    ),
    unchanged("conv_layer", conv_cases, 1),
    uses_package("conv_layer", "tensorflow", 1, others=("keras",)),
    custom(
        "max_pool.shape",
        "max_pool halves height and width, rounded up",
        "shape",
        1,
        pool_shapes,
        "(n, h, w, c) becomes (n, ⌈h/2⌉, ⌈w/2⌉, c).",
    ),
    values("max_pool", pool_cases, 3, mistakes=POOL_MISTAKES),
    rows_alike("max_pool", pool_cases, 1, rows=("x",), selects=True),
    shape("flatten", flatten_cases, 1),
    values("flatten", flatten_cases, 2, mistakes=FLATTEN_MISTAKES),
    rows_alike("flatten", flatten_cases, 1, rows=("x",), selects=True),
    custom(
        "train.runs",
        "train works for few rows and other sizes",
        "shape",
        1,
        trains_other_sizes,
        "Take every size from the arguments: rows, filters, hidden_size, batch_size and steps.",
    ),
    calibrated(
        ACCURACY,
        "train gives a model that reads unseen digits",
        3,
        what="accuracy on 2,000 unseen digits",
        hint="Watch the loss while you train: it has to fall. Are the labels those of the rows? Does the optimiser get every weight?",
        needs=("train.runs",),
    ),
    calibrated(
        PERMUTED,
        "train learns whatever the labels say",
        2,
        kind="learning",
        what="accuracy by the labels trained on, whose classes were permuted",
        hint="The model has to learn from x and y alone, and from nothing that was there before.",
        needs=("train.accuracy",),
        mistake="labels-ignored",
    ),
    calibrated(
        NO_STEPS,
        "train with steps = 0 gives an untrained model",
        1,
        kind="learning",
        what="accuracy after 0 steps",
        hint="steps is the number of updates: with none the model is still as it was initialised.",
        needs=("train.accuracy",),
        mistake="steps-ignored",
    ),
    calibrated(
        ONE_STEP,
        "train makes exactly as many updates as asked",
        1,
        kind="learning",
        what="accuracy after a single step",
        hint="A step is one update on one mini-batch: count those that your loop makes for steps=1.",
        needs=("train.zero_steps",),
        mistake="too-many-updates",
    ),
    calibrated(
        NO_RATE,
        "train with a learning rate of 0 learns nothing",
        1,
        kind="learning",
        what="accuracy with a learning rate of 0",
        hint="Hand learning_rate to the optimiser.",
        needs=("train.accuracy",),
        mistake="learning-rate-ignored",
    ),
    calibrated(
        NARROW,
        "train makes the dense layer as wide as asked",
        1,
        kind="learning",
        what="accuracy with a single unit in the dense layer",
        hint="The dense layer between the convolutions and the output has hidden_size units, no more.",
        needs=("train.accuracy",),
        mistake="hidden-size-ignored",
    ),
    calibrated(
        ONE_FILTER,
        "train sends the images through as many filters as asked",
        2,
        kind="learning",
        what="accuracy on digits with scrambled pixels through one filter in each convolution",
        hint="The dense layer may see the image only through both convolutions with their pooling, of filters[0] and "
        "filters[1] filters.",
        needs=("train.accuracy",),
        mistake="filters-ignored",
    ),
    layers_check(TRAINING, 2, needs=("train.hidden_size",), sees_pixels=False),
    reach_check(1, TRAINING, needs=("train.layers", "train.filters")),
    filters_check(1, TRAINING, needs=("train.layers", "train.filters")),
    custom(
        "train.inputs_unchanged",
        "train leaves its data unchanged",
        "property",
        1,
        train_leaves_data,
        "Shuffle a list of row numbers, not x and y themselves.",
        needs=("train.runs",),
    ),
    uses_package("train", "tensorflow", 1, others=("keras",)),
    predict_shape(TRAINING, 1),
    predict_rows(TRAINING, 1),
    predict_unchanged(TRAINING, 1),
    moved_check(TRAINING, MOVED, 1),
    evaluate_shape(TRAINING, 1),
    evaluate_truth(TRAINING, 1),
    evaluate_share(TRAINING, 1),
    evaluate_unchanged(TRAINING, 1),
)
