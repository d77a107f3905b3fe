"""The number of updates in train and the rows of each, seen after one update at an extreme learning rate.

One such update on digits of a single class leaves that class as the only answer, with any optimiser. An initial network
knows nothing of that class.
"""

import numpy as np

from grader.checks import check, class_of, derived_seed, one_hot, passed, say, wrong
from grader.checks.training.digits import evaluation_digits, training_digits

CLASSES = 10
RATE = 1000.0
NEARLY_ALL = 0.9
# A network with wide initial weights may already be so sure of the one digit that it learns nothing from it: one time
# in sixty. One that learns from all 40 digits gives a single answer by chance less than one time in three. With seven
# of ten, a right solution fails with a probability of 2e-5, a wrong one with 0.99.
TRIED, ENOUGH = 10, 7


def share_of(exam, wanted, x, y, batch_size, steps):
    """The share of unseen digits that a model trained at RATE puts into the class ``wanted``, or into its commonest
    class if that is None.

    1 if predict returns NaN: a softmax that does not shift its logits overflows at this rate, which is no fault of the
    update.
    """
    model = exam.train(x, y, 16, RATE, batch_size, steps, derived_seed(exam.rng))
    asked = evaluation_digits(exam.rng, 200)
    observed = exam.call("predict", model, asked.x)
    if steps and observed.array is not None and observed.array.dtype.kind == "f" and np.isnan(observed.array).any():
        return 1.0
    classes = class_of(observed, say("The result of predict"), len(asked))
    counts = np.bincount(classes[classes >= 0], minlength=CLASSES)
    return float((counts.max() if wanted is None else counts[wanted]) / len(classes))


@check(
    "train.first_step",
    "learning",
    1,
    title="train makes no update with steps=0 and one with steps=1",
    hint="Count the updates that your loop makes for steps=0 and for steps=1.",
    needs=("train.permuted", "train.zero_steps", "train.learning_rate", "predict.rows"),
)
def first_step(exam):
    x = training_digits(exam.rng, 40).x
    labels = [int(label) for label in exam.rng.permutation(CLASSES)[:2]]
    told = [one_hot(np.full(len(x), label)) for label in labels]
    before = [share_of(exam, label, x, y, 20, 0) for label, y in zip(labels, told)]
    if min(before) >= NEARLY_ALL:
        raise wrong(
            "With steps=0, and every label a {first}, {share} of the digits are taken for a {first}; with every label "
            "a {second}, {other_share} for a {second}: the model has seen the labels.",
            mistake="one-step-too-many",
            first=labels[0],
            share=f"{before[0]:.0%}",
            second=labels[1],
            other_share=f"{before[1]:.0%}",
        )
    worst = min(before) / NEARLY_ALL
    for label, y in zip(labels, told):
        after = share_of(exam, label, x, y, 20, 1)
        if not after >= NEARLY_ALL:
            raise wrong(
                "With steps=1, a learning rate of {rate} and every label a {label}, only {share} of the digits are "
                "taken for a {label}; a single update at that rate leaves no other answer.",
                "Count the updates of your loop for steps=1; a hidden layer that is not relu answers otherwise, too.",
                "one-step-too-few",
                rate=f"{RATE:g}",
                label=label,
                share=f"{after:.0%}",
            )
        worst = max(worst, (1 - after) / (1 - NEARLY_ALL))
    return passed(say("No update with steps=0, one with steps=1."), margin=round(worst, 6))


@check(
    "train.batch_size",
    "learning",
    1,
    title="train makes its batches as large as asked",
    hint="Each update sees batch_size rows, no more.",
    needs=("train.steps", "train.first_step"),
)
def batch_size(exam):
    """After an update on a batch of one digit the model knows one class only; after one on all digits it knows them
    all."""
    shares = []
    for _ in range(TRIED):
        digits = training_digits(exam.rng, 40)
        shares.append(share_of(exam, None, digits.x, digits.y, 1, 1))
        single = sum(share >= NEARLY_ALL for share in shares)
        if single >= ENOUGH:
            return passed()
        if len(shares) - single > TRIED - ENOUGH:
            break
    raise wrong(
        "With steps=1, a learning rate of {rate} and batch_size=1 the model answers with several classes, the most "
        "frequent on {share} of the digits; a batch of a single digit can teach one class alone.",
        "How many rows does each update see?",
        "batch-size-ignored",
        rate=f"{RATE:g}",
        share=f"{min(shares):.0%}",
    )
