"""Every sentence is in the catalogue, the Polish one is whole, and both languages say the same of the same work."""

from __future__ import annotations

import ast
import importlib.util
import io
import json
import pickle
import re
import string
import subprocess
import sys
import threading
from gettext import GNUTranslations
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from batches import class_of, handed, person, stored, with_points
from batches import graded as batch_document
from markupsafe import escape

from grader.base import language as words
from grader.base.language import Message, capital, decimal, mark, now, preferred, say, say_n, use
from grader.checks import of_task, public
from grader.cli import main
from grader.cli.commands import status
from grader.grading import engine
from grader.grading.terms import Terms
from grader.instructor.batch import class_page, run
from grader.instructor.grades.gradebook import build
from grader.instructor.store import ledger
from grader.report import carried, console, html, pages
from grader.sandbox import choose
from grader.submission.file import from_bytes, read
from grader.task import catalog
from grader.workers import progress
from grader.workers.grade_file import grade_file
from grader.workers.warm import Warmth

ROOT = Path(__file__).resolve().parents[2]
WRONG = ROOT / "reference" / "task3_hidden_layers" / "wrong"
NBSP = "\u00a0"


def tool() -> ModuleType:
    """docs/make_words.py, which is no module of a package."""
    spec = importlib.util.spec_from_file_location("make_words", ROOT / "docs" / "make_words.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


MAKE = tool()


@pytest.fixture(scope="module")
def template() -> Any:
    return MAKE.extracted()


@pytest.fixture(scope="module")
def polish() -> Any:
    with (MAKE.LOCALE / "pl" / "LC_MESSAGES" / "grader.po").open("rb") as file:
        return read_po(file)


# --- the catalogue -------------------------------------------------------------------------------------


def test_the_template_is_what_the_sources_say(template: Any) -> None:
    written = (MAKE.LOCALE / "grader.pot").read_text(encoding="utf-8")
    assert written == MAKE.po_text(template), "run: python docs/make_words.py"


def ids(catalog_: Any) -> set[Any]:
    return {message.id for message in catalog_ if message.id}


@pytest.mark.parametrize("path", MAKE.translations(), ids=lambda path: path.parts[-3])
def test_a_translation_is_whole_and_compiled(path: Path, template: Any) -> None:
    with path.open("rb") as file:
        found = read_po(file)
    assert ids(found) == ids(template), "run: python docs/make_words.py"
    for message in found:
        if message.id:
            forms = MAKE.forms(message)
            assert not message.fuzzy and all(forms), message.id
            if isinstance(message.id, tuple):
                assert len(forms) == found.num_plurals, message.id
    assert compiled(path.with_suffix(".mo").read_bytes()) == compiled(MAKE.mo_bytes(found)), (
        "run: python docs/make_words.py"
    )


def compiled(content: bytes) -> dict[Any, str]:
    """All but the header, which names the version of Babel."""
    return {key: said for key, said in GNUTranslations(io.BytesIO(content))._catalog.items() if key}


def places(text: str) -> list[tuple[str, str | None, str | None]]:
    return sorted((name, form or "", kind or "") for _, name, form, kind in string.Formatter().parse(text) if name)


def test_a_translation_puts_the_same_in_the_same_form(polish: Any) -> None:
    for message in polish:
        if not message.id:
            continue
        english = message.id[-1] if isinstance(message.id, tuple) else message.id
        for form in MAKE.forms(message):
            assert re.findall(r"%[(\w)]*[sr]", form) == re.findall(r"%[(\w)]*[sr]", english), english
            assert re.findall(r"</?\w+", form) == re.findall(r"</?\w+", english), english
            # What a sentence is joined to stays joined to it.
            assert (form[0] == " ", form[-1] == " ") == (english[0] == " ", english[-1] == " "), english
            if re.search(r"\{\w", english):
                assert places(form) == places(english), english
                assert all(name.isidentifier() for name, _, _ in places(form)), english  # never an attribute


def test_polish_has_three_plurals(polish: Any) -> None:
    assert polish.num_plurals == 3
    assert sum(isinstance(message.id, tuple) for message in polish if message.id) > 30


# --- nothing bypasses it ------------------------------------------------------------------------------

# Where a sentence for people stands in a call.
SPOKEN: dict[str, tuple[int | str, ...]] = {
    "ArgumentTypeError": (0,),
    "CatalogError": (0,),
    "DataError": (0,),
    "Failed": (0, 1, "message", "hint"),
    "GraderError": (0,),
    "LedgerError": (0,),
    "Lost": (1,),
    "SandboxError": (0,),
    "Unloadable": (0, 1, "hint"),
    "Unreadable": (0, 1, "hint"),
    "UsageError": (0,),
    "Verdict": (1, 2, "message", "hint"),
    "add_argument": ("help",),
    "add_parser": ("help",),
    "heading": (0,),
    "passed": (0,),
    "print": (0,),
    "require_close": (3,),
    "require_shape": (1, 3),
    "unreadable": (2, 3),
}
# Text that is no sentence of ours, or is not for the person who reads the rest.
UNSPOKEN = {
    ("grader/cli/commands/start.py", "    grader check {} {}"),  # a command to type
    ("grader/sandbox/warden.py", None),
}
# The other side of the sandbox has no catalogue.
UNSPOKEN |= {(path.relative_to(ROOT).as_posix(), None) for path in (ROOT / "grader" / "child").glob("*.py")}
# The templates' say(), which escapes what is put in and hands on the template's literal.
PASSED_ON = {("grader/report/pages.py", name) for name in ("message", "one", "many")}
# Sentences of a judge, which ``wrong`` and ``unwritten`` say for it: literals at every call, which make_words.py reads.
PASSED_ON |= {("grader/checks/asking.py", "sentence"), ("grader/checks/unchanged.py", "hint")}
DECLARED = {name: places_ for name, places_ in MAKE.DECLARED.items() if name not in ("replace", "known")}


def spoken_by(call: ast.Call, table: dict[str, tuple[int | str, ...]]) -> list[ast.expr]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    keywords = {keyword.arg: keyword.value for keyword in call.keywords}
    found = []
    for place in table.get(name, ()):
        if isinstance(place, str):
            found += [keywords[place]] if place in keywords else []
        else:
            found += call.args[place : place + 1]
    return found


def raw(node: ast.expr) -> list[str]:
    """The texts that a value is made of and that nothing translates."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else []
    if isinstance(node, ast.JoinedStr):
        return ["".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)]
    if isinstance(node, ast.BinOp):
        return raw(node.left) + raw(node.right)
    if isinstance(node, ast.IfExp):
        return raw(node.body) + raw(node.orelse)
    if isinstance(node, ast.BoolOp):
        return [text for value in node.values for text in raw(value)]
    return []


def wordy(text: str) -> bool:
    return bool(re.search(r"[A-Za-z]{2,} [A-Za-z{]", text.replace("grader check {}", "").replace("{}", "")))


SOURCES = [path for path in MAKE.python_files() if path.name not in ("attack.py",)]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_sentence_bypasses_the_catalogue(path: Path) -> None:
    name = path.relative_to(ROOT).as_posix()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        for value in spoken_by(call, SPOKEN):
            for text in raw(value):
                known = {(name, text), (name, None)} & UNSPOKEN
                assert known or not wordy(text), f"{name}:{call.lineno}: {text!r} is not said: say(…)"
        for value in spoken_by(call, DECLARED):
            assert not isinstance(value, ast.JoinedStr), f"{name}:{call.lineno}: mark('… {{name}} …', name=…)"
        function = getattr(call.func, "id", "")
        if function in MAKE.SAID and name != "grader/base/language.py":
            for argument in call.args[: len(MAKE.SAID[function])]:
                # What is translated and what is a format is always ours: a literal, never a value.
                literal = isinstance(argument, ast.Constant) and isinstance(argument.value, str)
                literal |= (name, ast.unparse(argument)) in PASSED_ON
                assert literal or function == "mark", f"{name}:{call.lineno}: {function}() needs a literal"


def test_templates_hold_no_sentence_of_their_own() -> None:
    for path in sorted((ROOT / "templates").glob("*.j2")):
        text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", path.read_text(encoding="utf-8"), flags=re.S)
        text = re.sub(r"<style>.*?</style>", "", text, flags=re.S)
        labels = re.findall(r'(?:aria-label|alt|title)="([^"]*)"', text)
        for said in [*re.sub(r"<[^>]*>", "\n", text).splitlines(), *labels]:
            assert not re.search(r"[A-Za-z]{3,}", said) or "grader demo" in said, f"{path.name}: {said.strip()!r}"


# --- numbers, plurals, times ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("n", "points", "people"),
    [(1, "1 punkt", "1 osoba"), (2, "2 punkty", "2 osoby"), (5, "5 punktów", "5 osób"), (22, "22 punkty", "22 osoby")]
    + [(0, "0 punktów", "0 osób"), (12, "12 punktów", "12 osób"), (112, "112 punktów", "112 osób")],
)
def test_plurals(n: int, points: str, people: str) -> None:
    with use("pl"):
        assert say_n("{n} points", "{n} points", n) == points
        assert say_n("{n} person", "{n} people", n) == people
    assert say_n("{n} person", "{n} people", n) == ("1 person" if n == 1 else f"{n} people")


@pytest.mark.parametrize("number", [0.5, -1.25, 999, 1234, 1234.5, 9999, 10000, 12345.6, 1234567.875, 0])
def test_numbers_are_written_as_babel_writes_them(number: float) -> None:
    english = f"{number:,}"
    with use("pl"):
        # Polish groups from five digits on (CLDR's minimumGroupingDigits, which Babel leaves to its caller).
        expected = format_decimal(number, locale="pl", group_separator=abs(number) >= 10_000)
        assert decimal(english) == expected
        assert say("{passed:,} of {count:,} passed", passed=number, count=1) == f"zaliczone: {expected} z 1"
    assert decimal(english) == english


def test_a_number_keeps_its_form_and_a_text_its_points() -> None:
    with use("pl"):
        assert say("{seconds:.1f} s", seconds=1.25) == "1,2 s"
        assert say("Hint: {hint}", hint="use 0.5, not 1,000.5") == "Podpowiedź: use 0.5, not 1,000.5"
        assert [progress.duration(seconds) for seconds in (45, 200, 7500)] == ["45 s", "3 min 20 s", "2 godz. 5 min"]
    assert [progress.duration(seconds) for seconds in (45, 200, 7500)] == ["45 s", "3 min 20 s", "2 h 5 min"]


# --- which language --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "pl_PL.UTF-8"}, "pl"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "pl_PL"}, "pl"),
        ({"LANG": "pl_PL.UTF-8", "LC_MESSAGES": "C"}, "en"),
        ({"LANGUAGE": "de:pl:en", "LANG": "en_US"}, "pl"),
        ({"GRADER_LANGUAGE": "en", "LANG": "pl_PL"}, "en"),
        ({"GRADER_LANGUAGE": "pl", "LANG": "C"}, "pl"),
        ({"GRADER_LANGUAGE": "xx"}, "en"),
        ({"GRADER_LANGUAGE": "../pl"}, "en"),
        ({"LANG": "de_DE@euro"}, "en"),
    ],
)
def test_which_language(environment: dict[str, str], expected: str) -> None:
    assert preferred(environment) == expected


def test_the_option_wins_and_an_unknown_one_is_english(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GRADER_LANGUAGE", "pl")
    assert main(["list"]) == 0
    assert "Warstwy ukryte" in capsys.readouterr().out
    assert main(["list", "--language", "en"]) == 0
    assert "Hidden layers" in capsys.readouterr().out
    assert main(["list", "--language=xx"]) == 0
    caught = capsys.readouterr()
    assert "Hidden layers" in caught.out and "no translation into 'xx'" in caught.err
    assert words.language() == "en"


def test_argparse_speaks_it_too_and_forgets_it_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--language", "pl"]) == 2
    assert "wymagane są następujące argumenty: TASK" in capsys.readouterr().err
    assert main(["check", "--help", "--language", "pl"]) == 0
    assert "użycie: grader check" in capsys.readouterr().out
    assert main(["check"]) == 2
    assert "the following arguments are required: TASK" in capsys.readouterr().err


def test_english_loads_no_catalogue() -> None:
    code = (
        "import sys; sys.argv = ['grader', '--help']\n"
        "from grader.cli import main; main(); from grader.base import language as words\n"
        "assert words._catalogue.cache_info().currsize == 0 and 'babel' not in sys.modules"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env={"LANG": "C", "PYTHONPATH": str(ROOT)}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("usage: grader ")


# --- marked sentences and what is put in ------------------------------------------------------------------


def test_a_marked_sentence_is_its_english_until_it_is_said() -> None:
    title = mark("{name} returns the right shape", name="sigmoid")
    assert title == "sigmoid returns the right shape" and json.dumps(title) == '"sigmoid returns the right shape"'
    for copy in (pickle.loads(pickle.dumps(title)), mark(title)):  # noqa: S301 - our own bytes
        with use("pl"):
            assert now(copy) == "sigmoid zwraca właściwy kształt"
            assert say("Hint: {hint}", hint=copy) == "Podpowiedź: sigmoid zwraca właściwy kształt"
    assert now(title) == title


@pytest.mark.parametrize("text", ["{name} {0} {} %s %(x)s {0.__class__}", "passed", "<b>{n}</b>", "\\{", ""])
@pytest.mark.parametrize("language", ["en", "pl"])
def test_what_comes_from_outside_is_neither_key_nor_format(text: str, language: str) -> None:
    with use(language):
        assert say("Hint: {hint}", hint=text).endswith(f": {text}")
        assert now(text) == text
        page = (
            pages.environment()
            .from_string(
                '{{ say("Start with <a href=\\"#{anchor}\\">{title}</a>.", title=t, anchor=t) }}{{ say("Values of {title}", title=t) }}'
            )
            .render(t=text)
        )
        assert "<b>" not in page and page.count(str(escape(text))) >= 3


def test_a_thread_is_told_its_language() -> None:
    said: list[str] = []

    def work(language: str) -> None:
        with use(language):
            said.append(say("passed"))
        said.append(say("passed"))

    with use("pl"):
        thread = threading.Thread(target=work, args=("pl",))
        thread.start()
        thread.join()
    assert said == ["zaliczone", "passed"]


# --- the same work in both ----------------------------------------------------------------------------------

HOSTILE = """
def hidden_layer(inputs, W, b):
    raise ValueError("{name} {0} %s passed <b>")

def output_layer(inputs, W, b):
    return "{what}"
"""


def graded(source: str, language: str, name: str = "ada_task3.py") -> dict[str, Any]:
    task = catalog.find("task3")
    submission = from_bytes(source.encode(), name)
    return engine.grade(task, submission, choose("auto"), Terms(seed=7, language=language)).document()


@pytest.fixture(scope="module")
def both() -> dict[str, dict[str, Any]]:
    source = (WRONG / "no_bias.py").read_text(encoding="utf-8")
    return {language: graded(source, language) for language in ("en", "pl")}


def said(document: dict[str, Any], check: str) -> dict[str, Any]:
    return next(found for found in document["checks"] if found["id"] == check)


def test_a_document_says_its_language_and_only_the_words_differ(both: dict[str, dict[str, Any]]) -> None:
    english, polish = both["en"], both["pl"]
    assert (english["language"], polish["language"]) == ("en", "pl")
    assert polish["title"] == "Warstwy ukryte"
    for one, other in zip(english["checks"], polish["checks"]):
        for field in ("id", "kind", "outcome", "points", "mistake", "required", "lines"):
            assert one[field] == other[field]
        assert one["title"] != other["title"]


def test_a_failed_check_in_polish(both: dict[str, dict[str, Any]]) -> None:
    check = said(both["pl"], "hidden_layer.values")
    assert check["title"] == "hidden_layer oblicza właściwe wartości"
    assert check["hint"] == "To równa się tanh(inputs·Wᵀ): obciążenie b nie jest dodane."
    assert re.match(
        r"Wynik funkcji hidden_layer dla: inputs o kształcie \(\d+, \d+\), W o kształcie .*: błędna wartość\. "
        r"Błędne: \d+ z \d+ wartości; najgorsza w \[\d+, \d+\] to -?\d+,\d+, a oczekiwano -?\d+,\d+",
        check["message"],
    )


def test_the_console_in_polish(both: dict[str, dict[str, Any]]) -> None:
    text = console.render(both["pl"], verbose=True)
    for part in ("task3 · Warstwy ukryte", "sprawdzenie", "niezaliczone", "Podpowiedź: ", "z 20 punktów", "Ziarno 7"):
        assert part in text
    assert re.search(r"\d,\d\d\n", text) and re.search(r"Poprawnie dla \d rozmiarów\.", text)
    assert "seconds" in console.render(both["en"], verbose=True)


def test_the_report_in_polish(both: dict[str, dict[str, Any]]) -> None:
    page = html.render(both["pl"])
    assert '<html lang="pl">' in page
    for part in ("Jeszcze niezaliczone", "Twoja wartość", "Zacznij od: <a href=", "<b>Podpowiedź</b>", "Twój kod"):
        assert part in page
    assert carried.embedded(page)["language"] == "pl"
    assert '<html lang="en">' in html.render(both["en"])


def test_a_document_without_a_language_is_english(both: dict[str, dict[str, Any]]) -> None:
    old = {name: value for name, value in both["en"].items() if name != "language"}
    with use("pl"):
        assert html.render(old) == html.render(both["en"]).replace(carried.pack(both["en"]), carried.pack(old))
        assert console.render(old) == console.render(both["en"])


def test_hostile_text_survives_as_it_is() -> None:
    for language, unwritten in (("en", "raised ValueError"), ("pl", "zgłasza ValueError")):
        document = graded(HOSTILE, language)
        raised = said(document, "hidden_layer.shape")["message"]
        assert f"{unwritten}: {{name}} {{0}} %s passed <b>" in raised
        page = html.render(document)
        assert "{name} {0} %s passed &lt;b&gt;" in page and "passed <b>" not in page


def test_a_file_that_cannot_be_read_in_polish(tmp_path: Path) -> None:
    (tmp_path / "ada_task3.py").write_text("def f(:\n", encoding="utf-8")
    document = grade_file(
        catalog.find("task3"),
        tmp_path / "ada_task3.py",
        Warmth(choose("auto"), warm=False),
        Terms(seed=7, language="pl"),
    )
    assert document["status"] == "unreadable" and "nie jest poprawnym kodem Pythona" in document["message"]
    assert {check["message"] for check in document["checks"]} == {"Nie można odczytać pliku, więc o nic nie zapytano."}


def test_status_in_polish() -> None:
    with use("pl"):
        lines = status.lines(catalog.tasks(), {"task3": {"points": 5, "passed": False}, "task2": {"passed": True}})
        assert any("Warstwy ukryte" in line and line.endswith("zaczęte") for line in lines)
        assert lines[-1].startswith("Zaliczone: 1 z 10 zadań.")
        assert status.next_step(catalog.tasks(), {}).startswith("Zacznij task1, Regresja logistyczna:")


def test_the_class_page_in_polish(tmp_path: Path) -> None:
    ledger = class_of(tmp_path / "class", 22)
    with use("pl"):
        page = class_page.write(ledger, build(ledger), tmp_path / "class" / "index.html").read_text(encoding="utf-8")
    ledger.close()
    assert '<html lang="pl">' in page
    for part in ("Grupa w skrócie", "25 osób", "Najtrudniejsze sprawdzenia", "Błędy według nazwy", "nic nie oddał"):
        assert part in page
    assert not re.search(r"\bHardest|\bSubmissions|\bpeople\b", page)


def test_a_class_of_one_in_polish(tmp_path: Path) -> None:
    ledger = stored(tmp_path, [(handed(person(0)), batch_document(handed(person(0)), **with_points(5)))])
    with use("pl"):
        page = class_page.write(ledger, build(ledger), tmp_path / "index.html").read_text(encoding="utf-8")
    ledger.close()
    assert "1 osoba, 1 licząca się praca, 1 zadanie." in page


def test_a_kit_s_checks_are_said_in_polish_too() -> None:
    task = catalog.find("task3")
    checks = [check for check in of_task.checks(task) if check.function == "hidden_layer"]
    document, arrays = public.freeze(task, checks, of_task.oracle(task), seed=1)
    written = json.loads(json.dumps(document))
    made = public.checks_from(written, arrays)
    assert [check.title for check in made] == [check.title for check in checks]
    with use("pl"):
        assert [now(check.title) for check in made] == [now(check.title) for check in checks]
        assert [now(check.hint) for check in made] == [now(check.hint) for check in checks]
        assert now(made[0].title) == "hidden_layer zwraca właściwy kształt"


# --- batch and verify -------------------------------------------------------------------------------------------


def test_a_batch_in_polish_gives_the_same_grades(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, wrong in (("ada", "no_bias"), ("bob", "activation_missing")):
        source = WRONG / f"{wrong}.py"
        source = source if source.is_file() else sorted(WRONG.glob("*.py"))[0]
        (folder / f"{name}_task3.py").write_bytes(source.read_bytes())
    (folder / "eve_task3.py").write_text("def f(:\n", encoding="utf-8")
    found: dict[str, list[Any]] = {}
    for language in ("en", "pl"):
        out = tmp_path / language
        settings = run.Settings(folder=folder, out=out, seed=7, jobs=1)
        with use(language):
            assert run.run(settings).graded == 3
            assert run.run(settings).unchanged == 3
        kept = ledger.Ledger(out / "ledger.sqlite")
        documents = [document for _, document in kept.documents()]
        assert {document["language"] for document in documents} == {language}
        found[language] = [
            (d["submission"], d["status"], d["points"], [c["outcome"] for c in d["checks"]]) for d in documents
        ]
        kept.close()
        pages = [path.read_text(encoding="utf-8") for path in (out / "reports").glob("*.html")]
        assert len(pages) == 3 and all(f'<html lang="{language}">' in page for page in pages)
    assert found["en"] == found["pl"]
    with use("pl"):  # another language is another report: it is graded again, not left in English
        assert run.run(run.Settings(folder=folder, out=tmp_path / "en", seed=7, jobs=1)).graded == 3


def test_verify_grades_again_in_the_document_s_language(
    tmp_path: Path, both: dict[str, dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "ada.json").write_text(json.dumps(both["pl"]), encoding="utf-8")
    assert main(["verify", str(tmp_path / "ada.json")]) == 0
    assert capsys.readouterr().out.startswith("The grade is the same: ")


def test_a_message_is_a_text(tmp_path: Path) -> None:
    assert isinstance(catalog.find("task3").title, Message)
    assert read(ROOT / "reference" / "task3_hidden_layers" / "solution.py").name == "solution.py"
    assert io.StringIO().write(catalog.find("task3").title) == len("Hidden layers")


@pytest.mark.parametrize(
    ("phrase", "sentence"),
    [
        ("the bias b is not added", "The bias b is not added"),
        ("b1 is not added", "b1 is not added"),
        ("dW1 and db1 are swapped", "dW1 and db1 are swapped"),
        ("x itself came back", "x itself came back"),
        ("learning_rate is ignored", "learning_rate is ignored"),
        ("a sign is wrong", "A sign is wrong"),
        ("tanh is applied twice", "Tanh is applied twice"),
        ("0 and 1 are swapped", "0 and 1 are swapped"),
        ("", ""),
    ],
)
def test_a_sentence_begins_with_a_capital_and_a_name_stays_as_it_is(phrase: str, sentence: str) -> None:
    assert capital(phrase) == sentence
