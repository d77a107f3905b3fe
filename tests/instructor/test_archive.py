"""Archives: what is unpacked, what is left in them, and that nothing gets outside the folder."""

from __future__ import annotations

import errno
import io
import os
import stat
import tarfile
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.base.errors import UsageError
from grader.instructor.intake import archive


def zipped(path: Path, entries: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in entries.items():
            bundle.writestr(name, content)
    return path


def unpacked(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def tarred(path: Path, mode: str, members: list[tarfile.TarInfo], content: bytes = b"x = 1\n") -> Path:
    with tarfile.open(path, mode) as bundle:
        for member in members:
            if member.isreg():
                member.size = len(content)
                bundle.addfile(member, io.BytesIO(content))
            else:
                bundle.addfile(member)
    return path


def special(name: str, kind: bytes, target: str = "/etc/passwd") -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, target
    return member


def test_a_zip(tmp_path):
    made = zipped(tmp_path / "all.zip", {"ada/task3.py": b"1", "bob/notes/task2.ipynb": b"2", "empty/": b""})
    found = archive.unpack(made, tmp_path / "to")
    assert unpacked(tmp_path / "to") == {"ada/task3.py": b"1", "bob/notes/task2.ipynb": b"2"}
    assert found.left_out == []


@pytest.mark.parametrize(
    "suffix, mode",
    [
        (".tar", "w"),
        (".tar.gz", "w:gz"),
        (".tgz", "w:gz"),
        (".tar.bz2", "w:bz2"),
        (".tar.xz", "w:xz"),
        (".TGZ", "w:gz"),
    ],
)
@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_tar_of_every_kind(tmp_path, suffix, mode, form):
    path = tmp_path / f"all{suffix}"
    with tarfile.open(path, mode, format=form) as bundle:
        member = tarfile.TarInfo("Łukasz/" + "a" * 60 + "/task3.py")
        member.size, member.mtime = 3, 1_700_000_000
        bundle.addfile(member, io.BytesIO(b"abc"))
    archive.unpack(path, tmp_path / "to")
    (found,) = [path for path in (tmp_path / "to").rglob("*") if path.is_file()]
    assert found.read_bytes() == b"abc" and found.stat().st_mtime == 1_700_000_000


def test_the_time_of_a_file_is_kept_for_the_due_date(tmp_path):
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as bundle:
        bundle.writestr(zipfile.ZipInfo("task3.py", (2026, 5, 31, 17, 59, 58)), b"x")
    archive.unpack(tmp_path / "all.zip", tmp_path / "to")
    assert (tmp_path / "to/task3.py").stat().st_mtime == time.mktime((2026, 5, 31, 17, 59, 58, 0, 0, -1))


@pytest.mark.parametrize(
    "name",
    ["../evil.py", "a/../../evil.py", "/tmp/evil.py", "..\\evil.py", "C:\\evil.py", "a\\..\\..\\evil.py", "C:evil.py"],
)
@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_names_that_point_outside_stay_in_the_archive(tmp_path, name, kind):
    if kind == "zip":
        made = zipped(tmp_path / "a.zip", {name: b"evil", "good.py": b"1"})
    else:
        made = tarred(tmp_path / "a.tar", "w", [tarfile.TarInfo(name), tarfile.TarInfo("good.py")])
    found = archive.unpack(made, tmp_path / "deep" / "to")
    assert list(unpacked(tmp_path / "deep")) == ["to/good.py"]
    assert [reason for _, reason in found.left_out] == ["its name points outside the archive"]
    assert not list(tmp_path.glob("**/evil.py"))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(alphabet="ab./\\: \0é\n", min_size=1, max_size=12), max_size=6, unique=True))
def test_nothing_ever_leaves_the_folder_and_nothing_is_dropped(tmp_path, names):
    base = tmp_path / str(len(list(tmp_path.iterdir())))
    base.mkdir()
    made = base / "a.tar"
    # PAX keeps any name; a zero byte would end it there.
    with tarfile.open(made, "w", format=tarfile.PAX_FORMAT) as bundle:
        for name in names:
            bundle.addfile(tarfile.TarInfo(name.replace("\0", "")))
    with tarfile.open(made) as bundle:
        stored = [member.name for member in bundle if not member.isdir()]
    found = archive.unpack(made, base / "to")
    assert {path.name for path in base.iterdir()} <= {"a.tar", "to"}
    assert len(unpacked(base / "to")) + len(found.left_out) == len(stored)


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE])
def test_links_and_devices_stay_in_a_tar(tmp_path, kind):
    made = tarred(tmp_path / "a.tar", "w", [special("task3.py", kind), tarfile.TarInfo("good.py")])
    found = archive.unpack(made, tmp_path / "to")
    assert found.left_out == [("task3.py", "a link or a device, not a file")]
    assert list(unpacked(tmp_path / "to")) == ["good.py"]


def test_a_file_behind_a_link_of_the_same_archive_does_not_get_out(tmp_path):
    made = tarred(
        tmp_path / "a.tar", "w", [special("dir", tarfile.SYMTYPE, str(tmp_path)), tarfile.TarInfo("dir/evil.py")]
    )
    archive.unpack(made, tmp_path / "to")
    assert not (tmp_path / "evil.py").exists()


def test_links_in_a_zip(tmp_path):
    info = zipfile.ZipInfo("task3.py")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as bundle:
        bundle.writestr(info, "/etc/passwd")
    found = archive.unpack(tmp_path / "a.zip", tmp_path / "to")
    assert found.left_out == [("task3.py", "a link or a device, not a file")]


def test_what_was_a_link_before_is_not_written_through(tmp_path):
    (tmp_path / "to").mkdir()
    os.symlink(tmp_path / "outside.py", tmp_path / "to" / "task3.py")
    archive.unpack(zipped(tmp_path / "a.zip", {"task3.py": b"1"}), tmp_path / "to")
    assert not (tmp_path / "outside.py").exists()


def test_names_in_utf_8_that_do_not_say_so(tmp_path):
    """As macOS packs them; and one in a PC's code page, which is what the format says."""
    names = ["Zoë/task3.py".encode(), "Müller/task3.py".encode("cp437")]
    made = zipped(tmp_path / "a.zip", {"x" * len(name): b"1" for name in names})
    data = made.read_bytes()
    for name in sorted(names, key=len, reverse=True):
        data = data.replace(b"x" * len(name), name)
    made.write_bytes(data)
    archive.unpack(made, tmp_path / "to")
    assert set(unpacked(tmp_path / "to")) == {"Zoë/task3.py", "Müller/task3.py"}


@pytest.mark.parametrize(
    "extra, expected",
    [
        (b"UT\x05\x00\x01" + (1_780_243_200).to_bytes(4, "little"), 1_780_243_200),
        (b"\x75\x70\x01\x00x" + b"UT\x05\x00\x03" + (1_780_243_200).to_bytes(4, "little"), 1_780_243_200),
        (b"UT\x05\x00\x02" + bytes(4), None),  # no time of modification in it
        (b"UT\xff\xff\x01", None),
        (b"UT", None),
        (b"", None),
    ],
)
def test_a_time_in_utc_is_taken_where_a_zip_has_one(extra, expected):
    info = zipfile.ZipInfo("task3.py", (2026, 5, 31, 12, 0, 0))
    info.extra = extra
    local = time.mktime((2026, 5, 31, 12, 0, 0, 0, 0, -1))
    assert archive._zip_time(info) == (local if expected is None else expected)


def test_a_full_disk_is_not_the_archives_fault(tmp_path, monkeypatch):
    def full(*arguments):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(archive, "_write", full)
    made = zipped(tmp_path / "a.zip", {"task3.py": b"1"})
    with pytest.raises(archive.NoRoom, match=r"No space left on device\. Make room"):
        archive.unpack(made, tmp_path / "to")


def test_encrypted(tmp_path):
    made = zipped(tmp_path / "a.zip", {"task3.py": b"1"})
    data = bytearray(made.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    made.write_bytes(data)
    assert archive.unpack(made, tmp_path / "to").left_out == [("task3.py", "encrypted")]


def test_a_bomb_is_cut_and_named(tmp_path):
    made = zipped(tmp_path / "a.zip", {"bomb.py": b"\0" * (8 << 20), "good.py": b"1"})
    found = archive.unpack(made, tmp_path / "to", max_file=1 << 20)
    assert found.left_out == [("bomb.py", "larger than 1 MB")]
    assert list(unpacked(tmp_path / "to")) == ["good.py"]


def test_a_bomb_that_lies_about_its_size(tmp_path):
    made = zipped(tmp_path / "a.zip", {"bomb.py": b"\0" * (4 << 20)})
    data = bytearray(made.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(mark) + offset
        data[at : at + 4] = (10).to_bytes(4, "little")
    made.write_bytes(data)
    try:
        found = archive.unpack(made, tmp_path / "to", max_file=1 << 20)
    except UsageError:  # zipfile itself notices that the checksum is not that of ten bytes
        found = None
    assert sum(len(content) for content in unpacked(tmp_path / "to").values()) <= 1 << 20
    assert found is None or found.left_out


def test_too_many_and_too_much(tmp_path):
    made = zipped(tmp_path / "a.zip", {f"{i}.py": b"12345" for i in range(10)})
    assert len(archive.unpack(made, tmp_path / "few", max_files=3).left_out) == 7
    assert len(archive.unpack(made, tmp_path / "small", max_total=22).left_out) == 6


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_of_two_with_one_name_the_first_stays_and_the_second_is_listed(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as bundle:
        for content in (b"first", b"second"):
            bundle.writestr("ada/task3.py", content)
        bundle.writestr("ada", b"a file where a folder is")
    found = archive.unpack(tmp_path / "a.zip", tmp_path / "to")
    assert unpacked(tmp_path / "to") == {"ada/task3.py": b"first"}
    assert found.left_out == [
        ("ada/task3.py", "another entry has the same name"),
        ("ada", "another entry has the same name"),
    ]


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tar.gz", "a.tar.xz", "a.tar.bz2"])
@pytest.mark.parametrize(
    "content", [b"", b"not an archive", b"PK\x03\x04" + b"\0" * 50, b"\x1f\x8b\x08\0" + b"\xff" * 40]
)
def test_what_is_no_archive_is_a_sentence(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UsageError, match=rf"{name} cannot be unpacked: "):
        archive.unpack(tmp_path / name, tmp_path / "to")


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.9])
@pytest.mark.parametrize("name, mode", [("a.tar.gz", "w:gz"), ("a.tar.xz", "w:xz"), ("a.tar.bz2", "w:bz2")])
def test_a_damaged_tar_is_a_sentence(tmp_path, name, mode, cut):
    made = tarred(tmp_path / name, mode, [tarfile.TarInfo("a.py"), tarfile.TarInfo("b.py")], os.urandom(5000))
    made.write_bytes(made.read_bytes()[: int(made.stat().st_size * cut)])
    with pytest.raises(UsageError, match="cannot be unpacked"):
        archive.unpack(made, tmp_path / "to")


def test_stem():
    assert [archive.stem(name) for name in ("a.tar.gz", "Dr. B.zip", "c.TGZ", "d")] == ["a", "Dr. B", "c", "d"]
