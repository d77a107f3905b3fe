"""Pictures of handwritten digits: first filters, a confusion matrix, misread digits."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.base.arrays import Array
from grader.base.language import say, say_n
from grader.pictures.draw import _size, draw, number, share
from grader.result.document import Picture


def first_filters(title: str, weights: Array, most: int = 32) -> Picture | None:
    """The filters (k, k, 1, n) of a first layer side by side, on one scale around zero; None for other shapes."""
    if weights.ndim != 4 or weights.shape[2] != 1 or not 0 < weights.shape[0] == weights.shape[1] <= 11:
        return None
    shown = np.nan_to_num(np.moveaxis(weights[:, :, 0, :most], -1, 0).astype(np.float64), posinf=0.0, neginf=0.0)
    largest = _size(shown)
    side = shown.shape[1]
    across = min(len(shown), 8)
    down = -(-len(shown) // across)
    alt = say(
        "{shown} of the {count} filters of the first layer, each {side} by {side}: weights from {low} to {high}, orange "
        "above zero and purple below. A filter whose orange and purple lie on two sides answers to an edge in that "
        "direction.",
        shown=len(shown),
        count=weights.shape[-1],
        side=side,
        low=number(shown.min()),
        high=number(shown.max()),
    )

    def paint(axes: Any) -> None:
        paper = np.full((down * (side + 1) - 1, across * (side + 1) - 1), np.nan)
        for position, one in enumerate(shown):
            row, column = (part * (side + 1) for part in divmod(position, across))
            paper[row : row + side, column : column + side] = one / largest if largest else one
        axes.imshow(np.ma.masked_invalid(paper), cmap="PuOr_r", vmin=-1, vmax=1, interpolation="none")
        axes.axis("off")

    return draw(title, alt, paint, size=(6.4, 0.8 * down + 0.1), margins=(0.05, 0.05, 0.05, 0.05))


def confusion(title: str, labels: Array, predicted: Array, classes: int = 10) -> Picture | None:
    """How often each digit was read as which; None if there are no digits."""
    if len(labels) == 0:
        return None
    counts = np.zeros((classes, classes), dtype=int)
    np.add.at(counts, (labels, predicted), 1)
    right, mistakes = int(np.trace(counts)), counts * (1 - np.eye(classes, dtype=int))
    worst = [np.unravel_index(at, counts.shape) for at in np.argsort(-mistakes, axis=None, kind="stable")[:5]]
    told = [
        say("{true} read as {read}: {counts}", true=true, read=read, counts=_times(int(counts[true, read])))
        for true, read in worst
        if mistakes[true, read]
    ]
    alt = say(
        "Confusion matrix of {count} digits: {right} right", count=len(labels), right=share(right, len(labels))
    ) + (say("; most often {told}.", told=", ".join(told)) if told else ".")

    def paint(axes: Any) -> None:
        of_row = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
        signed = np.where(np.eye(classes, dtype=bool), -of_row, np.minimum(8 * of_row, 1.4))
        axes.imshow(signed, cmap="PuOr_r", vmin=-2.0, vmax=2.0, interpolation="none")
        for (true, read), count in np.ndenumerate(counts):
            if count:
                axes.text(read, true, str(count), ha="center", va="center", size=8)
        axes.set(xticks=range(classes), yticks=range(classes), xlabel=say("read as"), ylabel=say("digit"))
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)

    return draw(title, alt, paint, size=(4.6, 4.6), margins=(0.5, 0.1, 0.1, 0.5))


def _times(count: int) -> str:
    return {1: say("once"), 2: say("twice")}.get(count, say_n("{n} times", "{n} times", count))


def wrong_digits(title: str, images: Array, labels: Array, probabilities: Array, most: int = 12) -> Picture | None:
    """The misread digits with the most confidence, from images (n, 28, 28); None if all are read correctly."""
    predicted = probabilities.argmax(axis=1)
    wrong = np.flatnonzero(predicted != labels)
    if not len(wrong):
        return None
    sure = probabilities[np.arange(len(labels)), predicted]
    chosen = wrong[np.argsort(-sure[wrong], kind="stable")[:most]]
    told = [
        say(
            "a {labels} read as {predicted} ({sure:.0%} sure)",
            labels=labels[one],
            predicted=predicted[one],
            sure=sure[one],
        )
        for one in chosen
    ]
    alt = say(
        "The {count} most confident of {count2} mistakes in {count3} digits: {told}.",
        count=len(chosen),
        count2=len(wrong),
        count3=len(labels),
        told=", ".join(told),
    )
    across = 6
    down = -(-len(chosen) // across)

    def paint(axes: Any) -> None:
        side, gap, words = images.shape[1], 6, 15
        paper = np.ones((down * (side + gap + words), across * (side + gap)))
        for position, one in enumerate(chosen):
            row, column = divmod(position, across)
            top, left = row * (side + gap + words), column * (side + gap)
            paper[top : top + side, left : left + side] = 1 - images[one]
            axes.text(
                left + side / 2,
                top + side + 8,
                say(
                    "{labels} read as {predicted}\n{sure:.0%} sure",
                    labels=labels[one],
                    predicted=predicted[one],
                    sure=sure[one],
                ),
                ha="center",
                va="center",
                size=8,
            )
        axes.imshow(paper, cmap="gray", vmin=0, vmax=1, interpolation="none")
        axes.axis("off")

    return draw(title, alt, paint, size=(6.6, 1.66 * down), margins=(0.05, 0.05, 0.05, 0.05))
