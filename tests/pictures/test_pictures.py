"""Pictures: well-formed and small whatever they are drawn from, and without any say in a verdict."""

from __future__ import annotations

import base64
import re
import subprocess
import sys
import threading
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from report_documents import result as sample

from grader import check
from grader.checks.training.pictures import confidence_of
from grader.grading import gallery
from grader.instructor.batch import run
from grader.instructor.store.ledger import Ledger
from grader.pictures.curves import Curve, learning, plot_curves
from grader.pictures.difference import difference
from grader.pictures.digits import confusion, first_filters, wrong_digits
from grader.pictures.draw import MAX_SVG, draw
from grader.pictures.plane import SIDE, Plane, Region, plane_about, regions
from grader.pictures.training_log import MOST_POINTS, Log, kept, printed
from grader.report import carried, html
from grader.result.comparison import stripped
from grader.result.document import Picture, TaskResult
from grader.result.outcome import Difference

REFERENCE = Path(__file__).resolve().parents[2] / "reference"
RNG = np.random.default_rng(7)
ALLOWED = {
    *("svg", "defs", "style", "g", "path", "use", "text", "tspan", "image", "clipPath", "rect", "metadata"),
}


def require_good(picture: Picture | None) -> Picture:
    """One small well-formed element in which nothing can act or be loaded, and words for it."""
    assert picture is not None
    assert picture.title.strip() and len(picture.alt) > 20
    assert len(picture.svg) <= MAX_SVG
    root = ElementTree.fromstring(picture.svg)
    for element in root.iter():
        assert element.tag.rpartition("}")[2] in ALLOWED, element.tag
        for name, value in element.attrib.items():
            plain = name.rpartition("}")[2].lower()
            assert not plain.startswith("on")
            if plain in ("href", "src"):
                assert value.startswith(("#", "data:image/png;base64,"))
    assert "<!DOCTYPE" not in picture.svg and "<!ENTITY" not in picture.svg
    return picture


# --- the toolkit, from anything ---------------------------------------------------------------------------

SHAPES = [(7, 5), (7, 1), (1, 4), (6,), (100, 100), (3, 500), (2, 4, 4), (2, 5, 6, 3), (1, 1, 1, 2)]
SPECIALS = [0.5, np.nan, np.inf, -np.inf, 1e308, -1e308, 5e-324]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("special", SPECIALS)
def test_heat_maps_of_anything(shape: tuple[int, ...], special: float) -> None:
    expected = RNG.normal(size=shape)
    came = expected.copy()
    came.flat[came.size // 2 :] = special
    with np.errstate(all="ignore"):
        found = Difference(came, expected, ~(np.abs(came - expected) <= 1e-9))
        picture = difference("f.values", found)
    if shape == (1, 1, 1, 2):  # the plane of the worst place is a single number, which the message tells
        assert picture is None
        return
    assert require_good(picture).check == "f.values"


@pytest.mark.parametrize("special", [np.nan, np.inf, -1e308])
def test_heat_maps_where_nothing_is_finite(special: float) -> None:
    came, expected = np.full((3, 4), special), np.full((3, 4), special)
    with np.errstate(all="ignore"):
        require_good(difference("f.values", Difference(came, expected, np.ones((3, 4), dtype=bool))))


@pytest.mark.parametrize("shape", [(), (1,), (1, 1), (0,), (0, 3)])
def test_no_heat_map_of_one_number_or_none(shape: tuple[int, ...]) -> None:
    assert difference("f.values", Difference(np.zeros(shape), np.ones(shape), np.ones(shape, dtype=bool))) is None


def test_a_heat_map_says_what_it_leaves_out() -> None:
    expected = np.zeros((100, 80))
    came = expected.copy()
    came[70, 3] = 2.0
    alt = require_good(difference("f.values", Difference(came, expected, came != expected))).alt
    assert "1 of 8000 values differ, by up to 2" in alt
    assert "rows 54 to 85 and columns 0 to 31" in alt


@pytest.mark.parametrize(
    "values", [RNG.random((SIDE, SIDE)), np.full((SIDE, SIDE), np.nan), np.full((SIDE, SIDE), 1e300)]
)
@pytest.mark.parametrize("scale", [0.0, 1.0, 1e12])
def test_regions_of_anything(values: Any, scale: float) -> None:
    X, y = RNG.normal(size=(120, 2)) * scale, RNG.integers(2, size=120)
    plane, plain = plane_about(X), Region("b", np.eye(SIDE))
    require_good(regions("t", "words that say what is there", plane, (Region("a", values), plain), X, y, y == 1))


def test_a_plane_of_no_points_has_a_size() -> None:
    assert plane_about(np.zeros((0, 2))).reach > 0
    assert Plane(1.0).points.shape == (SIDE * SIDE, 2)


@pytest.mark.parametrize(
    "values", [[np.nan] * 4, [np.inf, 1, 2, 3], [1e308, -1e308, 0, 1], [2.0] * 4, [1e-320, 0, 0, 0]]
)
def test_curves_of_anything(values: list[float]) -> None:
    x, y = np.arange(4), np.array(values)

    def paint(axes: Any) -> None:
        plot_curves(axes, (Curve("yours", x, y), Curve("expected", x, x / 2, dashed=True)))

    require_good(draw("t", "words that say what is there", paint))
    require_good(draw("t", "words that say what is there", lambda axes: plot_curves(axes, (Curve("yours", x, y),))))


def test_confusion_matrix_counts() -> None:
    labels = np.array([0, 0, 1, 2, 2, 2])
    picture = require_good(confusion("t", labels, np.array([0, 1, 1, 2, 7, 7])))
    assert "3 of 6 (50.0%) right; most often 2 read as 7: twice, 0 read as 1: once." in picture.alt
    assert "most often" not in require_good(confusion("t", labels, labels)).alt
    assert confusion("t", labels[:0], labels[:0]) is None


def test_the_most_confident_mistakes() -> None:
    labels = np.repeat(np.arange(10), 30)
    scores = RNG.normal(size=(300, 10)) * 1e5
    sure = confidence_of(scores)
    assert np.allclose(sure.sum(axis=1), 1)
    picture = require_good(wrong_digits("t", RNG.random((300, 28, 28)), labels, sure))
    assert picture.alt.startswith("The 12 most confident of ")
    assert wrong_digits("t", RNG.random((10, 28, 28)), np.arange(10), np.eye(10)) is None
    one = wrong_digits("t", np.zeros((1, 28, 28)), np.array([3]), np.eye(10)[[4]])
    assert "a 3 read as 4 (100% sure)" in require_good(one).alt


def test_probabilities_are_told_from_logits() -> None:
    probabilities = np.full((2, 10), 0.1)
    assert np.array_equal(confidence_of(probabilities), probabilities)
    assert np.allclose(confidence_of(np.zeros((2, 10))), 0.1)


@pytest.mark.parametrize("special", [0.1, 0.0, np.nan, np.inf, -1e300])
@pytest.mark.parametrize(("side", "count"), [(5, 8), (3, 1), (11, 32), (7, 64)])
def test_filters_of_anything(special: float, side: int, count: int) -> None:
    weights = RNG.normal(size=(side, side, 1, count))
    weights[0, :, 0, 0] = special
    assert require_good(first_filters("t", weights)).alt.startswith(f"{min(count, 32)} of the {count} filters")
    require_good(first_filters("t", np.full((side, side, 1, count), special)))


@pytest.mark.parametrize("shape", [(), (5, 5), (5, 5, 3, 8), (5, 4, 1, 8), (28, 28, 1, 8), (0, 0, 1, 8)])
def test_what_is_no_filter_is_not_drawn(shape: tuple[int, ...]) -> None:
    assert first_filters("t", np.ones(shape)) is None


@pytest.mark.parametrize("values", [[0.9, 0.5, 0.3, 0.2], [np.nan] * 5, [np.inf, 1.0, -np.inf, 1e308], [0] * 1000])
def test_curves_that_a_model_keeps(values: list[float]) -> None:
    log = kept({"loss": np.array(values), "accuracy": np.array([0.1, 0.2, 0.3, 0.4]), "other": np.ones(9)}, 100)
    assert log is not None and set(log.curves) == {"loss", "accuracy"}
    steps, shown = log.curves["loss"]
    assert steps[-1] == 100 and len(shown) == len(steps) <= MOST_POINTS
    assert "as your model keeps it" in require_good(learning("t", log)).alt
    require_good(learning("t", Log({"accuracy": log.curves["accuracy"]}, kept=False)))


@pytest.mark.parametrize("found", [{}, {"loss": np.ones(3)}, {"loss": np.ones((4, 4))}, {"weights": np.ones(9)}])
def test_what_is_no_curve_is_none(found: dict[str, Any]) -> None:
    assert kept(found, 10) is None


PRINTED = {
    "words": "step {0} loss {1} acc {2}",
    "colons": "Step {0:>4}: cost = {1:.3f}, accuracy: {2}",
    "keras": "Epoch {0}/150\n10/10 - 1s - 90ms/step - accuracy: {2} - loss: {1} - val_accuracy: 0.1 - val_loss: 9.9",
    "keras bar": "Epoch {0}/9\n\r 1/10 ━━ 9s 5ms/step - loss: 7.0\b\b\r10/10 ━━ 0s 5ms/step - accuracy: {2} - loss: {1}",
    "numbers": "{0} {1} {2}",
    "commas": "{0}, {1}, {2}",
    "after": "loss after {0} iterations: {1} (acc {2})",
    "tensor": "iteration {0} loss tf.Tensor({1}, shape=(), dtype=float32) acc np.float32({2})",
    "per cent": "[{0}] train loss: {1}; training accuracy: {3}%",
    "two lines": "epoch {0} | loss {1}\nepoch {0} | acc {2}",
}


@pytest.mark.parametrize("line", PRINTED.values(), ids=PRINTED)
def test_what_a_training_prints_becomes_a_curve(line: str) -> None:
    told = [(10 * n, 2.0 / (n + 1), (n + 1) / 10) for n in range(9)]
    text = "\n".join(line.format(step, loss, right, 100 * right) for step, loss, right in told)
    log = printed(f"TensorFlow 2.16\nloss\n{text}\nDone in 3 s, accuracy 0.9")
    assert log is not None
    expected = np.array(told).T
    assert np.array_equal(log.curves["loss"][0], expected[0])
    assert np.allclose(log.curves["loss"][1], expected[1], atol=6e-4)
    assert np.allclose(log.curves["accuracy"][1][:-1], expected[2][:-1])


def test_the_longest_of_several_trainings_is_shown() -> None:
    lines = [f"step {n} loss {scale / (n + 1)}" for scale, steps in ((1, 5), (7, 20), (2, 9)) for n in range(steps)]
    log = printed("\n".join(lines))
    assert log is not None
    assert len(log.curves["loss"][0]) == 20 and log.curves["loss"][1][0] == 7


@pytest.mark.parametrize(
    "text",
    [
        "",
        "training\ntraining\ntraining\ntraining\ndone",
        "loss 0.3\nloss 0.4\nloss 0.5\nloss 0.2\nloss 0.1",  # the ends of five trainings
        "step 1 loss 0.3\nstep 2 loss 0.2\nstep 3 loss 0.1",
        "step 1 loss nan\n" * 9,
        "step " * 100_000,
        "loss" + " " * 500_000 + "1",
        "9" * 500_000,
        "step 1 loss 1e999\nstep 2 loss 1e999\nstep 3 loss 1e999\nstep 4 loss 1e999",
    ],
)
def test_text_without_a_curve_is_none_and_takes_no_time(text: str) -> None:
    assert printed(text) is None


def test_a_picture_that_is_too_large_is_refused() -> None:
    def paint(axes: Any) -> None:
        axes.plot(RNG.random(5000), RNG.random(5000), "o")

    with pytest.raises(ValueError, match="characters"):
        draw("t", "a", paint)


def test_text_is_never_read_as_mathematics_or_markup() -> None:
    picture = require_good(draw("t", "words that say what is there", lambda axes: axes.set_title(r"$\frac$ <script>&")))
    assert r"$\frac$ &lt;script&gt;&amp;" in picture.svg


def curve_picture() -> str:
    return draw("t", "a", lambda axes: axes.plot(np.arange(30), np.arange(30) ** 2)).svg


def test_settings_of_the_machine_do_not_show_and_are_left_alone() -> None:
    import matplotlib

    before = curve_picture()
    with matplotlib.rc_context({"text.usetex": True, "font.size": 30, "svg.hashsalt": None}):
        assert curve_picture() == before
        assert matplotlib.rcParams["font.size"] == 30


def test_threads_draw_what_one_draws() -> None:
    alone, found = curve_picture(), []
    threads = [threading.Thread(target=lambda: found.extend(curve_picture() for _ in range(3))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [alone] * 12


# --- in the result and in the report -----------------------------------------------------------------------

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>\x1b[31m\u202e'


def with_pictures(*pictures: Picture) -> dict[str, Any]:
    from dataclasses import replace

    found: TaskResult = replace(sample(), pictures=pictures)
    return found.document()


def test_a_report_shows_pictures_as_images_and_nothing_in_them_acts() -> None:
    svg = "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    document = with_pictures(Picture(HOSTILE, HOSTILE, svg), Picture("of a check", "alt", svg, sample().checks[0].id))
    page = html.render(document)
    assert "<script" not in page and "onerror=alert(1)>" not in page and "\x1b" not in page
    addresses = re.findall(r'<img src="data:image/svg\+xml;base64,([^"]+)"', page)
    assert [base64.b64decode(address).decode() for address in addresses][-1] == svg
    assert '<h2 id="pictures">' in page


def test_a_report_does_not_carry_its_pictures_twice() -> None:
    plain, document = sample().document(), with_pictures(Picture("t", "a", "<svg/>"))
    assert "pictures" not in plain
    assert document["pictures"] == [{"title": "t", "alt": "a", "svg": "<svg/>", "check": ""}]
    assert carried.embedded(html.render(document)) == carried.embedded(html.render(plain))
    assert '<h2 id="pictures">' not in html.render(plain)


# --- drawn of submissions ----------------------------------------------------------------------------------


def both(task: str, path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """The documents without and with pictures."""
    return check(task, path, seed=3).document(), check(task, path, seed=3, pictures=True).document()


def require_same(plain: dict[str, Any], drawn: dict[str, Any]) -> list[Picture]:
    """Nothing but pictures has come in; each of them is a good one."""
    assert "pictures" not in plain
    pictures = drawn.pop("pictures", [])
    assert stripped(plain) == stripped(drawn)
    return [require_good(Picture(**picture)) for picture in pictures]


@pytest.mark.parametrize(
    ("task", "folder", "count"),
    [
        ("task1", "task1_logistic_regression", 2),
        ("task2", "task2_forward_propagation", 0),
        ("task3", "task3_hidden_layers", 1),
        ("task4", "task4_backpropagation", 2),
        pytest.param("task5", "task5_function_optimisation", 1, marks=pytest.mark.slow),
        pytest.param("task6", "task6_deep_network_training", 1, marks=pytest.mark.slow),
        pytest.param("task7", "task7_mnist_dense", 2, marks=pytest.mark.slow),
        pytest.param("task8", "task8_weights_initialisation", 1, marks=pytest.mark.slow),
        pytest.param("task9", "task9_mnist_cnn", 3, marks=pytest.mark.slow),
        pytest.param("task10", "task10_dropout", 2, marks=pytest.mark.slow),
    ],
)
def test_each_task_has_its_pictures(task: str, folder: str, count: int) -> None:
    plain, drawn = both(task, REFERENCE / folder / "solution.py")
    assert plain["passed"] and plain["notes"] == drawn["notes"]
    assert len(require_same(plain, drawn)) == count


def test_where_arrays_differ_is_shown_beside_the_check() -> None:
    plain, drawn = both("task3", REFERENCE / "task3_hidden_layers" / "wrong" / "no_bias.py")
    page = html.render(drawn)
    pictures = require_same(plain, drawn)
    assert [picture.check for picture in pictures] == ["hidden_layer.values", "forward_propagation.values", ""]
    beside = page[page.index('id="check-hidden_layer.values"') : page.index('id="check-hidden_layer.rows"')]
    assert beside.count("<figure>") == 1


DEEP = """
import numpy as np

def hidden_layer(x, W, b): return np.tanh(x @ W + b)
def output_layer(hidden, W, b): return hidden @ W + b
def loss(logits, labels): return np.mean(np.logaddexp(0, logits) - labels * logits)
def accuracy(probabilities, labels): return np.mean((probabilities > 0.5) == (labels > 0.5))

def train(X, Y, hidden_size, learning_rate, steps, seed):
    rng = np.random.default_rng(seed)
    W1, b1 = rng.normal(size=(X.shape[1], hidden_size)), np.zeros((1, hidden_size))
    W2, b2 = rng.normal(size=(hidden_size, 1)), np.zeros((1, 1))
    losses, right = [], []
    for step in range(steps):
        hidden = hidden_layer(X, W1, b1)
        p = 1 / (1 + np.exp(-output_layer(hidden, W2, b2)))
        losses.append(loss(output_layer(hidden, W2, b2), Y)); right.append(accuracy(p, Y))
        TELL
        back = (p - Y) @ W2.T * (1 - hidden**2) / len(X)
        W2, b2 = W2 - learning_rate * hidden.T @ (p - Y) / len(X), b2 - learning_rate * (p - Y).mean()
        W1, b1 = W1 - learning_rate * X.T @ back, b1 - learning_rate * back.sum(axis=0)
    weights = W1, b1, W2, b2
    return MODEL

def predict(model, X):
    while not isinstance(model, tuple): model = model.weights if hasattr(model, "weights") else model["weights"]
    W1, b1, W2, b2 = model
    return 1 / (1 + np.exp(-output_layer(hidden_layer(X, W1, b1), W2, b2)))

class Kept:
    def __init__(self, weights, **more): self.weights, self.me = weights, self; self.__dict__.update(more)

class Slippery(Kept):
    def __getattr__(self, name): raise SystemExit(name)

class Loud(Kept):
    history = property(lambda self: 1 / 0)
    def __len__(self): raise KeyboardInterrupt
"""
PLAIN, SAYING = "weights", "step % 10 or print('step', step, 'loss', losses[-1], 'acc', right[-1])"
KEEPING = {
    "printed": (PLAIN, SAYING, "as your code printed it"),
    "in a dict": (
        "{'weights': weights, 'history': {'loss': losses, 'accuracy': right}}",
        "0",
        "as your model keeps it",
    ),
    "in an object": ("Kept(weights, train_losses=losses)", "0", "as your model keeps it"),
    "nowhere": (PLAIN, "0", ""),
    "strings": ("{'weights': weights, 'losses': ['0.5'] * 9}", "0", ""),
    "many": ("Kept(weights, losses=[[9] * 99] * 99)", "0", "as your model keeps it"),
    "huge": ("{'weights': weights, 'losses': np.full(20, 1e308)}", "0", "as your model keeps it"),
    "not finite": ("{'weights': weights, 'losses': [float('nan')] * 20}", "0", "as your model keeps it"),
    "slippery": ("Slippery(weights, losses=losses)", SAYING, ""),
    "loud": ("Loud(weights, losses=losses)", SAYING, ""),
}


QUICK = ("printed", "in an object", "huge", "slippery")


@pytest.mark.parametrize("how", [pytest.param(how, marks=[pytest.mark.slow] * (how not in QUICK)) for how in KEEPING])
def test_the_curve_of_a_training_is_found_and_changes_no_verdict(how: str, tmp_path: Path) -> None:
    model, tell, source = KEEPING[how]
    path = tmp_path / "task6.py"
    path.write_text(DEEP.replace("MODEL", model).replace("TELL", tell), encoding="utf-8")
    plain, drawn = both("task6", path)
    curves = [picture for picture in require_same(plain, drawn) if picture.title == "How your training went"]
    if how not in ("slippery", "loud"):  # from those either is good, and a verdict that is the same
        assert [source in picture.alt for picture in curves] == ([True] if source else [])


SPOILT = {
    "raises": "raise ValueError('no')",
    "prints": "print('asked about', len(X))",
    "noise": "return np.random.default_rng().integers(2, size=(len(X), 1))",
    "not finite": "return np.full((len(X), 1), np.nan)",
    "another shape": "return np.zeros(3)",
    "ends itself": "import os; os._exit(3)",
}


@pytest.mark.parametrize("what", SPOILT)
def test_what_a_picture_meets_changes_no_verdict(what: str, tmp_path: Path) -> None:
    """predict does it only when it is asked about a whole plane, as no check does."""
    source = (REFERENCE / "task4_backpropagation" / "solution.py").read_text(encoding="utf-8")
    path = tmp_path / "task4.py"
    spoilt = (
        f"\n\n_honest = predict\n\n\ndef predict(X, W1, b1, W2, b2):\n    if len(X) > 5000:\n        {SPOILT[what]}\n"
    )
    path.write_text(f"{source}{spoilt}    return _honest(X, W1, b1, W2, b2)\n", encoding="utf-8")
    plain, drawn = both("task4", path)
    assert plain["passed"] and not drawn["notes"]
    pictures = require_same(plain, drawn)
    assert len(pictures) == (2 if what in ("prints", "noise") else 1)
    assert "asked about" not in drawn["output"]


def test_only_a_part_has_no_pictures_of_the_whole() -> None:
    path = REFERENCE / "task4_backpropagation" / "solution.py"
    assert not check("task4", path, only=("cost",), pictures=True).pictures


def test_a_mistake_of_ours_is_told_and_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(exam: Any) -> Picture:
        raise ZeroDivisionError("ours")

    def good(exam: Any) -> Picture:
        return draw("t", "words that say what is there", lambda axes: None)

    path = REFERENCE / "task3_hidden_layers" / "solution.py"
    monkeypatch.setattr(gallery, "of_task", lambda task: (broken, good))
    found = check("task3", path, pictures=True)
    assert found.passed and len(found.pictures) == 1
    assert "picture broken (ZeroDivisionError: ours). That is not your mistake" in found.notes[-1]
    monkeypatch.setattr(gallery, "of_task", lambda task: 1 / 0)
    found = check("task3", path, pictures=True)
    assert found.passed and "its pictures (ZeroDivisionError" in found.notes[-1]


def test_a_bare_check_does_not_load_what_draws() -> None:
    path = REFERENCE / "task3_hidden_layers" / "wrong" / "no_bias.py"
    program = (
        f"import sys; from grader import check; found = check('task3', {str(path)!r}); assert not found.passed; "
        "print([name for name in ('matplotlib', 'grader.pictures', 'grader.gallery') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize(("pictures", "count"), [(True, 3), (False, 0)])
def test_a_batch_draws_for_its_reports_alone(pictures: bool, count: int, tmp_path: Path) -> None:
    """And where it is told to: drawing takes longer than the grading of a NumPy task."""
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    source = REFERENCE / "task3_hidden_layers" / "wrong" / "no_bias.py"
    (folder / "ada_task3.py").write_bytes(source.read_bytes())
    summary = run.run(run.Settings(folder, out, seed=3, pictures=pictures))
    assert summary.graded == 1 and not summary.faults
    page = next((out / "reports").glob("*.html")).read_text(encoding="utf-8")
    assert page.count("<figure>") == count
    ledger = Ledger(out / "ledger.sqlite")
    try:
        documents = [ledger.document(row) for row in list(ledger.keys())]
    finally:
        ledger.close()
    assert len(documents) == 1
    assert all(document is not None and "pictures" not in document for document in documents)
