"""How task 6 is judged."""

import numpy as np

from grader.checks import (
    U32,
    Failed,
    Measurement,
    Mistake,
    array_of,
    binary_of,
    calibrated,
    close,
    custom,
    derived_seed,
    few_digits,
    gamma,
    mark,
    number,
    passed,
    require_shape,
    rows_alike,
    say,
    shape,
    sigmoid,
    sigmoid_cross_entropy,
    unchanged,
    uses_package,
    values,
)
from grader.checks.oracle import datasets

# (rows, features, units): one row, one feature, more units than rows, as many units as features, prime sizes, and more of
# each than anybody writes down.
SIZES = ((7, 2, 5), (1, 3, 4), (11, 1, 2), (3, 2, 13), (5, 3, 3), (257, 11, 29))

HIDDEN_SIZE = 16
LEARNING_RATE = 1.0
STEPS = 150
ROWS = 200  # to train on
UNSEEN = 400  # to be judged on
UNTRAINED = 4  # models that cannot have learned, for one measurement


def normal(rng, *size):
    return rng.normal(size=size).astype(np.float32)


def biased(rng, *size):
    """Biases that cannot be overlooked: between 0.3 and 1.2, of either sign."""
    return (rng.uniform(0.3, 1.2, size) * rng.choice([-1.0, 1.0], size)).astype(np.float32)


# --- the layers ---------------------------------------------------------------------------------------------


def hidden_cases(rng):
    """Sums at which tanh is not yet 1, with many features, too."""
    return [
        (normal(rng, n, f), np.float32(min(1, 1.4 / np.sqrt(f))) * normal(rng, f, h), biased(rng, 1, h))
        for n, f, h in SIZES
    ]


def output_cases(rng):
    return [(np.tanh(normal(rng, n, h)), normal(rng, h, 1), biased(rng, 1, 1)) for n, _, h in SIZES]


HIDDEN_MISTAKES = (
    Mistake("no-bias", "this equals tanh(x·W): the bias b is not added", lambda x, W, b: np.tanh(x @ W)),
    Mistake("bias-twice", "the bias b is added twice", lambda x, W, b: np.tanh(x @ W + 2 * b)),
    Mistake("bias-subtracted", "the bias b is subtracted", lambda x, W, b: np.tanh(x @ W - b)),
    Mistake("no-activation", "this equals x·W + b: the activation is missing", lambda x, W, b: x @ W + b),
    Mistake(
        "sigmoid-for-tanh",
        "this equals sigmoid(x·W + b): the hidden layer's activation is another one",
        lambda x, W, b: sigmoid(x @ W + b),
    ),
    Mistake("relu-for-tanh", "this equals relu(x·W + b)", lambda x, W, b: np.maximum(x @ W + b, 0)),
    Mistake("tanh-twice", "tanh is applied twice", lambda x, W, b: np.tanh(np.tanh(x @ W + b))),
    Mistake("bias-outside", "the bias b is added after tanh, not before", lambda x, W, b: np.tanh(x @ W) + b),
    Mistake(
        "softmax-for-tanh",
        "this equals softmax(x·W + b): the hidden layer's activation is another one",
        lambda x, W, b: _softmax(x @ W + b),
    ),
    Mistake(
        "weights-transposed",
        "where W has as many rows as columns this equals tanh(x·Wᵀ + b)",
        lambda x, W, b: np.tanh(x @ (W.T if W.shape[0] == W.shape[1] else W) + b),
    ),
    Mistake(
        "truncated",
        "every value is 0, as when it is cut to an integer",
        lambda x, W, b: np.trunc(np.tanh(x @ W + b)),
    ),
    Mistake("rounded", "the values are rounded to whole numbers", lambda x, W, b: np.round(np.tanh(x @ W + b))),
    *few_digits(lambda x, W, b: np.tanh(x @ W + b)),
)

OUTPUT_MISTAKES = (
    Mistake("no-bias", "this equals hidden·W: the bias b is not added", lambda h, W, b: h @ W),
    Mistake("bias-twice", "the bias b is added twice", lambda h, W, b: h @ W + 2 * b),
    Mistake("bias-subtracted", "the bias b is subtracted", lambda h, W, b: h @ W - b),
    Mistake(
        "sigmoid-applied",
        "this equals sigmoid(hidden·W + b): logits are asked, the values before any activation",
        lambda h, W, b: sigmoid(h @ W + b),
    ),
    Mistake(
        "tanh-applied",
        "this equals tanh(hidden·W + b): logits are asked, the values before any activation",
        lambda h, W, b: np.tanh(h @ W + b),
    ),
    Mistake(
        "relu-applied",
        "this equals relu(hidden·W + b): logits are asked, the values before any activation",
        lambda h, W, b: np.maximum(h @ W + b, 0),
    ),
    Mistake(
        "softmax-applied",
        "softmax over a single column is always 1, and logits are asked",
        lambda h, W, b: np.ones((len(h), 1)),
    ),
    Mistake("sign", "this equals −(hidden·W + b): a sign is wrong", lambda h, W, b: -(h @ W + b)),
    Mistake("truncated", "the values are cut to whole numbers", lambda h, W, b: np.trunc(h @ W + b)),
    Mistake("rounded", "the values are rounded to whole numbers", lambda h, W, b: np.round(h @ W + b)),
    *few_digits(lambda h, W, b: h @ W + b),
)


def _softmax(z):
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


# --- the loss -----------------------------------------------------------------------------------------------


def labels_of(rng, n):
    """0/1 labels (n, 1) of both classes where there is more than one row."""
    return rng.permutation(np.arange(n) % 2 if n > 1 else rng.integers(2, size=1)).astype(np.float32)[:, None]


def loss_cases(rng):
    """Logits within ±3: there a loss that goes through probabilities is still exact enough.

    Of many rows the first cost least, so that no part of them has the mean of all.
    """
    cases = [(rng.uniform(-3, 3, (n, 1)).astype(np.float32), labels_of(rng, n)) for n in (7, 2, 64, 1, 13, 257)]
    logits, labels = cases.pop()
    order = np.argsort(sigmoid_cross_entropy(logits, labels)[:, 0])
    return [*cases, (logits[order], labels[order])]


def loss_bound(logits, labels):
    """Both right ways: from the logits, and −log of probabilities p, where 1 − p loses e^|z| digits.

    σ(z), its complement and the logarithm are good to four roundings each (the libraries' promise).
    """
    z = np.abs(logits.astype(np.float64))
    per_row = 12 * U32 * np.exp(z) + 8 * U32 * (1 + z)
    size = np.mean(sigmoid_cross_entropy(logits, labels))
    return [np.mean(per_row) + gamma(len(z) + 2, U32) * size]


LOSS_MISTAKES = (
    Mistake(
        "sum-for-mean",
        "the losses are added up, not averaged",
        lambda z, y: np.sum(sigmoid_cross_entropy(z, y)),
        near=64 * U32,
    ),
    Mistake(
        "softmax-cross-entropy",
        "it is 0 whatever comes in, as softmax cross-entropy is for a single logit",
        lambda z, y: 0.0,
    ),
    Mistake(
        "softmax-over-rows",
        "softmax is taken over the rows; each row is a case of its own with a sigmoid",
        lambda z, y: -np.sum(y * np.log(_softmax(z.T.astype(float))).T),
        near=64 * U32,
    ),
    Mistake(
        "sigmoid-twice",
        "sigmoid is applied twice: the function that takes logits got probabilities",
        lambda z, y: np.mean(sigmoid_cross_entropy(sigmoid(z), y)),
    ),
    Mistake(
        "logits-and-labels-swapped",
        "logits and labels have changed places",
        lambda z, y: np.mean(sigmoid_cross_entropy(y, z)),
    ),
    Mistake("squared-error", "this is the mean squared error", lambda z, y: np.mean((sigmoid(z) - y) ** 2)),
    Mistake(
        "squared-error-of-logits",
        "this is the squared error of the logits",
        lambda z, y: np.mean((z - y.astype(float)) ** 2),
    ),
    Mistake("absolute-error", "this is the mean absolute error", lambda z, y: np.mean(np.abs(sigmoid(z) - y))),
    Mistake("sign", "the sign is wrong: a loss is positive", lambda z, y: -np.mean(sigmoid_cross_entropy(z, y))),
    Mistake(
        "classes-swapped",
        "the loss is small where the prediction is wrong: the two classes have changed places",
        lambda z, y: np.mean(sigmoid_cross_entropy(z, 1 - y)),
    ),
    Mistake(
        "one-class-only",
        "only the rows labelled 1 count: (1 − y)·log(1 − p) is missing",
        lambda z, y: np.mean(y * sigmoid_cross_entropy(z, y)),
    ),
    Mistake(
        "base-two", "the logarithm is to the base 2", lambda z, y: np.mean(sigmoid_cross_entropy(z, y)) / np.log(2)
    ),
    Mistake(
        "broadcast",
        "every logit meets every label: (n,) and (n, 1) were broadcast",
        lambda z, y: np.mean(sigmoid_cross_entropy(z, y.T)),
    ),
    Mistake("half", "the loss is halved", lambda z, y: np.mean(sigmoid_cross_entropy(z, y)) / 2),
)


def loss_of(exam, logits, labels):
    """The student's loss as a float."""
    observed = exam.call("loss", logits, labels)
    require_shape(observed, say("The result of loss"), ())
    return observed


def large_logits(exam):
    """At ±100 the exact loss is 0 for a right row and 100 for a wrong one; a clipped one lies between 10 and that."""
    for wrong in (0, 3, 8):
        n = 8
        labels = labels_of(exam.rng, n)
        logits = np.where(labels > 0.5, 100.0, -100.0)
        logits[exam.rng.choice(n, wrong, replace=False)] *= -1
        observed = loss_of(exam, logits.astype(np.float32), labels)
        where = say("for logits of ±100, {wrong} of {n} on the wrong side,", wrong=wrong, n=n)
        if observed.array is not None and observed.array.dtype.kind == "f" and not np.isfinite(observed.array):
            raise Failed(
                say(
                    "The loss {where} is {array}; it must be finite.", where=where, array=number(float(observed.array))
                ),
                hint=say(
                    "The sigmoid of 100 is 1 in float32, and the logarithm of 1 − 1 is −∞: work from the logits, not from their sigmoid."
                ),
                mistake="naive-log",
            )
        came = float(array_of(observed, say("The loss {where}", where=where)))
        low, high = 10.0 * wrong / n, 100.0 * wrong / n + 1e-3
        if not low <= came <= high:
            raise Failed(
                say(
                    "The loss {where} is {came}; {wrong} was expected.",
                    where=where,
                    came=number(came),
                    wrong=number(100.0 * wrong / n),
                ),
                hint=say("A prediction that is surely wrong costs about |z|, one that is surely right costs nothing."),
            )
    return passed()


def loss_is_a_mean(exam):
    """Another order of the rows, or every row twice, leaves the loss as it is; other data do not."""
    seen = set()
    for logits, labels in loss_cases(exam.rng):
        if len(logits) < 5:
            continue
        bound = 4 * loss_bound(logits, labels)[0]
        order = exam.rng.permutation(len(logits))
        observed, echo = exam.call_and_echo("loss", logits, labels)
        require_unwritten("loss", (("logits", logits, echo[0]), ("labels", labels, echo[1])))
        require_shape(observed, say("The result of loss"), ())
        came = float(array_of(observed, say("The loss")))
        moved = float(array_of(loss_of(exam, logits[order], labels[order]), say("The loss")))
        double = float(array_of(loss_of(exam, np.tile(logits, (2, 1)), np.tile(labels, (2, 1))), say("The loss")))
        seen.add(came)
        if not abs(moved - came) <= bound:
            raise Failed(
                say(
                    "The loss is {came}, and {moved} when the rows come in another order.",
                    came=number(came),
                    moved=number(moved),
                ),
                hint=say("Each row's loss depends on its own logit and label alone."),
                mistake="rows-mixed",
            )
        if not abs(double - came) <= bound:
            raise Failed(
                say(
                    "The loss is {came}, and {double} when every row is there twice.",
                    came=number(came),
                    double=number(double),
                ),
                hint=say("Average over the rows, so that the loss does not depend on how many there are."),
                mistake="sum-for-mean" if abs(double - 2 * came) <= 4 * bound * len(logits) else "",
            )
    if len(seen) < 2:
        raise Failed(
            say("The loss is the same number for every input."), hint=say("The loss has to depend on the input.")
        )
    return passed()


# --- accuracy ------------------------------------------------------------------------------------------------


def scored(rng, n, right):
    """Probabilities and labels (n, 1) with exactly ``right`` rows on the label's side of 0.5, none near it."""
    labels = labels_of(rng, n)
    sure = rng.uniform(0.52, 0.98, (n, 1))
    hit = np.zeros((n, 1), dtype=bool)
    hit[rng.choice(n, right, replace=False)] = True
    return np.where((labels > 0.5) == hit, sure, 1 - sure).astype(np.float32), labels


def accuracy_cases(rng):
    """Never ½, so that the threshold's wrong side shows."""
    return [
        scored(rng, n, int(right))
        for n, right in ((7, rng.integers(4, 7)), (40, rng.integers(24, 39)), (13, 9), (1, 1), (257, 200))
    ]


def accuracy_bound(probabilities, labels):
    """Two shares of n rows are 1/n apart or equal: a hundredth of that covers any rounding."""
    return [0.01 / len(labels)]


def table(p, y):
    """What comparing (n,) with (n, 1) makes of it: every row with every other."""
    return np.mean((p > 0.5) == (y > 0.5).T)


ACCURACY_MISTAKES = (
    Mistake("per-cent", "this is in per cent; a share between 0 and 1 is asked", lambda p, y: 100 * share(p, y)),
    Mistake("count", "this is the number of right rows, not their share", lambda p, y: len(y) * share(p, y)),
    Mistake(
        "threshold-side",
        "this is the share of wrong rows: the comparison or the threshold points the other way",
        lambda p, y: 1 - share(p, y),
    ),
    Mistake(
        "threshold-zero",
        "every row counts as class 1: probabilities are compared with 0, as if they were logits",
        lambda p, y: np.mean(y),
    ),
    Mistake("no-threshold", "probabilities are compared with the labels as they are", lambda p, y: np.mean(p == y)),
    Mistake(
        "broadcast", "every row is compared with every label: (n,) and (n, 1) were broadcast", lambda p, y: table(p, y)
    ),
    Mistake(
        "mean-error", "this is one minus the mean distance, not the share", lambda p, y: 1 - np.mean(np.abs(p - y))
    ),
    Mistake("rounded", "the share is rounded to 0 or 1", lambda p, y: np.round(share(p, y))),
)


def share(p, y):
    return np.mean((p > 0.5) == (y > 0.5))


def truth(exam):
    """What is known beforehand: all wrong, half right, all right."""
    for n in (8, 50):
        for right, wanted in ((0, 0.0), (n // 2, 0.5), (n, 1.0)):
            observed = exam.call("accuracy", *scored(exam.rng, n, right))
            require_shape(observed, say("The result of accuracy"), ())
            came = float(array_of(observed, say("The accuracy"), integers=True))
            if not abs(came - wanted) <= 8 * U32:
                raise Failed(
                    say(
                        "The accuracy is {came} where {right} of {n} rows are right, so {wanted} was expected.",
                        came=number(came),
                        right=right,
                        n=n,
                        wanted=number(wanted),
                    ),
                    hint=say("Count the rows where (p > 0.5) agrees with the label, and divide by how many there are."),
                )
    return passed()


def accuracy_order(exam):
    """Another order leaves the accuracy as it is; labels the other way round give its complement."""
    for probabilities, labels in accuracy_cases(exam.rng)[:3]:
        order = exam.rng.permutation(len(labels))
        answers = []
        for p, y in ((probabilities, labels), (probabilities[order], labels[order]), (probabilities, 1 - labels)):
            observed, echo = exam.call_and_echo("accuracy", p, y)
            require_unwritten("accuracy", (("probabilities", p, echo[0]), ("labels", y, echo[1])))
            require_shape(observed, say("The result of accuracy"), ())
            answers.append(float(array_of(observed, say("The accuracy"), integers=True)))
        came, moved, swapped = answers
        if not abs(moved - came) <= 8 * U32:
            raise Failed(
                say(
                    "The accuracy is {came}, and {moved} when the rows come in another order.",
                    came=number(came),
                    moved=number(moved),
                ),
                hint=say("Compare each row with its own label."),
                mistake="rows-mixed",
            )
        if not abs(swapped - (1 - came)) <= 8 * U32:
            raise Failed(
                say(
                    "The accuracy is {came}, and {swapped} with every label the other way round; the two "
                    "should add up to 1.",
                    came=number(came),
                    swapped=number(swapped),
                ),
                hint=say("A row that is right becomes wrong when its label changes, and the reverse."),
            )
    return passed()


# --- training ------------------------------------------------------------------------------------------------


def column(y):
    return y.astype(np.float32)[:, None]


def flower(rng, rows, angle=0.0):
    """X (rows, 2) float32, y (rows,) 0/1, turned by an angle."""
    X, y = datasets.flower(rng, rows)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return (X @ turn).astype(np.float32), y


def learned(exam, *, rng, angle=0.0, swapped=False, hidden_size=HIDDEN_SIZE, learning_rate=LEARNING_RATE, steps=STEPS):
    """(model, unseen X, its labels as the model should have learned them) after one training on the flower."""
    X, y = flower(rng, ROWS, angle)
    model = exam.train(X, column(1 - y if swapped else y), hidden_size, learning_rate, steps, derived_seed(rng))
    unseen, truth = flower(rng, UNSEEN, angle)
    return model, unseen, 1 - truth if swapped else truth


def predicted_share(exam, model, X, y):
    observed = exam.call("predict", model, X)
    return float(np.mean(binary_of(observed, say("The result of predict"), len(X)) == y))


def main_model(exam, attempt=0):
    """The model that several checks share: trained on the flower as it comes."""
    return exam.shared(f"main:{attempt}", lambda rng: learned(exam, rng=rng))


def measure_accuracy(exam, attempt):
    return predicted_share(exam, *main_model(exam, attempt))


def measure_swapped(exam, attempt):
    """A small turn only: by an eighth of a circle the flower's petals fall on those of the other class."""
    angle = float(exam.rng.uniform(-0.2, 0.2))
    return predicted_share(exam, *learned(exam, rng=exam.rng, angle=angle, swapped=True))


def measure_other_data(exam, attempt):
    """Forty columns, three units: two clouds on the sides of a random plane, all of one class before the other's.

    Who learns from the first rows alone sees a single class. Three units that stay as they were drawn look along
    three random directions of forty, and most of what tells the clouds apart lies across those. For full-batch
    gradient descent the order of the rows means nothing.
    """
    normal_vector = exam.rng.normal(size=40)
    normal_vector /= np.linalg.norm(normal_vector)

    def clouds(rows):
        X = exam.rng.normal(size=(rows, 40))
        X += np.sign(X @ normal_vector)[:, None] * normal_vector * 0.4
        return (X / 4).astype(np.float32), (X @ normal_vector > 0).astype(int)

    X, y = clouds(241)
    order = np.argsort(y if exam.rng.random() < 0.5 else -y, kind="stable")
    model = exam.train(X[order], column(y[order]), 3, 2 * LEARNING_RATE, STEPS, derived_seed(exam.rng))
    return predicted_share(exam, model, *clouds(UNSEEN))


def measure_untrained(exam, **settings):
    """The mean accuracy of four models that cannot have learned, on classes as they are and swapped.

    An untrained network may be right by luck; four of them, half on swapped classes, come to about ½.
    """
    shares = []
    for index in range(UNTRAINED):
        angle = float(exam.rng.uniform(0, 2 * np.pi))
        model, X, y = learned(exam, rng=exam.rng, angle=angle, swapped=bool(index % 2), **settings)
        shares.append(predicted_share(exam, model, X, y))
    return float(np.mean(shares))


def measure_no_steps(exam, attempt):
    return measure_untrained(exam, steps=0)


def measure_no_rate(exam, attempt):
    return measure_untrained(exam, steps=60, learning_rate=0.0)


def best_cut(X, y):
    """The highest accuracy that any straight cut through the plane has on these points (3,600 directions)."""
    angles = np.arange(3600) * np.pi / 3600
    order = np.argsort(X @ np.array([np.cos(angles), np.sin(angles)]), axis=0)
    ones = np.concatenate([np.zeros((1, angles.size)), np.cumsum(y[order], axis=0)])  # of class 1 before each cut
    before = np.arange(len(y) + 1)[:, None]
    right = (before - ones) + (ones[-1] - ones)  # class 0 before it, class 1 behind it
    return float(max(right.max(), len(y) - right.min()) / len(y))


def measure_one_unit(exam, attempt):
    """How much better than the best cut: one tanh unit can only cut the plane in two, so never for a right solution."""
    model, X, y = learned(exam, rng=exam.rng, hidden_size=1, steps=60)
    return max(0.0, predicted_share(exam, model, X, y) - best_cut(X, y))


ACCURACY = Measurement("train.accuracy", measure_accuracy, rows=UNSEEN)
SWAPPED = Measurement("train.swapped_classes", measure_swapped, rows=UNSEEN)
OTHER_DATA = Measurement("train.other_data", measure_other_data, rows=UNSEEN)
NO_STEPS = Measurement("train.no_steps", measure_no_steps, at_least=False, rows=UNTRAINED * UNSEEN)
NO_RATE = Measurement("train.no_learning_rate", measure_no_rate, at_least=False, rows=UNTRAINED * UNSEEN)
ONE_UNIT = Measurement("train.hidden_size", measure_one_unit, at_least=False)

MEASUREMENTS = (ACCURACY, SWAPPED, OTHER_DATA, NO_STEPS, NO_RATE, ONE_UNIT)


def explain_accuracy(value):
    if value < 0.25:
        return say("It is wrong nearly everywhere: its answers mean the other class.")
    if value < 0.6:
        return say("That is about what guessing gives.")
    if value < 0.76:
        return say("That is about what one cut through the plane gives: the hidden units do not work together.")
    return ""


def explain_swapped(value):
    if value < 0.4:
        return say("The model predicts the classes as they usually are: the labels that it was given did not count.")
    return explain_accuracy(value)


def runs(exam):
    """train can be called as the exercise says, and returns something to hand to predict."""
    X, y = flower(exam.rng, 20)
    observed = exam.call("train", X=X, Y=column(y), hidden_size=3, learning_rate=0.1, steps=1, seed=0)
    if observed.type_name == "NoneType":
        raise Failed(say("train returned None: there is no model."), hint=say("End train with a return statement."))
    return passed()


def predict_shape(exam):
    """One row, a prime number of rows, many; the last by keyword."""
    model, X, _ = main_model(exam)
    for n in (5, 1, 31):
        observed = exam.call("predict", model=model, X=X[:n]) if n == 31 else exam.call("predict", model, X[:n])
        require_shape(observed, say("The result of predict"), (n, 1), say(" for X of shape ({n}, 2)", n=n))
    return passed()


RESULT = mark("The result of predict")


def predicted(exam, model, X):
    observed = exam.call("predict", model, X)
    require_shape(observed, RESULT, (len(X), 1))
    return array_of(observed, RESULT, integers=True)


def predictions(exam, X):
    return predicted(exam, main_model(exam)[0], X)


def probabilities(exam):
    _, X, _ = main_model(exam)
    came = predictions(exam, X)
    low, high = float(came.min()), float(came.max())
    span = say("The {count} predictions lie between {low} and {high}", count=len(X), low=number(low), high=number(high))
    if low < 0 or high > 1:
        raise Failed(
            say("{span}; probabilities lie between 0 and 1.", span=span),
            hint=say("These look like logits: a sigmoid makes probabilities of them."),
            mistake="logits-for-probabilities",
        )
    if high - low < LEAST_SPAN:
        raise Failed(
            say("predict returned {low} for every row.", low=number(low))
            if low == high
            else say("{span}: nearly the same for every row.", span=span),
            hint=say("The output has to depend on X: do the hidden units differ when training begins?"),
            mistake="constant" if low == high else "",
        )
    if zeros_and_ones(came):
        raise only_zeros_and_ones(exam)
    # sigmoid maps [0, 1] into this range, and what lies above ½ before it all along says nothing
    if low >= 0.5 - U32 and high <= sigmoid(np.array(1.0)) + 8 * U32:
        raise Failed(
            say("{span}, where the sigmoid of a probability lies.", span=span),
            hint=say("The sigmoid seems to be applied twice."),
            mistake="sigmoid-twice",
        )
    return passed(f"{span}.")


def zeros_and_ones(p):
    return bool(np.all((p == 0) | (p == 1)))


def only_zeros_and_ones(exam):
    """What to say where every prediction is 0 or 1: an initial network tells rounding from weights that ran away."""
    X, y = flower(exam.rng, 60)
    model = exam.train(X, column(y), HIDDEN_SIZE, LEARNING_RATE, 0, derived_seed(exam.rng))
    if zeros_and_ones(predicted(exam, model, X)):
        return Failed(
            say("predict returned only 0 and 1, for an untrained model too: these are classes, not probabilities."),
            hint=say("Leave out the rounding or the comparison with 0.5."),
            mistake="classes-for-probabilities",
        )
    return Failed(
        say(
            "predict returned only 0 and 1 for the trained model, though not for an untrained one: training drove the "
            "weights so far that the sigmoid rounds to 0 and 1."
        ),
        hint=say("Look at the loss every 20 steps: it has to fall."),
        mistake="training-diverges",
    )


LEAST_SPAN = 0.05  # between the predictions of a model that has learned anything at all

# Of a probability: far more than float32 arithmetic loses in a few dozen additions, far less than a
# dependence on other rows brings in.
ROW_TOLERANCE = 1e-4


def predict_rows(exam):
    """Asked again, in another order and row by row, predict gives each row the same answer."""
    _, X, _ = main_model(exam)
    X = X[:60]
    _, echo = exam.call_and_echo("predict", main_model(exam)[0], X)
    require_unwritten("predict", (("X", X, echo[1]),))
    came = predictions(exam, X)
    if float(np.ptp(came)) < LEAST_SPAN:
        raise Failed(
            say("predict returned nearly the same number for every row."), hint=say("The output has to depend on X.")
        )
    order = exam.rng.permutation(len(X))
    one = int(exam.rng.integers(len(X)))
    asked = (
        (say("when it is asked a second time"), predictions(exam, X), came),
        (say("when the rows come in another order"), predictions(exam, X[order]), came[order]),
        (say("for a row alone"), predictions(exam, X[[one]]), came[[one]]),
    )
    for when, again, before in asked:
        if not close(again, before, ROW_TOLERANCE):
            raise Failed(
                say(
                    "predict gives other values {when}: up to {np} apart.",
                    when=when,
                    np=number(float(np.max(np.abs(again - before)))),
                ),
                hint=say("A prediction depends on the trained weights and on its own row, and on nothing else."),
                mistake="rows-mixed",
            )
    return passed()


# --- how often it updates -------------------------------------------------------------------------------------

HUGE_RATE = 100_000.0  # one update at this rate makes every prediction certain, whatever the optimiser
DOUBT = 0.01  # an updated network leaves less
NO_DOUBT = 1e-5  # an initial network leaves more: that is a logit of 11.5, four deviations with weights from N(0, 1)


def certain_share(exam, steps, doubt):
    """The share of points on which a model trained at the huge rate leaves less doubt than that.

    A prediction that is no number any more tells of an update as well: formulas for tanh that overflow are
    no mistake at the rates that are asked about.
    """
    X, y = flower(exam.rng, 60)
    model = exam.train(X, column(y), 8, HUGE_RATE, steps, derived_seed(exam.rng))
    observed = exam.call("predict", model, X)
    require_shape(observed, say("The result of predict"), (len(X), 1))
    p = np.asarray(observed.array, dtype=np.float64)
    return float(np.mean(~((p > doubt) & (p < 1 - doubt))))


def first_step(exam):
    """No update with steps=0, one with steps=1: at a huge learning rate a single one shows.

    Two trainings of each, and it takes both to fail: what one network happens to start from proves nothing.
    """
    before = min(certain_share(exam, 0, NO_DOUBT) for _ in range(2))
    if not before <= 0.5:
        raise Failed(
            say(
                "With steps=0 and a learning rate of {rate}, {share} of the predictions are below {low} or above {high}, "
                "as they are after an update; an initial network is in doubt.",
                rate=number(HUGE_RATE),
                share=f"{before:.0%}",
                low=number(NO_DOUBT),
                high=number(1 - NO_DOUBT),
            ),
            hint=say("Count the updates that your loop makes for steps=0 and for steps=1."),
            mistake="one-step-too-many",
        )
    after = max(certain_share(exam, 1, DOUBT) for _ in range(2))
    if not after > 0.5:
        raise Failed(
            say(
                "With steps=1 and a learning rate of {rate}, only {share} of the predictions are below 0.01 or above "
                "0.99; a single update at that rate leaves no doubt.",
                rate=number(HUGE_RATE),
                share=f"{after:.0%}",
            ),
            hint=say("Count the updates that your loop makes for steps=0 and for steps=1."),
            mistake="one-step-too-few",
        )
    return passed(say("No update with steps=0, one with steps=1."))


# --- its biases ------------------------------------------------------------------------------------------------

IN_DOUBT = 0.002  # predictions at least that far from 0 and 1: their float32 logits are good to 1e-4
SAME_SUM = 1e-3  # of the span of the logits; 0.09 and more was found in right styles, 1e-6 without a hidden bias


def hidden_bias(exam):
    """tanh is odd: without biases in the hidden layer the logits of x and of −x add up to the same number for every x."""
    model, X, _ = main_model(exam)
    x = np.concatenate([X[:100] / 2, X[:100], 2 * X[:100]])
    there, opposite = np.split(predicted(exam, model, np.concatenate([x, -x])).ravel().astype(np.float64), 2)
    in_doubt = np.minimum(np.minimum(there, 1 - there), np.minimum(opposite, 1 - opposite)) > IN_DOUBT
    logits, mirrored = (np.log(p[in_doubt]) - np.log1p(-p[in_doubt]) for p in (there, opposite))
    if len(logits) < 20:
        return passed(say("Hardly a prediction is in doubt, so biases show nowhere."))
    if np.ptp(logits + mirrored) <= SAME_SUM * np.ptp(logits):
        raise Failed(
            say(
                "The logits of x and of −x add up to {sum} for each of {count} points x: no bias is added in the "
                "hidden layer, or it stays 0.",
                sum=number(float(np.mean(logits + mirrored))),
                count=len(logits),
            ),
            hint=say("Compare what train computes, and which variables it updates, with the formulas of both layers."),
            mistake="no-hidden-bias",
        )
    return passed(say("The hidden layer has biases that were trained."))


def training_data_unchanged(exam):
    """train leaves X and Y as they were."""
    X, y = flower(exam.rng, 31)
    _, echo = exam.call_and_echo("train", X, column(y), 3, 0.1, 2, derived_seed(exam.rng))
    require_unwritten("train", (("X", X, echo[0]), ("Y", column(y), echo[1])))
    return passed()


def require_unwritten(function, arguments):
    """(name, what was sent, what is there after the call) of each argument: the same numbers."""
    for name, sent, after in arguments:
        if after.array is None or after.array.shape != sent.shape or not np.array_equal(after.array, sent):
            raise Failed(
                say(
                    "{function} changed its argument {name}: after the call it no longer held what it held before.",
                    function=function,
                    name=name,
                ),
                hint=say("Do not write into {name}: no {name} -= …, no {name}[…] = …; compute a new array.", name=name),
                mistake="writes-into-input",
            )


CHECKS = (
    shape("hidden_layer", hidden_cases, 1),
    values("hidden_layer", hidden_cases, 2, mistakes=HIDDEN_MISTAKES),
    rows_alike("hidden_layer", hidden_cases, 1, rows=("x",)),
    unchanged("hidden_layer", hidden_cases, 1),
    shape("output_layer", output_cases, 1),
    values("output_layer", output_cases, 2, mistakes=OUTPUT_MISTAKES),
    rows_alike("output_layer", output_cases, 1, rows=("hidden",)),
    unchanged("output_layer", output_cases, 1),
    shape("loss", loss_cases, 1, hint="The loss of a whole batch is one number."),
    values("loss", loss_cases, 3, mistakes=LOSS_MISTAKES, tolerance=loss_bound),
    custom(
        "loss.large",
        "loss is finite for large logits",
        "numerics",
        2,
        large_logits,
        "Where the sigmoid rounds to 0 or 1 its logarithm is lost: work from the logits.",
        needs=("loss.shape",),
    ),
    custom(
        "loss.mean",
        "loss is an average over the rows",
        "property",
        1,
        loss_is_a_mean,
        "Average the losses of the rows.",
        needs=("loss.shape",),
    ),
    uses_package("loss", "tensorflow", 1, others=("keras",)),
    shape("accuracy", accuracy_cases, 1, hint="The accuracy of a whole batch is one number."),
    values("accuracy", accuracy_cases, 2, mistakes=ACCURACY_MISTAKES, tolerance=accuracy_bound),
    custom(
        "accuracy.rows",
        "accuracy counts each row with its own label",
        "property",
        1,
        accuracy_order,
        "Compare row by row; look at the shapes of what you compare.",
        needs=("accuracy.shape",),
    ),
    custom(
        "accuracy.truth",
        "accuracy is 0, ½ and 1 where it must be",
        "learning",
        1,
        truth,
        "Count the rows where (p > 0.5) agrees with the label, and divide by how many there are.",
        needs=("accuracy.shape",),
    ),
    custom(
        "train.runs",
        "train can be called and returns a model",
        "shape",
        0,
        runs,
        "Call train yourself with 20 rows of the flower and one step.",
    ),
    uses_package("train", "tensorflow", 1, others=("keras",)),
    custom(
        "predict.shape",
        "predict returns the right shape",
        "shape",
        1,
        predict_shape,
        "Print the shapes of X and of the result: one probability for each row, as a column.",
        needs=("train.runs",),
    ),
    custom(
        "predict.probabilities",
        "predict returns probabilities",
        "numerics",
        2,
        probabilities,
        "The sigmoid of the logits, once, and not rounded.",
        needs=("predict.shape",),
    ),
    custom(
        "predict.rows",
        "predict treats every row alike, each time it is asked",
        "property",
        1,
        predict_rows,
        "A prediction depends on the trained weights and on its own row alone.",
        needs=("predict.shape",),
    ),
    calibrated(
        ACCURACY,
        "train learns the flower",
        4,
        what=mark("the accuracy on {unseen} points of the flower that were not trained on", unseen=UNSEEN),
        hint="Look at the loss every 20 steps: it has to fall from about 0.7 to about 0.3.",
        needs=("predict.shape",),
        explain=explain_accuracy,
    ),
    calibrated(
        SWAPPED,
        "train learns from the labels that it is given",
        3,
        kind="learning",
        what="the accuracy after training on a turned flower with the classes swapped",
        hint="Train on the X and Y that are passed, starting from new weights in every call.",
        needs=("train.accuracy",),
        explain=explain_swapped,
        mistake="labels-ignored",
    ),
    calibrated(
        OTHER_DATA,
        "train works for other sizes of X",
        2,
        kind="learning",
        what="the accuracy on two clouds in forty dimensions, with three hidden units, trained on rows ordered by class",
        hint="Each step takes all rows and updates all weights and biases; X has another number of features and of rows.",
        needs=("predict.shape",),
    ),
    calibrated(
        NO_STEPS,
        "with no steps nothing is learned",
        1,
        kind="learning",
        what="the mean accuracy of four models trained with steps=0",
        hint="Update the weights exactly as often as steps says; with 0 the initial weights are the model.",
        needs=("train.accuracy",),
        mistake="steps-ignored",
    ),
    calibrated(
        NO_RATE,
        "with a learning rate of 0 nothing is learned",
        1,
        kind="learning",
        what="the mean accuracy of four models trained with learning_rate=0",
        hint="Use the learning_rate that is passed.",
        needs=("train.accuracy",),
        mistake="learning-rate-ignored",
    ),
    calibrated(
        ONE_UNIT,
        "train uses the hidden size",
        1,
        kind="learning",
        what="what a single hidden unit, which can only cut the plane in two, gains on the best cut in accuracy",
        hint="The network should have as many hidden units as hidden_size says.",
        needs=("train.accuracy",),
        mistake="hidden-size-ignored",
    ),
    custom(
        "train.hidden_bias",
        "train adds and trains the hidden layer's biases",
        "property",
        1,
        hidden_bias,
        "Compare what train computes with the formulas of both layers, term by term.",
        needs=("predict.probabilities", "train.accuracy"),
    ),
    custom(
        "train.first_step",
        "train makes no update with steps=0 and one with steps=1",
        "learning",
        1,
        first_step,
        "Count the updates that your loop makes for steps=0 and for steps=1.",
        needs=("predict.probabilities", "train.no_steps", "train.no_learning_rate"),
    ),
    custom(
        "train.inputs_unchanged",
        "train leaves X and Y unchanged",
        "property",
        1,
        training_data_unchanged,
        "Scale into a new array: X = X - … instead of X -= ….",
        needs=("train.accuracy",),
    ),
)
