"""The picture of task 6: what the trained network says over the plane."""

import numpy as np

from grader.catalog import load_module
from grader.checks import array_of, require_shape, say
from grader.pictures import Region, home_of_classes, plane_about, regions, share

checks = load_module("tasks", "task6_deep_network_training", "checks")

SHOWN = 100


def boundary(exam):
    model, _, _ = checks.main_model(exam)
    X, y = checks.flower(exam.rng, SHOWN)
    plane = plane_about(X)
    rows = np.concatenate([plane.points.astype(np.float32), X])
    observed = exam.call("predict", model, rows)
    require_shape(observed, say("The result of predict"), (len(rows), 1))
    found = array_of(observed, say("The result of predict"), integers=True)[:, 0]
    seen, right = plane.grid(found[:-SHOWN]), (found[-SHOWN:] > 0.5) == y
    truth = home_of_classes(lambda count: checks.flower(exam.rng, count), plane)
    return regions(
        say("Your trained network on the flower"),
        say(
            "Two panels with the same {shown} fresh points of the flower set. On the left the plane coloured by the "
            "probability that your network gives after {steps} steps with {hidden_size} hidden units, with the "
            "line where it is 0.5: it gets {right} right. On the right the petals where the classes "
            "really lie.",
            shown=SHOWN,
            steps=checks.STEPS,
            hidden_size=checks.HIDDEN_SIZE,
            right=share(int(right.sum()), SHOWN),
        ),
        plane,
        (Region(say("your network"), seen), Region(say("where the classes lie"), truth)),
        X,
        y,
        right,
    )


PICTURES = (boundary,)
