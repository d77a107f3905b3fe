"""The documentation's own machinery: the page that is made from the parser, the examples in help, the site."""

from __future__ import annotations

import importlib.util
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from grader.cli import examples, main
from grader.cli.parser import parser

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def maker():
    spec = importlib.util.spec_from_file_location("make_cli", ROOT / "docs" / "make_cli.py")
    module = importlib.util.module_from_spec(spec)
    kept = list(sys.path)
    spec.loader.exec_module(module)
    sys.path[:] = kept
    return module


def commands(maker, outer=None, above=""):
    for name, (inner, _) in maker.subparsers(outer or parser([], whole=True)).items():
        yield f"{above} {name}".strip()
        yield from commands(maker, inner, name)


def test_the_page_of_the_command_line_is_what_the_parser_says(maker):
    written = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert written == maker.page(), "run: python docs/make_cli.py"


def test_every_command_has_an_example_and_every_example_a_command(maker):
    assert set(commands(maker)) == set(examples.EXAMPLES)


@pytest.mark.parametrize("name", sorted(examples.EXAMPLES))
def test_help_shows_examples_that_can_be_given(name, capsys):
    assert main([*name.split(), "--help"]) == 0
    shown = capsys.readouterr().out
    lines = examples.EXAMPLES[name].splitlines()
    for line in lines:
        assert f"  {line}" in shown
        words = shlex.split(line.partition(">")[0].partition("  ")[0])
        assert words[0] == "grader" and words[1 : 1 + len(name.split())] == name.split()
        parser(words[1:]).parse_args(words[1:])


def test_every_page_is_in_the_menu():
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    menu = text[text.index("\nnav:") :]
    for page in (ROOT / "docs").glob("*.md"):
        assert page.name in menu, f"{page.name} is missing from the nav of mkdocs.yml"


def test_what_is_given_to_kubernetes_fits_together():
    """A service without a selector, or with a port that no container names, leads nowhere."""
    text = (ROOT / "docs" / "scaling.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^```yaml\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    cluster, job = yaml.safe_load_all(block)
    scheduler, service = cluster["spec"]["scheduler"]["spec"], cluster["spec"]["scheduler"]["service"]
    name = cluster["metadata"]["name"]
    assert service["selector"] == {"dask.org/cluster-name": name, "dask.org/component": "scheduler"}
    named = {port["name"]: port["containerPort"] for port in scheduler["containers"][0]["ports"]}
    assert {port["targetPort"]: port["port"] for port in service["ports"]} == named
    (client,) = job["spec"]["template"]["spec"]["containers"]
    options = parser(client["args"][1:]).parse_args(client["args"][1:])
    assert (options.executor, options.scheduler) == ("dask", f"tcp://{name}-scheduler:{named['tcp-comm']}")
    images = {client["image"], scheduler["containers"][0]["image"]}
    assert images == {cluster["spec"]["worker"]["spec"]["containers"][0]["image"]}


def test_the_script_for_slurm_is_one():
    text = (ROOT / "docs" / "scaling.md").read_text(encoding="utf-8")
    (script,) = re.findall(r"^```sh\n(#!/bin/bash\n.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    subprocess.run(["bash", "-n"], input=script, text=True, check=True)
    local = re.search(r'local="(.*)"', script)[1]
    workers = re.search(r"srun (dask worker .*) &", script)[1].replace("$local", local)
    for command in (workers, re.search(r"^(dask scheduler .*) &$", script, flags=re.MULTILINE)[1]):
        shown = subprocess.run(
            [sys.executable, "-m", "dask", *command.split()[1:2], "--help"], capture_output=True, text=True, check=True
        ).stdout
        for option in re.findall(r"--[a-z-]+", command):
            assert option in shown, option


@pytest.mark.slow
def test_the_site_is_built_without_a_warning(tmp_path):
    pytest.importorskip("material", reason="the site is built with: pip install '.[docs]'")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path / "site")]
    plain = {name: value for name, value in os.environ.items() if name != "PYTHONWARNINGS"}
    done = subprocess.run(command, cwd=ROOT, env=plain, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    for page in (ROOT / "docs").glob("*.md"):
        assert list((tmp_path / "site").glob(f"**/{page.stem}*")), page.name
    assert 'id="grader-check"' in (tmp_path / "site" / "cli" / "index.html").read_text(encoding="utf-8")
