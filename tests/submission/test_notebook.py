"""Notebooks become one source: cells in order, IPython's syntax neutralised, damage survived."""

from __future__ import annotations

import ast
import contextlib
import json
import time
import tracemalloc

import pytest

from grader.base.errors import Unreadable
from grader.submission.limits import MAX_NOTES, MAX_SOURCE
from grader.submission.magics import cell_magic, neutralise
from grader.submission.notebook import convert


def cell(source, kind="code", **more):
    return {"cell_type": kind, "metadata": {}, "source": source, **more}


def notebook(*cells, **more):
    cells = [item if isinstance(item, (dict, list, int, type(None))) else cell(item) for item in cells]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells, **more}).encode()


def cells_of(data):
    """{cell number: its text} as the child will see it."""
    source, cells, _ = convert(data, "a.ipynb")
    lines = source.split("\n")
    return {number: "\n".join(lines[first - 1 : last]) for number, first, last in cells}


def notes_of(data):
    return convert(data, "a.ipynb")[2]


# --- cells ------------------------------------------------------------------------------------------


def test_code_cells_come_in_order_with_their_lines():
    source, cells, notes = convert(notebook("a = 1\nb = 2", cell("# Title", "markdown"), "c = 3"), "a.ipynb")
    assert source == "a = 1\nb = 2\n\nc = 3\n"
    assert cells == ((1, 1, 2), (2, 4, 4))
    assert notes == ()


def test_source_may_be_a_list_of_lines_or_one_string():
    assert cells_of(notebook(cell(["a = 1\n", "b = 2\n"]), "c = 3\n")) == {1: "a = 1\nb = 2", 2: "c = 3"}


def test_empty_cells_count_but_hold_nothing():
    assert cells_of(notebook("", "  \n", "x = 1")) == {3: "x = 1"}


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_are_made_one(end):
    assert cells_of(notebook(f"a = 1{end}b = 2{end}")) == {1: "a = 1\nb = 2"}


@pytest.mark.parametrize("source", [None, 5, {"a": 1}, [1, 2], [["x"]], True])
def test_a_cell_without_text_costs_only_itself(source):
    data = notebook(cell(source), "x = 1")
    assert cells_of(data) == {2: "x = 1"}
    assert notes_of(data) == ("Cell 1 was left out: it holds no text.",)


@pytest.mark.parametrize("odd", [None, 5, ["x"], {}, {"cell_type": "widget", "source": "x"}, {"cell_type": ["code"]}])
def test_a_cell_that_is_none_costs_only_itself(odd):
    data = notebook(odd, "x = 1")
    assert cells_of(data) == {1: "x = 1"}
    assert notes_of(data) == ("A cell of an unknown type was left out.",)


def test_missing_ids_duplicate_ids_and_colab_metadata_do_not_matter(recwarn):
    colab = {
        "colab": {"provenance": [], "gpuType": "T4"},
        "kernelspec": {"name": "python3", "display_name": "Python 3"},
        "accelerator": "GPU",
    }
    data = notebook(
        cell("a = 1", id="same", outputs=[], execution_count=None),
        cell("b = 2", id="same"),
        {"cell_type": "code", "source": "c = 3"},
        metadata=colab,
    )
    assert cells_of(data) == {1: "a = 1", 2: "b = 2", 3: "c = 3"}
    assert not recwarn.list


def test_a_byte_order_mark_is_taken_off():
    assert cells_of(b"\xef\xbb\xbf" + notebook("\ufeffx = 1")) == {1: "x = 1"}


def test_utf16_json_is_read():
    assert cells_of(notebook("x = 'é'").decode().encode("utf-16")) == {1: "x = 'é'"}


def test_lone_surrogates_become_question_marks_and_pairs_stay():
    data = notebook("x = 'SURROGATE \N{GRINNING FACE}'").replace(b"SURROGATE", b"\\ud800")
    assert cells_of(data) == {1: "x = '? \N{GRINNING FACE}'"}


def test_prose_in_a_code_cell_stays_for_the_child_to_report():
    assert cells_of(notebook("This cell was text once.", "x = 1"))[1] == "This cell was text once."


@pytest.mark.parametrize("kind", ["markdown", "raw"])
def test_code_that_was_retyped_counts(kind):
    retyped = cell("import numpy as np\n\n# mine\ndef f(x):\n    return np.tanh(x)\n", kind)
    data = notebook("x = 1", retyped, "y = 2")
    assert list(cells_of(data)) == [1, 2, 3]
    assert notes_of(data) == (f"Cell 2 is a {kind} cell, but it holds Python code: it was run as code.",)


@pytest.mark.parametrize(
    "text",
    [
        "def f(x):\n    return 1",  # set aside: a code cell defines f
        "# Forward propagation\nThe function def f is next.",
        "Write\n```python\ndef g(x):\n    ...\n```",
        "import numpy before you start, it is needed",
        "from here on we import what we need",
        "x = 5",
    ],
)
def test_text_cells_that_are_text_stay_text(text):
    data = notebook("def f(x):\n    return x", cell(text, "markdown"))
    assert list(cells_of(data)) == [1]
    assert notes_of(data) == ()


# --- magics -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("%matplotlib inline", "# %matplotlib inline"),
        ("%timeit f(x)", "# %timeit f(x)"),
        ("!pip install -q tensorflow", "# !pip install -q tensorflow"),
        ("pip install tensorflow", "# pip install tensorflow"),
        ("!!ls", "# !!ls"),
        ("np?", "# np?"),
        ("np.tanh??", "# np.tanh??"),
        ("?np.tanh", "# ?np.tanh"),
        ("%time x = f(1)", "x = f(1)"),
        ("%time x = f(1,\n  2)", "x = f(1,\n  2)"),
        ("x = !ls", "x = []  # !ls"),
        ("x = %time f(1)", "x = f(1)"),
        ("x = %sql select", "x = None  # %sql select"),
        ("%%time\nx = 1", "# %%time\nx = 1"),
        ("\n%%capture out\n%%time\nx = 1", "\n# %%capture out\n# %%time\nx = 1"),
        ("if x:\n    !ls\nelse:\n\t%cd ..", "if x:\n    pass  # !ls\nelse:\n\tpass  # %cd .."),
        ("!ls \\\n  -la \\\n  x\ny = 1", "# !ls \\\n#   -la \\\n#   x\ny = 1"),
        ("%pylab\nfrom __future__ import annotations", "# %pylab\nfrom __future__ import annotations"),
        ("a = b = !ls", "a = b = []  # !ls"),
        # as IPython does, before anything else
        ("    x = 1\n    if x:\n        !ls", "x = 1\nif x:\n    pass  # !ls"),
        ("\n \n  x = 1\n  # y\n", "\n \nx = 1\n# y\n"),
        (">>> x = 1\n>>> if x:\n...     y = 2\n...\n>>> %time z = 3", "x = 1\nif x:\n    y = 2\n\nz = 3"),
        ("In [3]: x = 1\n   ...: y = 2", "x = 1\ny = 2"),
    ],
)
def test_what_is_ipythons_is_replaced_where_it_stands(text, plain):
    assert neutralise(text).text == plain
    assert plain.count("\n") == text.count("\n")
    compile(plain, "cell", "exec")


@pytest.mark.parametrize(
    "text",
    [
        "x = (7\n% 3)",
        "x = [\n  7\n  % 3,\n]",
        "x = 7 \\\n% 3",
        "x = '''\n%matplotlib inline\n!ls\nnp?\n'''",
        'def f():\n    """Doc.\n\n    %time\n    ! not a shell line\n    """',
        "x = 'a \\\n%b'",
        "x = 'it''s (' # (\ny = 1",
        "x %= 3\ny != 4",
        "x = 'what?'\n# what?\nprint('%d' % x)",
        "s = '%d' % 3\nd['a=%d' % 3] = 1",
        "x = f'{s!r}'",
        "# '''\nx = 1  # (",
    ],
)
def test_plain_python_is_never_touched(text):
    assert neutralise(text).text == text
    if "x %=" not in text:
        ast.parse(text)


def test_what_was_dropped_is_told_in_one_line_each():
    data = notebook("%matplotlib inline\nimport os\n!ls \\\n -la\n%time x = 1\nx?", "%%bash\nls", "%%timeit\nf()")
    assert notes_of(data) == (
        "Cell 1, line 1: %matplotlib inline was left out.",
        "Cell 1, line 3: !ls was left out.",
        "Cell 1, line 6: x? was left out.",
        "Cell 2 was left out: a cell that starts with %%bash is not run as Python.",
        "Cell 3 was left out: a cell that starts with %%timeit is not run as Python.",
    )


def test_notes_are_limited_in_number_and_length():
    notes = notes_of(notebook("\n".join(["!" + "x" * 500] * 100) + "\ny = 1"))
    assert len(notes) == MAX_NOTES + 1
    assert notes[-1] == "70 more lines or cells were left out."
    assert max(map(len, notes)) < 100


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("%%bash\nls", "bash"),
        ("# why\n\n%%html\n<b>", "html"),
        ("%%time\n%%bash\nls", "bash"),
        ("%%time\nx = 1", ""),
        ("x = 1\n%%bash", ""),
        ("", ""),
        ("%time x", ""),
    ],
)
def test_cell_magics_that_are_another_language(text, name):
    assert cell_magic(text) == name


# --- files that are no notebook, or a large or old one --------------------------------------------------


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf \n", "is empty"),
        (b"import numpy as np\n", "not valid JSON"),
        (b'{"cells": [', "not valid JSON"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b"[]", "not an object"),
        (b"{}", "no list of cells"),
        (b'{"cells": {"a": 1}}', "no list of cells"),
        (b'{"cells": []}', "holds no code"),
        (b'{"cells": "\xe9"}', "not text in UTF-8"),
        (b'{"cells": ' + b"[" * 200_000, "nested too deeply"),
        (b'{"cells": ' + b'{"a":' * 200_000, "nested too deeply"),
        (b'{"cells": [1' + b"0" * 5000 + b"]}", "cannot be read as a notebook|holds no code"),
        (b'{"worksheets": [5], "nbformat": 3}', "could not be upgraded"),
    ],
)
def test_what_is_no_notebook_gets_a_sentence(data, said):
    with pytest.raises(Unreadable, match=said) as caught:
        convert(data, "task3.ipynb")
    assert str(caught.value).startswith("task3.ipynb ")
    assert caught.value.hint


@pytest.mark.parametrize("cells", [(), (cell("# Title", "markdown"),), ("", " \n"), ("%%bash\nls",)])
def test_a_notebook_without_code_gets_a_sentence(cells):
    with pytest.raises(Unreadable, match="holds no code"):
        convert(notebook(*cells), "a.ipynb")


def test_what_was_left_out_of_a_notebook_without_code_is_told():
    with pytest.raises(Unreadable) as caught:
        convert(notebook("%%writefile solution.py\nx = 1"), "a.ipynb")
    assert "%%writefile" in caught.value.hint


def test_a_python_file_with_a_notebooks_name_is_told_its_right_name():
    with pytest.raises(Unreadable) as caught:
        convert(b"def f(x):\n    return x\n", "task3.ipynb")
    assert ".py" in caught.value.hint


def test_format_3_is_upgraded(recwarn):
    old = {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {"name": ""},
        "worksheets": [
            {
                "metadata": {},
                "cells": [
                    {"cell_type": "heading", "level": 1, "metadata": {}, "source": "Title"},
                    {
                        "cell_type": "code",
                        "collapsed": False,
                        "input": "%pylab\nx = 1",
                        "language": "python",
                        "metadata": {},
                        "outputs": [{"output_type": "pyout", "prompt_number": 1, "text": "1", "metadata": {}}],
                    },
                    {"cell_type": "code", "input": ["y = 2\n", "z = 3"], "language": "python", "outputs": []},
                ],
            }
        ],
    }
    assert cells_of(json.dumps(old).encode()) == {1: "# %pylab\nx = 1", 2: "y = 2\nz = 3"}
    assert not recwarn.list


def test_outputs_are_dropped_while_reading():
    output = {"output_type": "stream", "name": "stdout", "text": "x" * 5_000_000}
    data = notebook(*[cell(f"x{n} = 1", outputs=[output]) for n in range(10)])
    tracemalloc.start()
    try:
        assert len(cells_of(data)) == 10
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(data) > 50_000_000
    assert peak < 1.5 * len(data)  # the text once, and one cell's output at a time


def test_more_code_than_a_solution_may_hold_is_refused():
    with pytest.raises(Unreadable, match="too large"):
        convert(notebook("x = 1\n" * (MAX_SOURCE // 6 + 1)), "a.ipynb")


@pytest.mark.parametrize(
    "text",
    [
        "\n" * (MAX_SOURCE - 10) + "x",
        "= " * (MAX_SOURCE // 2),
        "a" + " " * (MAX_SOURCE - 10),
        "%" * (MAX_SOURCE - 10),
        "?" * (MAX_SOURCE - 10),
        "?#" * (MAX_SOURCE // 2 - 10),
        "x = " + "(" * (MAX_SOURCE - 10),
    ],
    ids=["newlines", "equals", "spaces", "percent", "questions", "comments", "brackets"],
)
def test_no_text_makes_the_reader_slow(text):
    started = time.perf_counter()
    for data in (notebook("x = 1", text), notebook("x = 1", cell(f"import a\n{text}"[:MAX_SOURCE], "markdown"))):
        with contextlib.suppress(Unreadable):
            convert(data, "a.ipynb")
    assert time.perf_counter() - started < 10  # quadratic time would be an hour
