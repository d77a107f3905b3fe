"""The HTML report: what it shows, and that nothing from a submission acts in it."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import time
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from report_documents import check, documents, result

from grader.base import clean, places
from grader.report import carried, html, listing, pages
from grader.result.outcome import OUTCOME_WORDS, Outcome

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "report.html"
HOSTILE = [
    "<script>alert(1)</script>",
    "</pre></style></title></textarea><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)" x="',
    "' autofocus onfocus='alert(1)",
    "<a href='javascript:alert(1)'>x</a>",
    "<svg/onload=alert(1)>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<!-- --><iframe src=//evil.example>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "{{7*7}}{{ self.__init__.__globals__ }}",
    "{% for x in (1,2) %}looped{% endfor %}{# gone #}",
    "\x1b[31mred\x1b]0;title\x07\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\",
    "\u202eevil\u2066\u2069\u200f",
    "a\x00b\x07c\x7fd\x9be",
    "lone \ud800 surrogate \udfff",
    "&lt;script&gt; &amp; &#60;",
]
URL_ATTRIBUTES = ("href", "src", "action", "formaction", "data", "xlink:href", "srcset", "poster", "background")
VOID = {"meta", "link", "br", "img", "input", "hr", "wbr"}


class Page(HTMLParser):
    """What a browser would find: every tag, every id, the text, the style."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.texts: list[str] = []
        self.style = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "style":
            self.style += data
        else:
            self.texts.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", "".join(self.texts))

    def attribute(self, name: str) -> list[str]:
        return [attributes[name] or "" for _, attributes in self.tags if name in attributes]


def hostile(text: str) -> dict[str, Any]:
    """A document with ``text`` in every place that holds a string."""

    def spoil(value: Any, path: tuple[str, ...] = ()) -> Any:
        if isinstance(value, dict):
            return {key: spoil(item, (*path, key)) for key, item in value.items()}
        if isinstance(value, list):
            return [spoil(item, path) for item in value]
        if isinstance(value, str) and path[-1] not in ("outcome", "status"):
            return text
        return value

    document: dict[str, Any] = spoil(result(only=("sigmoid",), message="m", hint="h").document())
    function = text.partition(".")[0]
    document["functions"] = {function: [1, 2], text: [1, 1]}
    document["versions"][text] = text
    document["source"] = f"{text}\n" * 3
    return document


def assert_inert(text: str) -> Page:
    page = Page(text)
    assert page.open == []
    assert not {tag for tag, _ in page.tags} & {"script", "iframe", "object", "embed", "base", "form", "link"}
    for tag, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on") or name == "style"], (tag, attributes)
        if tag == "img":  # a picture of ours: nothing in an image acts, nor is anything loaded for it
            assert set(attributes) == {"src", "alt"} and attributes["alt"]
            assert re.fullmatch("data:image/svg[+]xml;base64,[A-Za-z0-9+/=]+", attributes["src"] or "")
            continue
        for name in URL_ATTRIBUTES:
            if name in attributes:
                assert (attributes[name] or "").startswith("#"), (tag, attributes)
    assert [a.get("http-equiv") for t, a in page.tags if t == "meta" and "http-equiv" in a] == [
        "Content-Security-Policy"
    ]
    assert "url(" not in page.style and "@import" not in page.style
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u200b-\u200f\u202a-\u202e\u2066-\u2069]", text)
    return page


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_every_field_is_only_shown(text: str) -> None:
    made = html.render(hostile(text))
    page = assert_inert(made)
    made.encode("utf-8")
    assert "49" not in page.text.replace("0.49", "") and "loopedlooped" not in page.text
    if "\x1b" not in text:
        shown = re.sub(r"\s+", " ", clean.clean(text))
        assert page.text.count(shown) >= 15


@pytest.mark.parametrize("name", documents())
def test_every_kind_of_document(name: str) -> None:
    made = html.render(documents()[name])
    page = assert_inert(made)
    assert made == html.render(documents()[name])
    ids = page.attribute("id")
    assert len(ids) == len(set(ids))
    for target in page.attribute("href"):
        assert target[1:] in ids, target
    headings = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert headings[0] == 1 and headings.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(headings, headings[1:]))
    assert {"main", "header", "footer", "title"} <= {tag for tag, _ in page.tags}
    assert page.attribute("lang") == ["en"]


def test_the_policy_forbids_all_but_the_inlined_style() -> None:
    page = Page(html.render(result().document()))
    policy = next(a["content"] for t, a in page.tags if t == "meta" and "http-equiv" in a)
    digest = base64.b64encode(hashlib.sha256(page.style.encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    )
    assert ("referrer", "no-referrer") in [(a.get("name"), a.get("content")) for t, a in page.tags if t == "meta"]


def test_every_check_has_its_outcome_points_message_and_hint() -> None:
    document = documents()["every outcome"]
    page = Page(html.render(document))
    for found in document["checks"]:
        assert f"check-{found['id']}" in page.attribute("id")
        assert f"{OUTCOME_WORDS[found['outcome']]} {found['title']}" in page.text
        assert found["message"] in page.text and found["hint"] in page.text
    assert "0 of 2 points" in page.text and "2 of 2 points" in page.text


def test_outcomes_differ_in_shape_and_word_not_in_colour_alone() -> None:
    page = Page(html.render(documents()["every outcome"]))
    for outcome in Outcome:
        assert f"shape-{outcome.value}" in page.attribute("id")
        assert f"#shape-{outcome.value}" in page.attribute("href")
    assert len(set(OUTCOME_WORDS.values())) == len(Outcome)


def test_the_score_has_a_text_beside_the_strip() -> None:
    page = Page(html.render(result().document()))
    assert "4 of 11 points" in page.text
    assert "Points by function: sigmoid 2 of 7, forward_propagation 2 of 4" in page.attribute("aria-label")


@pytest.mark.parametrize(
    "name, said",
    [
        ("partly wrong", "Not passed yet"),
        ("right", "Passed"),
        ("unreadable", "Could not be read"),
        ("unreadable", "ada_task2.py is empty."),
        ("unreadable", "Save your work."),
        ("grader fault", "No score"),
        ("grader fault", "This is no verdict on the work"),
        ("no checks", "There is no check in this result."),
        ("only", "Only a part was asked for: sigmoid, forward_propagation.rows."),
    ],
)
def test_what_each_status_says(name: str, said: str) -> None:
    assert said in Page(html.render(documents()[name])).text


def test_a_fault_of_ours_shows_no_zero() -> None:
    made = html.render(documents()["grader fault"])
    assert "<title>Forward propagation: no score, ada</title>" in made


def lines_of(page: Page) -> dict[str, tuple[str, str]]:
    """anchor -> (class, shown number) of each line of code."""
    return {
        a["id"] or "": (a["class"] or "", a["data-n"] or "")
        for t, a in page.tags
        if (a.get("class") or "").split(" ")[0] == "line"
    }


def test_the_functions_that_lost_points_are_marked() -> None:
    lines = lines_of(Page(html.render(result().document())))
    assert len(lines) == 11
    marked = {int(anchor[5:]) for anchor, (kind, _) in lines.items() if kind != "line"}
    assert marked == {5, 6, 7, 10, 11}
    assert lines["line-11"] == ("line raised", "11")


def test_a_notebook_is_numbered_by_cell() -> None:
    page = Page(html.render(documents()["notebook"]))
    lines = lines_of(page)
    assert lines["line-5"] == ("line lost", "2") and lines["line-9"][1] == "1"
    assert "Cell 5" in page.text and "cell 6, line 3" in page.text


def test_code_is_shown_as_it_is() -> None:
    page = Page(html.render(result().document()))
    assert "# one over one plus e to the minus z return 1 / (1 + np.exp(z))" in page.text


def test_an_escape_sequence_shifts_no_line_number() -> None:
    source = "a = 1\n# \x1b]0;swallows\nb = 2\n\x07c = 3\n"
    block = listing.blocks(source, [], {})[0]
    assert [line.number for line in block.lines] == [1, 2, 3, 4]
    assert "".join(text for _, text in block.lines[2].parts) == "b = 2"


@pytest.mark.parametrize("source", ["def (:\n", "'''open", "x = '", "\tif\n  x\n y\n", "(" * 5000, "0b2 1if 2else 3\n"])
def test_source_that_does_not_parse_is_shown_plainly(source: str) -> None:
    block = listing.blocks(source, [], {"f": (1, 99)})[0]
    shown = "\n".join("".join(text for _, text in line.parts) for line in block.lines)
    assert shown == source.rstrip("\n")[: listing.MAX_LINE]


def test_long_sources_are_cut_and_say_so() -> None:
    source = "x = 1\n" * 9000 + "def f():\n    pass\n" + "y = 2\n" * 50
    block = listing.blocks(source, [], {"f": (9001, 9002)})[0]
    assert len(block.lines) == listing.MAX_LINES
    assert [line.anchor for line in block.lines if line.mark] == [9001, 9002]
    assert block.lines[-2].gap == 9000 - (listing.MAX_LINES - 2) and block.gap == 50
    line = listing.blocks("z" * 5000, [], {})[0].lines[0]
    assert line.cut == 5000 - listing.MAX_LINE


@pytest.mark.parametrize("source", ["<" * (1 << 20), "x\n" * (1 << 19), "def f():\n" * 10_000, "('" * (1 << 18)])
def test_a_megabyte_of_source_makes_a_small_page_quickly(source: str) -> None:
    started = time.perf_counter()
    made = html.render(result(source=source).document())
    assert len(made) < 1_000_000
    assert time.perf_counter() - started < 10


def test_output_is_cut_with_the_count() -> None:
    page = Page(html.render(result(output="z" * 7000, output_dropped=500).document()))
    assert "1,500 more characters were left out" in page.text
    page = Page(html.render(result(output="z\n" * 150, output_dropped=0).document()))
    assert "101 more characters were left out" in page.text


@pytest.mark.parametrize(
    "more, command",
    [
        ({}, "grader check task2 ada_task2.py --seed 7"),
        ({"submission": "Task 2; rm -rf $HOME.py"}, "grader check task2 'Task 2; rm -rf $HOME.py' --seed 7"),
        ({"submission": "--seed.py"}, "grader check task2 ./--seed.py --seed 7"),
        ({"only": ("sigmoid",)}, "grader check task2 ada_task2.py --seed 7 --only sigmoid"),
        ({"sandbox": {}}, "grader check task2 ada_task2.py"),
    ],
)
def test_the_command_that_repeats_it(more: dict[str, Any], command: str) -> None:
    page = Page(html.render(result(**more).document()))
    assert f" {command} " in page.text


def test_the_same_reason_is_said_once() -> None:
    skipped = [check(f"f.{n}", Outcome.SKIPPED, message="It needs f.shape.") for n in "abc"]
    text = Page(html.render(result(checks=tuple(skipped)).document())).text
    assert text.count("It needs f.shape.") == 1 and text.count("For the same reason.") == 2


def test_odd_evidence_is_no_fault() -> None:
    for evidence in ({"difference": 3}, {"difference": {"came": "x", "expected": None}}, {"trace": "x"}, {"lines": 2}):
        html.render(result(checks=(check("f.a", Outcome.FAIL, evidence=evidence),)).document())


def test_write_leaves_one_whole_file(tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    html.write(result().document(), target)
    assert target.read_bytes().decode() == html.render(result().document())
    assert os.listdir(tmp_path) == ["report.html"]


def test_autoescape_cannot_be_off() -> None:
    assert pages.environment().autoescape is True
    folder = Path(places.root(), "templates")
    for template in folder.glob("*.j2"):
        text = template.read_text(encoding="utf-8")
        assert not re.search(r"\|\s*safe|autoescape|Markup", text), template.name


def test_golden() -> None:
    """The whole page of a small result. After a change that is meant: GOLDEN=write pytest tests/report/test_report.py"""
    made = html.render(result().document())
    made = re.sub(r"<style>.*?</style>", "<style></style>", made, flags=re.DOTALL)
    made = re.sub(r"sha256-[A-Za-z0-9+/=]+", "sha256-", made)
    # Compressed bytes differ from one zlib to another; what they hold has a test of its own.
    made = re.sub(r'(name="grader-result" content=")[^"]*', r"\1", made)
    if os.environ.get("GOLDEN") == "write":
        GOLDEN.write_text(made, encoding="utf-8")
    assert made == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", documents())
def test_a_page_can_be_made_again_from_what_it_carries(name: str) -> None:
    """But for its pictures, which only the page has."""
    page = html.render(documents()[name])
    inside = carried.embedded(page)
    assert html.difference(page, inside) is None
    place = page.index("</h1>")
    assert html.difference(f"{page[:place]}!{page[place:]}", inside) is not None
    assert html.difference(f"{page}<p>20 of 20 points</p>", inside) is not None


def test_a_report_carries_its_document() -> None:
    document = result().document()
    assert carried.embedded(html.render(document)) == json.loads(json.dumps(document))
    assert carried.embedded("<p>no result</p>") is None
    assert carried.embedded('<meta name="grader-result" content="AAAA">') is None
