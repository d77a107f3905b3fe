"""What people read, in their language.

The English sentence is the key of one gettext catalogue (``grader/locale``, docs/translating.md). A sentence is a
constant with named places. Values are put in after translation, so nothing from outside is ever a key or a format.
English needs no catalogue and loads none.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from gettext import GNUTranslations
    from typing import Any

SOURCE = "en"
_LOCALE = os.path.join(os.path.dirname(__file__), "locale")
_LANGUAGE: ContextVar[str] = ContextVar("language", default=SOURCE)


class Message(str):
    """An English sentence made before the reader's language is known; ``now`` translates it."""

    template: str
    values: dict[str, Any]

    def __new__(cls, template: str, /, **values: Any) -> Message:
        made = super().__new__(cls, template.format(**values) if values else template)
        made.template, made.values = template, values
        return made

    def __getnewargs__(self) -> tuple[str]:  # copying and pickling must not format it again
        return (str(self),)


def mark(message: str, /, **values: Any) -> Message:
    """A sentence that is translated when it is shown, such as a title or hint declared at import."""
    return message if isinstance(message, Message) else Message(message, **values)


# How numbers are written: a translation translates these two numbers the way its readers write them.
_SHORT, _LONG = mark("1,234.5"), mark("12,345.6")


def now(text: str) -> str:
    """A marked sentence in the language in use; any other text unchanged."""
    return say(text.template, **text.values) if isinstance(text, Message) else text


def say(message: str, /, **values: Any) -> str:
    """``message`` in the language in use, with the values put in."""
    return _filled(_translated(message), values)


def capital(text: str) -> str:
    """A phrase as the beginning of a sentence, in the language in use; a name such as b1 or dW1 is left unchanged."""
    text = now(text)
    first = text.partition(" ")[0]
    mixed = first.isidentifier() and (first != first.lower() or "_" in first)
    letter = len(first) == 1 and first not in "aiouwz"  # these are words, in English or in the translation
    if mixed or letter or any(map(str.isdigit, first)):
        return text
    return text[:1].upper() + text[1:]


def say_n(one: str, many: str, n: int, /, **values: Any) -> str:
    """The form of a sentence for the number ``n`` (singular or plural); ``{n}`` is its place in the sentence."""
    if language() == SOURCE:
        form = one if n == 1 else many
    else:
        form = _catalogue(language()).ngettext(one, many, n)
    return _filled(form, {"n": n, **values})


def decimal(text: str) -> str:
    """A number as Python writes it, with the decimal mark and the grouping of the language in use."""
    if language() == SOURCE:
        return text
    short, long = _translated(_SHORT), _translated(_LONG)
    whole, point, rest = text.partition(".")
    if len(short) < len(_SHORT) and sum(map(str.isdigit, whole)) == 4:  # some languages do not group four digits
        whole = whole.replace(",", "")
    return whole.replace(",", long[2:-5]) + (long[-2] if point else "") + rest


# --- which language ------------------------------------------------------------------------------------


def language() -> str:
    """The language in use in this context; a new thread starts with English."""
    return _LANGUAGE.get()


@contextmanager
def use(wanted: str) -> Iterator[None]:
    """Use this language inside the block, or English if there is no translation."""
    former = _LANGUAGE.set(wanted if known(wanted) else SOURCE)
    try:
        yield
    finally:
        _LANGUAGE.reset(former)


def known(name: str) -> bool:
    return name == SOURCE or (name.isidentifier() and os.path.isfile(catalogue_file(name)))


def catalogue_file(name: str) -> str:
    return os.path.join(_LOCALE, name, "LC_MESSAGES", "grader.mo")


def preferred(environment: Mapping[str, str] | None = None) -> str:
    """The language named by GRADER_LANGUAGE, else by gettext's variables; English if none is set or translated."""
    found = os.environ if environment is None else environment
    for variable in ("GRADER_LANGUAGE", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := found.get(variable):
            return next((fit for name in value.split(":") if (fit := fitting(name))), SOURCE)
    return SOURCE


def fitting(name: str) -> str:
    """The language of a locale such as ``pl_PL.UTF-8`` if there is a translation, else an empty string."""
    whole = name.partition(".")[0].partition("@")[0].replace("-", "_")
    return next((each for each in (whole, whole.partition("_")[0].lower()) if known(each)), "")


# --- helpers ---------------------------------------------------------------------------------------------


@cache
def _catalogue(name: str) -> GNUTranslations:
    from gettext import GNUTranslations

    with open(catalogue_file(name), "rb") as file:
        return GNUTranslations(file)


def _translated(message: str) -> str:
    return message if language() == SOURCE or not message else _catalogue(language()).gettext(message)


def _filled(text: str, values: Mapping[str, Any]) -> str:
    if not values:
        return text
    if language() == SOURCE:
        return text.format(**values)
    from numbers import Number

    return text.format(
        **{name: _Figure(value) if isinstance(value, Number) else _said(value) for name, value in values.items()}
    )


def _said(value: Any) -> Any:
    return now(value) if isinstance(value, str) else value


class _Figure:
    """A number that any format writes as the language in use does."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __format__(self, form: str) -> str:
        return decimal(format(self.value, form))

    def __repr__(self) -> str:
        return repr(self.value)

    def __str__(self) -> str:
        return decimal(str(self.value))
