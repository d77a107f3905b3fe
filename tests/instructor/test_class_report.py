"""The class at a glance: complete, escaped, small, and usable in a browser without a script."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from batches import class_of, graded, handed, stored, workshop_of
from report_documents import check
from test_report_browser import axe, browser, opened  # noqa: F401 - fixtures

from grader.base.clean import clean
from grader.instructor.batch import class_page, publish
from grader.instructor.batch.class_page import ORDERS, collect, heat_map
from grader.instructor.batch.similarity import Pair
from grader.instructor.grades.gradebook import build
from grader.instructor.grades.lateness import LatePolicy
from grader.instructor.intake.people import Person
from grader.report import html
from grader.result.outcome import Outcome, Status

STUDENTS = 60


def page(out, ledger, pairs=()):
    return class_page.write(ledger, build(ledger), out / "index.html", pairs).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    out = tmp_path_factory.mktemp("class")
    ledger = class_of(out, STUDENTS)
    page(out, ledger)
    yield out
    ledger.close()


def test_everybody_and_everything_is_there(small):
    text = (small / "index.html").read_text(encoding="utf-8")
    assert len(re.findall(r'href="reports/task2-[^"#]+\.html">[A-ZŁ]', text)) >= STUDENTS
    for part in ("63 people", "Hardest checks", "Mistakes by name", "bias forgotten", "handed in nothing", "odd.docx"):
        assert part in text
    assert "<script" not in text and "http:" not in text and "https:" not in text


def test_orders(small):
    found = {}
    for order, name in ORDERS.items():
        text = (small / name).read_text(encoding="utf-8")
        rows = re.findall(
            r'<th scope="row"><a href="reports[^>]+>([^<]+)</a>.*?<td>([\d.]+).*?<td>([\d.]+)</td></tr>', text
        )
        assert len(rows) == STUDENTS
        found[order] = rows
        assert f"<b>{order}</b>" in text
    assert [row[0] for row in found["name"]] == sorted((row[0] for row in found["name"]), key=str.casefold)
    assert [float(row[1]) for row in found["points"]] == sorted(float(row[1]) for row in found["points"])
    assert [float(row[2]) for row in found["time"]] == sorted((float(row[2]) for row in found["time"]), reverse=True)


def test_the_map_covers_every_check_once(tmp_path):
    ledger = class_of(tmp_path, 20, checks=7)
    (section,) = collect(ledger, build(ledger))
    area = sum(int(width) for _, path in heat_map(section) for width in re.findall(r"h(\d+)v1", path))
    assert area == 20 * 7 == sum(section.bins) * 7


def test_the_columns_of_the_map_bear_their_functions(tmp_path):
    checks = tuple(check(f"{name}.c{number}") for name in ("split", "train", "split") for number in range(2))
    item = handed(Person("k", "K"))
    ledger = stored(tmp_path, [(item, graded(item, checks=(*checks[:4], check("split.c9"))))])
    (section,) = collect(ledger, build(ledger))
    assert section.functions == [("split", 2), ("train", 2), ("split", 1)]
    assert '<td colspan="2" title="train">train</td>' in page(tmp_path, ledger)


def test_each_lost_check_has_a_link_of_its_own(small):
    """From the letter in the list to the check in the report, which is there."""
    text = (small / "index.html").read_text(encoding="utf-8")
    links = re.findall(
        r'<a class="(\w+)" href="(reports/[^"#]+\.html)#(check-[^"]+)" title="([^"]+)">([A-Z!])</a>', text
    )
    lost = re.findall(r'<td class="map">(.*?)</td>', text)
    assert len(links) == sum(len(re.findall(r">[A-Z!]<", cell)) for cell in lost) > STUDENTS
    outcome, _, anchor, name, letter = links[0]
    assert anchor == f"check-{name}" and class_page.LETTERS[outcome] == letter
    assert f'id="{anchor}"' in html.render(graded(handed(Person("k", "K")), checks=(check(name, Outcome(outcome)),)))


def test_everything_from_outside_is_escaped(tmp_path):
    odd = "<img src=x onerror=alert(1)>\"'&{{ 7 * 7 }}\u202e\x1b[31m"
    who = Person("k", odd, odd, odd, odd)
    item = handed(who, source=odd)
    checks = (check("a.b", Outcome.FAIL, title=odd, mistake=odd, message=odd),)
    pair = Pair("task2", clean(odd), clean(odd), 0.9, ("reports/a.html", "reports/b.html"))
    text = page(
        tmp_path,
        stored(tmp_path, [(item, graded(item, checks=checks))], unassigned=[(odd, odd)], roster=[Person("z", odd)]),
        [pair],
    )
    assert "<img" not in text and "49" not in re.sub(r"[0-9a-f]{10}", "", text).split("</style>")[1]
    assert "\u202e" not in text and "\x1b" not in text


def test_two_of_one_name_are_told_apart(tmp_path):
    who = [Person("a", "Ada B", id="1001"), Person("b", "Ada B", email="b@x.org"), Person("c", "Cem", id="3")]
    items = [handed(each) for each in who]
    text = page(tmp_path, stored(tmp_path, [(item, graded(item)) for item in items]))
    assert all(f">{name}</a>" in text for name in ("Ada B (1001)", "Ada B (b@x.org)", "Cem"))


def test_no_result_at_all(tmp_path):
    assert "0 people" in page(tmp_path, stored(tmp_path, []))


def test_faults_and_zero_points(tmp_path):
    items = [handed(Person(str(n), f"P{n}")) for n in range(2)]
    rows = [
        (items[0], graded(items[0], status=Status.GRADER_FAULT, checks=())),
        (items[1], graded(items[1], checks=())),
    ]
    assert "grader fault" in page(tmp_path, stored(tmp_path, rows))


def test_two_thousand_students(tmp_path):
    ledger = class_of(tmp_path, 2000)
    began = time.process_time()
    publish.publish(tmp_path, LatePolicy(), "latest")
    taken = time.process_time() - began
    ledger.close()
    assert (tmp_path / "index.html").stat().st_size < 5_000_000
    assert taken < 20  # a few seconds on an idle machine


# --- in a browser ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_sticks_out(browser: Any, small, width):  # noqa: F811
    shown = opened(browser, (small / "index.html").as_uri(), width)
    assert shown.evaluate("document.documentElement.scrollWidth") <= width
    assert shown.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(browser: Any, axe: Any, small, scheme):  # noqa: F811
    shown = opened(browser, (small / "index.html").as_uri(), color_scheme=scheme, bypass_csp=True)
    found = [v for v in axe.run(shown).response["violations"] if v["impact"] in ("serious", "critical")]
    assert not found, [(v["id"], v["nodes"][0]["html"]) for v in found]


def test_filters_work_without_a_script(browser: Any, small):  # noqa: F811
    shown = opened(browser, (small / "index.html").as_uri(), java_script_enabled=False)
    counts = {}
    for name in ("show-all", "show-passed", "show-open", "show-unread"):
        shown.check(f"#{name}")
        counts[name] = shown.locator(".lines tbody tr:visible").count()
    assert counts["show-all"] == STUDENTS
    assert counts["show-passed"] + counts["show-open"] + counts["show-unread"] == STUDENTS and counts["show-passed"]


def pages_on_paper(shown: Any) -> int:
    data = shown.pdf(format="A4", prefer_css_page_size=True, tagged=False)
    return len(re.findall(rb"/Type /Page\n", data))


def test_on_paper_a_task_is_one_page(browser: Any, small):  # noqa: F811
    assert pages_on_paper(opened(browser, (small / "index.html").as_uri())) == 1


def test_on_paper_the_whole_workshop_is_one_page(browser: Any, axe: Any, tmp_path):  # noqa: F811
    ledger = workshop_of(tmp_path, 30)
    page(tmp_path, ledger)
    ledger.close()
    shown = opened(browser, (tmp_path / "index.html").as_uri(), bypass_csp=True)
    assert pages_on_paper(shown) == 1
    shown.emulate_media(media="print")
    shown.set_viewport_size({"width": 680, "height": 1000})  # what A4 leaves between the margins
    assert shown.evaluate("document.documentElement.scrollWidth") <= 680
    strips = shown.locator(".task").evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")
    assert len(strips) == 10 and all(strips)
    hidden = shown.locator(".task:visible .lines:visible").count()
    assert hidden == 0
    assert [v["id"] for v in axe.run(shown).response["violations"] if v["impact"] in ("serious", "critical")] == []


def test_two_thousand_students_in_a_browser(browser: Any, tmp_path):  # noqa: F811
    ledger = class_of(tmp_path, 2000)
    page(tmp_path, ledger)
    ledger.close()
    shown = opened(browser, (tmp_path / "index.html").as_uri(), 360)
    assert shown.locator(".lines tbody tr").count() == 2000
    assert shown.complaints == []
    for width in (360, 1280):
        shown.set_viewport_size({"width": width, "height": 800})
        assert shown.evaluate("document.documentElement.scrollWidth") <= width
    timing = "(({domContentLoadedEventEnd, startTime}) => domContentLoadedEventEnd - startTime)"
    assert shown.evaluate(f"{timing}(performance.getEntriesByType('navigation')[0])") < 15_000  # a second, idle
    assert pages_on_paper(shown) == 1
