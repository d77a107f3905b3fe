"""How task 7 is judged."""

from dataclasses import replace

import numpy as np

from grader.checks import (
    Failed,
    Mistake,
    array_of,
    calibrated,
    class_of,
    custom,
    derived_seed,
    few_digits,
    mark,
    one_hot,
    parts_of,
    passed,
    relu,
    require_shape,
    rows_alike,
    say,
    say_n,
    shape,
    sigmoid,
    sigmoid_cross_entropy,
    softmax,
    softmax_cross_entropy,
    tolerance,
    unchanged,
    uses_package,
    values,
)
from grader.checks.training.architecture import layers_check
from grader.checks.training.digits import (
    Training,
    accuracy_after,
    accuracy_on_digits,
    accuracy_on_moved,
    accuracy_on_permuted,
    evaluation_digits,
    training_digits,
)
from grader.checks.training.evaluate import evaluate_shape, evaluate_share, evaluate_truth, evaluate_unchanged
from grader.checks.training.predict import moved_check, predict_rows, predict_shape, predict_unchanged, scores

PIXELS, CLASSES = 784, 10


def biased(rng, size):
    """Biases that cannot be overlooked: between 0.3 and 1.2, of either sign."""
    return (rng.uniform(0.3, 1.2, size) * rng.choice([-1.0, 1.0], size)).astype(np.float32)


# --- prepare -----------------------------------------------------------------------------------------


def image_cases(rng):
    """Images and labels as MNIST has them; some without a white pixel, some with few of the classes."""
    cases = []
    for n, brightest, classes in ((13, 255, 10), (1, 255, 10), (7, 255, 10), (5, 200, 4)):
        images = rng.integers(0, brightest + 1, (n, 28, 28), dtype=np.uint8)
        images[:, 14, 14] = brightest
        cases.append((images, rng.integers(0, classes, n).astype(np.uint8)))
    return cases


def flat(images):
    return images.reshape(len(images), -1) / 255.0


def eye(labels):
    return np.eye(CLASSES)[labels]


PREPARE_MISTAKES = (
    Mistake(
        "not-scaled",
        "the pixels are still between 0 and 255",
        lambda images, labels: (255 * flat(images), eye(labels)),
    ),
    Mistake("scaled-by-256", "the pixels are divided by 256", lambda i, k: (flat(i) * 255 / 256, eye(k))),
    Mistake("scaled-to-minus-one", "the pixels lie between −1 and 1", lambda i, k: (2 * flat(i) - 1, eye(k))),
    Mistake("inverted", "black and white are swapped", lambda i, k: (1 - flat(i), eye(k))),
    Mistake("scaled-twice", "the pixels are divided by 255 twice", lambda i, k: (flat(i) / 255, eye(k))),
    Mistake("integer-division", "the fractions are cut off", lambda i, k: (np.floor(flat(i)), eye(k))),
    Mistake(
        "scaled-by-maximum",
        "the pixels are divided by the largest pixel that happens to be there",
        lambda i, k: (flat(i) * 255 / i.max(), eye(k)),
    ),
    Mistake(
        "standardised",
        "the pixels have mean 0 and standard deviation 1",
        lambda i, k: ((flat(i) - flat(i).mean()) / flat(i).std(), eye(k)),
    ),
    Mistake(
        "flatten-order",
        "the pixels are laid out column by column",
        lambda i, k: (flat(np.swapaxes(i, 1, 2)), eye(k)),
    ),
    Mistake(
        "one-hot-off-by-one",
        "the one is in the column before the label's (the classes are counted from 1)",
        lambda i, k: (flat(i), np.roll(eye(k), -1, axis=1)),
    ),
    Mistake(
        "one-hot-off-by-one",
        "the one is in the column after the label's",
        lambda i, k: (flat(i), np.roll(eye(k), 1, axis=1)),
    ),
    Mistake("one-cold", "zeros and ones are swapped in y", lambda i, k: (flat(i), 1 - eye(k))),
)


def prepare_shapes(exam):
    """Shapes, with a word on labels that were not made one-hot, or by the classes that are there."""
    for index, (images, labels) in enumerate(image_cases(exam.rng)):
        by_keyword = {"images": images, "labels": labels} if index == 2 else {}
        observed = exam.call("prepare", **by_keyword) if by_keyword else exam.call("prepare", images, labels)
        x, y = parts_of(observed, "prepare", ("x", "y"))
        require_shape(x, say("x, returned by prepare,"), (len(images), PIXELS))
        if y.array is not None and y.array.ndim == 1:
            raise Failed(
                say(
                    "y, returned by prepare, has the shape ({count},); ({count}, {classes}) was expected.",
                    count=len(labels),
                    classes=CLASSES,
                ),
                hint=say("y has one column for each class and a 1 in the column of the label."),
                mistake="not-one-hot",
            )
        if y.array is not None and y.array.ndim == 2 and y.array.shape[1] != CLASSES:
            raise Failed(
                say(
                    "y, returned by prepare, has {shape} columns for the labels {value}; {classes} are expected.",
                    shape=y.array.shape[1],
                    value=sorted({*labels.tolist()}),
                    classes=CLASSES,
                ),
                hint=say("There are ten digits, whether or not all of them occur among the labels."),
                mistake="classes-from-data",
            )
        require_shape(y, say("y, returned by prepare,"), (len(labels), CLASSES))
    return passed(say("Right for 4 sizes."))


# --- batches -----------------------------------------------------------------------------------------

# (rows, batch_size): with a smaller last batch, without, one batch of all, one row at a time.
BATCHED = ((23, 5), (48, 16), (31, 31), (7, 1))


def batch_data(rng, rows):
    """Rows that can all be told apart, x (rows, 784) and one-hot y (rows, 10) float32."""
    x = rng.random((rows, PIXELS), dtype=np.float32)
    return x, one_hot(rng.permutation(np.arange(rows) % CLASSES))


def drawn_batches(exam, x, y, batch_size, seed):
    """[(x_batch, y_batch)] as float64, of the right widths, each with as many x as y rows."""
    expected = -(-len(x) // batch_size)
    observed = exam.batches("batches", 2 * expected + 2, x, y, batch_size, seed)
    if observed.kind != "sequence":
        came = {"none": say("None"), "array": say("one array")}.get(
            observed.kind, say("a {type_name}", type_name=observed.type_name)
        )
        raise Failed(
            say("batches returned {came}; something to iterate over was expected.", came=came),
            hint=say("Yield (x_batch, y_batch) in a loop, or return a list of such pairs or a tf.data.Dataset."),
        )
    if observed.note == "endless":
        raise Failed(
            say(
                "batches did not stop: {count} batches of {batch_size} were taken from {count2} rows, "
                "and there were more.",
                count=len(observed.items),
                batch_size=batch_size,
                count2=len(x),
            ),
            hint=say("One call goes over the data once."),
            mistake="endless",
        )
    if not observed.items:
        raise Failed(
            say("batches gave no batch at all."), hint=say("Yield (x_batch, y_batch) for each piece of the data.")
        )
    return [pair_of(item, index) for index, item in enumerate(observed.items)]


def pair_of(item, index):
    x, y = parts_of(item, say("Batch {index} of batches", index=index), ("x_batch", "y_batch"))
    what = say("of batch {index}", index=index)
    for part, name, width in ((x, "x_batch", PIXELS), (y, "y_batch", CLASSES)):
        if part.array is None or part.array.ndim != 2 or part.array.shape[1] != width:
            rows = part.array.shape[0] if part.array is not None and part.array.ndim else 1
            require_shape(part, f"{name} {what}", (rows, width))
    if x.array.shape[0] != y.array.shape[0]:
        raise Failed(
            say(
                "Batch {index} holds {shape} rows of x and {shape2} rows of y.",
                index=index,
                shape=x.array.shape[0],
                shape2=y.array.shape[0],
            ),
            hint=say("Take the same rows of both."),
            mistake="unpaired",
        )
    return array_of(x, say("x_batch {what}", what=what)), array_of(y, say("y_batch {what}", what=what), integers=True)


def row_numbers(x, batches):
    """Which row of x each delivered row is, in the order of delivery; −1 for one that is none of them."""
    known = {row.tobytes(): number for number, row in enumerate(x.astype(np.float32))}
    return [known.get(row.tobytes(), -1) for batch, _ in batches for row in batch.astype(np.float32)]


def batch_sizes(exam):
    for rows, batch_size in BATCHED:
        x, y = batch_data(exam.rng, rows)
        came = [len(batch) for batch, _ in drawn_batches(exam, x, y, batch_size, derived_seed(exam.rng))]
        wrong = [size for size in came[:-1] if size != batch_size]
        if wrong or came[-1] > batch_size or not came[-1]:
            shown = ", ".join(map(str, came[:6])) + (", …" if len(came) > 6 else "")
            raise Failed(
                say(
                    "With {rows} rows and batch_size = {batch_size} the batches hold {shown} rows; "
                    "{batch_size} each are expected, and in the last what is left.",
                    rows=rows,
                    batch_size=batch_size,
                    shown=shown,
                ),
                hint=say("Only the last batch may be smaller, and none may be larger or empty."),
            )
    return passed(say_n("Right for {n} sizes.", "Right for {n} sizes.", len(BATCHED)))


def batch_rows(exam):
    """Each row once: positive evidence that the data came through unchanged and complete."""
    for rows, batch_size in BATCHED:
        x, y = batch_data(exam.rng, rows)
        numbers = row_numbers(x, drawn_batches(exam, x, y, batch_size, derived_seed(exam.rng)))
        on = say("{rows} rows and batch_size = {batch_size}", rows=rows, batch_size=batch_size)
        if -1 in numbers:
            raise Failed(
                say(
                    "With {on}, {value} of the rows that batches delivered are not rows of x.",
                    on=on,
                    value=numbers.count(-1),
                ),
                hint=say("Hand on the rows as they are: whole, and with the values that they have."),
                mistake="rows-altered",
            )
        missing, twice = rows - len(set(numbers)), len(numbers) - len(set(numbers))
        if twice:
            raise Failed(
                say(
                    "With {on}, {twice} rows came again and {missing} did not come at all.",
                    on=on,
                    twice=twice,
                    missing=missing,
                ),
                hint=say("Draw an order of all the rows once and cut it into pieces: no row twice."),
                mistake="repeats-rows",
            )
        if missing:
            last = missing == rows % batch_size
            raise Failed(
                say(
                    "With {on}, {missing} rows did not come{part}.",
                    on=on,
                    missing=missing,
                    part=say(": the last, smaller batch is left out") if last else "",
                ),
                hint=say("Every row belongs to the epoch, those of a smaller last batch too."),
                mistake="drops-last" if last else "drops-rows",
            )
    return passed(margin=0.0)  # the rows are those of x to the last bit


def batch_pairs(exam):
    for rows, batch_size in BATCHED:
        x, y = batch_data(exam.rng, rows)
        batches = drawn_batches(exam, x, y, batch_size, derived_seed(exam.rng))
        numbers = row_numbers(x, batches)
        labels = np.concatenate([labels for _, labels in batches])
        wrong = int(np.sum(np.any(labels != y[numbers], axis=1)))
        if wrong:
            raise Failed(
                say(
                    "With {rows} rows and batch_size = {batch_size}, {wrong} rows came with the label of another row.",
                    rows=rows,
                    batch_size=batch_size,
                    wrong=wrong,
                ),
                hint=say("Draw one order, and take both x and y in it."),
                mistake="unpaired",
            )
    return passed()


def batch_order(exam):
    rows, batch_size = 96, 16
    x, y = batch_data(exam.rng, rows)
    seeds = [derived_seed(exam.rng) for _ in range(3)]
    orders = [row_numbers(x, drawn_batches(exam, x, y, batch_size, seed)) for seed in seeds]
    for order in orders:
        steps = np.diff(order)
        if np.all(steps == 1):
            raise Failed(
                say("batches gives the rows in the order in which they came."),
                hint=say("Shuffle: a batch should be a mixture of the data."),
                mistake="not-shuffled",
            )
        if np.count_nonzero(np.abs(steps) != 1) <= 1:
            raise Failed(
                say("batches gives the rows in the order in which they came, only backwards or from another row on."),
                hint=say("Shuffle: a batch should be a mixture of the data."),
                mistake="not-shuffled",
            )
        # A random order follows on by one about once in all; an order of whole batches nearly always.
        if np.mean(np.abs(steps) == 1) > 0.7:
            raise Failed(
                say("batches mixes the batches, but within each the rows are neighbours still."),
                hint=say("Shuffle the rows, then cut them into batches."),
                mistake="only-batches-shuffled",
            )
        # Of 95 steps of a random order 47.5 ± 2.8 go up; of one that is sorted by anything far more or far fewer.
        if not 0.2 < np.mean(steps > 0) < 0.8:
            raise Failed(
                say("batches goes through the rows in an order that runs along with their numbers."),
                hint=say("Shuffle: which row comes next should be left to chance."),
                mistake="not-shuffled",
            )
        # The correlation of a random order with the rows' numbers has the standard deviation 0.103: 0.7 is 6.8 of them.
        if np.corrcoef(order, np.arange(rows))[0, 1] > 0.7:
            raise Failed(
                say(
                    "batches mixes only rows that stand close together: what comes early in x comes early in the epoch."
                ),
                hint=say("Shuffle all rows: a buffer that holds a few of them only moves each a little."),
                mistake="hardly-shuffled",
            )
    if any(one == other for one, other in ((orders[0], orders[1]), (orders[1], orders[2]), (orders[0], orders[2]))):
        raise Failed(
            say("batches gives the same order for two different seeds."),
            hint=say("Make the order with a generator that is seeded by the argument seed."),
            mistake="seed-ignored",
        )
    return passed()


def batches_unchanged(exam):
    rows = 24
    x, y = batch_data(exam.rng, rows)
    observed, echo = exam.batches_and_echo("batches", rows, x, y, 10, derived_seed(exam.rng))
    if observed.kind != "sequence" or not observed.items:
        raise Failed(
            say("batches gave no batch at all."), hint=say("Yield (x_batch, y_batch) for each piece of the data.")
        )
    for name, sent, after in (("x", x, echo[0]), ("y", y, echo[1])):
        if after.array is None or after.array.shape != sent.shape or not np.array_equal(after.array, sent):
            raise Failed(
                say(
                    "batches changed its argument {name}: after the call its rows were not what they were before.",
                    name=name,
                ),
                hint=say(
                    "np.random.shuffle({name}) shuffles in place: draw an order of the row numbers instead.", name=name
                ),
                mistake="writes-into-input",
            )
    return passed()


# --- layers and loss -----------------------------------------------------------------------------------

SIZES = ((7, 5), (1, 4), (11, 1), (3, 13))  # (rows, units): one row, one unit, more units than rows


def hidden_cases(rng):
    return [
        (
            rng.random((n, PIXELS), dtype=np.float32),
            rng.normal(0, PIXELS**-0.5, (PIXELS, h)).astype(np.float32),
            biased(rng, h),
        )
        for n, h in SIZES
    ]


def output_cases(rng):
    return [
        (
            relu(rng.normal(size=(n, h))).astype(np.float32),
            rng.normal(size=(h, CLASSES)).astype(np.float32),
            biased(rng, CLASSES),
        )
        for n, h in SIZES
    ]


def loss_cases(rng):
    return [
        ((2 * rng.normal(size=(n, CLASSES))).astype(np.float32), one_hot(rng.integers(0, CLASSES, n)))
        for n in (7, 1, 13, 64)
    ]


def large_loss_cases(rng):
    """Logits of hundreds, right and wrong: exp overflows, log(softmax) is −∞ where the label is unlikely."""
    logits = (rng.choice([-1, 1], (8, CLASSES)) * rng.uniform(100, 500, (8, CLASSES))).astype(np.float32)
    worst = one_hot(logits.argmin(axis=1))
    best = one_hot(logits.argmax(axis=1))
    half = np.where(np.arange(8)[:, None] < 4, worst, best)
    return [(logits, worst), (logits, half)]


HIDDEN_MISTAKES = (
    Mistake("no-bias", "this equals relu(x·W): the bias b is not added", lambda x, W, b: relu(x @ W)),
    Mistake("bias-twice", "the bias b is added twice", lambda x, W, b: relu(x @ W + 2 * b)),
    Mistake("bias-subtracted", "the bias b is subtracted", lambda x, W, b: relu(x @ W - b)),
    Mistake("no-activation", "this equals x·W + b: the activation is missing", lambda x, W, b: x @ W + b),
    Mistake("bias-outside", "the bias b is added after relu, not before", lambda x, W, b: relu(x @ W) + b),
    Mistake(
        "tanh-for-relu", "this equals tanh(x·W + b): the activation is another one", lambda x, W, b: np.tanh(x @ W + b)
    ),
    Mistake(
        "sigmoid-for-relu",
        "this equals sigmoid(x·W + b): the activation is another one",
        lambda x, W, b: sigmoid(x @ W + b),
    ),
    Mistake("softmax-for-relu", "this equals softmax(x·W + b)", lambda x, W, b: softmax(x @ W + b)),
    Mistake("absolute-for-relu", "negative sums lose their sign; relu makes them 0", lambda x, W, b: np.abs(x @ W + b)),
    Mistake("sign", "this equals relu(−(x·W + b)): a sign is wrong", lambda x, W, b: relu(-(x @ W + b))),
    Mistake(
        "leaky-relu",
        "negative sums are made small, not 0",
        lambda x, W, b: np.where(x @ W + b > 0, x @ W + b, 0.2 * (x @ W + b)),
    ),
    Mistake(
        "leaky-relu",
        "negative sums are made small, not 0",
        lambda x, W, b: np.where(x @ W + b > 0, x @ W + b, 0.01 * (x @ W + b)),
    ),
    Mistake(
        "elu-for-relu",
        "this equals elu(x·W + b)",
        lambda x, W, b: np.where(x @ W + b > 0, x @ W + b, np.expm1(x @ W + b)),
    ),
    Mistake("truncated", "the values are cut to whole numbers", lambda x, W, b: np.trunc(relu(x @ W + b))),
    Mistake("rounded", "the values are rounded to whole numbers", lambda x, W, b: np.round(relu(x @ W + b))),
    *few_digits(lambda x, W, b: relu(x @ W + b), most=1),
)

OUTPUT_MISTAKES = (
    Mistake("no-bias", "this equals hidden·W: the bias b is not added", lambda h, W, b: h @ W),
    Mistake("bias-twice", "the bias b is added twice", lambda h, W, b: h @ W + 2 * b),
    Mistake("bias-subtracted", "the bias b is subtracted", lambda h, W, b: h @ W - b),
    Mistake(
        "softmax-on-output",
        "this equals softmax(hidden·W + b); logits have no activation",
        lambda h, W, b: softmax(h @ W + b),
    ),
    Mistake(
        "relu-on-output", "this equals relu(hidden·W + b); logits have no activation", lambda h, W, b: relu(h @ W + b)
    ),
    Mistake(
        "sigmoid-on-output",
        "this equals sigmoid(hidden·W + b); logits have no activation",
        lambda h, W, b: sigmoid(h @ W + b),
    ),
    Mistake(
        "tanh-on-output",
        "this equals tanh(hidden·W + b); logits have no activation",
        lambda h, W, b: np.tanh(h @ W + b),
    ),
    Mistake("truncated", "the values are cut to whole numbers", lambda h, W, b: np.trunc(h @ W + b)),
    Mistake("rounded", "the values are rounded to whole numbers", lambda h, W, b: np.round(h @ W + b)),
    *few_digits(lambda h, W, b: h @ W + b),
)


def clipped(z, y, least):
    return -np.mean(np.sum(y * np.log(np.clip(softmax(z), least, 1 - least)), axis=1))


def down_the_batch(z, y):
    """The summed cross-entropy of a softmax whose axis is that of the rows."""
    z = z.astype(float) - z.max(axis=0)
    return np.sum(y * (np.log(np.exp(z).sum(axis=0)) - z))


LOSS_MISTAKES = (
    Mistake(
        "sum-for-mean", "the rows' losses are added up, not averaged", lambda z, y: softmax_cross_entropy(z, y).sum()
    ),
    Mistake(
        "mean-over-classes",
        "the mean goes over the classes too: it is divided by ten times too many",
        lambda z, y: softmax_cross_entropy(z, y).mean() / CLASSES,
    ),
    Mistake("sign", "the sign is wrong: the loss is negative", lambda z, y: -softmax_cross_entropy(z, y).mean()),
    Mistake(
        "sigmoid-for-softmax",
        "this is the mean of the sigmoid's cross-entropy: the classes are ten separate questions there",
        lambda z, y: sigmoid_cross_entropy(z, y).mean(),
    ),
    Mistake(
        "sigmoid-for-softmax",
        "this is the sigmoid's cross-entropy: the classes are ten separate questions there",
        lambda z, y: sigmoid_cross_entropy(z, y).sum(axis=1).mean(),
    ),
    Mistake(
        "softmax-twice",
        "softmax is applied twice: the cross-entropy takes the logits themselves",
        lambda z, y: softmax_cross_entropy(softmax(z), y).mean(),
    ),
    Mistake(
        "logits-for-probabilities",
        "the logits are taken for probabilities: softmax is missing",
        lambda z, y: -np.mean(np.sum(y * np.log(np.clip(z / z.sum(axis=1, keepdims=True), 1e-7, 1 - 1e-7)), axis=1)),
    ),
    Mistake(
        "log-base-2", "the logarithm is to the base 2", lambda z, y: softmax_cross_entropy(z, y).mean() / np.log(2)
    ),
    Mistake(
        "squared-error",
        "this is the mean squared error of the probabilities",
        lambda z, y: np.mean((softmax(z) - y) ** 2),
    ),
    Mistake(
        "softmax-over-rows",
        "softmax goes over the rows of the batch, not over the classes",
        lambda z, y: down_the_batch(z, y) / len(z),
    ),
    Mistake(
        "softmax-over-rows",
        "softmax goes over the rows of the batch, not over the classes",
        lambda z, y: down_the_batch(z, y) / CLASSES,
    ),
)

LARGE_MISTAKES = (
    *(
        Mistake(
            "clipped-loss",
            mark("the probabilities are clipped at {text}, so that a large loss is cut off", text=text),
            lambda z, y, least=least: clipped(z, y, least),
        )
        for least, text in ((1e-7, "1e-7"), (1e-8, "1e-8"), (1e-10, "1e-10"), (1e-12, "1e-12"))
    ),
    *LOSS_MISTAKES,
)


def shifted_logits(exam):
    """The same number added to all logits of a row, and another order of the rows, change nothing."""
    found = []
    for z, y in loss_cases(exam.rng)[:3]:
        base, bound = asked(exam, z, y)
        shift = exam.rng.uniform(2, 5, (len(z), 1)).astype(np.float32)
        order = exam.rng.permutation(len(z))
        for said, other in (
            (say("the same number is added to all logits of a row"), asked(exam, z + shift, y)),
            (say("the rows come in another order"), asked(exam, z[order], y[order])),
        ):
            if not abs(other[0] - base) <= bound + other[1]:
                raise Failed(
                    say("loss is {base:.6g}, and {other:.6g} when {said}.", base=base, other=other[0], said=said),
                    hint=say("Softmax depends on the differences of a row's logits alone, and a mean on no order."),
                )
        found.append(base)
    if len(set(found)) == 1:
        raise Failed(
            say("loss is {found:.6g} for every input.", found=found[0]),
            hint=say("The loss has to depend on logits and labels."),
        )
    return passed()


def asked(exam, z, y):
    """The loss, and the bound on the error that a right one may have."""
    observed = exam.call("loss", z, y)
    require_shape(observed, say("The result of loss"), ())
    return float(array_of(observed, say("The result of loss"))), float(tolerance(exam.oracle.loss, (z, y))[0])


# --- train ---------------------------------------------------------------------------------------------

TRAINING = Training({"hidden_size": 64, "learning_rate": 0.03, "batch_size": 64, "steps": 200}, count=3000)
SHORTER = 100
MORE = replace(TRAINING, count=4000)  # learns from data of another size as well

ACCURACY = accuracy_on_digits(TRAINING)
MOVED = accuracy_on_moved(TRAINING)
PERMUTED = accuracy_on_permuted(MORE, steps=SHORTER)
NO_STEPS = accuracy_after("train.zero_steps", TRAINING, steps=0)
NO_RATE = accuracy_after("train.learning_rate", TRAINING, learning_rate=0.0, steps=20)
ONE_STEP = accuracy_after("train.steps", TRAINING, steps=1)
NARROW = accuracy_after("train.hidden_size", TRAINING, hidden_size=1, steps=SHORTER)
MEASUREMENTS = (ACCURACY, MOVED, PERMUTED, NO_STEPS, NO_RATE, ONE_STEP, NARROW)


def trains_other_sizes(exam):
    """Few rows, a batch size that does not divide them, one batch of all: predict then gives (n, 10)."""
    for rows, hidden_size, batch_size, steps, seed in ((37, 5, 7, 7, 0), (10, 3, 10, 2, derived_seed(exam.rng))):
        digits = training_digits(exam.rng, rows)
        arguments = (digits.x, digits.y, hidden_size, 0.01, batch_size, steps, seed)
        model = exam.train(*arguments)
        scores(exam, model, evaluation_digits(exam.rng, 3).x)
    return passed(say("Right for 2 sizes."))


def share_of(exam, wanted, x, y, batch_size, steps):
    """The share of unseen digits that a model trained at an absurd rate takes for ``wanted``, or for any one class.

    One update at that rate on digits of a single class leaves no other answer, whatever the optimiser; an
    initial network knows nothing of that class. A softmax that does not shift its logits overflows there,
    which says nothing against the update.
    """
    model = exam.train(x, y, 16, RATE, batch_size, steps, derived_seed(exam.rng))
    asked = evaluation_digits(exam.rng, 200)
    observed = exam.call("predict", model, asked.x)
    if steps and observed.array is not None and observed.array.dtype.kind == "f" and np.isnan(observed.array).any():
        return 1.0
    classes = class_of(observed, say("The result of predict"), len(asked))
    counts = np.bincount(classes[classes >= 0], minlength=CLASSES)
    return float((counts.max() if wanted is None else counts[wanted]) / len(classes))


RATE = 1000.0
NEARLY_ALL = 0.9
# A network with wide initial weights may be so sure of the one digit beforehand that it learns nothing from it: one
# time in sixty. One that learns from all 40 digits still comes to a single answer, less than one time in three.
# Seven of ten: a right one fails with a probability of 2e-5, a wrong one with 0.99.
TRIED, ENOUGH = 10, 7


def first_step(exam):
    """No update with steps=0, one with steps=1."""
    x = training_digits(exam.rng, 40).x
    labels = [int(label) for label in exam.rng.permutation(CLASSES)[:2]]
    told = [one_hot(np.full(len(x), label)) for label in labels]
    before = [share_of(exam, label, x, y, 20, 0) for label, y in zip(labels, told)]
    if min(before) >= NEARLY_ALL:
        raise Failed(
            say(
                "With steps=0, and every label a {first}, {share} of the digits are taken for a {first}; with every label "
                "a {second}, {other_share} for a {second}: the model has seen the labels.",
                first=labels[0],
                share=f"{before[0]:.0%}",
                second=labels[1],
                other_share=f"{before[1]:.0%}",
            ),
            hint=say("Count the updates that your loop makes for steps=0 and for steps=1."),
            mistake="one-step-too-many",
        )
    worst = min(before) / NEARLY_ALL
    for label, y in zip(labels, told):
        after = share_of(exam, label, x, y, 20, 1)
        if not after >= NEARLY_ALL:
            raise Failed(
                say(
                    "With steps=1, a learning rate of {rate} and every label a {label}, only {share} of the digits are "
                    "taken for a {label}; a single update at that rate leaves no other answer.",
                    rate=f"{RATE:g}",
                    label=label,
                    share=f"{after:.0%}",
                ),
                hint=say(
                    "Count the updates of your loop for steps=1; a hidden layer that is not relu answers otherwise, too."
                ),
                mistake="one-step-too-few",
            )
        worst = max(worst, (1 - after) / (1 - NEARLY_ALL))
    return passed(say("No update with steps=0, one with steps=1."), margin=round(worst, 6))


def batch_size_counts(exam):
    """An update on a batch of one digit knows one class alone; one on all the digits knows them all."""
    shares = []
    for _ in range(TRIED):
        digits = training_digits(exam.rng, 40)
        shares.append(share_of(exam, None, digits.x, digits.y, 1, 1))
        single = sum(share >= NEARLY_ALL for share in shares)
        if single >= ENOUGH:
            return passed()
        if len(shares) - single > TRIED - ENOUGH:
            break
    raise Failed(
        say(
            "With steps=1, a learning rate of {rate} and batch_size=1 the model answers with several classes, the most "
            "frequent on {share} of the digits; a batch of a single digit can teach one class alone.",
            rate=f"{RATE:g}",
            share=f"{min(shares):.0%}",
        ),
        hint=say("How many rows does each update see?"),
        mistake="batch-size-ignored",
    )


def training_data_unchanged(exam):
    """train leaves x and y as they were."""
    digits = training_digits(exam.rng, 37)
    arguments = (digits.x, digits.y, 5, 0.01, 10, 3, derived_seed(exam.rng))
    _, echo = exam.call_and_echo("train", *arguments)
    for name, sent, after in zip("xy", arguments, echo):
        if after.array is None or after.array.shape != sent.shape or not np.array_equal(after.array, sent):
            raise Failed(
                say(
                    "{function} changed its argument {name}: after the call it no longer held what it held before.",
                    function="train",
                    name=name,
                ),
                hint=say("Do not write into {name}, and do not shuffle it in place: make a new array.", name=name),
                mistake="writes-into-input",
            )
    return passed()


CHECKS = (
    custom(
        "prepare.shape",
        "prepare returns x (n, 784) and y (n, 10)",
        "shape",
        1,
        prepare_shapes,
        "Print the shapes of what you return, for several numbers of images.",
    ),
    values(
        "prepare",
        image_cases,
        2,
        mistakes=PREPARE_MISTAKES,
        integers=True,
        title="prepare scales the pixels and makes the labels one-hot",
        hint="x lies between 0 and 1, row after row of each image; y has a single 1, in the label's column.",
    ),
    rows_alike("prepare", image_cases, 1, rows=("images", "labels"), selects=True),
    unchanged("prepare", image_cases, 1, selects=True),
    custom(
        "batches.shape",
        "batches yields pairs of batch_size rows",
        "shape",
        1,
        batch_sizes,
        "Each item is (x_batch, y_batch): (batch_size, 784) and (batch_size, 10); only the last may be smaller.",
    ),
    custom(
        "batches.values",
        "batches yields every row once",
        "numerics",
        2,
        batch_rows,
        "Go over a shuffled order of all the rows, in pieces of batch_size.",
        needs=("batches.shape",),
    ),
    custom(
        "batches.pairs",
        "batches keeps rows and labels paired",
        "property",
        1,
        batch_pairs,
        "Take x and y in the same order.",
        needs=("batches.values",),
    ),
    custom(
        "batches.shuffled",
        "batches shuffles the rows, differently for another seed",
        "property",
        1,
        batch_order,
        "Draw a permutation of the row numbers from a generator seeded by seed.",
        needs=("batches.values",),
    ),
    custom(
        "batches.inputs_unchanged",
        "batches leaves x and y unchanged",
        "property",
        1,
        batches_unchanged,
        "Index with a permutation instead of shuffling the arrays themselves.",
        needs=("batches.shape",),
    ),
    shape("hidden_layer", hidden_cases, 1),
    values("hidden_layer", hidden_cases, 2, mistakes=HIDDEN_MISTAKES),
    rows_alike("hidden_layer", hidden_cases, 1, rows=("x",)),
    uses_package("hidden_layer", "tensorflow", 1, others=("keras",)),
    shape("output_layer", output_cases, 1),
    values("output_layer", output_cases, 1, mistakes=OUTPUT_MISTAKES),
    rows_alike("output_layer", output_cases, 1, rows=("hidden",)),
    shape("loss", loss_cases, 1, hint="The loss is one number: the mean over all the rows."),
    values("loss", loss_cases, 2, mistakes=LOSS_MISTAKES),
    values(
        "loss",
        large_loss_cases,
        1,
        mistakes=LARGE_MISTAKES,
        id="loss.large",
        title="loss is right for large logits",
        hint="log(softmax(z)) breaks down for large logits: use an operation that takes the logits themselves.",
        needs=("loss.values",),
    ),
    custom(
        "loss.shift",
        "loss depends on the differences of the logits, and on no order of the rows",
        "property",
        1,
        shifted_logits,
        "Softmax does not change when a number is added to all logits of a row.",
        needs=("loss.shape",),
    ),
    uses_package("loss", "tensorflow", 1, others=("keras",)),
    custom(
        "train.runs",
        "train works for few rows and other sizes",
        "shape",
        1,
        trains_other_sizes,
        "Take every size from the arguments: rows, hidden_size, batch_size and steps.",
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
        "train makes the hidden layer as wide as asked",
        1,
        kind="learning",
        what="accuracy with a single hidden unit",
        hint="The hidden layer has hidden_size units, no more.",
        needs=("train.accuracy",),
        mistake="hidden-size-ignored",
    ),
    layers_check(TRAINING, 2, needs=("train.hidden_size",), sees_pixels=True),
    custom(
        "train.inputs_unchanged",
        "train leaves x and y unchanged",
        "property",
        1,
        training_data_unchanged,
        "Index with a permutation instead of shuffling the arrays themselves; scale into a new array.",
        needs=("train.accuracy",),
    ),
    uses_package("train", "tensorflow", 1, others=("keras",)),
    predict_shape(TRAINING, 1),
    predict_rows(TRAINING, 1),
    predict_unchanged(TRAINING, 1),
    custom(
        "train.first_step",
        "train makes no update with steps=0 and one with steps=1",
        "learning",
        1,
        first_step,
        "Count the updates that your loop makes for steps=0 and for steps=1.",
        needs=("train.permuted", "train.zero_steps", "train.learning_rate", "predict.rows"),
    ),
    custom(
        "train.batch_size",
        "train makes its batches as large as asked",
        "learning",
        1,
        batch_size_counts,
        "Each update sees batch_size rows, no more.",
        needs=("train.steps", "train.first_step"),
    ),
    moved_check(TRAINING, MOVED, 1),
    evaluate_shape(TRAINING, 1),
    evaluate_truth(TRAINING, 1),
    evaluate_share(TRAINING, 1),
    evaluate_unchanged(TRAINING, 1),
)
