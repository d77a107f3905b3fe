"""The command line: what is printed where, exit codes, and what start-up may import."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader import __version__
from grader.cli import main
from grader.task import catalog

ROOT = Path(__file__).resolve().parents[2]
SOLUTION = catalog.path_of(catalog.find("task3"), "solution.py", kind="reference")


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty folder of the test's own as the current one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path


@pytest.fixture
def solved(here):
    (here / "ada_task3.py").write_text(SOLUTION.read_text(encoding="utf-8"), encoding="utf-8")
    return here


@pytest.fixture
def broken(here):
    text = SOLUTION.read_text(encoding="utf-8")
    (here / "bob_task3.py").write_text(text + "\n\ndef hidden_layer(inputs, W, b):\n    return np.tanh(inputs @ W.T)\n")
    return here


# --- start-up ---


@pytest.mark.parametrize("arguments", [["--help"], ["list"], ["--version"], ["check", "--help"]])
def test_quick_commands_import_neither_numpy_nor_tensorflow(arguments):
    code = (
        "import sys; from grader.cli import main; code = main(sys.argv[1:]); "
        "heavy = {'numpy', 'tensorflow', 'dataclasses', 'inspect', 'pathlib', 'shutil'} & set(sys.modules); "
        "sys.exit(f'imported {heavy}' if heavy else code)"
    )
    run = subprocess.run([sys.executable, "-S", "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


def test_the_whole_parser_imports_nothing_heavy():
    """Each press of the Tab key makes it, and so imports every command."""
    code = (
        "import sys; from grader.cli.parser import parser; parser([], whole=True); "
        "heavy = {'numpy', 'jinja2', 'psutil', 'sqlite3', 'importlib.metadata', 'tempfile'} & set(sys.modules); "
        "sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    run = subprocess.run([sys.executable, "-S", "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


def test_checking_imports_no_tensorflow_in_the_parent(solved):
    code = "import sys; from grader.cli import main; main(['check', 'task3']); sys.exit('tensorflow' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], cwd=solved, env=_environment(), capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


def _environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}


def test_python_m_grader_works():
    run = subprocess.run(
        [sys.executable, "-m", "grader", "--version"], cwd=ROOT, env=_environment(), capture_output=True, text=True
    )
    assert (run.returncode, run.stdout.strip()) == (0, f"grader {__version__}")


# --- usage ---


def test_help_and_version_return_zero(capsys):
    assert main(["--help"]) == 0
    assert "grader check task3" in capsys.readouterr().out
    assert main(["--version"]) == 0


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nonsense"],
        ["check"],
        ["check", "task3", "x.py", "--seed", "minus"],
        ["check", "task3", "x.py", "--seed", "-1"],
        ["check", "task3", "x.py", "--timeout", "0"],
        ["check", "task3", "x.py", "--timeout", "nan"],
        ["check", "task3", "x.py", "--sandbox", "cellar"],
        ["data"],
    ],
)
def test_wrong_usage_exits_2(arguments, capsys, here):
    assert main(arguments) == 2
    said = capsys.readouterr()
    assert said.out == "" and "usage: grader" in said.err


def test_unknown_task_is_answered_with_the_nearest(capsys):
    assert main(["show", "hiden-layers"]) == 2
    assert "Did you mean 'hidden-layers'?" in capsys.readouterr().err


def test_our_own_fault_exits_3_and_says_so(capsys, monkeypatch):
    def fail(options):
        raise ZeroDivisionError("inside us")

    monkeypatch.setattr("grader.cli.commands.tasks.run", fail)
    assert main(["list"]) == 3
    said = capsys.readouterr().err
    assert "ZeroDivisionError: inside us" in said and "fault of the grader" in said


def test_interrupting_exits_130_with_a_line(capsys, monkeypatch):
    def interrupted(options):
        raise KeyboardInterrupt

    monkeypatch.setattr("grader.cli.commands.tasks.run", interrupted)
    assert main(["list"]) == 130
    assert "interrupted" in capsys.readouterr().err


# --- list, show, doctor ---


def test_list_shows_every_task(capsys):
    assert main(["list"]) == 0
    out = capsys.readouterr().out
    for task in catalog.tasks():
        assert task.name in out and task.slug in out and task.title in out and str(task.points) in out


@pytest.mark.parametrize("name", ["task3", "3", "hidden-layers"])
def test_show_prints_the_exercise(name, capsys):
    assert main(["show", name]) == 0
    assert "hidden_layer" in capsys.readouterr().out


def test_doctor_finds_what_is_here(capsys):
    code = main(["doctor"])
    out = capsys.readouterr().out
    assert code == 0, out
    for word in ("Python", "numpy", "tensorflow", "digits", "sandbox none", "Everything that is needed is here."):
        assert word in out


def test_doctor_names_what_is_missing_and_the_remedy(capsys, monkeypatch):
    monkeypatch.setattr("grader.cli.commands.doctor.PACKAGES", {"tensorflow": ("no-such-distribution",)})
    assert main(["doctor"]) == 1
    out = capsys.readouterr().out
    assert "Missing: tensorflow." in out and "-m pip install tensorflow" in out


def test_doctor_needs_none_of_the_packages_that_it_looks_for():
    command = [sys.executable, "-S", "-m", "grader", "doctor"]
    run = subprocess.run(command, cwd=ROOT, env=_environment() | {"PYTHONPATH": ""}, capture_output=True, text=True)
    assert run.returncode == 1, run.stderr
    assert "Missing: numpy, tensorflow" in run.stdout and "2,000 for evaluation" in run.stdout


# --- start ---


@pytest.mark.parametrize("more, name", [([], "task3.py"), (["--notebook"], "task3.ipynb")])
def test_start_hands_out_stub_and_data(more, name, here, capsys):
    assert main(["start", "task3", "work", *more]) == 0
    assert (here / "work" / name).is_file() and (here / "work" / "data" / "flower.csv").is_file()
    assert f"grader check task3 {Path('work', name)}" in capsys.readouterr().out


def test_start_never_overwrites(here, capsys):
    (here / "task3.py").write_text("mine")
    assert main(["start", "task3"]) == 0
    assert (here / "task3.py").read_text() == "mine"
    assert (here / "data" / "flower.csv").is_file()
    assert "task3.py was already there" in capsys.readouterr().out


def test_start_does_not_follow_links(here):
    (here / "task3.py").symlink_to(here / "elsewhere.py")
    assert main(["start", "task3"]) == 0
    assert not (here / "elsewhere.py").exists()


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_start_into_a_file_is_refused(place, here, capsys):
    (here / "file").write_text("")
    assert main(["start", "task3", place]) == 2
    assert "Name another folder." in capsys.readouterr().err


# --- check ---


def test_a_right_solution_passes(solved, capsys):
    assert main(["check", "task3", "ada_task3.py"]) == 0
    out = capsys.readouterr().out
    assert "Passed: 20 of 20 points (100 %)." in out and "\x1b" not in out


def test_a_wrong_one_does_not_and_says_why(broken, capsys):
    assert main(["check", "3", "bob_task3.py", "--seed", "5"]) == 1
    out = capsys.readouterr().out
    assert "hidden_layer.values" in out and "the bias b is not added" in out and "--seed 5" in out


def test_with_no_file_the_one_that_fits_is_taken(solved, capsys):
    (solved / "task2.py").write_text("")
    (solved / "notes.txt").write_text("")
    assert main(["check", "hidden-layers"]) == 0
    assert capsys.readouterr().out.startswith("Checking ada_task3.py.\n")


def test_several_files_that_fit_are_listed(solved, capsys):
    (solved / "Task 3.ipynb").write_text("{}")
    assert main(["check", "task3"]) == 2
    said = capsys.readouterr()
    assert "ada_task3.py" in said.err and "Task 3.ipynb" in said.err and said.out == ""


def test_no_file_that_fits_is_a_sentence(here, capsys):
    assert main(["check", "task3"]) == 2
    assert "No file in this folder is called like task3" in capsys.readouterr().err


def test_json_to_standard_output_is_alone_there(broken, capsys):
    assert main(["check", "task3", "--json", "-", "--seed", "7"]) == 1
    said = capsys.readouterr()
    document = json.loads(said.out)
    assert document["schema"] == "grader.result/1" and document["seed"] == 7 and not document["passed"]
    assert "Checking bob_task3.py" in said.err


def test_json_of_an_unreadable_file_is_printed_too(here, capsys):
    assert main(["check", "task3", "nowhere.py", "--json", "-"]) == 2
    document = json.loads(capsys.readouterr().out)
    assert document["status"] == "unreadable" and document["points"] == 0 and document["max_points"] == 20


def test_an_unreadable_file_gets_a_sentence_and_2(here, capsys):
    (here / "task3.py").write_text("def f(:\n    pass\n")
    assert main(["check", "task3", "task3.py"]) == 2
    out = capsys.readouterr().out
    assert "Line 1 is not valid Python" in out and "^" in out and "Hint:" in out


def test_json_and_html_go_to_files(broken, capsys):
    assert main(["check", "task3", "--json", "out.json", "--html", "out.html"]) == 1
    assert json.loads((broken / "out.json").read_text())["submission"] == "bob_task3.py"
    assert "bob_task3.py" in (broken / "out.html").read_text(encoding="utf-8")
    out = capsys.readouterr().out
    assert "out.json" in out and "out.html" in out and "hidden_layer.values" in out


@pytest.mark.parametrize(
    "target, word", [("bob_task3.py", "is to be checked"), (".", "is a folder"), ("no/out", "no folder")]
)
def test_a_report_takes_no_other_things_place(target, word, broken, capsys):
    before = (broken / "bob_task3.py").read_text()
    assert main(["check", "task3", "bob_task3.py", "--html", target]) == 2
    assert word in capsys.readouterr().err
    assert (broken / "bob_task3.py").read_text() == before


def test_only_chooses_checks(broken, capsys):
    assert main(["check", "task3", "--only", "output_layer", "--only", "initialise.shape", "--json", "-"]) == 0
    ids = [check["id"] for check in json.loads(capsys.readouterr().out)["checks"]]
    assert ids[0] == "initialise.shape" and all(id.startswith("output_layer.") for id in ids[1:])


def test_only_refuses_what_is_no_check(broken, capsys):
    assert main(["check", "task3", "--only", "hidden_layer.colour"]) == 2
    assert "There is no check called 'hidden_layer.colour'" in capsys.readouterr().err


def test_timeout_is_each_calls(here, capsys):
    (here / "task3.py").write_text("def hidden_layer(inputs, W, b):\n    while True: pass\n")
    assert main(["check", "task3", "--timeout", "0.5", "--only", "hidden_layer.shape", "--json", "-"]) == 1
    (check,) = json.loads(capsys.readouterr().out)["checks"]
    assert check["outcome"] == "timeout"


def test_without_isolation_one_line_says_so(solved, capsys):
    assert main(["check", "task3", "--sandbox", "none"]) == 0
    assert "ran without isolation" in capsys.readouterr().out


def test_verbose_shows_what_was_printed(here, capsys):
    (here / "task3.py").write_text("print('\\x1b[31mhello')\n" + SOLUTION.read_text(encoding="utf-8"))
    assert main(["check", "task3", "--verbose"]) == 0
    out = capsys.readouterr().out
    assert "hello" in out and "\x1b" not in out and "seconds" in out


def test_a_file_for_another_task_is_recognised(solved, capsys):
    (solved / "task2.py").write_text((solved / "ada_task3.py").read_text().replace("forward_propagation", "network"))
    other = catalog.find("task2")
    text = catalog.path_of(other, "solution.py", kind="reference")
    if not text.is_file():
        pytest.skip("task2 has no solution yet")
    (solved / "mine.py").write_text("def sigmoid(z):\n    return z\n\n\ndef classify(p):\n    return p\n")
    assert main(["check", "task3", "mine.py"]) == 1
    assert "grader check task2 mine.py" in capsys.readouterr().out.replace("\n", " ")


def test_names_with_odd_characters_work(here, capsys):
    name = "zoë's résumé (1) task3.py"
    (here / name).write_text(SOLUTION.read_text(encoding="utf-8"), encoding="utf-8")
    assert main(["check", "task3", name]) == 0


def test_python_api(solved):
    from grader import check

    result = check("task3", "ada_task3.py", seed=1)
    assert result.passed and result.score == 1.0 and result.exit_code == 0


# --- demo ---


def test_demo_refuses_a_folder_in_use(here, capsys):
    (here / "full").mkdir()
    (here / "full" / "mine.txt").write_text("mine")
    assert main(["demo", "full"]) == 2
    assert "already exists" in capsys.readouterr().err
    assert [path.name for path in (here / "full").iterdir()] == ["mine.txt"]


@pytest.mark.slow
def test_demo_grades_a_sample_class(here, capsys, monkeypatch):
    monkeypatch.setattr("grader.instructor.demo.SLUGS", ("hidden-layers",))
    assert main(["demo"]) == 0
    out = capsys.readouterr().out
    folder = here / "grader-demo"
    submissions = sorted(path.name for path in (folder / "submissions").iterdir())
    assert len(submissions) >= 3
    page = (folder / "index.html").read_text(encoding="utf-8")
    for name in submissions:
        document = json.loads((folder / "reports" / f"{name}.json").read_text())
        assert document["status"] in ("graded", "unreadable")
        assert (folder / "reports" / f"{name}.html").is_file() and name in page and name in out
    assert str(folder / "index.html") in out


def test_demo_makes_a_folder_of_its_own_each_time(here):
    from grader.instructor.demo import new_folder

    assert [new_folder(None).name, new_folder(None).name] == ["grader-demo", "grader-demo-2"]
