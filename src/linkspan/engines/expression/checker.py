"""A tree to checked parts: every part gets its kind, every field and function is known before anything is computed."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from linkspan.engines.expression.functions import BY_NAME
from linkspan.engines.expression.kinds import Fault, Kind, reader
from linkspan.engines.expression.messages import shown
from linkspan.engines.expression.nodes import Call, Chain, Comparison, Items, Literal, Name, Node, Place, Unary
from linkspan.engines.expression.operators import Step, compare, every, folded, joined, meeting, negated, rule
from linkspan.engines.expression.text_functions import list_of
from linkspan.engines.expression.typed import Frame, Run, Typed, condition, fixed, guarded, spend_on

#: Characters of a name in a sentence that offers it.
_LONGEST_NAME = 100
Labels = Mapping[str, str | tuple[str, ...]]


class Checker:
    """Checks one tree; afterwards `names` are the keys of the fields it reads, `places` where they stand."""

    def __init__(self, fields: Mapping[str, Kind], labels: Labels) -> None:
        self.fields = fields
        self.labels = labels
        self.names: set[str] = set()
        self.places: list[tuple[Place, str]] = []
        self.uses_today = False
        self.uses_calendar = False

    def typed(self, node: Node) -> Typed:
        """The checked part of a node. Raises `Fault`."""
        match node:
            case Literal():
                return self.literal(node)
            case Name():
                return self.field(node)
            case Call():
                return self.call(node)
            case Chain():
                return self.chain(node)
            case Comparison():
                run = compare(self.typed(node.left), node.operator, self.typed(node.right))
                return Typed(Kind.BOOLEAN, guarded(run, node.place), node.place)
            case Unary():
                return self.unary(node)
            case Items():
                return list_of([self.typed(item) for item in node.items], node.place)

    def literal(self, node: Literal) -> Typed:
        constant = node.value if node.kind is Kind.NUMBER else None
        literal = node.value if node.kind is Kind.TEXT else None
        return Typed(node.kind, fixed(None if node.value == "" else node.value), node.place, constant, literal)

    def field(self, node: Name) -> Typed:
        key = self.key_of(node)
        kind = Kind(self.fields[key])
        self.names.add(key)
        self.places.append((node.place, key))
        read = reader(kind, shown(node.name, _LONGEST_NAME))
        place = node.place
        is_long = kind in (Kind.TEXT, Kind.LIST)

        def run(frame: Frame) -> Any:
            try:
                value = read(frame.values.get(key))
                if is_long:
                    spend_on(frame, value)
                return value
            except Fault as fault:
                fault.place = place
                raise

        return Typed(kind, run, place)

    def key_of(self, node: Name) -> str:
        """The key of a field: a key as written goes before a label as written, both before any other case or spaces."""
        name = node.name
        if name in self.fields:
            return name
        found = self.labels.get(name)
        if found is None:
            folded = name.casefold()
            same = [key for key in (*self.fields, *self.labels) if key.strip().casefold() == folded]
            keys = {key if key in self.fields else self.labels[key] for key in same}
            found = keys.pop() if len(keys) == 1 else None
        if isinstance(found, tuple) and len(found) != 1:
            raise Fault("ambiguous_field", node.place, name=shown(name), keys=shown(", ".join(found), _LONGEST_NAME))
        key = found[0] if isinstance(found, tuple) else found
        if key is None or key not in self.fields:
            raise self.unknown(node)
        return key

    def leads_to(self, name: str, key: str) -> bool:
        """Whether the name in braces means the field `key`."""
        if name != name.strip() or not name or any(sign in name for sign in "{}｛｝"):
            return False
        try:
            return self.key_of(Name(name, (0, 0), braced=True)) == key
        except Fault:
            return False

    def unknown(self, node: Name) -> Fault:
        function = None if node.braced else BY_NAME.get(node.name.upper() if node.name.isascii() else "")
        if function is not None:
            signature = function.signature("zh"), function.signature("en")
            return Fault("no_parentheses", node.place, name=function.name, signature=signature)
        near = get_close_matches(node.name[:100], [*self.labels, *self.fields], 1, 0.5)
        if near:
            return Fault("unknown_field_near", node.place, name=shown(node.name), near=shown(near[0], _LONGEST_NAME))
        return Fault("unknown_field", node.place, name=shown(node.name))

    def call(self, node: Call) -> Typed:
        function = BY_NAME.get(node.name)
        place = node.place
        if function is None:
            at = place[0], place[0] + len(node.name)
            near = get_close_matches(node.name[:100], BY_NAME, 1, 0.5)
            if near:
                raise Fault("unknown_function_near", at, name=shown(node.name), near=near[0])
            raise Fault("unknown_function", at, name=shown(node.name))
        nodes = node.arguments
        if function.name == "IN" and len(nodes) == 2 and isinstance(nodes[1], Items):
            nodes = (nodes[0], *nodes[1].items)
        function.check_count(len(nodes), place)
        part = function.build(function, [self.typed(argument) for argument in nodes], place)
        self.uses_today |= function.uses_today
        self.uses_calendar |= function.uses_calendar
        return Typed(part.kind, guarded(part.run, place), place)

    def chain(self, node: Chain) -> Typed:
        parts = [self.typed(operand) for operand in node.operands]
        if node.operators[0] in ("&&", "||"):
            return Typed(Kind.BOOLEAN, guarded(every(parts, node.operators[0] == "&&"), node.place), node.place)
        if node.operators[0] == "&":
            return Typed(Kind.TEXT, guarded(joined(parts), node.place), node.place)
        return self.arithmetic(parts, node)

    def arithmetic(self, parts: list[Typed], node: Chain) -> Typed:
        """Operators from left to right in a loop, so that a long sum needs no deep stack."""
        left = parts[0]
        steps: list[tuple[Run, Step]] = []
        base = left.run
        for sign, right in zip(node.operators, parts[1:], strict=True):
            place = (left.place[0], right.place[1])
            left, right = meeting(left, sign, right)
            kind, step = rule(left, sign, right)
            if left.constant is not None and right.constant is not None:
                value = _fold(step, left.constant, right.constant)
                if value is not None:
                    left = Typed(kind, fixed(value), place, value)
                    base = left.run
                    continue
            if not steps:
                base = left.run
            steps.append((right.run, step))
            left = Typed(kind, base, place)
        if not steps:
            return left
        return Typed(left.kind, guarded(folded(base, steps), node.place), node.place)

    def unary(self, node: Unary) -> Typed:
        part = self.typed(node.operand)
        if node.operator == "!":
            is_met = condition(part)
            return Typed(Kind.BOOLEAN, guarded(lambda frame: not is_met(frame), node.place), node.place)
        signed = negated(part)
        if signed is None:
            raise Fault("no_sign", node.place, op=node.operator, kind=part.kind.words)
        return part if node.operator == "+" else signed


def _fold(step: Step, left: Decimal, right: Decimal) -> Decimal | None:
    """Arithmetic between plain numbers, done when the expression is checked; None where it fails, also for IFERROR."""
    try:
        return step(left, right)
    except (Fault, ArithmeticError):
        return None
