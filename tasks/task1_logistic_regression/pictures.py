"""The pictures of task 1: where the student's model divides the plane, and where the classes live."""

import numpy as np

from grader.base.language import say
from grader.checks.oracle import datasets
from grader.checks.oracle.activations import sigmoid
from grader.pictures import Region, home_of_classes, plane_about, regions, share

from .checks.trained import classes, linear_model

SHOWN = 100


def _predicted(exam, model, plane, X):
    """Classes on the plane's grid (SIDE, SIDE) and of the points (n,), asked together."""
    found = classes(exam, model, np.concatenate([plane.points, X]))
    return plane.grid(found[: -len(X)]), found[-len(X) :]


def separable(exam):
    model, X_train, y_train = linear_model(exam)
    X, y = datasets.linear(exam.rng, SHOWN)
    plane = plane_about(X)
    seen, predicted = _predicted(exam, model, plane, X)
    reference = plane.grid(reference_model(X_train, y_train, plane.points))
    right = predicted == y
    agree = float(np.mean((seen > 0.5) == (reference > 0.5)))
    return regions(
        say("Your model on the separable set"),
        say(
            "Two panels with the same {shown} fresh points of two classes. On the left the plane as your model colours it: "
            "it gets {right} right. On the right a reference, logistic regression on the same training points, with the "
            "probability that it gives; the two agree on the class in {agree:.1%} of the plane.",
            shown=SHOWN,
            right=share(int(right.sum()), SHOWN),
            agree=agree,
        ),
        plane,
        (Region(say("your model"), seen), Region(say("the reference"), reference)),
        X,
        y,
        right,
    )


def petals(exam):
    X_train, y_train = datasets.flower(exam.rng, 300)
    model = exam.train(X_train, y_train)
    X, y = datasets.flower(exam.rng, SHOWN)
    plane = plane_about(X)
    seen, predicted = _predicted(exam, model, plane, X)
    reference = plane.grid(reference_model(X_train, y_train, plane.points))
    right = predicted == y
    return regions(
        say("Your model on the flower: one line cannot divide petals"),
        say(
            "Three panels with the same {shown} fresh points of the flower set. First the plane as your model colours it: "
            "it gets {right} right. Then a reference, logistic regression on the same training points, with the "
            "probability that it gives. Last the petals where the classes really lie: they alternate about the origin, so "
            "that no line divides them.",
            shown=SHOWN,
            right=share(int(right.sum()), SHOWN),
        ),
        plane,
        (
            Region(say("your model"), seen),
            Region(say("the reference"), reference),
            Region(say("where the classes lie"), _petals(exam, plane)),
        ),
        X,
        y,
        right,
    )


def reference_model(X, y, points):
    """Probabilities (n,) for points by logistic regression on X, y with a weak penalty: Newton's method."""
    rows, asked = (np.column_stack([part, np.ones(len(part))]) for part in (X, points))
    penalty = np.diag([1.0, 1.0, 0.0])
    weights = np.zeros(3)
    for _ in range(30):
        p = sigmoid(rows @ weights)
        slope = rows.T @ (p - y) + penalty @ weights
        weights = weights - np.linalg.solve((rows * (p * (1 - p))[:, None]).T @ rows + penalty, slope)
    return sigmoid(asked @ weights)


def _petals(exam, plane):
    return home_of_classes(lambda rows: datasets.flower(exam.rng, rows), plane)


PICTURES = (separable, petals)
