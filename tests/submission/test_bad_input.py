"""Whatever a file holds, it gets a result with a sentence, and only what is broken costs points.

End to end: each file is graded in the strongest sandbox of the machine, just as ``grader check`` does.
"""

from __future__ import annotations

import re
import textwrap

import pytest

from grader.grading.check import check
from grader.grading.engine import grade
from grader.grading.terms import Terms
from grader.result.outcome import Outcome, Status
from grader.sandbox import choose
from grader.submission.file import read
from grader.task import catalog

PARTS = {
    "initialise": """
        def initialise(n_features, hidden_size):
            rng = np.random.default_rng(0)
            W1 = rng.normal(size=(hidden_size, n_features)) * 0.1
            W2 = rng.normal(size=(1, hidden_size)) * 0.1
            return W1, np.zeros((1, hidden_size)), W2, np.zeros((1, 1))
    """,
    "hidden_layer": """
        def hidden_layer(inputs, W, b):
            return np.tanh(inputs @ W.T + b)
    """,
    "output_layer": """
        def output_layer(inputs, W, b):
            z = inputs @ W.T + b
            return np.exp(-np.logaddexp(0, -z))
    """,
    "forward_propagation": """
        def forward_propagation(X, W1, b1, W2, b2):
            z = np.tanh(X @ W1.T + b1) @ W2.T + b2
            return np.exp(-np.logaddexp(0, -z))
    """,
}


def solution(top="import numpy as np", end="", **changed):
    """A right solution of task 3 with some of its functions replaced, each independent of the others."""
    pieces = [top, *({**PARTS, **changed}).values(), end]
    return "\n\n".join(textwrap.dedent(piece) for piece in pieces)


def hidden(body):
    """The function hidden_layer with another body."""
    return "def hidden_layer(inputs, W, b):\n" + textwrap.indent(textwrap.dedent(body).strip(), "    ")


@pytest.fixture
def judge(tmp_path):
    def run(source, name="task3.py", task="task3", call_seconds=None, only=(), **limits):
        path = tmp_path / name
        path.write_bytes(source if isinstance(source, bytes) else source.encode("utf-8", "surrogatepass"))
        found = catalog.find(task)
        result = grade(
            found,
            read(path),
            choose("auto"),
            Terms(seed=1, limits=found.limits.replace(**limits), call_seconds=call_seconds, only=tuple(only)),
        )
        result.json()  # always a document
        return result

    return run


def of(result, function):
    return [one for one in result.checks if one.id.partition(".")[0] == function]


def outcomes(result, function):
    return {one.outcome for one in of(result, function)}


def only_costs(result, function, kept=()):
    """The function lost every point but those of ``kept``, each loss explained; all the others lost none."""
    assert result.status is Status.GRADED
    for one in result.checks:
        if one.id.partition(".")[0] == function and one.id not in kept:
            assert one.outcome is not Outcome.PASS, one.id
            assert one.points == 0
            assert one.message and one.hint
            assert "Traceback" not in one.message
        else:
            assert one.outcome is Outcome.PASS, (one.id, one.message)
    return next(one for one in of(result, function) if one.outcome is not Outcome.PASS)


def all_right(result):
    assert [(one.id, one.message) for one in result.checks if one.outcome is not Outcome.PASS] == []
    assert result.passed and result.exit_code == 0
    return result


# --- files that hold no solution -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("nothing.py", None, "There is no file"),
        ("task3.py", b"", "is empty"),
        ("task3.py", b"x = '\xe9'", "not text in UTF-8"),
        ("task3.py", b"x = 1\n" * 4_000_000, "too large"),
        ("task3.py", b"# nothing yet\n", "holds no code"),
        ("task3.ipynb", b"I wrote this in an editor.", "is not a notebook"),
        ("task3.ipynb", b"import numpy\n(", "Line 2 is not valid Python"),
        ("task3.ipynb", b'{"cells": [], "nbformat": 4}', "holds no code"),
        ("task3.ipynb", b'{"cells": [{"cell_type": "code", "source": "%pylab"}]}', "holds no code"),
        ("task3.py", b"def f(x):\n    return (x\n\ny = 1\n", "Line 2 is not valid Python"),
        ("task3.py", b"x = 1\nnonlocal x\n", "Line 2 is not valid Python"),
        ("task3.py", b"if True:\n\tx = 1\n        y = 2\n", "Line 3 is not valid Python"),
        ("task3.py", b"x = " + b"(" * 5000 + b")" * 5000, "is not valid Python"),
        ("task3.py", b"x = " + b"-" * 50_000 + b"1", "is not valid Python"),
        ("task3.py", b"x = " + b"[1]" + b".a" * 100_000, "is not valid Python"),
        ("task3.py", b"return 5\n", "Line 1 is not valid Python"),
    ],
)
def test_a_file_that_cannot_be_graded_gets_a_sentence(tmp_path, name, content, said):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    result = check("task3", tmp_path / name, seed=1)
    assert result.status is Status.UNREADABLE, result.message
    assert said in result.message
    assert result.hint
    assert result.exit_code == 2 and not result.passed
    assert result.points == 0 and result.max_points == catalog.find("task3").points
    assert {one.outcome for one in result.checks} == {Outcome.SKIPPED}


def test_a_folder_gets_a_sentence(tmp_path):
    assert "is a folder" in check("task3", tmp_path).message


def test_a_syntax_error_is_shown_with_its_line_and_a_caret(tmp_path):
    (tmp_path / "task3.py").write_text("import numpy\n\ndef f(x):\n    y = 3 +* x\n")
    message = check("task3", tmp_path / "task3.py").message
    assert message.startswith("Line 4 is not valid Python (SyntaxError: invalid syntax).")
    shown, caret = message.splitlines()[1:]
    assert shown == "    y = 3 +* x"
    assert caret.index("^") == shown.index("*")


def test_a_file_for_another_task_says_what_is_missing(judge):
    result = judge("import numpy as np\n\ndef sigmoid(z):\n    return 1 / (1 + np.exp(-z))\n")
    assert result.status is Status.GRADED
    assert result.points == 0 and result.exit_code == 1
    assert {one.outcome for one in result.checks} <= {Outcome.FAIL, Outcome.SKIPPED}
    assert of(result, "hidden_layer")[0].message == "There is no function 'hidden_layer' in task3.py."
    assert "hidden_layer(inputs, W, b)" in of(result, "hidden_layer")[0].hint


# What a wrong result still deserves, by what is said of it.
KEPT = {
    "nan": ("hidden_layer.shape",),
    "inf": ("hidden_layer.shape",),
    "float16": ("hidden_layer.shape", "hidden_layer.inputs_unchanged"),
    "cannot hold a fraction": ("hidden_layer.shape", "hidden_layer.inputs_unchanged", "hidden_layer.rows"),
}


# --- one function is broken: only that costs -----------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        "return np.matrix(np.tanh(inputs @ W.T + b))",
        "return np.ma.masked_array(np.tanh(inputs @ W.T + b))",
        "return np.ma.masked_greater(np.tanh(inputs @ W.T + b), 2.0)",
        "return np.tanh(inputs @ W.T + b).view(type('Own', (np.ndarray,), {}))",
    ],
)
def test_a_subclass_of_an_array_counts_as_its_array(judge, body):
    """As long as none of its elements is masked."""
    assert judge(solution(hidden_layer=hidden(body)), memory_mb=1024).passed


@pytest.mark.parametrize(
    ("body", "outcome", "said"),
    [
        ("raise NotImplementedError", Outcome.ERROR, "hidden_layer is not written yet."),
        ("raise NotImplementedError('soon')", Outcome.ERROR, "hidden_layer is not written yet."),
        ("return np.tanh(inputs @ Q.T + b)", Outcome.ERROR, "NameError: name 'Q' is not defined"),
        ("raise KeyError('x\\x1b[31m')", Outcome.ERROR, "KeyError"),
        ("raise BaseException", Outcome.ERROR, "raised BaseException"),
        ("raise KeyboardInterrupt", Outcome.ERROR, "raised KeyboardInterrupt"),
        ("import sys; sys.exit()", Outcome.ERROR, "called sys.exit()"),
        ("exit(0)", Outcome.ERROR, "exit"),
        ("import os; os._exit(0)", Outcome.CRASH, "exit code 0"),
        ("import os; os.abort()", Outcome.CRASH, "SIGABRT"),
        ("return hidden_layer(inputs, W, b)", Outcome.ERROR, "RecursionError"),
        ("raise MemoryError", Outcome.MEMORY, "more memory than"),
        ("np.ones((10**6, 10**6))", Outcome.MEMORY, "more memory than"),
        ("import no_such_package", Outcome.ERROR, "No module named 'no_such_package'"),
        ("assert inputs.shape == W.shape, 'my own check'", Outcome.ERROR, "AssertionError: my own check"),
        ("return None", Outcome.FAIL, "is None: nothing was returned"),
        ("pass", Outcome.FAIL, "is None: nothing was returned"),
        ("return 'tanh'", Outcome.FAIL, "text"),
        ("return b'tanh'", Outcome.FAIL, "text"),
        ("return np.nan * (inputs @ W.T)", Outcome.FAIL, "nan"),
        ("return inputs @ W.T / 0", Outcome.FAIL, "inf"),
        ("return (row for row in np.tanh(inputs @ W.T + b))", Outcome.FAIL, "generator"),
        ("return np.tanh(inputs @ W.T + b).astype(object)", Outcome.FAIL, "dtype object"),
        ("return np.tanh(inputs @ W.T + b).astype(str)", Outcome.FAIL, "dtype str"),
        ("return [[1.0] * n for n in range(len(inputs))]", Outcome.FAIL, "rows differ in length"),
        ("return [['a'], ['b']]", Outcome.FAIL, "not numbers"),
        ("return np.ma.masked_greater(np.tanh(inputs @ W.T + b), -1.0)", Outcome.FAIL, "masked array"),
        ("return np.tanh(inputs @ W.T + b) + 0j", Outcome.FAIL, "complex"),
        ("return np.tanh(inputs @ W.T + b).astype('float16')", Outcome.FAIL, "float16"),
        ("return np.tanh(inputs @ W.T + b).round().astype(int)", Outcome.FAIL, "cannot hold a fraction"),
        ("return np.tanh(inputs @ W.T + b).astype('datetime64[s]')", Outcome.FAIL, "dtype"),
        ("return {'output': np.tanh(inputs @ W.T + b)}", Outcome.FAIL, "dict"),
        ("return {1.0, 2.0}", Outcome.FAIL, "set"),
        ("return lambda: 1", Outcome.FAIL, "function"),
        ("return 1.0", Outcome.FAIL, "shape ()"),
        ("return np.tanh(inputs @ W.T + b)[0]", Outcome.FAIL, "shape"),
        ("return np.empty((0, 3))", Outcome.FAIL, "shape (0, 3)"),
        ("return np.zeros((3000, 3000))", Outcome.FAIL, "too large|shape \\(3000, 3000\\)"),
        ("return np.broadcast_to(0., (10**6, 10**6))", Outcome.FAIL, "too large to be an answer"),
        ("return [np.broadcast_to(0., (10**6, 10**6))]", Outcome.FAIL, "too large to be an answer"),
        ("return np.zeros((1,) * 20)", Outcome.FAIL, "dimensions|shape"),
        ("return np.tanh(inputs @ W.T + b), b", Outcome.FAIL, "hidden_layer"),
        ("return input('value? ')", Outcome.ERROR, "EOFError"),
    ],
)
def test_one_broken_function_costs_only_its_own_checks(judge, body, outcome, said):
    result = judge(solution(hidden_layer=hidden(body)), memory_mb=1024)
    first = only_costs(result, "hidden_layer", KEPT.get(said, ()))
    assert first.outcome is outcome, first.message
    assert said in first.message or re.search(said, first.message), first.message
    if outcome is Outcome.ERROR and "not written" not in said:
        assert "line" in first.message or first.evidence.get("lines"), first.message


@pytest.mark.parametrize(
    ("signature", "said"),
    [
        ("inputs, W", "could not be called as hidden_layer(inputs, W, b)"),
        ("inputs, W, b, extra", "could not be called as hidden_layer(inputs, W, b)"),
        ("", "could not be called as hidden_layer(inputs, W, b)"),
        ("x, weights, bias", "could not be called as hidden_layer(inputs, W, b)"),
    ],
)
def test_wrong_arguments_are_shown_beside_the_right_ones(judge, signature, said):
    body = "return np.tanh(x @ weights.T + bias)" if signature.startswith("x,") else "return None"
    result = judge(solution(hidden_layer=f"def hidden_layer({signature}):\n    {body}"))
    shape = of(result, "hidden_layer")[0]
    assert shape.outcome is Outcome.ERROR
    assert said in shape.message
    assert f"Yours is hidden_layer({signature})" in shape.message
    assert result.points == result.max_points - sum(one.max_points for one in of(result, "hidden_layer"))


def test_a_missing_function_and_a_name_that_is_no_function(judge):
    result = judge(solution(hidden_layer=""))
    assert "There is no function 'hidden_layer'" in only_costs(result, "hidden_layer").message
    result = judge(solution(hidden_layer="hidden_layer = 5"))
    assert "'hidden_layer' is not a function" in only_costs(result, "hidden_layer").message


@pytest.mark.parametrize(
    "body",
    [
        "while True: pass",
        "while True:\n    try:\n        while True: pass\n    except BaseException:\n        pass",
        "import time; time.sleep(1000)",
        "import threading; threading.Event().wait()",
        "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\ntime.sleep(1000)",
        "import subprocess; subprocess.run(['sleep', '1000'])",
        "import os\nif os.fork(): os.wait()\nwhile True: pass",
    ],
)
def test_an_endless_function_costs_only_itself(judge, body):
    result = judge(solution(hidden_layer=hidden(body)), call_seconds=1.0)
    first = only_costs(result, "hidden_layer")
    assert first.outcome is Outcome.TIMEOUT
    assert result.seconds < 15  # it was asked once and no more


def test_memory_that_grows_is_stopped(judge):
    body = "kept = []\nwhile True:\n    kept.append(np.ones(1_000_000))"
    result = judge(solution(hidden_layer=hidden(body)), memory_mb=600)
    assert only_costs(result, "hidden_layer").outcome is Outcome.MEMORY


def test_a_million_lines_are_cut_and_the_answer_counts(judge):
    body = "for n in range(200_000): print('line', n)\nreturn np.tanh(inputs @ W.T + b)"
    result = all_right(judge(solution(hidden_layer=hidden(body))))
    assert result.output.startswith("line 0\nline 1\n")
    assert len(result.output) <= 64 << 10
    assert result.output_dropped > 1_000_000


# --- top-level code ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("end", "said"),
    [
        ("1 / 0", "Line {line} stopped: ZeroDivisionError: division by zero. The rest of the code was still run.$"),
        ("raise KeyboardInterrupt", "stopped: KeyboardInterrupt"),
        ("import no_such_package", "stopped: ModuleNotFoundError: No module named 'no_such_package'"),
        ("open('no/such/file.csv')", "stopped: FileNotFoundError"),
        ("input('Your name? ')", "stopped: EOFError.*Nobody answers input\\(\\) here"),
        ("import warnings\nwarnings.simplefilter('error'); warnings.warn('careful')", "UserWarning: careful"),
        ("def f(): return f()\nf()", "stopped: RecursionError"),
        ("np.ones((10**6, 10**6))", "stopped"),
        ("raise type('\\x1b[31mRed', (Exception,), {})('\\x1b[2J')", "stopped"),
        ("import seaborn as sns", "seaborn is not installed here"),
        (
            "import seaborn as sns\nsns.set()",
            "^Line 3 stopped: sns is not there because line 2 stopped: ModuleNotFoundError",
        ),
        ("import tensorflow as tf\ntf.config.list_physical_devices('GPU')[0]", "stopped: IndexError"),
        ("from public_tests import *", "A submission is one file: public_tests.py is not graded with it"),
        ("from .helpers import act", "A submission is one file"),
    ],
)
def test_a_line_that_fails_costs_only_what_it_would_have_bound(judge, end, said):
    result = all_right(judge(solution(top=f"import numpy as np\n{end}", end="last = 1")))
    place = 2 + end.count("\n")
    assert any(re.search(said.format(line=place), note) for note in result.notes), result.notes
    assert any(note.startswith(f"Line {place} stopped: ") for note in result.notes)
    assert all("\x1b" not in note for note in result.notes)


@pytest.mark.parametrize("end", ["import sys\nsys.exit(3)", "exit()", "quit()", "raise SystemExit"])
def test_a_file_that_ends_itself_keeps_what_stands_before_it(judge, end):
    source = solution(end=f"{end}\n\ndef hidden_layer(inputs, W, b):\n    return None\n")
    (note,) = all_right(judge(source)).notes  # the second hidden_layer was never reached
    assert "the file ends itself here" in note and "what comes after it was not run" in note


def test_a_function_that_stands_below_what_ended_the_file_is_not_called_missing(judge):
    result = judge(solution(top="import numpy as np\nraise SystemExit"))
    first = of(result, "initialise")[0]
    assert "initialise is defined in task3.py (line" in first.message and "never run" in first.message
    assert first.hint == result.notes[0]  # which names the line


@pytest.mark.parametrize(
    "end",
    [
        "while True: pass",
        "import time; time.sleep(1000)",
        "import signal\nsignal.setitimer(signal.ITIMER_REAL, 0)\nwhile True: pass",
    ],
)
def test_an_endless_loop_at_import_keeps_what_stands_before_it(judge, end):
    result = all_right(judge(solution(end=end), load_seconds=2.0))
    assert "ran for more than 2 seconds and was stopped" in result.notes[0]


@pytest.mark.parametrize(
    "end",
    [
        "import ctypes\nctypes.pythonapi.PyThread_acquire_lock.restype = None\nimport threading\nl = threading.Lock(); l.acquire()\n"
        "signal = __import__('signal'); signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65)); l.acquire()",
    ],
)
def test_top_level_code_that_blocks_the_interruption_is_ended(judge, end):
    result = judge(solution(end=end), load_seconds=1.0)
    assert result.status is Status.GRADED
    assert {one.outcome for one in result.checks} == {Outcome.PASS}  # what was defined before it counts
    assert result.seconds < 30


def test_top_level_code_that_swallows_every_exception_is_ended(judge):
    end = "while True:\n    try:\n        while True: pass\n    except BaseException:\n        pass"
    result = judge(solution(end=end), load_seconds=1.0)
    # The interruption may hit inside the inner loop, or just outside it; either way it ends.
    assert outcomes(result, "hidden_layer") in ({Outcome.TIMEOUT}, {Outcome.PASS})
    assert result.seconds < 30


def test_a_file_that_ends_its_process_when_it_is_loaded(judge):
    result = judge(solution(end="import os\nos._exit(0)"))
    assert result.status is Status.GRADED
    assert {one.outcome for one in result.checks} == {Outcome.CRASH}
    assert result.points == 0


@pytest.mark.parametrize(
    ("top", "end"),
    [
        ("from __future__ import annotations\nimport numpy as np", "x: no_such_type = 5"),
        ('"""A docstring."""\nfrom __future__ import annotations\nimport numpy as np', ""),
        (
            "from dataclasses import dataclass\nimport numpy as np\n\n"
            "@dataclass(frozen=True)\nclass Model:\n    W: np.ndarray\n    b: 'np.ndarray | None' = None\n",
            "import pickle, copy, typing\ncopy.deepcopy(Model(np.ones(3)))\ntyping.get_type_hints(Model)",
        ),
        ("import numpy as np", "if __name__ == '__main__':\n    raise ValueError('not here')"),
        ("import numpy as np", "import sys\nassert sys.argv == ['task3.py'], sys.argv"),
        (
            "import numpy as np",
            "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.savefig('figure.png')\nplt.show()",
        ),
        ("import numpy as np", "assert np.loadtxt('data/flower.csv', delimiter=',', skiprows=1).shape[1] == 3"),
        (
            "import numpy as np",
            "import os\nassert os.path.exists(os.path.join(os.path.dirname(__file__), 'data', 'flower.csv'))",
        ),
        (
            "import numpy as np",
            "import os\nos.makedirs('out', exist_ok=True)\nos.chdir('out')\nopen('a.txt', 'w').write('a')",
        ),
        ("import numpy as np", "import os\nos.remove(__file__)"),
        ("import numpy as np", "import sys\nsys.stdout.close()\nsys.stderr.close()"),
        ("import numpy as np", "import sys\nsys.stdout = sys.stderr = None"),
        ("import numpy as np", "import os\nos.close(1)\nos.close(2)"),
        ("import numpy as np", "import warnings\nwarnings.simplefilter('error')"),
        (
            "import numpy as np",
            "import random, builtins\nbuiltins.print = None\nrandom.seed = None\nnp.random.seed = 42",
        ),
        ("import numpy as np", "import pandas as pd\nimport sklearn, scipy.special"),
        ("import numpy as np", "print('\\x1b[31mé\\ud83d\\ude00'.encode('utf-8', 'replace'))\nprint('ünï')"),
        ("import numpy as np", "get_ipython().run_line_magic('matplotlib', 'inline')\nget_ipython().system('ls')"),
        ("import numpy as np\nfrom google.colab import drive\ndrive.mount('/content/drive')", ""),
        ("from IPython.display import clear_output, display\nimport numpy as np", "clear_output()\ndisplay(5)"),
        ("import numpy as np", "get_ipython().run_cell_magic('time', '', 'y = 5\\n')\nassert y == 5"),
        ("import numpy as np", "async def later():\n    return 1\nimport asyncio\nasyncio.run(later())"),
        (
            "import numpy as np",
            "import threading\nthreading.Thread(target=lambda: __import__('time').sleep(1000)).start()",
        ),
        ("import numpy as np", "import atexit\natexit.register(lambda: 1 / 0)"),
    ],
    ids=lambda text: text.split("\n")[-1][:40],
)
def test_top_level_code_that_is_fine(judge, top, end):
    assert all_right(judge(solution(top=top, end=end))).notes == ()


def test_a_long_double_is_a_real_dtype(judge):
    all_right(judge(solution(hidden_layer=hidden("return np.tanh(inputs @ W.T + b).astype(np.longdouble)"))))


def test_carriage_returns_form_feeds_and_tabs_are_fine(judge):
    all_right(judge(solution().replace("    ", "\t").replace("\n\n", "\n\f\n").replace("\n", "\r\n")))


def test_capitals_and_spaces_in_the_name_are_fine(judge):
    all_right(judge(solution(), name="Ada's TASK 3 (final).PY"))


# --- notebooks ----------------------------------------------------------------------------------------------


def notebook(*sources):
    import json

    cells = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": textwrap.dedent(s)} for s in sources]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells})


def test_a_notebook_survives_its_broken_cells(judge):
    result = judge(
        notebook(
            "%matplotlib inline\nimport numpy as np\nfiles = !ls",
            "This was text once.",
            "undefined_name",
            "while True: pass",
            "while True: pass",
            *PARTS.values(),
            "display(initialise(2, 3))\nget_ipython().run_line_magic('time', '')",
            "%%bash\nrm -rf /",
        ),
        name="task3.ipynb",
        load_seconds=2.0,
    )
    all_right(result)
    said = "\n".join(result.notes)
    assert "Cell 1, line 1: %matplotlib inline was left out." in said
    assert "Cell 2, line 1 is not valid Python" in said
    assert "Cell 3, line 1 stopped: NameError: name 'undefined_name' is not defined" in said
    assert "Cell 4, line 1: the code outside functions ran for more than 2 seconds" in said
    assert "Cell 11 was left out: a cell that starts with %%bash" in said


def test_a_cell_that_stands_above_what_it_needs_is_run_once_more(judge):
    early = "def hidden_layer(inputs, W, b, activation=np.tanh):\n    return activation(inputs @ W.T + b)"
    wrong = "x = np.pi\n" + hidden("return inputs * 0")
    parts = [part for name, part in PARTS.items() if name != "hidden_layer"]
    assert all_right(judge(notebook(early, *parts, "import numpy as np"), name="task3.ipynb")).notes == ()
    # what a later cell has defined since stays
    assert all_right(judge(notebook(wrong, "import numpy as np", *PARTS.values()), name="task3.ipynb")).notes == ()
    result = judge(notebook("import numpy as np", "nowhere", *PARTS.values()), name="task3.ipynb")
    assert "NameError: name 'nowhere' is not defined" in " ".join(all_right(result).notes)


def test_a_notebook_may_await_at_its_top_level(judge):
    wait = "import asyncio\nawait asyncio.sleep(0)\nasync for _ in (i async for i in aiter_of(3)): pass"
    make = "async def aiter_of(n):\n    for i in range(n):\n        yield i"
    assert all_right(judge(notebook("import numpy as np", make, wait, *PARTS.values()), name="task3.ipynb")).notes == ()
    assert judge("await nothing()").status is Status.UNREADABLE


def test_a_syntax_error_in_a_cell_is_shown_with_that_cells_line(judge):
    (note,) = judge(notebook("import numpy as np", "x = 1\ny = (2", *PARTS.values()), name="task3.ipynb").notes
    assert note.startswith("Cell 2, line 2 is not valid Python") and "    y = (2\n" in note


@pytest.mark.parametrize("name", ["task3.py", "task3.ipynb"])
def test_what_a_notebook_exports_at_its_top_is_fine(judge, name):
    top = """
        from IPython import get_ipython
        import IPython
        import numpy as np
        get_ipython().run_line_magic("matplotlib", "inline")
        get_ipython().magic("load_ext autoreload")
        IPython.get_ipython().system("ls")
    """
    source = notebook(top, *PARTS.values()) if name.endswith("ipynb") else solution(top=textwrap.dedent(top))
    assert all_right(judge(source, name=name)).notes == ()


def test_notes_on_cells_that_did_not_run_are_limited(judge):
    notes = judge(notebook("import numpy as np", *["1 / 0"] * 60, *PARTS.values()), name="task3.ipynb").notes
    assert len(notes) == 31 and notes[-1] == "More of the file did not run."


def test_errors_in_a_notebook_name_cell_and_line(judge):
    parts = {**PARTS, "hidden_layer": "x = 1\ndef hidden_layer(inputs, W, b):\n    return 1 / 0"}
    result = judge(notebook("import numpy as np", *parts.values()), name="task3.ipynb")
    assert "(cell 3, line 3)" in only_costs(result, "hidden_layer").message


def test_a_notebook_of_prose_alone_is_unreadable(tmp_path):
    (tmp_path / "task3.ipynb").write_text(notebook("This is text, not code."))
    result = check("task3", tmp_path / "task3.ipynb")
    assert result.status is Status.UNREADABLE
    assert "Cell 1, line 1 is not valid Python" in result.message


# --- TensorFlow -----------------------------------------------------------------------------------------------

DROPOUT = """
    def dropout(x, rate, training, seed):
        keep = np.random.default_rng(seed).random(x.shape) >= rate
        return x * keep / (1 - rate) if training else x
"""


@pytest.mark.slow
def test_mnist_at_top_level_is_answered_without_a_network(judge):
    top = """
        import numpy as np
        import tensorflow as tf
        import keras
        from tensorflow.keras.datasets import mnist

        (x_train, y_train), (x_test, y_test) = tf.keras.datasets.mnist.load_data()
        assert x_train.dtype == np.uint8 and x_train.shape[1:] == x_test.shape[1:] == (28, 28)
        assert len(x_train) == len(y_train) > len(x_test) == len(y_test) > 1000
        assert set(y_test) == set(range(10))
        mnist.load_data()
        keras.datasets.mnist.load_data("mnist.npz")
        assert len(np.load("data/mnist_train.npz")["x_train"]) == len(x_train) + len(x_test)
    """
    result = all_right(
        judge(textwrap.dedent(top) + textwrap.dedent(DROPOUT), name="task10.py", task="task10", only=("dropout",))
    )
    assert result.notes == ()


@pytest.mark.slow
def test_errors_in_traced_code_name_the_students_line(judge):
    source = """
        import tensorflow as tf

        @tf.function
        def dropout(x, rate, training, seed):
            {body}
    """

    def first(body):
        return judge(
            textwrap.dedent(source.format(body=body)), name="task10.py", task="task10", only=("dropout",)
        ).checks[0]

    told = first("return x + 'a'")
    assert told.message.startswith("dropout raised") and told.message.endswith("(line 6).")
    assert "in user code" not in told.message and "could not be called" not in told.message
    assert first("raise NotImplementedError").message == "dropout is not written yet."


@pytest.mark.slow
def test_symbolic_tensors_are_evaluated_where_that_needs_no_feed(judge):
    source = """
        import numpy as np
        import tensorflow.compat.v1 as tf
        tf.disable_eager_execution()
        scale = tf.Variable(1.0)

        def dropout(x, rate, training, seed):
            return scale * tf.nn.dropout(tf.constant(x), rate=rate if training else 0.0, seed=seed)
    """
    all_right(judge(textwrap.dedent(source), name="task10.py", task="task10", only=("dropout",)))


@pytest.mark.slow
def test_a_tensor_that_waits_for_a_feed_says_what_to_do(judge):
    source = """
        import tensorflow.compat.v1 as tf
        tf.disable_eager_execution()
        inputs = tf.placeholder(tf.float32, [None, None])

        def dropout(x, rate, training, seed):
            return tf.nn.dropout(inputs, rate=rate)
    """
    result = judge(textwrap.dedent(source), name="task10.py", task="task10", only=("dropout",))
    assert result.points == 0
    assert "run it in a session (with its feed_dict)" in of(result, "dropout")[0].message
