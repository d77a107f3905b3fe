"""Frozen records with named fields, for modules that must import fast.

A subclass is written like a frozen dataclass, and type checkers read it as one. Real dataclasses import inspect, which
takes longer than the whole of ``grader list`` may.
"""

from __future__ import annotations

from grader.base.language import mark

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar

    from typing_extensions import Self, dataclass_transform
else:

    def dataclass_transform(**_settings):
        return lambda cls: cls


@dataclass_transform(frozen_default=True, eq_default=True)
class Record:
    """The fields are the class's annotations, in their order; a class attribute is a field's default.

    ``SENTENCES`` names the fields that are shown to people; they are translated when shown.
    """

    SENTENCES: ClassVar[tuple[str, ...]] = ()

    if not TYPE_CHECKING:

        def __init__(self, *values, **named):
            cls = type(self)
            fields = tuple(cls.__annotations__)
            given = dict(zip(fields, values))
            if len(values) > len(fields) or given.keys() & named or named.keys() - set(fields):
                raise TypeError(f"{cls.__name__} takes each of {', '.join(fields)} once, and nothing else")
            given.update(named)
            for field in fields:
                if field not in given:
                    if not hasattr(cls, field):
                        raise TypeError(f"{cls.__name__} needs {field}")
                    given[field] = getattr(cls, field)
            for field in cls.SENTENCES:
                given[field] = mark(given[field])
            self.__dict__.update({field: given[field] for field in fields})

    def replace(self, **changes: Any) -> Self:
        """A copy with some fields replaced."""
        return type(self)(**{**self.__dict__, **changes})

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen: make a copy by .replace({name}=…)")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen")

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other.__dict__ == self.__dict__

    def __hash__(self) -> int:
        return hash(tuple(self.__dict__.values()))

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={value!r}" for name, value in self.__dict__.items())
        return f"{type(self).__name__}({fields})"
