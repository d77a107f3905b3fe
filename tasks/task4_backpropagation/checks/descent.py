"""Whether ``train`` is plain gradient descent: its steps, followed from the student's own initial weights."""

from functools import partial

import numpy as np

from grader.checks import (
    Failed,
    Mistake,
    check,
    close,
    derived_seed,
    explain,
    margin,
    mark,
    now,
    passed,
    say,
    say_n,
    sentence,
    sigmoid,
    tolerance,
    wrong,
)

from .backward_propagation import gradients
from .network import PARTS, forward, labels
from .trained import HIDDEN, ITERATIONS, RATE, same, train_of, trained
from .update import stepped

STEPS = (1, 2, 5)
MANY = 300  # rows: more than a batch holds that anybody would choose


# --- what may be done in place of plain steps -----------------------------------------------------------


def step(X, Y, params, rate, cut=lambda hidden: hidden, **wrongly):
    """One step for all four parameters; ``cut`` is done to the hidden layer's values, ``wrongly`` to the gradients."""
    W1, b1, W2, b2 = params
    hidden = cut(np.tanh(X @ W1.T + b1))
    return stepped(params, gradients(X, Y, W2, sigmoid(hidden @ W2.T + b2), hidden, **wrongly), rate)


def updated_weights(X, Y, params, rate):
    """W2 takes its step first, and the error then goes back through the new one."""
    output, hidden = forward(X, *params)
    return stepped(params, gradients(X, Y, step(X, Y, params, rate)[2], output, hidden), rate)


def row_by_row(X, Y, params, rate):
    for row in range(len(X)):
        params = step(X[[row]], Y[[row]], params, rate)
    return params


def only(*learning):
    """Only the parameters with these positions take the step."""

    def some(X, Y, params, rate):
        new = step(X, Y, params, rate)
        return tuple(new[at] if at in learning else old for at, old in enumerate(params))

    return some


def momentum(X, Y, W1, b1, W2, b2, rate, iterations, keep=0.9, share=1.0):
    params, speed = (W1, b1, W2, b2), (0.0,) * 4
    for _ in range(iterations):
        slope = gradients(X, Y, params[2], *forward(X, *params))
        speed = tuple(keep * v + share * g for v, g in zip(speed, slope))
        params = stepped(params, speed, rate)
    return params


def walk(X, Y, W1, b1, W2, b2, rate, iterations, step=step):
    params = W1, b1, W2, b2
    for _ in range(iterations):
        params = step(X, Y, params, rate)
    return params


def longer(name, message, by):
    return Mistake(name, message, lambda *case: walk(*case[:-1], max(case[-1] + by, 0)))


def scaled(name, message, of):
    """Every step is ``of(rows, rate)`` times as long."""
    return stepwise(name, message, lambda X, Y, params, rate: step(X, Y, params, rate * of(len(X), rate)))


def stepwise(name, message, step):
    return Mistake(name, message, partial(walk, step=step))


MISTAKES = (
    longer("one-step-too-few", "it takes one step too few", -1),
    longer("one-step-too-many", "it takes one step too many", 1),
    Mistake("iterations-ignored", "the weights are the same whatever iterations is", lambda *case: case[2:6]),
    scaled("ascent", "it walks up the gradient: the sign is wrong", lambda m, rate: -1.0),
    scaled("not-averaged", "every step is m times too long: the gradient is not averaged", lambda m, rate: m),
    scaled("averaged-twice", "every step is divided by m twice", lambda m, rate: 1 / m),
    scaled("learning-rate-twice", "the learning rate is applied twice", lambda m, rate: rate),
    *(
        scaled(
            "learning-rate-ignored",
            mark("learning_rate is ignored: every step has a rate of {fixed:g}", fixed=fixed),
            lambda m, rate, fixed=fixed: fixed / rate,
        )
        for fixed in (1.0, 0.5, 0.1, 0.05, 0.01, 0.001, 1.2)
    ),
    stepwise(
        "updated-weights",
        "dW1 and db1 are computed with the W2 that was updated already in the same iteration",
        updated_weights,
    ),
    stepwise("no-tanh-derivative", "the derivative of tanh is missing", partial(step, slope=lambda a: 1.0)),
    stepwise(
        "sigmoid-derivative-twice",
        "this descends the squared error: the sigmoid's derivative is applied though output − Y holds it already",
        partial(step, error=lambda o, Y: (o - Y) * o * (1 - o)),
    ),
    stepwise("row-by-row", "it takes a step for every row; one for all rows together was asked", row_by_row),
    stepwise(
        "hidden-truncated",
        "the hidden layer's values are all 0, as when they are cut to integers",
        partial(step, cut=np.zeros_like),
    ),
    stepwise("hidden-rounded", "the hidden layer's values are rounded to whole numbers", partial(step, cut=np.round)),
    stepwise("hidden-frozen", "only the output layer learns", only(2, 3)),
    stepwise("biases-frozen", "the biases never change", only(0, 2)),
    *(
        Mistake(
            "momentum",
            "this is descent with momentum; plain gradient descent was asked",
            partial(momentum, share=share),
        )
        for share in (1.0, 0.1)
    ),
)


# --- the walk ---------------------------------------------------------------------------------------------


@check(
    "train.descent",
    "gradient",
    4,
    title="train is plain gradient descent, step by step",
    hint="In each iteration: forward with all rows, all four gradients, then one step for all four.",
)
def descent(exam):
    """From the student's own initial weights, k plain steps in float64 lead where train(iterations=k) does."""
    asked, early = [], []
    for n, f, h in ((11, 2, 2), (5, 1, 4), (7, 11, 29), (MANY, 2, 3)):
        X, Y, seed = exam.rng.normal(size=(n, f)), labels(exam.rng, n), derived_seed(exam.rng)
        rate = float(exam.rng.uniform(0.3, 0.8))
        start = train_of(exam, X, Y, h, rate, 0, seed)
        if not same(train_of(exam, X, Y, h, rate, 0, seed), start):
            raise wrong(
                "Called twice with the same seed, train starts from other weights: its steps cannot be followed.",
                "Draw the initial weights from a generator that is made with the seed inside train.",
                "seed-ignored",
            )
        early.append(partial(steps_at_zero, exam, X, Y, h, rate, seed, start))
        for steps in STEPS:
            case = (X, Y, *start, rate, steps)
            asked.append((case, train_of(exam, X, Y, h, rate, steps, seed), *led_to(exam, case)))
    for case, came, wanted, bounds in asked:
        for name, one, target, bound in zip(PARTS, came, wanted, bounds):
            if not close(one, target, bound):
                raise astray(asked, early[0], name, explain(one, target, bound), case)
    require_walk(asked)
    asked.append(one_more(exam))
    rows = [row for _, came, wanted, bounds in asked for row in zip(came, wanted, bounds)]
    worst = max(margin(*row) for row in rows)
    return passed(say("Right after {steps} steps.", steps=", ".join(map(str, (*STEPS, ITERATIONS + 1)))), margin=worst)


def led_to(exam, case):
    """Where plain steps lead from the weights in ``case``, and the bounds."""
    return exam.oracle.descend(*case), tolerance(exam.oracle.descend, case)


def one_more(exam):
    """After a long training on the flower, one more iteration is still one plain step."""
    X, Y, seed, params = trained(exam, 0)
    case = (X, Y, *params, RATE, 1)
    came, (wanted, bounds) = train_of(exam, X, Y, HIDDEN, RATE, ITERATIONS + 1, seed), led_to(exam, case)
    for name, one, target, bound in zip(PARTS, came, wanted, bounds):
        if not close(one, target, bound):
            stopped = all(close(new, old, 0.0) for new, old in zip(came, params))
            raise wrong(
                "The first steps are right. But from {name} after {count} iterations, one iteration more does not "
                "lead where a step of gradient descent does. {text}",
                "Take as many steps as iterations says: stop at no cost and at no number of your own."
                if stopped
                else "Every step is alike: the same learning rate from the first to the last, and all rows.",
                "stops-early" if stopped else "steps-differ",
                name=name,
                count=ITERATIONS,
                text=explain(one, target, bound)["text"],
            )
    return case, came, wanted, bounds


def steps_at_zero(exam, X, Y, h, rate, seed, start):
    """Whether iterations=0 takes a step: a learning rate of 0, at which no step leads anywhere, shows from where."""
    first = train_of(exam, X, Y, h, 0.0, 0, seed)
    return not same(first, start) and same(exam.oracle.descend(X, Y, *first, rate, 1), start)


def astray(asked, early, name, difference, case):
    """The failure of a walk that led elsewhere, with the mistake that explains all walks, if there is one."""
    rows, steps = len(case[0]), case[-1]
    if rows == MANY:  # it is right if rows are few
        return wrong(
            "With few rows the steps are right. With {rows} rows, {name} is not where gradient descent with all rows "
            "leads. {text}",
            "Each step takes all rows of X: no batches, and no part of the rows.",
            "not-all-rows",
            evidence={"difference": difference},
            rows=rows,
            name=name,
            text=difference["text"],
        )
    few = [(case, came, bounds) for case, came, _, bounds in asked if len(case[0]) < MANY]
    fitting = [mistake for mistake in MISTAKES if all(fits(mistake, *row) for row in few)]
    named, said = (fitting[0].name, fitting[0].message) if fitting else ("", "")
    if named == "one-step-too-few" and early():
        named, said = "one-step-too-many", mark("with iterations=0, train takes a step all the same")
    return Failed(
        say(
            "After {after} from the weights that train(iterations=0) returned, {name} is not where gradient descent "
            "leads{part}. {text}",
            after=say_n("{n} iteration", "{n} iterations", steps),
            name=name,
            part=": " + now(said) if said else "",
            text=difference["text"],
        ),
        hint=sentence(said),
        mistake=named,
        evidence={"difference": difference},
    )


def fits(mistake, case, came, bounds):
    with np.errstate(all="ignore"):
        return all(close(one, other, 4 * bound) for one, other, bound in zip(came, mistake.produce(*case), bounds))


def require_walk(asked):
    """Weights at which nothing moves prove nothing."""
    for case, _, wanted, bounds in asked:
        moved = [np.abs(new - old) - 8 * bound for new, old, bound in zip(wanted, case[2:6], bounds)]
        if max(float(part.max()) for part in moved) <= 0:
            raise wrong(
                "The weights at iterations=0 are so large that no step can be told from none: the layers are saturated.",
                "Start with small weights, so that tanh and the sigmoid still have a slope.",
                "weights-too-large",
            )
