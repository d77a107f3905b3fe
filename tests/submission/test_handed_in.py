"""A file as people really hand it in is graded for the functions in it: IPython's lines, other tools' notebooks,
plots and logs cost nothing, a line that stops costs what it binds, and what is missing is blamed on that line.
"""

from __future__ import annotations

import json
import sys
import textwrap

import pytest

from grader.base.errors import Unreadable
from grader.exam.alone import advice
from grader.exam.stops import Stop, because, stops_of
from grader.exam.syntax import newer
from grader.grading.engine import grade
from grader.grading.terms import Terms
from grader.result.outcome import Outcome, Status
from grader.sandbox import choose
from grader.submission import script
from grader.submission.file import from_bytes
from grader.submission.source import Submission
from grader.task import catalog

RIGHT = """
def initialise(n_features, hidden_size):
    rng = np.random.default_rng(0)
    W1 = rng.normal(size=(hidden_size, n_features)) * 0.1
    W2 = rng.normal(size=(1, hidden_size)) * 0.1
    return W1, np.zeros((1, hidden_size)), W2, np.zeros((1, 1))

def hidden_layer(inputs, W, b):
    return np.tanh(inputs @ W.T + b)

def output_layer(inputs, W, b):
    z = inputs @ W.T + b
    return np.exp(-np.logaddexp(0, -z))

def forward_propagation(X, W1, b1, W2, b2):
    return output_layer(hidden_layer(X, W1, b1), W2, b2)
"""


def graded(source, name="task3.py", task="task3", only=(), **limits):
    found = catalog.find(task)
    data = source if isinstance(source, bytes) else source.encode()
    terms = Terms(seed=1, limits=found.limits.replace(**limits), only=tuple(only))
    return grade(found, from_bytes(data, name), choose("auto"), terms)


def all_right(result):
    wrong = [(one.id, one.message, one.hint) for one in result.checks if one.outcome is not Outcome.PASS]
    assert wrong == [] and result.status is Status.GRADED, result.notes
    return result


def notebook(*cells, **metadata):
    made = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": text} for text in cells]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": made})


def lines_of(notes):
    return [note.partition(":")[0].partition(" stopped")[0] for note in notes]


# --- lines that stop ---------------------------------------------------------------------------------------


def test_every_line_that_stops_is_told_once_and_the_rest_is_run():
    top = """\
    import seaborn as sns
    import numpy as np
    from public_tests import *
    rows = open('/home/ada/flower.csv').read()
    first = rows[0]
    name = input()
    import tensorflow as tf; tf.config.list_physical_devices('GPU')[0]
    assert False, 'my own test'
    """
    result = all_right(graded(textwrap.dedent(top) + RIGHT + "\nundefined\n" + "sns.set()\n"))
    last = textwrap.dedent(top).count("\n") + RIGHT.count("\n") + 2
    assert lines_of(result.notes) == [f"Line {n}" for n in (1, 3, 4, 5, 6, 7, 8, last, last + 1)]
    assert "rows is not there because line 4 stopped: FileNotFoundError" in result.notes[3]
    assert "sns is not there because line 1 stopped: ModuleNotFoundError" in result.notes[-1]


def test_a_missing_name_is_blamed_on_the_line_that_would_have_bound_it():
    source = f"import numpyy as np\nimport numpy\nscale = 1 / 0\n{RIGHT.replace('np.', 'numpy.')}"
    changed = source.replace("return numpy.tanh(", "return np.tanh(").replace("z = inputs", "z = scale * inputs")
    result = graded(changed)
    shapes = {one.id: one for one in result.checks}
    assert shapes["initialise.shape"].outcome is Outcome.PASS
    hidden, output = shapes["hidden_layer.shape"], shapes["output_layer.shape"]
    assert "np is not there because line 1 stopped: ModuleNotFoundError: No module named 'numpyy'." in hidden.message
    assert "scale is not there because line 3 stopped: ZeroDivisionError: division by zero." in output.message
    assert hidden.hint == output.hint == "Make that line work first."


def test_a_definition_that_fails_is_told_with_its_reason():
    source = f"import numpy as np\n{RIGHT}\n@missing.decorator\ndef hidden_layer(inputs, W, b):\n    return None\n"
    assert all_right(graded(source)).notes  # the first one stays
    source = source.replace("def hidden_layer(inputs, W, b):\n    return np", "def other(inputs, W, b):\n    return np")
    shape = next(one for one in graded(source).checks if one.id == "hidden_layer.shape")
    assert "the definition itself failed" in shape.message
    assert "NameError: name 'missing' is not defined" in shape.hint


def test_a_function_that_is_not_there_is_not_blamed_on_a_line_that_has_nothing_to_do_with_it():
    source = "import seaborn\nimport numpy as np\n" + RIGHT.replace("def hidden_layer", "def hidden")
    shape = next(one for one in graded(source).checks if one.id == "hidden_layer.shape")
    assert shape.message == "There is no function 'hidden_layer' in task3.py."
    assert shape.hint == "Define hidden_layer(inputs, W, b)."


def test_parts_that_a_stopped_line_would_have_bound_are_blamed_too():
    top = "import numpy as np\nclass P: pass\np = P()\nd = {}\np.scale = 1 / 0\nd['bias'] = open('no.csv')\n"
    changed = RIGHT.replace("np.tanh(inputs", "np.tanh(p.scale * inputs").replace(
        "z = inputs", "z = d['bias'] + inputs"
    )
    shapes = {one.id: one for one in graded(top + changed).checks}
    assert "scale is not there because line 5 stopped" in shapes["hidden_layer.shape"].message
    assert "'bias' is not there because line 6 stopped" in shapes["output_layer.shape"].message


def test_a_line_in_a_cell_that_stops_costs_that_line_alone():
    result = all_right(
        graded(
            notebook(
                "import seaborn\nimport numpy as np\n1 / 0\nready = make()\n" + RIGHT,
                "def make():\n    return 5",
                "assert ready == 5",
            ),
            "task3.ipynb",
        )
    )
    assert lines_of(result.notes) == ["Cell 1, line 1", "Cell 1, line 3"]


def test_what_an_early_cell_bound_itself_is_bound_again_and_what_later_cells_bound_is_kept():
    cells = (
        "import numpy as np\nkept = None\nown = None\nown = make()\nkept = make()",
        "def make():\n    return 5",
        "kept = 7",
        "assert (own, kept) == (None, 7)",
        RIGHT.replace("np.tanh(", "np.tanh((own == 5 and kept == 7) * 1.0 * inputs @ W.T + b) if 1 else ("),
    )
    assert not all_right(graded(notebook(*cells), "task3.ipynb")).notes


def test_lines_that_fail_for_ever_end_with_the_time_and_their_notes_are_few():
    source = f"import numpy as np, time\n{RIGHT}" + "time.sleep(0.1); 1 / 0\n" * 500
    result = all_right(graded(source, load_seconds=4.0))
    assert result.seconds < 30
    assert len(result.notes) == 31
    long = "".join(f"{'é' * 60}{n}, b.{'é' * 70} = open('é' * 9000)\n" for n in range(300))
    assert len(all_right(graded(f"import numpy as np\n{RIGHT}{long}")).notes) == 31


@pytest.mark.parametrize(
    "there", ["/", "..", "/tmp", "out", "os.path.dirname(os.path.abspath(__file__))", "os.path.expanduser('~')"]
)
def test_a_file_that_goes_to_another_folder_loses_nothing(there):
    source = catalog.path_of(catalog.find("task1"), "solution.py", kind="reference").read_text()
    where = there if there.startswith("os.") else repr(there)
    top = f"import os\nos.makedirs('out', exist_ok=True)\nos.chdir({where})\n"
    result = graded(top + source, "task1.py", "task1", only=("read_data", "split"))
    asked = [one for one in result.checks if one.id.startswith(("read_data", "split"))]
    assert asked and {one.outcome for one in asked} == {Outcome.PASS}, [one.message for one in asked]
    assert result.notes == ()


def test_what_the_child_says_of_stops_is_data():
    file = Submission("a.py", "", "x = 1\n", "")
    for odd in (None, 5, "x", [5, None], {}):
        assert stops_of(odd, file, 60) == ()
    (stop,) = stops_of(
        [{"type": 5, "text": [], "statement": "1", "names": [1, "a", "b" * 500], "parts": "x"}], file, 60
    )
    assert stop.place == "line 1" and stop.names == {"", "a", "b" * 80 + "…"} and stop.parts == frozenset()


def stop(names=(), parts=(), star=False, reason="ValueError: no", line=4):
    return Stop("", f"line {line}", reason, frozenset(names), frozenset(parts), star, False)


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("NameError", "name 'x' is not defined", "x is not there because line 4 stopped: ValueError: no."),
        ("NameError", "name 'y' is not defined", "y may be missing because line 9 stopped: ImportError."),
        ("AttributeError", "'P' object has no attribute 'w'", "w is not there because line 4 stopped: ValueError: no."),
        ("AttributeError", "'P' object has no attribute 'v'", ""),
        ("KeyError", "'k'", "'k' is not there because line 4 stopped: ValueError: no."),
        ("KeyError", "'l'", ""),
        ("ValueError", "name 'x' is not defined", ""),
        ("UnboundLocalError", "cannot access local variable 'x' where it is not associated with a value", ""),
    ],
)
def test_who_is_to_blame(kind, text, said):
    assert because(kind, text, [stop(["x"], ["w", "'k'"]), stop([], [], True, "ImportError", 9)]) == said
    assert because(kind, text, []) == ""


# --- IPython in a Python file ---------------------------------------------------------------------------------

COLAB = '''# -*- coding: utf-8 -*-
"""task3.ipynb

Automatically generated by Colab.

Original file is located at
    https://colab.research.google.com/drive/1
"""

!pip install -q keras
# Commented out IPython magic to ensure Python compatibility.
# %matplotlib inline

from google.colab import drive
drive.mount('/content/drive')
%cd /content/drive/MyDrive
import numpy as np
'''

CODE_CELLS = """# %%
%matplotlib inline
%load_ext autoreload
%autoreload 2
import numpy as np

# %% [markdown]
# # Text

# %%
%%bash
ls -la
for x in *; do echo $x; done

# %%
%%time
files = !ls
np?
?np.tanh
text = '''
%matplotlib inline
!ls
'''
rest = (7
% 3)
assert text.count('%') == 1 and rest == 1 and files == []
"""


@pytest.mark.parametrize(
    ("top", "told"),
    [
        (COLAB, [10, 16]),
        (CODE_CELLS, [2, 3, 4, 11, 17, 18, 19]),
        ("# In[1]:\n\nimport numpy as np\n\n# In[2]:\n\n%%html\n<b>def f(</b>\n\n\n# In[3]:\n", [7]),
        ("# %%\nimport asyncio, numpy as np\nawait asyncio.sleep(0)\n#%%\n%pylab\n", [5]),
        ("!pip install x \\\n  y\nimport numpy as np\nif True:\n    !ls\n", [1, 5]),
        ("%%javascript\nalert('x') (\n\nimport numpy as np\n", [1]),
        ("import numpy as np\n%time x = 5\nx = %timeit -o 3\nassert x is None\n", [3]),
        ("%pylab\nfrom __future__ import annotations\nimport numpy as np\n", [1]),
        ("\ufeff%pip install x\nimport numpy as np\n", [1]),
    ],
    ids=["colab", "code cells", "nbconvert", "await", "continued", "no marks", "timed", "future", "bom"],
)
def test_a_python_file_with_ipythons_lines_is_graded(top, told):
    result = all_right(graded(top + RIGHT))
    said = [int("".join(c for c in note.split()[1] if c.isdigit())) for note in result.notes]
    assert said == told, result.notes


def test_lines_of_ipython_do_not_move_the_others():
    source = "!ls\nimport numpy as np\n%%bash\nx\n# %%\n" + RIGHT + "\n1 / 0\n"
    line = source.split("\n").index("1 / 0") + 1
    assert graded(source).notes[-1].startswith(f"Line {line} stopped: ZeroDivisionError")
    result = graded(f"!ls\n{RIGHT}\nx = (\n")
    assert result.status is Status.UNREADABLE and f"Line {RIGHT.count(chr(10)) + 3} is not" in result.message


@pytest.mark.parametrize(
    "text",
    [
        'def f():\n    return 1\n"""Why?\n"""\nls -1\ncd\n',
        "  # an indented comment\ndef f():\n  return 1\n",
        "...\nclear\nx = 5\n",
    ],
)
def test_a_file_that_is_python_is_never_altered(text):
    names = "import numpy as np\nls = cd = clear = 1\n" + RIGHT
    assert all_right(graded(f"{names}{text}")).notes == ()
    assert all_right(graded(text.replace("\nls -1\ncd", "").replace("\nclear", "") + names)).notes == ()


def test_plain_text_has_the_lines_of_the_file():
    for text in (COLAB, CODE_CELLS, "%%bash\n" * 50, "\n%%x\n\nimport a\n!ls"):
        plain, notes = script.plain(text)
        assert plain.count("\n") == text.count("\n") and notes
        compile(plain, "x", "exec")
    assert script.plain(RIGHT) == ("", ())


def test_no_python_file_makes_the_reader_slow():
    for text in ("%%x\n\n" * 200_000, "# %%\n%%x\n" * 100_000, "%%x\n" + "a\n\n" * 300_000, '"""' * 300_000 + "\n!"):
        script.plain(text)


def test_a_cell_that_colab_made_a_comment_is_named():
    lost = "# Commented out IPython magic to ensure Python compatibility.\n# %%time\n# def hidden_layer(inputs, W, b):\n#     pass\n"
    (note,) = from_bytes(("x = 1\n" + lost).encode(), "task3.py").notes
    assert note.startswith("Line 2: Colab wrote the cell with hidden_layer as a comment")
    harmless = "# Commented out IPython magic to ensure Python compatibility.\n# %matplotlib inline\n\ndef f(): pass\n"
    assert from_bytes(harmless.encode(), "task3.py").notes == ()


# --- files that a cell writes -----------------------------------------------------------------------------------

HELPERS = "import numpy as np\n\n# how\ndef act(z):\n\n    return np.tanh(z)"
USES = "import numpy as np\nfrom helpers import act\n" + RIGHT.replace("np.tanh(", "act(")


@pytest.mark.parametrize("magic", ["%%writefile helpers.py", "%%file ./helpers.py", "%%writefile 'helpers.py'"])
def test_a_file_that_a_cell_writes_can_be_imported(magic):
    result = all_right(graded(notebook(f"{magic}\n{HELPERS}", USES), "task3.ipynb"))
    assert "is the file helpers.py, which the other cells can import." in result.notes[0]
    result = all_right(graded(f"# %%\n{magic}\n{HELPERS}\n\n# %%\n{USES}"))
    assert result.notes == ("Lines 2 to 8 are the file helpers.py, which the other code can import.",)


def test_files_that_cells_write_are_few_and_plain():
    for magic in (
        "../helpers.py",
        "/tmp/helpers.py",
        "a/helpers.py",
        "helpers.txt",
        "-x helpers.py",
        "h.py.py",
        "$x.py",
    ):
        result = graded(notebook(f"%%writefile {magic}\n{HELPERS}", USES), "task3.ipynb", only=["hidden_layer.shape"])
        assert "Cell 1 was left out" in result.notes[0]
        assert "A submission is one file: helpers.py is not graded with it." in result.notes[1]


def test_a_written_file_can_be_run_and_may_come_from_a_script():
    runs = USES.replace("from helpers import act", "%run helpers.py")
    all_right(graded(notebook(f"%%writefile helpers.py\n{HELPERS}", runs), "task3.ipynb"))
    assert "helpers.py is not graded with it" in graded(notebook(runs), "task3.ipynb").notes[0]
    exported = f"get_ipython().run_cell_magic('writefile', 'helpers.py', {HELPERS!r})\n"
    assert all_right(graded(exported + USES)).notes == ()


def test_a_file_may_be_added_to_and_have_the_submissions_own_name():
    first, second = HELPERS.split("\n\n# how\n")
    cells = (f"%%writefile task3.py\n{first}", f"%%writefile -a task3.py\n{second}", USES.replace("helpers", "task3"))
    all_right(graded(notebook(*cells), "task3.ipynb"))


def test_what_a_written_file_uses_is_known():
    source = catalog.path_of(catalog.find("task5"), "solution.py", kind="reference").read_text()
    names = "loss, minimise, trace"
    cells = (f"%%writefile mine.py\n{source}", f"from mine import {names}")
    result = graded(notebook(*cells), "task5.ipynb", "task5")
    all_right(result)


# --- other tools' notebooks ---------------------------------------------------------------------------------------

MARIMO = """import marimo

__generated_with = "0.11.2"
app = marimo.App(width="medium")

with app.setup:
    import math


@app.function
def output_layer(inputs, W, b):
    import numpy
    z = inputs @ W.T + b
    return numpy.exp(-numpy.logaddexp(0, -z))


@app.cell
def _(mo):
    mo.md("# Task 3")
    slider = mo.ui.slider(1, 10)
    return (slider,)


@app.cell(hide_code=True)
def _(act, np):
    def hidden_layer(inputs, W, b):
        return act(inputs @ W.T + b)

    def initialise(n_features, hidden_size):
        rng = np.random.default_rng(0)
        W1 = rng.normal(size=(hidden_size, n_features)) * 0.1
        return W1, np.zeros((1, hidden_size)), W1[:, :1].T, np.zeros((1, 1))
    return hidden_layer, initialise


@app.cell
async def _(hidden_layer):
    import asyncio
    await asyncio.sleep(0)

    def forward_propagation(X, W1, b1, W2, b2):
        return output_layer(hidden_layer(X, W1, b1), W2, b2)
    return


@app.cell
def _():
    import marimo as mo
    import numpy as np
    act = np.tanh
    return act, mo, np


if __name__ == "__main__":
    app.run()
"""


def test_the_functions_of_a_marimo_notebook_are_found():
    result = all_right(graded(MARIMO))
    assert result.notes == ()
    assert result.functions["hidden_layer"][0] == MARIMO.split("\n").index("    def hidden_layer(inputs, W, b):") + 1


def test_jupytext_stays_right():
    top = "# ---\n# jupyter:\n#   kernelspec:\n#     name: python3\n# ---\n\n# %% [markdown]\n# # Text\n\n# %%\nimport numpy as np\n"
    top += '# %% language="bash"\n# ls\n\n# %%\n# %matplotlib inline\n# !pip install x\n'
    assert all_right(graded(top + RIGHT)).notes == ()


@pytest.mark.parametrize(
    ("metadata", "code", "language"),
    [
        ({"kernelspec": {"name": "ir", "display_name": "R", "language": "R"}}, "f <- function(x) x", "R"),
        ({"kernelspec": {"name": "ir", "display_name": "R"}}, "f <- function(x) x", "R"),
        ({"kernelspec": {"name": "julia-1.9", "display_name": "Julia"}}, "f(x) = x", "Julia"),
        ({"language_info": {"name": "julia"}}, "function f(x)\n x\nend", "Julia"),
        ({"kernelspec": {"name": "octave", "language": "octave"}}, "function y = f(x)\ny = x;\nend", "Octave"),
        ({"kernelspec": {"name": "xcpp17"}}, "int f(int x) { return x; }", "C++"),
        ({"language_info": {"name": "scala"}}, "def f(x: Int): Int = x", "Scala"),
        ({"kernelspec": {"name": "bash"}}, "ls", "Bash"),
    ],
)
def test_a_notebook_of_another_kernel_is_named(metadata, code, language):
    with pytest.raises(Unreadable, match=f"is a notebook for {language.replace('+', '.')}, not for Python") as caught:
        from_bytes(notebook(code, **metadata).encode(), "task3.ipynb")
    assert "Python" in caught.value.hint


@pytest.mark.parametrize(
    "metadata",
    [
        {},
        {"kernelspec": 5, "language_info": ["x"]},
        {"kernelspec": {"name": "python3", "language": "python"}},
        {"kernelspec": {"name": "conda-env-tf-py"}},
        {"kernelspec": {"name": "iris"}},
        {"kernelspec": {"name": "xpython"}, "language_info": {"name": "python"}},
        {"kernelspec": {"name": "ir", "language": "R"}},  # chosen by mistake: the code is Python
    ],
)
def test_a_notebook_of_python_is_read(metadata):
    assert from_bytes(notebook("x = 1\ndef f(x):\n    return x", **metadata).encode(), "task3.ipynb").cells


# --- newer Python ---------------------------------------------------------------------------------------------------

NEWER = {
    'print(f"{d["a"]}")': (3, 12),
    "x = f'{', '.join(a)}' + y": (3, 12),
    'x = f"{"\\n".join(rows)}"': (3, 12),
    "x = f'{d['a']:>{d['w']}}' + 'b'": (3, 12),
    "x = f'{f'{a}'}'": (3, 12),
    'x = f"{\n  a\n}"': (3, 12),
    'x = f"{a # one\n}"': (3, 12),
    'return f"{x["a"]} {y}"': (3, 12),
    "type Vec = list[float]": (3, 12),
    "type Pair[T] = tuple[T, T]": (3, 12),
    "def f[T](x: T) -> T:": (3, 12),
    "    async def f[**P](x): ...": (3, 12),
    "class A[T: int](Base):": (3, 12),
    "def f[T = int](x): pass": (3, 13),
    "except ValueError, KeyError:": (3, 14),
    "    except np.linalg.LinAlgError, np.exceptions.AxisError:": (3, 14),
    'x = t"a {b}"': (3, 14),
    "x = [*row for row in rows]": (3, 15),
    "lazy import numpy": (3, 15),
    "except* ValueError:": (3, 11),
    "match command:": (3, 10),
}


@pytest.mark.parametrize("line", NEWER)
def test_what_python_learned_later_is_known(line):
    since = NEWER[line]
    before = (3, since[1] - 1)
    found = newer(line, "invalid syntax", before)
    assert found is not None and found[0] == since
    assert newer(line, "invalid syntax", (3, 99)) is None


@pytest.mark.parametrize(
    "line",
    [
        *(
            "print(f'{a}'",
            "x = foo(f'{a}', 'b'",
            "f'{a['b']",
            "def f(x:",
            "class A(B",
            "x = [1, 2",
            "types = [",
            "type(x",
        ),
        *(
            "print 'x'",
            "x = 'it's'",
            "f'{{a}}' 'b' (",
            "else if x:",
            "x = a[*",
            "match = 5 5",
            "d = {'t': 1",
            "f'{a!r:>{w}}' +",
        ),
        *("def hidden_layer[inputs, W, b]:", "except ValueError, e:", "def f[x]"),
        *("x == f\"{a}' + 5", "return {'fr': f'{x}' 5}", 'print("f{x}" y)', "for x in range(3)"),
        *(
            "print(f'{a)",
            "print(f'{a)\\nx = {1: '}'}",
            "f'{a[1}' + 'b",
            "x = f'{a # b'",
            "f'{d['a'}'",
            "f'{a}' f'{b' y",
        ),
    ],
)
def test_a_mistake_is_no_newer_python(line):
    assert newer(line, "invalid syntax", (3, 11)) is None


def test_no_line_makes_the_search_slow_or_deep():
    for line in (
        "f'{" * 700,
        'x = f"{a:{b:{' * 200,
        "f'" * 1000,
        "a[*" * 700,
        "def f[" + "[" * 900,
        "except A" + ", B" * 600,
        "t'" * 900,
    ):
        newer(line, "", (3, 9))


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="this Python reads it")
@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('print(f"{d["a"]}")', "needs Python 3.12: it has an f-string with"),
        ('x = f"{\n  1\n}"', "needs Python 3.12: it has an f-string with"),
        ('x = f"{1 # one\n}"', "needs Python 3.12: it has an f-string with"),
        ("x = f'{chr(10).join('\\n')}'", "needs Python 3.12: it has an f-string with"),
        ("x = f\"{'\\n'.join(a)}\"", "needs Python 3.12: it has an f-string with"),
        ("type Vec = list[float]", "needs Python 3.12: it has a type statement"),
        ("class A[T]:\n    pass", "needs Python 3.12: it has a class with type parameters"),
    ],
)
def test_newer_python_is_no_missing_bracket(line, said):
    result = graded(f"import numpy as np\n{line}\n{RIGHT}")
    assert result.status is Status.UNREADABLE
    assert result.message.startswith(f"Line 2 {said}"), result.message
    graded_with = "{}.{}".format(*sys.version_info[:2])
    assert f"This was graded with Python {graded_with}." in result.message
    assert graded_with in result.hint and "bracket" not in result.hint
    (note, *_) = all_right(graded(notebook(line, "import numpy as np\n" + RIGHT), "task3.ipynb")).notes
    assert note.startswith(f"Cell 1, line 1 {said}") and note.endswith("That cell was left out.")


# --- plots and logs ---------------------------------------------------------------------------------------------------


def test_every_interactive_backend_is_agg_and_show_returns():
    top = """\
    import matplotlib
    matplotlib.use("TkAgg")
    matplotlib.use(backend="Qt5Agg", force=True)
    from matplotlib import pyplot as plt
    plt.plot([1, 2]); plt.show()
    plt.switch_backend("WebAgg"); plt.plot([1]); plt.show(block=True)
    plt.switch_backend(newbackend="module://nowhere")
    matplotlib.rcParams["backend"] = "GTK3Agg"
    fig, axes = plt.subplots(); fig.show(); plt.ion(); plt.pause(1000); plt.waitforbuttonpress(); plt.draw()
    plt.savefig("a.png")
    assert type(fig.canvas).__name__ == "FigureCanvasAgg", fig.canvas
    plt.close("all"); matplotlib.use("pdf"); plt.plot([1]); plt.savefig("a.pdf")
    import warnings; warnings.simplefilter("error"); plt.show(); plt.figure().show()
    """
    source = "%matplotlib qt\nimport os; os.environ['MPLBACKEND'] = 'QtAgg'\n" + textwrap.dedent(top)
    result = all_right(graded(source + "import numpy as np\n" + RIGHT))
    assert result.notes == ("Line 1: %matplotlib qt was left out.",)


def test_tensorboard_does_nothing_and_is_no_error():
    source = catalog.path_of(catalog.find("task7"), "solution.py", kind="reference").read_text()
    top = """\
    import tensorflow as tf, numpy as np
    class Mine(tf.keras.callbacks.TensorBoard):
        def on_epoch_end(self, epoch, logs=None):
            super().on_epoch_end(epoch, logs)
    net = tf.keras.Sequential([tf.keras.layers.Dense(1)]); net.compile("sgd", "mse")
    calls = [tf.keras.callbacks.TensorBoard("logs", histogram_freq=1, write_images=True), Mine(log_dir="logs/b", profile_batch=2)]
    net.fit(np.ones((8, 2)), np.ones((8, 1)), epochs=2, verbose=0, callbacks=calls, validation_split=0.5)
    net.evaluate(np.ones((8, 2)), np.ones((8, 1)), verbose=0, callbacks=calls)
    writer = tf.summary.create_file_writer("logs")
    with writer.as_default():
        tf.summary.scalar("loss", 0.5, step=1); tf.summary.histogram("w", [1.0], step=1); writer.flush()
    import tensorboard
    from tensorboard import notebook
    notebook.list()
    """
    result = graded(
        "%load_ext tensorboard\n" + textwrap.dedent(top) + source, "task7.py", "task7", only=["prepare.shape"]
    )
    assert len(result.notes) == 1, result.notes
    assert next(one for one in result.checks if one.id == "prepare.shape").outcome is Outcome.PASS


# --- alone ----------------------------------------------------------------------------------------------------------


def test_a_function_that_wants_a_file_or_a_person_is_told_what_is_so():
    source = "import numpy as np\n" + RIGHT.replace("    return np.tanh", "    import helpers.deep\n    return np.tanh")
    shapes = {one.id: one for one in graded(source.replace("    z =", "    input()\n    z =")).checks}
    assert shapes["hidden_layer.shape"].hint.startswith("A submission is one file: helpers.py is not graded with it.")
    assert shapes["output_layer.shape"].hint.startswith("Nobody answers input() here.")
    source = "import numpy as np\n" + RIGHT.replace("    return np.tanh", "    import torch.nn\n    return np.tanh")
    hint = next(one for one in graded(source).checks if one.id == "hidden_layer.shape").hint
    assert hint == "torch is not installed here; no exercise needs it."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("No module named 'numpyy'", "There is no package numpyy. Did you mean numpy?"),
        ("No module named 'tensorfow'", "There is no package tensorfow. Did you mean tensorflow?"),
        ("No module named 'tensorflow.examples'", ""),
        ("No module named 'numpy'", ""),
        ("No module named 'tkinter'", "tkinter is not installed here; no exercise needs it."),
        ("No module named 'cv2'", "cv2 is not installed here; no exercise needs it."),
        ("No module named 'utils'", "A submission is one file: utils.py is not graded with it."),
        ("No module named 'task2'", "A submission is one file: task2.py is not graded with it."),
        ("No module named 'week3_helpers'", "A submission is one file: week3_helpers.py is not graded with it."),
        ("division by zero", ""),
    ],
)
def test_advice_on_what_is_not_there(text, said):
    assert advice(text).startswith(said) and bool(advice(text)) == bool(said)
