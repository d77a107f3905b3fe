"""The pictures of task 1: where the student's model divides the plane, and where the classes live."""

import numpy as np

from grader import datasets
from grader.catalog import load_module
from grader.pictures import Region, home_of_classes, plane_about, regions, share
from grader.words import say

checks = load_module("tasks", "task1_logistic_regression", "checks")

SHOWN = 100


def _predicted(exam, model, plane, X):
    """Classes on the plane's grid (SIDE, SIDE) and of the points (n,), asked together."""
    found = checks.classes(exam, model, np.concatenate([plane.points, X]))
    return plane.grid(found[: -len(X)]), found[-len(X) :]


def separable(exam):
    model, _, _ = checks.linear_model(exam)
    X, y = datasets.linear(exam.rng, SHOWN)
    plane = plane_about(X)
    seen, predicted = _predicted(exam, model, plane, X)
    # The set is cut along x1 + x2 = 0; 0.5 lies there, and 0 and 1 from a step of the grid on.
    truth = plane.grid(np.clip(0.5 + plane.points.sum(axis=1) / plane.step, 0, 1))
    right = predicted == y
    agree = float(np.mean(seen == (truth > 0.5)))
    return regions(
        say("Your model on the separable set, and the line that divides it"),
        say(
            "Two panels with the same {shown} fresh points of two classes. On the left the plane as your model colours it: "
            "it gets {right} right. On the right the line x1 + x2 = 0 that divides the classes; "
            "the two colourings agree on {agree:.1%} of the plane.",
            shown=SHOWN,
            right=share(int(right.sum()), SHOWN),
            agree=agree,
        ),
        plane,
        (Region(say("your model"), seen), Region(say("the dividing line"), truth)),
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
    right = predicted == y
    return regions(
        say("Your model on the flower: one line cannot divide petals"),
        say(
            "Two panels with the same {shown} fresh points of the flower set. On the left the plane as your model colours "
            "it: it gets {right} right. On the right the petals where the classes really lie: "
            "they alternate about the origin, so that no line divides them.",
            shown=SHOWN,
            right=share(int(right.sum()), SHOWN),
        ),
        plane,
        (Region(say("your model"), seen), Region(say("where the classes lie"), _petals(exam, plane))),
        X,
        y,
        right,
    )


def _petals(exam, plane):
    return home_of_classes(lambda rows: datasets.flower(exam.rng, rows), plane)


PICTURES = (separable, petals)
