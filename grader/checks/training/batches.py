"""Checks of ``batches(x, y, batch_size, seed)``: one epoch of digits, shuffled and cut into mini-batches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.base.arrays import Array
from grader.base.language import mark, say, say_n
from grader.checks.asking import wrong
from grader.checks.check import Check, check
from grader.checks.observed import array_of, parts_of, require_shape
from grader.checks.training.digits import SIDE
from grader.checks.training.labels import derived_seed, one_hot
from grader.exam.exam import Exam
from grader.exam.values import Observed
from grader.result.outcome import Failed, Verdict, passed

PIXELS, CLASSES = SIDE * SIDE, 10
# (rows, batch_size): a smaller last batch, no smaller one, one batch of all rows, one row at a time.
SIZES = ((23, 5), (48, 16), (31, 31), (7, 1))
Batch = tuple[Array, Array]

_MIXTURE = mark("Shuffle: a batch should be a mixture of the data.")


@dataclass(frozen=True)
class Epoch:
    """Data x (n, 784) and one-hot y (n, 10), no two rows alike, and the batches that the student's function made of it.

    Each batch is (x_batch, y_batch) in float64, (b, 784) and (b, 10).
    """

    x: Array
    y: Array
    batch_size: int
    batches: list[Batch]

    @property
    def sizes(self) -> dict[str, Any]:
        """The values for a message about this epoch."""
        return {"rows": len(self.x), "batch_size": self.batch_size}

    def row_numbers(self) -> list[int]:
        """For each delivered row, in order, its row number in x; −1 if it is none of them."""
        known = {row.tobytes(): number for number, row in enumerate(self.x)}
        return [known.get(row.tobytes(), -1) for batch, _ in self.batches for row in batch.astype(np.float32)]


def _data(rng: np.random.Generator, rows: int) -> Batch:
    x = rng.random((rows, PIXELS), dtype=np.float32)
    return x, one_hot(rng.permutation(np.arange(rows) % CLASSES))


def _epochs(exam: Exam) -> Iterator[Epoch]:
    """An epoch for each of SIZES. Raises Failed if the result is not made of batches."""
    for rows, batch_size in SIZES:
        x, y = _data(exam.rng, rows)
        yield _epoch(exam, x, y, batch_size, derived_seed(exam.rng))


def _epoch(exam: Exam, x: Array, y: Array, batch_size: int, seed: int) -> Epoch:
    expected = -(-len(x) // batch_size)
    observed = exam.batches("batches", 2 * expected + 2, x, y, batch_size, seed)
    if observed.kind != "sequence":
        came = {"none": say("None"), "array": say("one array")}.get(
            observed.kind, say("a {type_name}", type_name=observed.type_name)
        )
        raise wrong(
            "batches returned {came}; something to iterate over was expected.",
            "Yield (x_batch, y_batch) in a loop, or return a list of such pairs or a tf.data.Dataset.",
            came=came,
        )
    if observed.note == "endless":
        raise wrong(
            "batches did not stop: {count} batches of {batch_size} were taken from {count2} rows, and there were more.",
            "One call goes over the data once.",
            "endless",
            count=len(observed.items),
            batch_size=batch_size,
            count2=len(x),
        )
    if not observed.items:
        raise _no_batch()
    return Epoch(x, y, batch_size, [_pair(item, index) for index, item in enumerate(observed.items)])


def _no_batch() -> Failed:
    return wrong("batches gave no batch at all.", "Yield (x_batch, y_batch) for each piece of the data.")


def _pair(item: Observed, index: int) -> Batch:
    x, y = parts_of(item, say("Batch {index} of batches", index=index), ("x_batch", "y_batch"))
    what = say("of batch {index}", index=index)
    counts = []
    for part, name, width in ((x, "x_batch", PIXELS), (y, "y_batch", CLASSES)):
        counts.append(part.array.shape[0] if part.array is not None and part.array.ndim else 1)
        require_shape(part, f"{name} {what}", (counts[-1], width))
    if counts[0] != counts[1]:
        raise wrong(
            "Batch {index} holds {shape} rows of x and {shape2} rows of y.",
            "Take the same rows of both.",
            "unpaired",
            index=index,
            shape=counts[0],
            shape2=counts[1],
        )
    return array_of(x, say("x_batch {what}", what=what)), array_of(y, say("y_batch {what}", what=what), integers=True)


def batch_sizes(points: int) -> Check:
    """Checks that every batch has ``batch_size`` rows and the last one the remaining rows."""

    @check(
        "batches.shape",
        "shape",
        points,
        title="batches yields pairs of batch_size rows",
        hint="Each item is (x_batch, y_batch): (batch_size, 784) and (batch_size, 10); only the last may be smaller.",
    )
    def judged(exam: Exam) -> Verdict:
        for epoch in _epochs(exam):
            came = [len(batch) for batch, _ in epoch.batches]
            if any(size != epoch.batch_size for size in came[:-1]) or not 0 < came[-1] <= epoch.batch_size:
                raise wrong(
                    "With {rows} rows and batch_size = {batch_size} the batches hold {shown} rows; "
                    "{batch_size} each are expected, and in the last what is left.",
                    "Only the last batch may be smaller, and none may be larger or empty.",
                    shown=", ".join(map(str, came[:6])) + (", …" if len(came) > 6 else ""),
                    **epoch.sizes,
                )
        return passed(say_n("Right for {n} sizes.", "Right for {n} sizes.", len(SIZES)))

    return judged


def batch_rows(points: int) -> Check:
    """Checks that each row occurs exactly once, so all data arrived unchanged."""

    @check(
        "batches.values",
        "numerics",
        points,
        title="batches yields every row once",
        hint="Go over a shuffled order of all the rows, in pieces of batch_size.",
    )
    def judged(exam: Exam) -> Verdict:
        for epoch in _epochs(exam):
            _require_every_row_once(epoch)
        return passed(margin=0.0)  # the rows are bit for bit those of x

    return judged


def _require_every_row_once(epoch: Epoch) -> None:
    numbers = epoch.row_numbers()
    on = say("{rows} rows and batch_size = {batch_size}", **epoch.sizes)
    if -1 in numbers:
        raise wrong(
            "With {on}, {value} of the rows that batches delivered are not rows of x.",
            "Hand on the rows as they are: whole, and with the values that they have.",
            "rows-altered",
            on=on,
            value=numbers.count(-1),
        )
    rows = len(epoch.x)
    missing, twice = rows - len(set(numbers)), len(numbers) - len(set(numbers))
    if twice:
        raise wrong(
            "With {on}, {twice} rows came again and {missing} did not come at all.",
            "Draw an order of all the rows once and cut it into pieces: no row twice.",
            "repeats-rows",
            on=on,
            twice=twice,
            missing=missing,
        )
    if missing:
        last = missing == rows % epoch.batch_size
        raise wrong(
            "With {on}, {missing} rows did not come{part}.",
            "Every row belongs to the epoch, those of a smaller last batch too.",
            "drops-last" if last else "drops-rows",
            on=on,
            missing=missing,
            part=say(": the last, smaller batch is left out") if last else "",
        )


def batch_pairs(points: int) -> Check:
    """Checks that every row has its own label."""

    @check(
        "batches.pairs",
        "property",
        points,
        title="batches keeps rows and labels paired",
        hint="Take x and y in the same order.",
        needs=("batches.values",),
    )
    def judged(exam: Exam) -> Verdict:
        for epoch in _epochs(exam):
            labels = np.concatenate([labels for _, labels in epoch.batches])
            others = int(np.sum(np.any(labels != epoch.y[epoch.row_numbers()], axis=1)))
            if others:
                raise wrong(
                    "With {rows} rows and batch_size = {batch_size}, {wrong} rows came with the label of another row.",
                    "Draw one order, and take both x and y in it.",
                    "unpaired",
                    wrong=others,
                    **epoch.sizes,
                )
        return passed()

    return judged


def batch_order(points: int) -> Check:
    """Checks that the order of the rows is random and changes with the seed."""

    @check(
        "batches.shuffled",
        "property",
        points,
        title="batches shuffles the rows, differently for another seed",
        hint="Draw a permutation of the row numbers from a generator seeded by seed.",
        needs=("batches.values",),
    )
    def judged(exam: Exam) -> Verdict:
        x, y = _data(exam.rng, 96)
        seeds = [derived_seed(exam.rng) for _ in range(3)]
        orders = [_epoch(exam, x, y, 16, seed).row_numbers() for seed in seeds]
        for order in orders:
            _require_shuffled(order)
        if len({tuple(order) for order in orders}) < len(orders):
            raise wrong(
                "batches gives the same order for two different seeds.",
                "Make the order with a generator that is seeded by the argument seed.",
                "seed-ignored",
            )
        return passed()

    return judged


def _require_shuffled(order: list[int]) -> None:
    steps = np.diff(order)
    if np.all(steps == 1):
        raise wrong("batches gives the rows in the order in which they came.", _MIXTURE, "not-shuffled")
    if np.count_nonzero(np.abs(steps) != 1) <= 1:
        raise wrong(
            "batches gives the rows in the order in which they came, only backwards or from another row on.",
            _MIXTURE,
            "not-shuffled",
        )
    # In a random order about one step in total is ±1; if whole batches are shuffled, nearly every step is.
    if np.mean(np.abs(steps) == 1) > 0.7:
        raise wrong(
            "batches mixes the batches, but within each the rows are neighbours still.",
            "Shuffle the rows, then cut them into batches.",
            "only-batches-shuffled",
        )
    # Of the 95 steps of a random order 47.5 ± 2.8 go up; of a sorted one far more or far fewer.
    if not 0.2 < np.mean(steps > 0) < 0.8:
        raise wrong(
            "batches goes through the rows in an order that runs along with their numbers.",
            "Shuffle: which row comes next should be left to chance.",
            "not-shuffled",
        )
    # The correlation of a random order with the row numbers has a standard deviation of 0.103, so 0.7 is 6.8 of them.
    if np.corrcoef(order, np.arange(len(order)))[0, 1] > 0.7:
        raise wrong(
            "batches mixes only rows that stand close together: what comes early in x comes early in the epoch.",
            "Shuffle all rows: a buffer that holds a few of them only moves each a little.",
            "hardly-shuffled",
        )


def batches_unchanged(points: int) -> Check:
    """Checks that x and y are unchanged after a whole epoch."""

    @check(
        "batches.inputs_unchanged",
        "property",
        points,
        title="batches leaves x and y unchanged",
        hint="Index with a permutation instead of shuffling the arrays themselves.",
    )
    def judged(exam: Exam) -> Verdict:
        sent = x, y = _data(exam.rng, 24)
        observed, echo = exam.batches_and_echo("batches", len(x), x, y, 10, derived_seed(exam.rng))
        if observed.kind != "sequence" or not observed.items:
            raise _no_batch()
        for name, before, after in zip("xy", sent, echo):
            if after.array is None or not np.array_equal(after.array, before):
                raise wrong(
                    "batches changed its argument {name}: after the call its rows were not what they were before.",
                    "np.random.shuffle({name}) shuffles in place: draw an order of the row numbers instead.",
                    "writes-into-input",
                    name=name,
                )
        return passed()

    return judged
