"""The report in a real browser: axe, narrow screens, paper, the keyboard, and the policy at work.

Skipped where Chromium, Playwright or axe is missing; GRADER_REQUIRE_BROWSER=1 makes that a failure.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from report_documents import documents

from grader.report import html

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def missing(what: str) -> None:
    if os.environ.get("GRADER_REQUIRE_BROWSER"):
        pytest.fail(f"{what} is missing, and GRADER_REQUIRE_BROWSER asks for it")
    pytest.skip(f"{what} is missing")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        missing("playwright")
    program = next(filter(None, map(shutil.which, NAMES)), None)
    with sync_playwright() as playwright:
        try:
            found = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        except Error as error:
            missing(f"Chromium ({str(error).splitlines()[0]})")
        yield found
        found.close()


@pytest.fixture(scope="module")
def axe() -> Any:
    try:
        from axe_playwright_python.sync_playwright import Axe
    except ImportError:
        missing("axe")
    return Axe()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Name -> address of each kind of report."""
    folder = tmp_path_factory.mktemp("reports")
    found = {}
    for number, (name, document) in enumerate(documents().items()):
        path = folder / f"{number}.html"
        html.write(document, path)
        found[name] = path.as_uri()
    return found


def opened(browser: Any, address: str, width: int = 1280, **options: Any) -> Any:
    """A page with the address open; what the browser complained of is in ``page.complaints``."""
    page = browser.new_context(viewport={"width": width, "height": 800}, **options).new_page()
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("requestfailed", lambda request: page.complaints.append(request.url))
    page.requests = []
    page.on("requestfinished", lambda request: page.requests.append(request.url))
    page.goto(address)
    return page


@pytest.mark.parametrize("name", [name for name in documents() if name != "long"])  # 3,000 lines: a minute for axe
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(browser: Any, axe: Any, pages: dict[str, str], name: str, scheme: str) -> None:
    # The policy would stop axe itself: it is set aside here, and only here.
    page = opened(browser, pages[name], color_scheme=scheme, bypass_csp=True)
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        serious = [
            (width, violation["id"], [node["html"][:200] for node in violation["nodes"]][:3])
            for violation in axe.run(page).response["violations"]
            if violation["impact"] in ("serious", "critical")
        ]
        assert serious == []
    page.context.close()


@pytest.mark.parametrize("name", documents())
def test_the_page_never_scrolls_sideways(browser: Any, pages: dict[str, str], name: str) -> None:
    page = opened(browser, pages[name])
    for width in (320, 360, 740, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.complaints == []
    assert page.requests == [pages[name]]
    page.context.close()


def test_colours_follow_the_reader_and_paper_is_never_dark(browser: Any, pages: dict[str, str]) -> None:
    page = opened(browser, pages["partly wrong"], color_scheme="dark")
    colour = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(colour)
    page.emulate_media(media="print")
    assert page.evaluate(colour) == "rgb(255, 255, 255)" != dark
    page.context.close()


@pytest.mark.parametrize("name, most", [("partly wrong", 2), ("right", 1), ("unreadable", 1), ("long", 2)])
def test_pages_on_paper(browser: Any, pages: dict[str, str], name: str, most: int) -> None:
    page = opened(browser, pages[name])
    data = page.pdf(format="A4", prefer_css_page_size=True, tagged=False)
    assert 1 <= data.count(b"/Type /Page\n") <= most
    page.context.close()


def test_the_keyboard_reaches_everything(browser: Any, pages: dict[str, str]) -> None:
    page = opened(browser, pages["partly wrong"], 360)
    reached = []
    for _ in range(30):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate(
                """() => { const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();
                return [e.className, e.getAttribute("href") || "", s.outlineStyle, r.width > 0 && r.left >= 0]; }"""
            )
        )
    assert reached[0][:2] == ["skip", "#main"] and reached[0][3]
    assert {"code", "output", "command"} <= {name for name, *_ in reached}
    assert "#check-sigmoid.values" in {target for _, target, *_ in reached}
    assert all(outline == "solid" for name, target, outline, _ in reached if name or target)
    page.context.close()


def test_a_link_leads_to_its_check(browser: Any, pages: dict[str, str]) -> None:
    page = opened(browser, pages["partly wrong"] + "#check-sigmoid.values")
    assert page.evaluate("document.querySelector(':target').textContent").find("sigmoid values is right") > 0
    page.context.close()


def test_pictures_are_seen_on_white(browser: Any, pages: dict[str, str]) -> None:
    page = opened(browser, pages["pictures"], color_scheme="dark")
    shown = page.evaluate(
        """[...document.images].map(i => [i.complete && i.naturalWidth > 0, i.clientWidth / i.clientHeight,
        getComputedStyle(i).backgroundColor])"""
    )
    assert len(shown) == 3
    assert all(loaded and colour == "rgb(255, 255, 255)" for loaded, _, colour in shown)
    assert page.complaints == []
    page.context.close()


def test_the_policy_stops_a_script_that_got_in(browser: Any, tmp_path: Path) -> None:
    """The second line of defence: even unescaped, markup of a student's does nothing."""
    made = html.render(documents()["partly wrong"])
    attack = (
        "<script>document.title = 'owned'</script><img src=x onerror=\"document.title = 'owned'\">"
        '<style>body { display: none }</style><p id="styled" style="color: red">x</p><form action="/x"></form>'
    )
    path = tmp_path / "attacked.html"
    path.write_text(made.replace("<footer", attack + "<footer"), encoding="utf-8")
    page = opened(browser, path.as_uri())
    assert page.title() == "Forward propagation: 4 of 11 points, ada"
    assert page.evaluate("getComputedStyle(document.body).display") == "block"
    assert page.evaluate("getComputedStyle(document.getElementById('styled')).color") != "rgb(255, 0, 0)"
    assert page.requests == [path.as_uri()]
    page.context.close()
