"""Evaluates written formulas over named numbers: arithmetic alone, nothing else of Python. Used by tool.biz.model."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Mapping, Sequence

DECIMALS = 4
LARGEST = 1e15
_BINARY = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}
_FUNCTIONS = {"ceil": math.ceil, "floor": math.floor, "max": max, "min": min}


class FormulaError(ValueError):
    """A formula is no arithmetic, names an unknown number, or has no finite result."""


def evaluate(expression: str, numbers: Mapping[str, float]) -> float:
    """Return the value of `expression`, rounded to four decimals. Raises FormulaError."""
    try:
        value = float(_value(ast.parse(expression, mode="eval").body, numbers))
    except (SyntaxError, ZeroDivisionError, OverflowError, TypeError, RecursionError) as error:
        raise FormulaError(f"{expression!r}: {error}") from None
    if not math.isfinite(value) or abs(value) > LARGEST:
        raise FormulaError(f"{expression!r}: {value} is no figure to plan with")
    return round(value, DECIMALS)


def _value(node: ast.expr, numbers: Mapping[str, float]) -> float:
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return node.value
    if isinstance(node, ast.Name):
        if node.id not in numbers:
            raise FormulaError(f"{node.id!r} is no input and no earlier result; known: {', '.join(sorted(numbers))}")
        return numbers[node.id]
    if isinstance(node, ast.BinOp) and type(node.op) in _BINARY:
        return _BINARY[type(node.op)](_value(node.left, numbers), _value(node.right, numbers))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_value(node.operand, numbers)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _FUNCTIONS and not node.keywords:
        return _FUNCTIONS[node.func.id](*(_value(argument, numbers) for argument in node.args))
    raise FormulaError(f"a formula is made of numbers, names, + - * / and {', '.join(_FUNCTIONS)}; {ast.unparse(node)!r} is none of these")


def evaluate_all(formulas: Sequence[Mapping[str, str]], inputs: Mapping[str, float]) -> tuple[dict[str, float], dict[str, str]]:
    """Return (results by name, errors by name); each formula may use the results before it."""
    numbers, results, errors = dict(inputs), {}, {}
    for formula in formulas:
        try:
            numbers[formula["name"]] = results[formula["name"]] = evaluate(formula["expression"], numbers)
        except FormulaError as error:
            errors[formula["name"]] = str(error)
    return results, errors
