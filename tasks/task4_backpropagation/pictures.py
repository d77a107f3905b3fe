"""The pictures of task 4: what the trained network says over the plane, and how its cost fell."""

import numpy as np

from grader.checks import binary_of, say
from grader.checks.oracle import datasets
from grader.pictures import BLUE, Curve, Region, draw, home_of_classes, number, plane_about, plot_curves, regions, share

from .checks.network import cross_entropy, forward
from .checks.trained import HIDDEN, ITERATIONS, RATE, train_of, trained

SHOWN = 100
ASKED = (0, 5, 15, 40, 100, 250)  # iterations; each is a training from the start


def boundary(exam):
    """The student's own predict, with the weights of the student's train."""
    X_train, Y_train, _, params = trained(exam, 0)
    X, y = datasets.flower(exam.rng, SHOWN)
    plane = plane_about(X)
    rows = np.concatenate([plane.points, X])
    found = binary_of(exam.call("predict", rows, *params), say("The result of predict"), len(rows))
    seen, right = plane.grid(found[:-SHOWN]), found[-SHOWN:] == y
    reference = exam.oracle.predict(rows, *reference_network(exam, X_train, Y_train))[:, 0]
    truth = home_of_classes(lambda count: datasets.flower(exam.rng, count), plane)
    return regions(
        say("Your trained network on the flower"),
        say(
            "Three panels with the same {shown} fresh points of the flower set. First the plane as your network colours it "
            "after {iterations} iterations with {hidden} hidden units: it gets {right} right. Then a reference network, "
            "trained with the same settings on the same points from first weights of its own: it gets {reference} right. "
            "Last the petals where the classes really lie.",
            shown=SHOWN,
            iterations=ITERATIONS,
            hidden=HIDDEN,
            right=share(int(right.sum()), SHOWN),
            reference=share(int(np.sum(reference[-SHOWN:] == y)), SHOWN),
        ),
        plane,
        (
            Region(say("your network"), seen),
            Region(say("the reference"), plane.grid(reference[:-SHOWN])),
            Region(say("where the classes lie"), truth),
        ),
        X,
        y,
        right,
    )


def reference_network(exam, X, Y):
    """W1, b1, W2, b2 after the slides' equations, from first weights like those of a good solution."""
    W1, W2 = exam.rng.normal(0, 0.5, (HIDDEN, 2)), exam.rng.normal(0, 0.5, (1, HIDDEN))
    first = W1, np.zeros((1, HIDDEN)), W2, np.zeros((1, 1))
    return exam.oracle.descend(X, Y, *first, RATE, ITERATIONS)


def cost(exam):
    """After few iterations and many, from one seed; beside it the slides' equations from the same start."""
    X, Y, seed, last = trained(exam, 0)
    counts = [*ASKED, ITERATIONS]
    weights = [train_of(exam, X, Y, HIDDEN, RATE, count, seed) for count in ASKED] + [last]
    expected = [weights[0]]
    for before, after in zip(counts, counts[1:]):
        expected.append(exam.oracle.descend(X, Y, *expected[-1], RATE, after - before))
    yours, slides = (np.array([_cost(params, X, Y) for params in each]) for each in (weights, expected))
    told = ", ".join(
        say("{value} after {count}", value=number(value), count=count) for count, value in zip(counts, yours)
    )

    def paint(axes):
        plot_curves(
            axes,
            (
                Curve(say("your train"), np.array(counts), yours, BLUE, mark="o"),
                Curve(say("the slides' equations, from your first weights"), np.array(counts), slides, dashed=True),
            ),
        )
        axes.set(xlabel=say("iterations"), ylabel=say("cost on the training points"))
        axes.set_ylim(bottom=0)

    return draw(
        say("How the cost falls"),
        say(
            "The cost on the training points over the iterations: yours is {told}. By the slides' equations, from the "
            "same first weights, it is {slides} after {counts}.",
            told=told,
            slides=number(slides[-1]),
            counts=counts[-1],
        ),
        paint,
        size=(5.4, 3.0),
    )


def _cost(params, X, Y):
    return float(cross_entropy(np.clip(forward(X, *params)[0], 1e-12, 1 - 1e-12), Y))


PICTURES = (boundary, cost)
