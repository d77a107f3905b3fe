"""The digits: what is shipped, and getting the full set by file or by download."""

from __future__ import annotations

import hashlib
import struct

import numpy as np
import pytest

from grader.base.errors import DataError
from grader.checks.training import evaluation_set
from grader.cli import main
from grader.task import digits


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    folder = tmp_path / "cache"
    monkeypatch.setattr("platformdirs.user_cache_dir", lambda *names, **settings: str(folder))
    return folder


@pytest.fixture
def small(tmp_path, monkeypatch):
    """A stand-in for the full set, small and with sums of its own, as an archive and as arrays."""
    rng = np.random.default_rng(1)
    arrays = {
        "x_train": rng.integers(0, 256, (6, 28, 28), dtype=np.uint8),
        "y_train": rng.integers(0, 10, 6, dtype=np.uint8),
        "x_test": rng.integers(0, 256, (2, 28, 28), dtype=np.uint8),
        "y_test": rng.integers(0, 10, 2, dtype=np.uint8),
    }
    sums = {}
    for name, array in arrays.items():
        head = struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape)
        sums[name] = hashlib.sha256(head + array.tobytes()).hexdigest()
    monkeypatch.setattr(digits, "_SHA256", sums)
    monkeypatch.setattr(digits, "_SHAPES", {name: array.shape for name, array in arrays.items()})
    path = tmp_path / "mnist.npz"
    np.savez(path, **arrays)
    return path, arrays


def test_the_shipped_digits_are_what_they_are_said_to_be():
    x, y = digits.training()
    assert x.shape == (10_000, 28, 28) and x.dtype == np.uint8 and y.shape == (10_000,)
    held_x, held_y = evaluation_set.evaluation()
    assert held_x.shape == (2_000, 28, 28) and held_y.shape == (2_000,)
    for labels in (y, held_y):
        assert np.bincount(labels, minlength=10).min() / len(labels) > 0.08
    assert not {image.tobytes() for image in x} & {image.tobytes() for image in held_x}


def test_a_local_file_is_checked_and_kept(small, cache, capsys):
    path, arrays = small
    assert main(["data", "fetch", "--from", str(path)]) == 0
    assert str(cache / "mnist.npz") in capsys.readouterr().out
    with np.load(digits.full_file()) as kept:
        assert np.array_equal(kept["x_train"], arrays["x_train"])
    assert [file.name for file in cache.iterdir()] == ["mnist.npz"]


def test_the_same_digits_in_another_archive_are_taken(small, tmp_path):
    _, arrays = small
    np.savez_compressed(tmp_path / "other.npz", **dict(reversed(arrays.items())))
    assert digits.take(tmp_path / "other.npz").is_file()


def test_one_changed_pixel_is_refused(small, tmp_path, cache, capsys):
    _, arrays = small
    arrays["x_test"][1, 5, 5] ^= 1
    np.savez(tmp_path / "altered.npz", **arrays)
    assert main(["data", "fetch", "--from", str(tmp_path / "altered.npz")]) == 2
    assert "damaged or altered" in capsys.readouterr().err
    assert not (cache / "mnist.npz").exists()


def test_what_is_no_archive_is_refused(small, tmp_path, cache):
    cases = {"text.npz": b"hello", "empty.npz": b"", "cut.npz": small[0].read_bytes()[:5000]}
    for name, content in cases.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(DataError, match="is not the MNIST set"):
            digits.take(tmp_path / name)
    np.savez(tmp_path / "lacking.npz", x_train=small[1]["x_train"])
    with pytest.raises(DataError, match="lacks"):
        digits.take(tmp_path / "lacking.npz")
    np.savez(tmp_path / "objects.npz", **{**small[1], "y_test": np.array([{}, []], dtype=object)})
    with pytest.raises(DataError, match="is not the MNIST set"):
        digits.take(tmp_path / "objects.npz")
    for missing in (tmp_path / "nowhere.npz", tmp_path):
        with pytest.raises(DataError):
            digits.take(missing)


def test_an_archive_that_swells_is_refused_before_it_is_unpacked(small, tmp_path, monkeypatch):
    monkeypatch.setattr(digits, "_MAX_FILE", 1000)
    with pytest.raises(DataError, match="too large"):
        digits.take(small[0])


def fake_keras(folder, body):
    """A keras whose loader does what the test wants; the real one needs a network."""
    package = folder / "fake" / "keras" / "datasets"
    package.mkdir(parents=True)
    (folder / "fake" / "keras" / "__init__.py").write_text("")
    (package / "__init__.py").write_text("")
    (package / "mnist.py").write_text(f"import numpy\n\ndef load_data():\n{body}\n")
    return str(folder / "fake")


def test_fetching_goes_through_keras_in_a_process_of_its_own(small, tmp_path, monkeypatch, capsys):
    path, _ = small
    body = f"    d = numpy.load({str(path)!r})\n    return (d['x_train'], d['y_train']), (d['x_test'], d['y_test'])"
    monkeypatch.setenv("PYTHONPATH", fake_keras(tmp_path, body))
    assert main(["data", "fetch"]) == 0
    assert digits.full_is_here()
    assert main(["data", "fetch"]) == 0
    assert "already here" in capsys.readouterr().out


def test_a_failed_download_is_a_sentence_with_the_remedy(tmp_path, monkeypatch, capsys, cache):
    body = "    raise Exception('URL fetch failure on the archive: None -- Name or service not known')"
    monkeypatch.setenv("PYTHONPATH", fake_keras(tmp_path, body))
    assert main(["data", "fetch"]) == 2
    said = capsys.readouterr().err
    assert "could not be downloaded" in said and "Name or service not known" in said
    assert "grader data fetch --from mnist.npz" in said and "Traceback" not in said
    assert list(cache.iterdir()) == []


def test_a_wrong_download_is_not_kept(small, tmp_path, monkeypatch, capsys, cache):
    body = "    z = numpy.zeros((6, 28, 28), 'uint8'); l = numpy.zeros(6, 'uint8')\n    return (z, l), (z[:2], l[:2])"
    monkeypatch.setenv("PYTHONPATH", fake_keras(tmp_path, body))
    assert main(["data", "fetch"]) == 2
    assert "damaged or altered" in capsys.readouterr().err
    assert list(cache.iterdir()) == []


def test_info_says_what_is_here(small, capsys):
    assert main(["data", "info"]) == 0
    assert "not fetched" in capsys.readouterr().out
    digits.take(small[0])
    assert main(["data", "info"]) == 0
    assert str(digits.full_file()) in capsys.readouterr().out
