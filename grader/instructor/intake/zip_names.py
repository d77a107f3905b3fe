"""The names in a ZIP that does not say how they are written.

A ZIP without the flag for UTF-8 holds names in the code page of the computer that packed it, which is written
nowhere. macOS and others write UTF-8 all the same.
"""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Collection, Iterable

from grader.base.language import say

_UTF8 = 0x800  # the flag of an entry whose name is in UTF-8
# Of Western and of Central Europe, of Russian, each as DOS and as Windows have it.
_PAGES = ("cp437", "cp850", "cp852", "cp866", "cp1250", "cp1252", "cp1251")


def names(entries: Iterable[zipfile.ZipInfo], known: Collection[str] = ()) -> tuple[list[str], str]:
    """The name of each entry, and what to say if they had to be guessed.

    All names without the flag are in one code page: that in which they consist of letters; of several the one
    that gives more of the names in ``known``.
    """
    infos = list(entries)
    raw = [b"" if info.flag_bits & _UTF8 else _raw(info.filename) for info in infos]
    told = {name for name in raw if not name.isascii()}
    if not told:
        return [info.filename for info in infos], ""
    # The oldest habit first: names that are UTF-8 are hardly ever anything else, name by name.
    other = {name for name in told if not _is(name, "utf-8")}
    page, sure = _page(other, known) if other else ("utf-8", True)
    note = "" if sure else say("Some names in the ZIP look odd: it does not say in which code page they are.")
    read = [
        info.filename if name.isascii() else name.decode(page if name in other else "utf-8", "replace")
        for info, name in zip(infos, raw)
    ]
    return read, note


def _raw(name: str) -> bytes:
    try:
        return name.encode("cp437")
    except UnicodeError:
        return b""


def _is(name: bytes, page: str) -> bool:
    try:
        name.decode(page)
    except UnicodeError:
        return False
    return True


def _page(told: set[bytes], known: Collection[str]) -> tuple[str, bool]:
    """(code page, whether it is the only one that fits)."""
    words = {_plain(word) for name in known for word in re.split(r"[\W_]+", name) if word and not word.isascii()}
    found = []
    for place, page in enumerate(_PAGES):
        if not all(_is(name, page) for name in told):
            continue
        texts = [name.decode(page) for name in told]
        hits = sum(_plain(word) in words for text in texts for word in re.split(r"[\W_]+", text))
        odd = sum(oddness(text) for text in texts)
        found.append((-hits, odd, place, page))
    if not found:
        return "cp437", False
    best = min(found)
    alike = [entry for entry in found if entry[0] == best[0] and entry[1] == best[1] == 0]
    return best[3], best[0] < 0 or _agree(alike, told)


def _agree(found: list[tuple[int, int, int, str]], told: set[bytes]) -> bool:
    return len({tuple(name.decode(page) for name in sorted(told)) for *_, page in found}) == 1  # of none: not sure


def _plain(word: str) -> str:
    return unicodedata.normalize("NFC", word).casefold()


def oddness(text: str) -> int:
    """How many of the letters beyond ASCII are no letters, or are not written as within words of one language."""
    count = sum(not letter.isascii() and not letter.isalpha() for letter in text)
    for word in re.findall(r"[^\W\d_]+", text):
        strange = [letter for letter in word if not letter.isascii()]
        scripts = {unicodedata.name(letter, "?").split()[0] for letter in word}
        count += sum(letter in _RARE for letter in strange)
        count += len(scripts) > 1  # Latin and Cyrillic letters in one word
        count += any(letter.isupper() for letter in strange if not word.isupper() and letter != word[0])
        count += "CYRILLIC" not in scripts and bool(re.search(r"[^\x00-\x7f]{3}", word))
    return count


# Letters in the code pages that no name in their languages holds, or hardly any.
_RARE = set("ªºƒßµΓΘΣΦΩαδεπστφ¨´¸ŕŔĹĺ") - {"ß"}
