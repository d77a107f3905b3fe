"""How task 1 is judged.

The labels of the points on which accuracy is measured stay here. ``evaluate`` gets labels, but its answer counts
only as right or wrong about those rows: what it should say follows from what ``predict`` said about them.
"""

import numpy as np

from grader.checks import (
    U32,
    Failed,
    Measurement,
    accuracy,
    array_of,
    calibrated,
    custom,
    derived_seed,
    mark,
    now,
    number,
    observed_parts,
    passed,
    reading,
    require_shape,
    say,
    sentence,
    unchanged,
)
from grader.checks.oracle import datasets

# --- split -------------------------------------------------------------------------------------------

SPLITS = ((50, 0.2), (37, 0.3), (101, 0.5), (40, 0.1))


def tagged(rng, n):
    """Rows that can be told apart, with labels that do not follow from them."""
    return rng.normal(0, 3, (n, 2)), rng.permutation(np.arange(n) % 2)


def split_cases(rng):
    return [(*tagged(rng, n), test_size, derived_seed(rng)) for n, test_size in SPLITS]


def split_parts(exam, case, by_keyword=False):
    if by_keyword:
        observed = exam.call("split", **dict(zip(("X", "y", "test_size", "seed"), case)))
    else:
        observed = exam.call("split", *case)
    return observed_parts(exam, "split", observed)


def rows_of(observed):
    return observed.array.shape[0] if observed.array is not None and observed.array.ndim else 0


def split_shape(exam):
    cases = split_cases(exam.rng)
    for case in cases:
        parts = split_parts(exam, case, by_keyword=case is cases[-1])
        (_, X_train), (_, X_test), (_, y_train), _ = parts
        arrays = [X_test.array, y_train.array]
        if all(array is not None for array in arrays) and [array.ndim for array in arrays] == [1, 2]:
            raise Failed(
                say("split returned labels in the second place and rows in the third."),
                hint=say("The order is X_train, X_test, y_train, y_test."),
                mistake="parts-order",
            )
        train, test = rows_of(X_train), rows_of(X_test)
        for (what, value), wanted in zip(parts, ((train, 2), (test, 2), (train,), (test,))):
            require_shape(value, what, wanted)
        if not train or not test:
            raise Failed(
                say("split put all {count} rows on one side.", count=len(case[0])), hint=say("Both parts need rows.")
            )
    return passed()


def split_size(exam):
    came = []
    for case in split_cases(exam.rng):
        parts = split_parts(exam, case)
        came.append((len(case[0]), case[2], rows_of(parts[0][1]), rows_of(parts[1][1])))
    for n, test_size, _, test in came:
        if abs(test - test_size * n) > 1 + 1e-9:
            said, name = "", ""
            if all(abs(a - share * rows) <= 1 for rows, share, a, _ in came):
                said, name = say(" The training and the test rows are swapped."), "train-test-swapped"
            elif np.ptp([b / rows for rows, _, _, b in came]) < 0.05:
                said, name = say(" The share was the same whatever test_size was."), "test-size-ignored"
            raise Failed(
                say(
                    "Of {n} rows {test} were put into the test set with test_size = {test_size}; "
                    "{test_size2} were expected, give or take one.{said}",
                    n=n,
                    test=test,
                    test_size=test_size,
                    test_size2=number(test_size * n),
                    said=said,
                ),
                hint=say("test_size is the share of the rows that go into the test set."),
                mistake=name,
            )
    return passed()


def places(what, value, X):
    """For each returned row its place in X. Raises Failed for a row that X does not hold."""
    require_shape(value, what, (rows_of(value), 2))
    came = array_of(value, what)
    same = np.all(np.abs(came[:, None, :] - X[None]) <= 2 * U32 * np.abs(X), axis=2)
    if not np.all(same.sum(axis=1) == 1):
        row = came[np.argmax(same.sum(axis=1) != 1)]
        raise Failed(
            say(
                "{what} holds the row [{row}, {row2}], which is no row of X.",
                what=what,
                row=number(row[0]),
                row2=number(row[1]),
            ),
            hint=say("split only sorts rows into two parts; it changes none of them."),
            mistake="rows-changed",
        )
    return same.argmax(axis=1)


def split_rows(exam):
    for case in split_cases(exam.rng):
        X, y = case[:2]
        (what_a, X_train), (what_b, X_test), *labels = split_parts(exam, case)
        train, test = places(what_a, X_train, X), places(what_b, X_test, X)
        both = np.intersect1d(train, test)
        if both.size:
            raise Failed(
                say(
                    "{size} of {count} rows stand in the training set and in the test set.",
                    size=both.size,
                    count=len(X),
                ),
                hint=say("A model must not be tested on what it has seen: each row goes into one part."),
                mistake="rows-in-both",
            )
        missing = len(X) - np.union1d(train, test).size
        if missing or len(train) + len(test) != len(X):
            raise Failed(
                say(
                    "{missing} of {count} rows are in neither part, and {count2} are there twice.",
                    missing=missing,
                    count=len(X),
                    count2=len(train) + len(test) - len(X) + missing,
                ),
                hint=say("Each row goes into one of the two parts, once."),
                mistake="rows-lost",
            )
        for (what, value), order in zip(labels, (train, test)):
            require_shape(value, what, order.shape)
            wrong = int(np.sum(array_of(value, what, integers=True) != y[order]))
            if wrong:
                raise Failed(
                    say(
                        "{what} holds the label of another row in {wrong} of {count} places.",
                        what=what,
                        wrong=wrong,
                        count=len(order),
                    ),
                    hint=say("Rows and labels must be shuffled and cut in the same way."),
                    mistake="rows-unpaired",
                )
    return passed()


def split_seed(exam):
    X, y = tagged(exam.rng, 60)
    seeds = [int(seed) for seed in exam.rng.choice(2**31 - 1, 3, replace=False)]
    found = []
    for seed in (*seeds, seeds[0]):
        parts = split_parts(exam, (X, y, 0.25, seed))
        found.append([array_of(value, what, integers=True) for what, value in parts])
    first, *others, again = found
    if not all(one.shape == two.shape and np.array_equal(one, two) for one, two in zip(first, again)):
        raise Failed(
            say("split gave two different splits for the same seed, {seeds}.", seeds=seeds[0]),
            hint=say("All that is drawn at random must follow from seed."),
            mistake="seed-ignored",
        )
    tests = [np.sort(parts[1], axis=0) for parts in (first, *others)]
    if all(one.shape == tests[0].shape and np.array_equal(one, tests[0]) for one in tests):
        raise Failed(
            say("split put the same rows into the test set for three different seeds."),
            hint=say("Draw the test rows at random, with seed."),
            mistake="seed-ignored",
        )
    return passed()


# --- train and predict -------------------------------------------------------------------------------


def classes(exam, model, X):
    """Predicted classes (rows,), all 0 or 1."""
    observed = exam.call("predict", model, X)
    what = say("The result of predict")
    require_shape(observed, what, (len(X),), say(" for X of shape ({count}, 2)", count=len(X)))
    came = array_of(observed, what, integers=True)
    if np.all((came == 0) | (came == 1)):
        return came.astype(int)
    if np.all((came == -1) | (came == 1)):
        raise Failed(
            say("{what} holds −1 and 1.", what=what),
            hint=say("The classes are called 0 and 1."),
            mistake="plus-minus-one",
        )
    if came.min() >= 0 and came.max() <= 1:
        raise Failed(
            say(
                "{what} holds {came}, which is neither 0 nor 1.",
                what=what,
                came=number(came[(came > 0) & (came < 1)][0]),
            ),
            hint=say("predict returns classes, not probabilities."),
            mistake="probabilities-for-classes",
        )
    other = came[(came != 0) & (came != 1)][0]
    raise Failed(
        say("{what} holds {other}, which is neither 0 nor 1.", what=what, other=number(other)),
        hint=say("The classes are called 0 and 1."),
    )


def linear_model(exam):
    """A model trained on the linear set, with the points that it saw."""

    def make(rng):
        X, y = datasets.linear(rng, 200)
        return exam.train(X, y), X, y

    return exam.shared("linear", make)


def train_returns(exam):
    for rows in (40, 101):
        X, y = datasets.linear(exam.rng, rows)
        observed = exam.call("train", X, y) if rows == 40 else exam.call("train", X_train=X, y_train=y)
        if observed.type_name == "NoneType":
            raise Failed(
                say("train returned None."), hint=say("End train with: return model"), mistake="nothing-returned"
            )
    return passed()


def ones_last(X, y, count=15):
    """The same rows, with ``count`` of class 0 before all others: they alone would teach nothing."""
    first = np.flatnonzero(y == 0)[:count]
    order = np.concatenate([first, np.setdiff1d(np.arange(len(y)), first)])
    return X[order], y[order]


HALFWAY = 0.75  # between guessing and right: how good a fitted model is, the calibrated checks ask


def train_fits(exam):
    for rows in (40, 101, 150):
        X, y = ones_last(*datasets.linear(exam.rng, rows))
        predicted = classes(exam, exam.train(X, y), X)
        share = accuracy(predicted, y)
        if share <= 1 - HALFWAY:
            raise Failed(
                say(
                    "Trained on {rows} points that a line separates, the model gets {share} of these very points right: "
                    "its classes are the opposite ones.",
                    rows=rows,
                    share=number(share),
                ),
                hint=say("Somewhere between y_train and what predict returns 0 and 1 are swapped."),
                mistake="classes-swapped",
            )
        if np.ptp(predicted) == 0:
            raise Failed(
                say(
                    "Trained on {rows} points of both classes that a line separates, the model says {only} of every one "
                    "of them.",
                    rows=rows,
                    only=predicted[0],
                ),
                hint=say(
                    "The answer does not depend on the point: either train learns hardly anything, or predict does not use it."
                ),
                mistake="one-class",
            )
        if share < HALFWAY:
            raise Failed(
                say(
                    "Trained on {rows} points that a line separates, the model gets {share} of these very points right.",
                    rows=rows,
                    share=number(share),
                ),
                hint=say("Either train learns hardly anything, or predict does not ask the model that train returned."),
                mistake="learned-little",
            )
    return passed()


UNSEEN = 1000  # points to be judged on


def on_unseen(exam, swap):
    X, y = datasets.linear(exam.rng, 300)
    wanted = 1 - y if swap else y
    model = exam.train(X, wanted)
    unseen, labels = datasets.linear(exam.rng, UNSEEN)
    return accuracy(classes(exam, model, unseen), 1 - labels if swap else labels)


def off_centre(exam):
    """The same points moved across the line, which then passes the origin at a distance of 1."""
    X, y = datasets.linear(exam.rng, 300)
    unseen, labels = datasets.linear(exam.rng, UNSEEN)
    moved = exam.rng.choice([-1.0, 1.0]) / np.sqrt(2.0)
    return accuracy(classes(exam, exam.train(X + moved, y), unseen + moved), labels)


ACCURACY = Measurement("train.accuracy", lambda exam, attempt: on_unseen(exam, swap=False), rows=UNSEEN)
SWAPPED = Measurement("train.swapped", lambda exam, attempt: on_unseen(exam, swap=True), rows=UNSEEN)
BIAS = Measurement("train.bias", lambda exam, attempt: off_centre(exam), rows=UNSEEN)
MEASUREMENTS = (ACCURACY, SWAPPED, BIAS)


def require_untouched(name, arguments, sent, echo):
    for argument, before, after in zip(arguments, sent, echo):
        if isinstance(before, np.ndarray) and (after.array is None or not np.array_equal(after.array, before)):
            raise Failed(
                say(
                    "{name} changed its argument {argument}: after the call it no longer held what it held before.",
                    name=name,
                    argument=argument,
                ),
                hint=say(
                    "Do not write into {argument}: no {argument} += …, no {argument}[…] = …; compute a new array.",
                    argument=argument,
                ),
                mistake="writes-into-input",
            )


def train_unchanged(exam):
    sent = datasets.linear(exam.rng, 50)
    require_untouched("train", ("X_train", "y_train"), sent, exam.call_and_echo("train", *sent)[1])
    return passed()


def predict_unchanged(exam):
    sent = (linear_model(exam)[0], datasets.linear(exam.rng, 50)[0])
    require_untouched("predict", ("model", "X"), sent, exam.call_and_echo("predict", *sent)[1])
    return passed()


def predict_shape(exam):
    model = linear_model(exam)[0]
    for rows in (1, 7, 50):
        X = exam.rng.normal(size=(rows, 2))
        observed = exam.call("predict", model=model, X=X) if rows == 50 else exam.call("predict", model, X)
        require_shape(observed, say("The result of predict"), (rows,), say(" for X of shape ({rows}, 2)", rows=rows))
    return passed()


def predict_classes(exam):
    X, _ = datasets.linear(exam.rng, 60)
    came = classes(exam, linear_model(exam)[0], X)
    if not came.any() or came.all():
        raise Failed(
            say("predict said {came} for each of {count} points of both classes.", came=came[0], count=len(X)),
            hint=say("Either the model says one class of every point, or predict does not ask it."),
            mistake="constant",
        )
    return passed()


def predict_rows(exam):
    model = linear_model(exam)[0]
    X = datasets.linear(exam.rng, 40)[0]
    order = exam.rng.permutation(len(X))
    whole, shuffled = classes(exam, model, X), classes(exam, model, X[order])
    alone = np.concatenate([classes(exam, model, X[[row]]) for row in order[:6]])
    if not np.array_equal(shuffled, whole[order]) or not np.array_equal(alone, whole[order[:6]]):
        raise Failed(
            say("predict gives a row another class when the rows come in another order, or when it comes alone."),
            hint=say(
                "Each row's class may depend on the model and on that row alone: scale with the training set's figures."
            ),
            mistake="rows-mixed",
        )
    return passed()


# --- evaluate ----------------------------------------------------------------------------------------


def f1(predicted, y):
    hits = np.sum((predicted == 1) & (y == 1))
    return 2 * hits / max(np.sum(predicted == 1) + np.sum(y == 1), 1)


def precision(predicted, y):
    return np.sum((predicted == 1) & (y == 1)) / max(np.sum(predicted == 1), 1)


def recall(predicted, y):
    return np.sum((predicted == 1) & (y == 1)) / max(np.sum(y == 1), 1)


LIES = (
    (
        "per-cent",
        mark("that is per cent; a share between 0 and 1 was asked for"),
        lambda p, y: 100 * accuracy(p, y),
    ),
    ("error-rate", mark("that is the share of wrong answers"), lambda p, y: 1 - accuracy(p, y)),
    ("count", mark("that is the number of right answers, not their share"), lambda p, y: np.sum(p == y)),
    (
        "flattering",
        mark("a model that is wrong throughout came out as right"),
        lambda p, y: max(accuracy(p, y), 1 - accuracy(p, y)),
    ),
    ("f1", mark("that is the F1 score, not the accuracy"), f1),
    ("precision", mark("that is the precision, not the accuracy"), precision),
    ("recall", mark("that is the recall, not the accuracy"), recall),
    (
        "share-of-ones",
        mark("that is the share of rows that are predicted as 1; the labels play no part"),
        lambda p, y: np.mean(p),
    ),
    ("label-mean", mark("that is the mean of the labels; the predictions play no part"), lambda p, y: np.mean(y)),
)


def evaluated(exam, model, X, y):
    observed = exam.call("evaluate", model, X, y)
    require_shape(observed, say("The result of evaluate"), ())
    return float(array_of(observed, say("The result of evaluate"), integers=True))


def require_truth(exam, model, cases, trained_on):
    """``cases`` are (X, y, predicted); what evaluate says must be the share of equal entries in each."""
    said = [evaluated(exam, model, X, y) for X, y, _ in cases]
    true = [accuracy(predicted, y) for _, y, predicted in cases]
    if close_to(said, true):
        return passed(truth=true)
    index = next(i for i in range(len(true)) if not close_to(said[i : i + 1], true[i : i + 1]))
    X_seen, y_seen = trained_on
    on_training = accuracy(classes(exam, model, X_seen), y_seen)
    name, why = "", ""
    # An accuracy of 1 on the training set is no evidence of it: a constant says that, too.
    if 0 < on_training < 1 and close_to(said, [on_training] * len(said)) and len(set(true)) > 1:
        name, why = "training-accuracy", say("that is the accuracy on the training set")
    elif len(set(said)) == 1 and len(set(true)) > 1:
        name, why = "constant", say("it said {said} each time", said=number(said[0]))
    else:
        for lie, text, produce in LIES:
            if close_to(said, [float(produce(predicted, y)) for _, y, predicted in cases]):
                name, why = lie, text
                break
    raise Failed(
        say(
            "evaluate said {said} where predict and y agree in {right} of {count} rows, a share of {true}{part}.",
            said=number(said[index]),
            right=round(true[index] * len(cases[index][1])),
            true=number(true[index]),
            count=len(cases[index][1]),
            part=": " + now(why) if why else "",
        ),
        hint=sentence(why),
        mistake=name,
        evidence={"said": said, "truth": true},
    )


def close_to(said, wanted):
    """Shares of at most some hundred rows: float32 holds them to 1e-7, and neighbours lie 1/n apart."""
    return all(abs(one - other) <= 4 * U32 * max(1.0, abs(other)) for one, other in zip(said, wanted))


def flipped(rng, predicted, count):
    """Labels that agree with the predictions but in ``count`` places."""
    labels = predicted.copy()
    where = rng.permutation(len(labels))[:count]
    labels[where] = 1 - labels[where]
    return labels


def lopsided(rng, ones, zeros):
    """Points of the linear set, more of one class than of the other, shuffled."""
    X, y = datasets.linear(rng, 4 * max(ones, zeros))
    chosen = np.concatenate([np.flatnonzero(y == 1)[:ones], np.flatnonzero(y == 0)[:zeros]])
    return X[rng.permutation(chosen)]


def evaluate_shape(exam):
    model = linear_model(exam)[0]
    for rows in (1, 7, 40):
        X, y = datasets.linear(exam.rng, rows)
        observed = exam.call("evaluate", model=model, X=X, y=y) if rows == 40 else exam.call("evaluate", model, X, y)
        require_shape(observed, say("The result of evaluate"), ())
        array_of(observed, say("The result of evaluate"), integers=True)
    return passed()


def evaluate_truth(exam):
    model, *seen = linear_model(exam)
    X = lopsided(exam.rng, 44, 20)
    predicted = classes(exam, model, X)
    cases = [(X, flipped(exam.rng, predicted, count), predicted) for count in (0, len(X), len(X) // 2, 13)]
    return require_truth(exam, model, cases, seen)


def evaluate_rows(exam):
    model, *seen = linear_model(exam)
    X = lopsided(exam.rng, 21, 33)
    predicted = classes(exam, model, X)
    y = predicted.copy()
    y[18:] = 1 - y[18:]
    order = exam.rng.permutation(len(X))
    picks = (np.arange(18), np.arange(18, len(X)), order, order[:17])
    asked = [(X[rows], y[rows]) for rows in picks] + [(-X[:18], y[:18])]
    cases = [(rows, labels, classes(exam, model, rows)) for rows, labels in asked]
    return require_truth(exam, model, cases, seen)


def evaluate_flower(exam):
    seen = datasets.flower(exam.rng, 200)
    model = exam.train(*seen)
    X, y = datasets.flower(exam.rng, 301)
    predicted = classes(exam, model, X)
    return require_truth(exam, model, [(X, y, predicted), (X, 1 - y, predicted)], seen)


def evaluate_unchanged(exam):
    """Whatever it says: it depends on y, and X and y are afterwards what they were."""
    model = linear_model(exam)[0]
    X, y = datasets.linear(exam.rng, 50)
    observed, echo = exam.call_and_echo("evaluate", model, X, y)
    require_shape(observed, say("The result of evaluate"), ())
    said = float(array_of(observed, say("The result of evaluate"), integers=True))
    require_untouched("evaluate", ("model", "X", "y"), (model, X, y), echo)
    if said == evaluated(exam, model, X, 1 - y):
        raise Failed(
            say(
                "evaluate said {said} for y, and again where 0 and 1 are swapped in y. This is credited only where "
                "something is computed.",
                said=number(said),
            ),
            hint=say("The accuracy depends on y."),
            mistake="constant",
        )
    return passed()


CHECKS = (
    *reading("read_data", (1, 1, 1), column=False),
    custom(
        "split.shape",
        "split returns X_train, X_test, y_train, y_test",
        "shape",
        1,
        split_shape,
        "X_train and X_test have two columns; y_train and y_test are flat and as long as their rows.",
    ),
    custom(
        "split.size",
        "split puts the asked share into the test set",
        "numerics",
        1,
        split_size,
        "test_size is the share of the rows that go into the test set.",
        ("split.shape",),
    ),
    custom(
        "split.rows",
        "split puts each row with its label into one part",
        "property",
        2,
        split_rows,
        "Each row goes into one part, once, together with its label.",
        ("split.shape",),
    ),
    custom(
        "split.seed",
        "split follows the seed",
        "property",
        1,
        split_seed,
        "The same seed gives the same split, another seed another.",
        ("split.rows",),
    ),
    unchanged("split", split_cases, 1, selects=True),
    custom(
        "train.returns",
        "train returns a model",
        "shape",
        0,
        train_returns,
        "Make a model, fit it to X_train and y_train, and return it.",
    ),
    custom(
        "predict.shape",
        "predict returns the right shape",
        "shape",
        1,
        predict_shape,
        "One class a row: a flat array of the shape (n,).",
        ("train.returns",),
    ),
    custom(
        "predict.classes",
        "predict returns classes 0 and 1",
        "numerics",
        1,
        predict_classes,
        "predict returns classes, not probabilities.",
        ("predict.shape",),
    ),
    custom(
        "predict.rows",
        "predict treats every row alike",
        "property",
        1,
        predict_rows,
        "Each row's class may depend on the model and on that row alone.",
        ("predict.classes",),
    ),
    custom(
        "predict.inputs_unchanged",
        "predict leaves its inputs unchanged",
        "property",
        1,
        predict_unchanged,
        "Operators such as += write into the caller's array: compute a new one.",
        ("predict.classes",),
    ),
    custom(
        "train.fits",
        "train fits sets of any size",
        "property",
        1,
        train_fits,
        "Is the model fitted to X_train and y_train, and is it the fitted model that is returned?",
        ("predict.shape",),
    ),
    calibrated(
        ACCURACY,
        "train gives a model that is right about unseen points",
        2,
        what="the accuracy on 1,000 unseen points that a line separates",
        hint="Use both features and all rows of X_train, and let the solver converge.",
        needs=("train.fits",),
    ),
    calibrated(
        BIAS,
        "train finds a line that does not pass through the origin",
        1,
        what="the accuracy on 1,000 unseen points that a line off the origin separates",
        hint="The line needs a bias beside its two weights, and enough steps to find it.",
        needs=("train.fits",),
    ),
    calibrated(
        SWAPPED,
        "train learns from the labels: swapped ones give swapped classes",
        2,
        kind="learning",
        what="with 0 and 1 swapped in y_train, the share of swapped predictions on 1,000 unseen points",
        hint="Swapped labels are to be learned as well as the others: what the model says has to come from y_train.",
        needs=("predict.shape",),
    ),
    custom(
        "train.inputs_unchanged",
        "train leaves its inputs unchanged",
        "property",
        1,
        train_unchanged,
        "Operators such as -= write into the caller's array: compute a new one.",
        ("train.fits",),
    ),
    custom(
        "evaluate.shape",
        "evaluate returns one number",
        "shape",
        1,
        evaluate_shape,
        "The accuracy is one number between 0 and 1.",
        ("predict.shape",),
    ),
    custom(
        "evaluate.truth",
        "evaluate tells the truth where it is 0, ½ and 1",
        "numerics",
        1,
        evaluate_truth,
        "The share of the given rows for which predict(model, X) equals y.",
        ("evaluate.shape", "predict.classes"),
    ),
    custom(
        "evaluate.rows",
        "evaluate looks at exactly the given rows",
        "property",
        1,
        evaluate_rows,
        "Nothing but model, X and y may play a part: no training set, no fixed rows.",
        ("evaluate.shape", "predict.classes"),
    ),
    custom(
        "evaluate.flower",
        "evaluate is honest about the flower set",
        "learning",
        1,
        evaluate_flower,
        "A line cannot separate the petals: a low accuracy is the right answer here.",
        ("evaluate.shape", "predict.classes"),
    ),
    custom(
        "evaluate.inputs_unchanged",
        "evaluate leaves its inputs unchanged",
        "property",
        1,
        evaluate_unchanged,
        "Operators such as -= write into the caller's array: compute a new one.",
        ("evaluate.shape", "predict.classes"),
    ),
)
