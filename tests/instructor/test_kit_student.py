"""The student's kit: it holds no answers, and its checks tell right from wrong all the same."""

from __future__ import annotations

import json
import os
import queue
import re
import shutil
import signal
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import numpy as np
import pytest

from grader.checks import of_task, public
from grader.checks.training import evaluation_set
from grader.cli import main
from grader.exam.seeds import entropy
from grader.instructor.kits import student
from grader.task import catalog

ROOT = Path(__file__).resolve().parents[2]
PACKED = (".npz", ".csv", ".mo")


@pytest.fixture(scope="module")
def kit(tmp_path_factory):
    """A kit of all tasks."""
    out = tmp_path_factory.mktemp("handed") / "workshop"
    assert main(["kit", "student", str(out)]) == 0
    return out


def environment_of(kit):
    """With the kit's grader on the path, in front of any that is installed."""
    return {**os.environ, "PYTHONPATH": str(kit / "dist"), "COLUMNS": "200", "XDG_DATA_HOME": str(kit.parent)}


def run(kit, *arguments, cwd=None, code=0):
    """The kit's own grader in a process that knows no other."""
    command = [sys.executable, "-m", "grader", *map(str, arguments)]
    environment = environment_of(kit)
    done = subprocess.run(
        command, cwd=cwd or kit, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=120
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def reference(task, *parts):
    return catalog.path_of(catalog.find(task), *parts, kind="reference")


def graded(kit, task, path, code=0):
    return json.loads(run(kit, "check", task, path, "--json", "-", code=code))


def test_what_is_handed_out(kit):
    for task in catalog.tasks():
        folder = kit / task.name
        assert (folder / f"{task.name}.py").read_bytes() == catalog.path_of(task, "stub.py").read_bytes()
        assert (folder / f"{task.name}.ipynb").is_file() and (folder / "exercise.md").is_file()
        assert all((folder / "data" / name).is_file() for name in task.data)
    readme = (kit / "README.md").read_text(encoding="utf-8")
    assert "pip install ./dist" in readme and "hidden checks" in readme
    assert "| task3 | Hidden layers | 14 | 17 | 20 |" in readme


# Parts of a path that no path in a kit has. grader/task/digits.py (the public digits) and grader/checks are allowed.
WITH_ANSWERS = (
    "reference",
    "oracle",
    "solution",
    "wrong/",
    "evaluation",
    "calibration",
    "mutants",
    "attack",
    "selftest",
    "grader/instructor/",
    "grader/author/",
    "grader/checks/training/",
    "checks/training/digits.py",
    "make_subset",
    "/activations.py",
    "/datasets.py",
    "/commands/batch.py",
    "/commands/kit.py",
    "/commands/verify.py",
    r"tasks/\w+/checks(/|\.py)",
    r"tasks/\w+/pictures\.py",
)


def paths_below(folder):
    """The paths of all files below a folder, without compiled ones."""
    paths = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    return [path for path in paths if "__pycache__" not in path]


def test_no_file_with_answers_is_in_it(kit):
    names = paths_below(kit)
    checkout = [f"{part}/{name}" for part in ("grader", "tasks", "reference") for name in paths_below(ROOT / part)]
    for word in WITH_ANSWERS:
        assert [name for name in checkout if re.search(word, name)], f"no file of the checkout is called {word}"
        assert [name for name in names if re.search(word, name)] == []
    assert {name.split("/")[1] for name in names if name.startswith("dist/")} == {"grader", "pyproject.toml"}
    assert not [path for path in kit.rglob("*") if "__pycache__" in path.parts]


def test_what_is_kept_back_exists():
    """A folder that was renamed would be handed out."""
    for name in set(student.KEPT_BACK) - {"bundle"}:
        assert list((student.PACKAGE / name).glob("*.py")), name
    for name in student._REPLACED:
        assert (student.PACKAGE / name).is_file(), name
    modules = {path.stem for path in (student.PACKAGE / "cli" / "commands").glob("*.py")}
    assert set(student.COMMANDS) < modules


IMPORT_ALL = """
import importlib, pathlib, sys
root = pathlib.Path(sys.argv[1])
for path in sorted((root / "grader").rglob("*.py")):
    parts = path.relative_to(root).with_suffix("").parts
    if "bundle" in parts or parts[-1] == "__main__":
        continue
    kept = list(sys.path)
    module = importlib.import_module(".".join(parts).removesuffix(".__init__"))
    sys.path[:] = kept  # a script for the child takes its own folder off it
    assert pathlib.Path(module.__file__).samefile(path), module.__file__
    print(module.__name__)
"""


def test_every_module_of_it_can_be_imported(kit):
    """What a student's command imports late may not be found missing only then."""
    command = [sys.executable, "-c", IMPORT_ALL, str(kit / "dist")]
    done = subprocess.run(
        command, cwd=kit, env=environment_of(kit) | {"PYTHONDONTWRITEBYTECODE": "1"}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    imported = done.stdout.split()
    assert len(imported) > 80
    assert {"grader.student.watch", "grader.workers.warm", "grader.student.pytest_plugin"} <= set(imported)


def sources_of_answers():
    """The files whose lines may not be handed out: references and the checks of all tasks."""
    references = sorted((ROOT / "reference").rglob("*.py"))
    checks = [path for place in ("*/checks.py", "*/checks/*.py") for path in sorted((ROOT / "tasks").glob(place))]
    judged = {path.relative_to(ROOT / "tasks").parts[0] for path in checks}
    assert len(references) > 100
    assert judged == {catalog.folder_of(task) for task in catalog.tasks()}
    return references + checks


def lines_of_answers():
    """Lines of the references that a student would have to think of: with an operator or a call in them."""
    for path in sources_of_answers():
        for line in path.read_text(encoding="utf-8").splitlines():
            text = line.strip()
            known = text.startswith(SCAFFOLDING) or SENTENCE.fullmatch(text)
            if len(text) > 24 and any(sign in text for sign in "@*/+-(") and not known:
                yield text, path


SCAFFOLDING = (
    "#",
    '"""',
    "import ",
    "from ",
    "def ",
    "class ",
    "for ",
    "with ",
    "raise ",
    "@",
    "if ",
    "hint=",
    "mistake=",
    'f"',
    "return passed(",
    "require_shape(",  # a word of the vocabulary
    "self.rng = np.random.default_rng(seed)",
    "started = time.perf_counter()",
    "session.run(v1.global_variables_initializer())",  # how the child evaluates a graph, and everybody else
)


# What is said to students, with named places: several tasks and the kit's own checks may say the same.
SENTENCE = re.compile(r'"[^"]*\w \w[^"]*\{\w+\}[^"]*",?')


def test_no_line_of_an_answer_is_in_it(kit):
    # A compiled catalogue has its sentences apart by zero bytes, beside numbers that are no text.
    texts = {
        p: p.read_text(encoding="utf-8", errors="replace" if p.suffix == ".mo" else "strict").replace("\0", "\n")
        for p in kit.rglob("*")
        if p.is_file() and p.suffix not in PACKED
    }
    handed = {
        line.strip()
        for task in catalog.tasks()
        for name in ("stub.py", "README.md", "task.py")
        for line in catalog.path_of(task, name).read_text(encoding="utf-8").splitlines()
    }
    inside = {line.strip() for text in texts.values() for line in text.splitlines()} - handed
    found = [f"{path.relative_to(ROOT)}: {line}" for line, path in lines_of_answers() if line in inside]
    assert found == []


def test_no_notebook_holds_an_answer(kit):
    """A notebook's lines are strings of JSON, which the search above does not see as lines."""
    answers = dict(lines_of_answers())
    handed = {
        line.strip()
        for task in catalog.tasks()
        for line in catalog.path_of(task, "stub.py").read_text(encoding="utf-8").splitlines()
    }
    notebooks = list(kit.rglob("*.ipynb"))
    assert len(notebooks) >= 10
    for path in notebooks:
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            lines = {line.strip() for line in "".join(cell["source"]).splitlines()} - handed
            assert lines & answers.keys() == set(), path
            assert not cell.get("outputs"), path


def test_no_hidden_digit_is_packed_in_it(kit):
    """Whatever an archive calls its arrays: no image that solutions are judged on is among them."""
    images, _ = evaluation_set.evaluation()
    hidden = {image.astype(np.uint8).tobytes() for image in images.reshape(len(images), -1)}
    seen = 0
    for path in kit.rglob("*.npz"):
        with np.load(path) as archive:
            for name in archive.files:
                array = archive[name]
                if array.ndim < 2 or array[0].size != 784 or array.dtype.kind not in "uif":
                    continue
                scaled = array * 255 if array.dtype.kind == "f" and array.max() <= 1 else array
                rows = np.round(scaled).astype(np.uint8).reshape(len(array), -1)
                found = sum(row.tobytes() in hidden for row in rows)
                assert found == 0, f"{path} holds {found} of the hidden digits as {name}"
                seen += len(rows)
    assert seen >= 10_000  # the training digits were looked at


def test_it_knows_no_formula_of_the_grader(kit):
    """Nothing that is handed out computes what an exercise asks for."""
    programs = [path for path in (kit / "dist").rglob("*.py") if path.name != "stub.py"]
    for path in programs:
        text = path.read_text(encoding="utf-8").replace("np.exp(-0.5", "")  # a picture's smoothing
        for word in ("np.exp(", "np.tanh(", "np.log(", " softmax(x", "relu(", "log_loss"):
            assert word not in text, f"{path} holds {word}"


def test_public_draws_are_never_those_of_a_grading():
    task = catalog.find("task3")
    check = next(check for check in of_task.checks(task) if check.id == "hidden_layer.values")
    document, arrays = public.freeze(task, [check], of_task.oracle(task), seed=5)
    ((x, *_), *_) = check.recipe.cases(np.random.default_rng(entropy(5, task.slug, check.id)))
    assert not any(array.shape == x.shape and np.array_equal(array, x) for array in arrays.values())
    assert document["seed"] == 5


def test_the_same_seed_makes_the_same_kit():
    task = catalog.find("task2")
    one, other, third = (
        public.freeze(task, of_task.checks(task), of_task.oracle(task), seed)[0:2] for seed in (1, 1, 2)
    )
    assert one[0] == other[0]
    assert all(np.array_equal(one[1][name], other[1][name]) for name in one[1])
    assert not all(np.array_equal(one[1][name], third[1].get(name)) for name in one[1])


@pytest.mark.parametrize("task", ["task2", "task3", "task4"])
def test_a_right_solution_passes(kit, task):
    document = graded(kit, task, reference(task, "solution.py"))
    assert document["passed"] and document["score"] == 1
    (note,) = document["notes"]
    assert note.startswith(f"{len(document['checks'])} public checks") and "hidden checks run at grading" in note


@pytest.mark.parametrize(("task", "file"), [("task2", "no_bias"), ("task3", "forward_tanh_output")])
def test_a_wrong_one_is_told_its_mistake(kit, task, file):
    path = reference(task, "wrong", f"{file}.py")
    named = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# mistake: ")
    document = graded(kit, task, path, code=1)
    assert named in {check["mistake"] for check in document["checks"]}
    hint = next(check["hint"] for check in document["checks"] if check["mistake"] == named)
    assert hint and hint in run(kit, "check", task, path, "--all", code=1)


@pytest.mark.parametrize("task", ["task2", "task3", "task4"])
def test_the_stub_gets_nothing(kit, task):
    answer = run(kit, "check", task, cwd=kit / task, code=1)
    assert f"Checking {task}.py." in answer and "not written yet" in answer
    assert graded(kit, task, kit / task / f"{task}.py", code=1)["points"] == 0


def test_the_begun_one_of_stub_and_notebook_is_checked(kit, tmp_path):
    for ending in ("py", "ipynb"):
        (tmp_path / f"task3.{ending}").write_bytes((kit / "task3" / f"task3.{ending}").read_bytes())
    notebook = json.loads((tmp_path / "task3.ipynb").read_text(encoding="utf-8"))
    notebook["cells"].append({"cell_type": "code", "id": "own", "metadata": {}, "outputs": [], "source": "x = 1"})
    (tmp_path / "task3.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    assert "Checking task3.ipynb." in run(kit, "check", "task3", cwd=tmp_path, code=1)


PRY = """
import glob, os
def hidden_layer(inputs, W, b):
    found = []
    for place in ({place!r}, {place!r} + "/grader/bundle/tasks/task3_hidden_layers/public.json"):
        try:
            found.append(open(place).read(20) if os.path.isfile(place) else os.listdir(place))
        except OSError:
            pass
    raise RuntimeError(f"found {{found}}")
"""


def test_the_child_cannot_read_the_public_cases(kit, tmp_path):
    path = tmp_path / "task3.py"
    path.write_text(PRY.format(place=str(kit / "dist")), encoding="utf-8")
    document = graded(kit, "task3", path, code=1)
    if document["sandbox"]["kind"] == "none":
        pytest.skip("no sandbox works here")
    message = next(check["message"] for check in document["checks"] if check["id"] == "hidden_layer.shape")
    assert "found []" in message


@pytest.mark.skipif(sys.platform == "win32", reason="ends the command as Ctrl-C does")
def test_it_checks_again_after_each_save(kit, tmp_path):
    path = tmp_path / "task3.py"
    path.write_bytes((kit / "task3" / "task3.py").read_bytes())
    command = [sys.executable, "-m", "grader", "check", "task3", str(path), "--watch"]
    watching = subprocess.Popen(
        command,
        cwd=tmp_path,
        env=environment_of(kit),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )
    try:
        lines = queue.Queue()
        reader = threading.Thread(target=lambda: [lines.put(line) for line in watching.stdout])
        reader.start()
        assert "not written yet" in until(lines, "waiting for the next save")
        path.write_bytes(reference("task3", "solution.py").read_bytes())
        assert "public checks" in until(lines, "waiting for the next save")
    finally:
        watching.send_signal(signal.SIGINT)
        watching.wait(30)
        reader.join(30)
        watching.stdout.close()
    assert watching.returncode == 0


def until(lines, words, seconds=60):
    """The lines of a process up to the one with these words; fails if it does not come."""
    seen = []
    while not seen or words not in seen[-1]:
        try:
            seen.append(lines.get(timeout=seconds))
        except queue.Empty:
            pytest.fail("".join(seen))
    return "".join(seen)


def test_commands_of_the_instructor_are_not_there(kit):
    assert "batch" not in run(kit, "--help")
    run(kit, "kit", "student", "out", code=2)
    command = [sys.executable, "-m", "grader", "doctor", "--attack"]
    refused = subprocess.run(command, cwd=kit, env=environment_of(kit), capture_output=True, text=True)
    assert (refused.returncode, refused.stderr) == (2, "grader: a student's kit cannot do that.\n")
    assert "task3" in run(kit, "list")
    assert "How it is judged" in run(kit, "show", "task3")


def test_a_damaged_kit_is_told(kit, tmp_path):
    shutil.copytree(kit / "dist", tmp_path / "dist")
    (found,) = tmp_path.glob("dist/grader/bundle/tasks/task3_*/public.npz")
    found.write_bytes(b"damaged")
    command = [sys.executable, "-m", "grader", "check", "task3", str(kit / "task3" / "task3.py")]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "dist")}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 3 and "Get the kit again" in done.stderr


def test_a_folder_that_holds_something_is_left_alone(tmp_path, capsys):
    (tmp_path / "mine.txt").write_text("mine")
    assert main(["kit", "student", str(tmp_path), "--task", "3"]) == 2
    assert "there already" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.slow
def test_the_edition_is_a_package(kit, tmp_path):
    """Also in a repository that ignores folders called dist, as most for Python do."""
    pytest.importorskip("hatchling", reason="the wheel is built with hatchling: pip install '.[test]'")
    shutil.copytree(kit / "dist", tmp_path / "course" / "dist")
    (tmp_path / "course" / ".git").mkdir()
    (tmp_path / "course" / ".gitignore").write_text("dist/\ndata/\n", encoding="utf-8")
    folder = str(tmp_path / "course" / "dist")
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "-w", str(tmp_path), folder]
    done = subprocess.run(command, capture_output=True, text=True, timeout=200)
    assert done.returncode == 0, done.stderr
    (built,) = tmp_path.glob("*.whl")
    inside = {name for name in zipfile.ZipFile(built).namelist() if name.startswith("grader/")}
    wanted = {
        path.relative_to(kit / "dist").as_posix() for path in (kit / "dist" / "grader").rglob("*") if path.is_file()
    }
    assert inside == wanted
