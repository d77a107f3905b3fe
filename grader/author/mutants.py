"""Small changes to a solution that a grader has to notice.

There are two sources. One is the operators of cosmic-ray (arithmetic, comparisons, numbers, booleans, loops). The
other, built on libcst, is a few that only numerical code has: a lost transpose, another reduction, a missing keyword,
swapped arguments, a statement left out.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import libcst as cst

from grader.base.language import say

# One replacement for each arithmetic and comparison operator: the others change the same place, and a check that
# notices one of them notices all.
_COSMIC = (
    "ReplaceBinaryOperator_Add_Sub",
    "ReplaceBinaryOperator_Sub_Add",
    "ReplaceBinaryOperator_Mul_Div",
    "ReplaceBinaryOperator_Div_Mul",
    "ReplaceBinaryOperator_FloorDiv_Mul",
    "ReplaceBinaryOperator_Mod_Mul",
    "ReplaceBinaryOperator_Pow_Mul",
    "ReplaceComparisonOperator_Gt_Lt",
    "ReplaceComparisonOperator_Lt_Gt",
    "ReplaceComparisonOperator_GtE_Lt",
    "ReplaceComparisonOperator_LtE_Gt",
    "ReplaceComparisonOperator_Eq_NotEq",
    "ReplaceComparisonOperator_NotEq_Eq",
    "ReplaceUnaryOperator_USub_UAdd",
    "NumberReplacer",
    "ReplaceTrueWithFalse",
    "ReplaceFalseWithTrue",
    "ReplaceAndWithOr",
    "ReplaceOrWithAnd",
    "AddNot",
    "ReplaceBreakWithContinue",
    "ZeroIterationForLoop",
)
_ATTRIBUTES = {
    "mean": "sum",
    "sum": "mean",
    "reduce_mean": "reduce_sum",
    "reduce_sum": "reduce_mean",
    "maximum": "minimum",
    "minimum": "maximum",
    "max": "min",
    "argmax": "argmin",
    "tanh": "sin",
    "relu": "tanh",
    "sigmoid": "tanh",
    "exp": "expm1",
    "log": "log1p",
    "log1p": "log",
    "zeros": "ones",
    "ones": "zeros",
    "permutation": "arange",
    "uniform": "normal",
    "normal": "uniform",
    "max_pool2d": "avg_pool2d",
    "sigmoid_cross_entropy_with_logits": "softmax_cross_entropy_with_logits",
    "softmax_cross_entropy_with_logits": "sigmoid_cross_entropy_with_logits",
}
_STRINGS = {"SAME": "VALID", "same": "valid", "relu": "linear", "tanh": "linear", "sigmoid": "linear"}


@dataclass(frozen=True)
class Mutant:
    """A changed solution; ``before`` and ``after`` are the changed lines, stripped."""

    operator: str
    line: int
    before: str
    after: str
    source: str

    @property
    def difference(self) -> str:
        return say(
            "line {line}: {before}  ->  {value}",
            line=self.line,
            before=self.before,
            value=self.after or say("(left out)"),
        )


def mutants(source: str) -> list[Mutant]:
    """All mutants of a solution, each changed text once, in the order of the lines."""
    found: dict[str, Mutant] = {}
    for operator, text in (*_by_cosmic_ray(source), *_by_libcst(source)):
        if text != source and text not in found and (mutant := _mutant(operator, source, text)):
            found[text] = mutant
    return sorted(found.values(), key=lambda mutant: (mutant.line, mutant.operator, mutant.after))


def _mutant(operator: str, source: str, text: str) -> Mutant | None:
    before, after = source.split("\n"), text.split("\n")
    try:
        compile(text, "mutant", "exec", dont_inherit=True)
    except SyntaxError:  # no student could hand in a program that does not compile
        return None
    matcher = difflib.SequenceMatcher(a=before, b=after, autojunk=False)
    for tag, first, last, other_first, other_last in matcher.get_opcodes():
        if tag != "equal":
            changed = " ".join(line.strip() for line in before[first:last])
            return Mutant(
                operator, first + 1, changed, " ".join(x.strip() for x in after[other_first:other_last]), text
            )
    return None


def _by_cosmic_ray(source: str) -> Iterator[tuple[str, str]]:
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator

    for name in _COSMIC:
        operator: Any = get_operator(f"core/{name}")
        occurrence = 0
        while (text := mutate_code(source, operator(), occurrence)) is not None:
            yield name, text
            occurrence += 1


def _by_libcst(source: str) -> Iterator[tuple[str, str]]:
    module = cst.parse_module(source)
    for name, change in _CHANGES:
        occurrence = 0
        while True:
            transformer = _Nth(change, occurrence)
            changed = module.visit(transformer)
            if not transformer.done:
                break
            yield name, changed.code
            occurrence += 1


class _Nth(cst.CSTTransformer):
    """Applies a change at its n-th possible place."""

    def __init__(self, change: Callable[[Any], Any], occurrence: int) -> None:
        super().__init__()
        self._change = change
        self._left = occurrence
        self.done = False

    def on_leave(self, original_node: Any, updated_node: Any) -> Any:
        left = super().on_leave(original_node, updated_node)
        if self.done or not isinstance(left, cst.CSTNode):
            return left
        changed = self._change(left)
        if changed is None:
            return left
        if self._left:
            self._left -= 1
            return left
        self.done = True
        return changed


def _drop_transpose(node: Any) -> Any:
    return node.value if isinstance(node, cst.Attribute) and node.attr.value == "T" else None


def _other_function(node: Any) -> Any:
    if isinstance(node, cst.Attribute) and node.attr.value in _ATTRIBUTES:
        return node.with_changes(attr=cst.Name(_ATTRIBUTES[node.attr.value]))
    return None


def _drop_keyword(node: Any) -> Any:
    if isinstance(node, cst.Call) and any(arg.keyword for arg in node.args):
        kept = [arg for arg in node.args if not arg.keyword]
        last = [arg for arg in node.args if arg.keyword][:-1]
        args = [*kept, *last]
        return node.with_changes(args=[arg.with_changes(comma=cst.MaybeSentinel.DEFAULT) for arg in args])
    return None


def _swap_arguments(node: Any) -> Any:
    if isinstance(node, cst.Call) and len([arg for arg in node.args if not arg.keyword and not arg.star]) == 2:
        first, second, *rest = node.args
        swapped = [second.with_changes(comma=first.comma), first.with_changes(comma=second.comma), *rest]
        return node.with_changes(args=swapped) if not first.keyword and not second.keyword else None
    return None


def _swap_matmul(node: Any) -> Any:
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.MatrixMultiply):
        return node.with_changes(left=node.right, right=node.left)
    return None


def _drop_call(node: Any) -> Any:
    """f(x) -> x, for calls with one positional argument."""
    if isinstance(node, cst.Call) and len(node.args) == 1 and not node.args[0].keyword and not node.args[0].star:
        return node.args[0].value
    return None


def _drop_statement(node: Any) -> Any:
    if isinstance(node, cst.SimpleStatementLine) and isinstance(node.body[0], (cst.Assign, cst.AugAssign, cst.Expr)):
        inner = node.body[0]
        if isinstance(inner, cst.Expr) and isinstance(inner.value, (cst.SimpleString, cst.ConcatenatedString)):
            return None  # a docstring
        return node.with_changes(body=[cst.Pass()])
    return None


def _other_string(node: Any) -> Any:
    if isinstance(node, cst.SimpleString) and node.raw_value in _STRINGS:
        return node.with_changes(value=repr(_STRINGS[node.raw_value]))
    return None


def _drop_operand(node: Any) -> Any:
    """a + b -> a, a * b -> a, a / b -> a."""
    operators = (cst.Add, cst.Subtract, cst.Multiply, cst.Divide)
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, operators):
        return node.left
    return None


_CHANGES: tuple[tuple[str, Callable[[Any], Any]], ...] = (
    ("DropTranspose", _drop_transpose),
    ("OtherFunction", _other_function),
    ("DropKeyword", _drop_keyword),
    ("SwapArguments", _swap_arguments),
    ("SwapMatmul", _swap_matmul),
    ("DropCall", _drop_call),
    ("DropStatement", _drop_statement),
    ("DropOperand", _drop_operand),
    ("OtherString", _other_string),
)
