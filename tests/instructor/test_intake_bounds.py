"""Whatever one person's files do is that person's line in the class: bounded in memory and in seconds, never its end."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import subprocess
import sys
import tarfile
import time
import zipfile
from pathlib import Path

import pytest

from grader.instructor.intake import archive, candidates, streams
from grader.instructor.intake.folder import read_folder
from grader.task import catalog

MEGABYTES = 300
SECONDS = 60

_READ = """
import json, resource, sys, time
from pathlib import Path
from grader.instructor.intake.folder import read_folder
from grader.task import catalog
started = time.monotonic()
reading = read_folder(Path(sys.argv[1]), catalog.tasks(), None, None, Path(sys.argv[2]))
print(json.dumps({
    "handed": [[item.person.name, item.source] for item in reading.handed],
    "unassigned": reading.unassigned,
    "seconds": time.monotonic() - started,
    "megabytes": int(open("/proc/self/status").read().partition("VmHWM:")[2].split()[0]) >> 10,  # ru_maxrss begins at the parent's
}))
"""


def read_apart(folder: Path) -> dict:
    """Read the folder in a process of its own, whose memory and time can be asked."""
    unpacked = folder.parent / "unpacked"
    made = subprocess.run(
        [sys.executable, "-c", _READ, str(folder), str(unpacked)], capture_output=True, text=True, timeout=4 * SECONDS
    )
    assert made.returncode == 0, made.stderr[-2000:]
    return json.loads(made.stdout)


def _tar_entry(name: bytes, kind: bytes, size: int) -> bytes:
    """A tar's header with an announced size, whatever follows."""
    member = tarfile.TarInfo(name.decode())
    member.type, member.size = kind, size
    return member.tobuf(tarfile.GNU_FORMAT)


def bomb(path: Path) -> None:
    """A member of 10 GB of zeros, in some kilobytes."""
    piece = bz2.compress(b"\0" * (64 << 20))
    with path.open("wb") as file:
        file.write(bz2.compress(_tar_entry(b"a.py", tarfile.REGTYPE, 160 * (64 << 20))))
        for _ in range(160):
            file.write(piece)


def gzip_bomb(path: Path) -> None:
    with gzip.open(path, "wb", 1) as file:
        file.write(_tar_entry(b"a.py", tarfile.REGTYPE, 12 * (64 << 20)))
        for _ in range(12):
            file.write(b"\0" * (64 << 20))


def xz_dictionary(path: Path) -> None:
    """A stream whose reader would need a dictionary of 1.5 GB."""
    filters = [
        {"id": lzma.FILTER_LZMA2, "dict_size": 1536 << 20, "mode": lzma.MODE_FAST, "mf": lzma.MF_HC3, "depth": 1}
    ]
    try:
        path.write_bytes(lzma.compress(b"\0" * 1024, filters=filters))
    except (lzma.LZMAError, MemoryError):
        pytest.skip("no memory to make it here")


def long_name(path: Path, kind: bytes = tarfile.GNUTYPE_LONGNAME) -> None:
    """A name of 1.5 GB: the file is sparse."""
    with path.open("wb") as file:
        file.write(_tar_entry(b"././@LongLink", kind, 1536 << 20))
        file.truncate(1537 << 20)


def long_header(path: Path) -> None:
    long_name(path, tarfile.XHDTYPE)


def many_headers(path: Path) -> None:
    """A name before a name before a name."""
    with gzip.open(path, "wb") as file:
        for _ in range(20_000):
            file.write(_tar_entry(b"././@LongLink", tarfile.GNUTYPE_LONGNAME, 10) + b"x" * 10 + b"\0" * 502)


def holes(path: Path) -> None:
    entry = tarfile.TarInfo("a.py")
    entry.pax_headers = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.name": "a.py"}
    entry.size = 64 << 20
    with gzip.open(path, "wb") as file:
        file.write(entry.tobuf(tarfile.PAX_FORMAT) + b"9999999\n" + b"0\n" * (32 << 20))


def million_in_tar(path: Path) -> None:
    header = _tar_entry(b"x.txt", tarfile.REGTYPE, 0)
    with gzip.open(path, "wb", 1) as file:
        for _ in range(100):
            file.write(header * 10_000)


def million_in_zip(path: Path) -> None:
    """The list of a ZIP, written by hand."""
    count, entry = 1_000_000, b"PK\x01\x02" + b"\0" * 24 + (1).to_bytes(2, "little") + b"\0" * 16 + b"x"
    with path.open("wb") as file:
        for _ in range(count // 10_000):
            file.write(entry * 10_000)
        size = count * len(entry)
        file.write(b"PK\x06\x06" + (44).to_bytes(8, "little") + b"\0" * 12)
        file.write(count.to_bytes(8, "little") * 2 + size.to_bytes(8, "little") + bytes(8))
        file.write(b"PK\x06\x07" + bytes(4) + size.to_bytes(8, "little") + (1).to_bytes(4, "little"))
        file.write(b"PK\x05\x06" + bytes(4) + b"\xff" * 12 + b"\xff" * 4 + bytes(2))


def nameless(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as bundle:
        bundle.writestr("x", "1")
    data = path.read_bytes()
    local = data.index(b"PK\x03\x04")
    central = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    # The one letter of the name goes, in both places.
    first = data[local : local + 26] + b"\0\0" + data[local + 28 : local + 30] + data[local + 31 : central]
    second = data[central : central + 28] + b"\0\0" + data[central + 30 : central + 46] + data[central + 47 : end]
    tail = bytearray(data[end:])
    tail[12:16], tail[16:20] = len(second).to_bytes(4, "little"), len(first).to_bytes(4, "little")
    path.write_bytes(first + second + bytes(tail))


def deep(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as bundle:
        bundle.writestr("a/" * 400 + "task3.py", "x")
        bundle.writestr("a/" * 40 + "task3.py", "x")


def zip_bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
        for number in range(4):
            bundle.writestr(f"task{number + 1}.py", b"\0" * (100 << 20))


BOMBS = [
    (bomb, ".tar.bz2"),
    (gzip_bomb, ".tar.gz"),
    (xz_dictionary, ".tar.xz"),
    (long_name, ".tar"),
    (long_header, ".tar"),
    (many_headers, ".tar.gz"),
    (holes, ".tar.gz"),
    (million_in_tar, ".tar.gz"),
    (million_in_zip, ".zip"),
    (nameless, ".zip"),
    (deep, ".zip"),
    (zip_bomb, ".zip"),
]


@pytest.mark.skipif(os.name == "nt", reason="the memory of a process is asked the way of Unix")
@pytest.mark.parametrize("make, ending", BOMBS, ids=[make.__name__ for make, _ in BOMBS])
def test_an_archive_costs_no_more_than_its_bounds_and_is_one_persons_line(tmp_path, make, ending):
    folder = tmp_path / "in"
    (folder / "Ada").mkdir(parents=True)
    (folder / "Ada" / "task3.py").write_text("x = 1\n")
    make(folder / f"Eve{ending}")
    found = read_apart(folder)
    assert ["Ada", "Ada/task3.py"] in found["handed"]
    lines = [line for line in found["unassigned"] if line[0].startswith("Eve")]
    assert 1 <= len(lines) <= 2 * archive._TOLD and all(reason for _, reason in lines)
    assert found["megabytes"] < MEGABYTES and found["seconds"] < SECONDS
    assert not [path for path in (tmp_path / "unpacked").rglob("*") if path.is_file() and path.stat().st_size > 1 << 20]


@pytest.mark.skipif(os.name == "nt", reason="the memory of a process is asked the way of Unix")
def test_thousands_of_members_are_some_lines(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    with zipfile.ZipFile(folder / "Eve.zip", "w") as bundle:
        for number in range(9_000):
            bundle.writestr(f"d/{number}.docx", b"")
    (folder / "Ada_task3.py").write_text("x")
    found = read_apart(folder)
    assert len(found["unassigned"]) < 60 and any("more: " in reason for _, reason in found["unassigned"])


def test_the_clock_of_one_archive_and_of_one_person(tmp_path, monkeypatch):
    folder = tmp_path / "in"
    (folder / "Eve").mkdir(parents=True)
    for number in range(4):
        with zipfile.ZipFile(folder / "Eve" / f"{number}.zip", "w") as bundle:
            bundle.writestr(f"task{number + 1}.py", "x")

    def slow(*_: object) -> None:
        time.sleep(0.1)

    monkeypatch.setattr(streams.Bounds, "clock", slow)
    monkeypatch.setattr(candidates, "_PERSON_SECONDS", 0.15)
    reading = read_folder(folder, catalog.tasks(), None, None, tmp_path / "unpacked")
    assert 0 < len(reading.handed) < 4
    assert len(reading.handed) + len(reading.unassigned) == 4
    assert all("seconds" in reason for _, reason in reading.unassigned)


@pytest.mark.parametrize(
    "text",
    [
        b"submission_1: [",
        b"\xff\xfe\x00",
        b"a: &a [x, x]\n" + b"".join(b"b%d: &b%d [*a, *a]\n" % (n, n) for n in range(1000)),
        b"[" * 5_000,
        b"{" * 5_000,
        b"? " * 3_000,
        b"\0",
        b"submission_1:\n  :submitters: *nobody\n",
        b"- " * 2_000,
    ],
)
def test_damaged_metadata_is_a_line(tmp_path, text):
    folder = tmp_path / "in"
    (folder / "submission_1").mkdir(parents=True)
    (folder / "submission_1" / "task3.py").write_text("x")
    (folder / "submission_metadata.yml").write_bytes(text)
    reading = read_folder(folder, catalog.tasks(), None, None, tmp_path / "unpacked")
    assert [item.person.name for item in reading.handed] == ["submission 1"]
    assert len(reading.unassigned) <= 1


@pytest.mark.skipif(os.name == "nt", reason="the memory of a process is asked the way of Unix")
def test_metadata_of_many_aliases_or_megabytes_takes_no_memory(tmp_path):
    folder = tmp_path / "in"
    (folder / "submission_1").mkdir(parents=True)
    (folder / "submission_1" / "task3.py").write_text("x")
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"] + [
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)
    ]
    results = "\n".join(f"submission_{n}:\n  :results:\n    - {{a: [{'1, ' * 200}1]}}" for n in range(2, 3_000))
    (folder / "submission_metadata.yml").write_text("\n".join(lines) + "\n" + results)
    found = read_apart(folder)
    assert found["megabytes"] < MEGABYTES and found["seconds"] < SECONDS


def test_an_escape_in_an_archives_name_reaches_no_terminal(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "Eve\x1b[31m.zip").write_bytes(b"PK damaged")
    ((name, reason),) = read_folder(folder, catalog.tasks(), None, None, tmp_path / "unpacked").unassigned
    assert "\x1b" not in name + reason


def test_a_folder_of_three_thousand_folders_is_a_line(tmp_path):
    folder = tmp_path / "in"
    (folder / "Ada").mkdir(parents=True)
    (folder / "Ada" / "task3.py").write_text("x")
    (folder / "Eve").mkdir()
    place = os.getcwd()
    try:
        os.chdir(folder / "Eve")
        for _ in range(3_000):
            os.mkdir("d")
            os.chdir("d")
    finally:
        os.chdir(place)
    reading = read_folder(folder, catalog.tasks(), None, None, tmp_path / "unpacked")
    assert [item.person.name for item in reading.handed] == ["Ada"]
    assert any("32 folders" in reason for _, reason in reading.unassigned)
    subprocess.run(["rm", "-rf", str(folder)], check=True)


def test_a_tar_whose_stream_is_read_forward_only_comes_out_whole(tmp_path):
    with tarfile.open(tmp_path / "a.tar.xz", "w:xz") as bundle:
        for number, size in enumerate((0, 1, 511, 512, 513, 70_000)):
            entry = tarfile.TarInfo(f"{number}.py")
            entry.size = size
            bundle.addfile(entry, io.BytesIO(b"x" * size))
    archive.unpack(tmp_path / "a.tar.xz", tmp_path / "to", ratio=archive.RATIO)
    assert sorted(path.stat().st_size for path in (tmp_path / "to").iterdir()) == [0, 1, 511, 512, 513, 70_000]


def _notebook(kind: str) -> bytes:
    if kind == "empty cells":
        return b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [' + b"{}," * 1_000_000 + b"{}]}"
    if kind == "an old format":
        cell = b'{"cell_type": "code", "input": "", "outputs": []}'
        return b'{"nbformat": 3, "worksheets": [{"cells": [' + (cell + b",") * 100_000 + cell + b"]}]}"
    if kind == "lists":
        return b'{"nbformat": 4, "cells": [], "x": [' + b"[]," * 5_000_000 + b"[]]}"
    return b'{"nbformat": 4, "cells": [], "x": [' + b"1," * 20_000_000 + b"1]}"


@pytest.mark.skipif(os.name == "nt", reason="the memory of a process is asked the way of Unix")
@pytest.mark.parametrize("kind", ["empty cells", "an old format", "lists", "numbers"])
def test_a_notebook_of_a_million_cells_is_asked_before_it_is_parsed(tmp_path, kind):
    (tmp_path / "task3.ipynb").write_bytes(_notebook(kind))
    script = (
        "import resource, sys\nfrom grader.base.errors import Unreadable\nfrom grader.submission.file import read\n"
        "try:\n    read(sys.argv[1])\nexcept Unreadable as error:\n    print(error)\n"
        "print(int(open('/proc/self/status').read().partition('VmHWM:')[2].split()[0]) >> 10)\n"
    )
    made = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "task3.ipynb")], capture_output=True, text=True, timeout=SECONDS
    )
    told, megabytes = made.stdout.splitlines()
    assert "too many cells or values" in told and int(megabytes) < MEGABYTES
