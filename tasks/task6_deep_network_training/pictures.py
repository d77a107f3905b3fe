"""The pictures of task 6: what the trained network says over the plane, and how its training went."""

import numpy as np

from grader.checks import array_of, require_shape, say
from grader.checks.oracle.activations import sigmoid
from grader.checks.training.pictures import log_of
from grader.pictures import Region, home_of_classes, learning, plane_about, regions, share

from .checks import trained

SHOWN = 100


def boundary(exam):
    model, _, _ = trained.main_model(exam)
    X, y = trained.flower(exam.rng, SHOWN)
    plane = plane_about(X)
    rows = np.concatenate([plane.points.astype(np.float32), X])
    observed = exam.call("predict", model, rows)
    require_shape(observed, say("The result of predict"), (len(rows), 1))
    found = array_of(observed, say("The result of predict"), integers=True)[:, 0]
    seen, right = plane.grid(found[:-SHOWN]), (found[-SHOWN:] > 0.5) == y
    reference = reference_network(exam, rows)
    truth = home_of_classes(lambda count: trained.flower(exam.rng, count), plane)
    return regions(
        say("Your trained network on the flower"),
        say(
            "Three panels with the same {shown} fresh points of the flower set. First the plane coloured by the probability "
            "that your network gives after {steps} steps with {hidden_size} hidden units, with the line where it is 0.5: it "
            "gets {right} right. Then a reference network, trained with the same settings on points of its own: it gets "
            "{reference} right. Last the petals where the classes really lie.",
            shown=SHOWN,
            steps=trained.STEPS,
            hidden_size=trained.HIDDEN_SIZE,
            right=share(int(right.sum()), SHOWN),
            reference=share(int(np.sum((reference[-SHOWN:] > 0.5) == y)), SHOWN),
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


def reference_network(exam, rows):
    """Probabilities (n,) for rows by a network with Glorot's first weights, trained by full-batch descent."""
    X, y = trained.flower(exam.rng, trained.ROWS)
    X, Y = X.astype(np.float64), trained.column(y).astype(np.float64)
    size, oracle = trained.HIDDEN_SIZE, exam.oracle
    limits = np.sqrt(6 / (2 + size)), np.sqrt(6 / (size + 1))
    W1, b1 = exam.rng.uniform(-limits[0], limits[0], (2, size)), np.zeros((1, size))
    W2, b2 = exam.rng.uniform(-limits[1], limits[1], (size, 1)), np.zeros((1, 1))
    for _ in range(trained.STEPS):
        hidden = oracle.hidden_layer(X, W1, b1)
        slope = (sigmoid(oracle.output_layer(hidden, W2, b2)) - Y) / len(X)
        back = slope @ W2.T * (1 - hidden**2)
        W2, b2 = W2 - trained.LEARNING_RATE * hidden.T @ slope, b2 - trained.LEARNING_RATE * slope.sum()
        W1, b1 = W1 - trained.LEARNING_RATE * X.T @ back, b1 - trained.LEARNING_RATE * back.sum(axis=0)
    return sigmoid(oracle.output_layer(oracle.hidden_layer(rows.astype(np.float64), W1, b1), W2, b2))[:, 0]


def curve(exam):
    model, _, _ = trained.main_model(exam)
    log = log_of(exam, model, trained.STEPS)
    return learning(say("How your training went"), log) if log else None


PICTURES = (boundary, curve)
