"""The pictures of task 9: its first filters, what the trained model reads, and where it is sure and wrong."""

from grader.base.language import say
from grader.checks.training.digits import trained
from grader.checks.training.pictures import digit_pictures
from grader.pictures import first_filters
from grader.task.catalog import load_module

checks = load_module("tasks", "task9_mnist_cnn", "checks")


def filters(exam):
    """None where the model hides its weights: it may be anything that ``predict`` understands."""
    model = trained(exam, checks.TRAINING).model
    count = checks.TRAINING.settings["filters"][0]
    found = exam.look(model, "filters", count).get("filters")
    return None if found is None else first_filters(say("The filters of your first layer"), found)


PICTURES = (*digit_pictures(checks.TRAINING), filters)
