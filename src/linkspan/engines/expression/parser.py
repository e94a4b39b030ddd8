"""Tokens to a tree, by the rank of operators: || && comparison & +- */ and signs."""

from __future__ import annotations

from linkspan.engines.expression.kinds import Fault, Kind
from linkspan.engines.expression.messages import MAX_DEPTH, MAX_LENGTH, shown
from linkspan.engines.expression.nodes import Call, Chain, Comparison, Items, Literal, Name, Node, Place, Unary
from linkspan.engines.expression.tokens import Token, Type, tokens

_COMPARE = 3
_RANKS = {"||": 1, "&&": 2, "&": 4, "+": 5, "-": 5, "*": 6, "/": 6}
_RANKS |= dict.fromkeys(("=", "<>", "<", "<=", ">", ">="), _COMPARE)
_CONSTANTS = {"TRUE": True, "FALSE": False}
_OPENING = {"(": ")", "[": "]"}
#: Expressions within expressions while reading: brackets and ranks of operators together.
_MOST_OPEN = 3 * MAX_DEPTH


def parse(text: str) -> Node:
    """The tree of an expression; a leading `=`, as in a cell of Excel, is allowed. Raises `Fault`."""
    if len(text) > MAX_LENGTH:
        raise Fault("too_long", (MAX_LENGTH, len(text)), count=len(text), limit=MAX_LENGTH)
    return _Parser(text).whole()


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokens(text)
        self.at = 0
        self.nested = 0
        self.open = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def take(self) -> Token:
        token = self.tokens[self.at]
        if token.type is not Type.END:
            self.at += 1
        return token

    @property
    def at_end(self) -> bool:
        return self.tokens[self.at].type is Type.END

    def is_sign(self, sign: str) -> bool:
        return self.token.type is Type.SIGN and self.token.text == sign

    def whole(self) -> Node:
        if self.is_sign("="):
            self.take()
        if self.at_end:
            raise Fault("empty", self.token.place)
        node = self.expression(1)
        if not self.at_end:
            raise self.surplus()
        return node

    def surplus(self) -> Fault:
        """A token behind a whole operand: an operator is missing, or a bracket too many."""
        token = self.token
        code = "unexpected" if token.type is Type.SIGN and token.text not in _OPENING else "expected_operator"
        return Fault(code, token.place, shown=shown(self.text[slice(*token.place)]))

    def rank(self) -> int:
        token = self.token
        if token.type is Type.SIGN:
            return _RANKS.get(token.text, 0)
        return _COMPARE if token.type is Type.NAME and token.text.upper() == "IN" else 0

    def expression(self, least: int) -> Node:
        """Operands joined by operators of rank `least` and above."""
        self.open += 1
        if self.open > _MOST_OPEN:
            raise Fault("too_deep", self.token.place, limit=MAX_DEPTH)
        left = self.operand()
        while (rank := self.rank()) >= least:
            left = self.comparison(left) if rank == _COMPARE else self.chain(left, rank)
        self.open -= 1
        return left

    def chain(self, left: Node, rank: int) -> Node:
        operands, operators = [left], []
        while self.rank() == rank:
            operators.append(self.take().text)
            operands.append(self.expression(rank + 1))
        place = (operands[0].place[0], operands[-1].place[1])
        return Chain(tuple(operands), tuple(operators), place, self.deeper(place, *operands))

    def comparison(self, left: Node) -> Node:
        operator = self.take()
        right = self.expression(_COMPARE + 1)
        if self.rank() == _COMPARE:
            raise Fault("chained_comparison", self.token.place)
        place = (left.place[0], right.place[1])
        depth = self.deeper(place, left, right)
        if operator.type is Type.NAME:
            return Call("IN", (left, right), place, depth)
        return Comparison(left, operator.text, right, place, depth)

    def deeper(self, place: Place, *parts: Node) -> int:
        depth = 1 + max((part.depth for part in parts), default=0)
        if depth > MAX_DEPTH:
            raise Fault("too_deep", place, limit=MAX_DEPTH)
        return depth

    def operand(self) -> Node:
        """A value, field, call, sign or bracket. The nesting is counted, so that no text can exhaust the stack."""
        token = self.take()
        self.nested += 1
        if self.nested > MAX_DEPTH:
            raise Fault("too_deep", token.place, limit=MAX_DEPTH)
        node = self.simple(token) if token.type is not Type.SIGN else self.signed(token)
        self.nested -= 1
        return node

    def simple(self, token: Token) -> Node:
        if token.type is Type.END:
            raise Fault("unexpected_end", token.place)
        if token.type is Type.LITERAL and token.kind is not None:
            return Literal(token.value, token.kind, token.place)
        if token.type is Type.FIELD:
            return Name(token.text, token.place, braced=True)
        if self.is_sign("("):
            return self.call(token)
        capitals = token.text.upper() if token.text.isascii() else ""
        if capitals in _CONSTANTS:
            return Literal(_CONSTANTS[capitals], Kind.BOOLEAN, token.place)
        return Name(token.text, token.place, braced=False)

    def call(self, token: Token) -> Node:
        arguments, end = self.items(self.take())
        name = token.text.upper() if token.text.isascii() else token.text
        place = (token.place[0], end)
        if name in _CONSTANTS and not arguments:
            return Literal(_CONSTANTS[name], Kind.BOOLEAN, place)
        return Call(name, arguments, place, self.deeper(place, *arguments))

    def signed(self, token: Token) -> Node:
        if token.text == "(":
            node = self.expression(1)
            if not self.is_sign(")"):
                raise self.unclosed(token)
            self.take()
            return node
        if token.text == "[":
            items, end = self.items(token)
            place = (token.place[0], end)
            return Items(items, place, self.deeper(place, *items))
        if token.text in ("-", "+", "!"):
            operand = self.operand()
            place = (token.place[0], operand.place[1])
            return Unary(token.text, operand, place, self.deeper(place, operand))
        raise Fault("unexpected", token.place, shown=shown(self.text[slice(*token.place)]))

    def items(self, opening: Token) -> tuple[tuple[Node, ...], int]:
        """Expressions between commas up to the closing bracket, and where that ends."""
        closing = _OPENING[opening.text]
        found: list[Node] = []
        while not self.is_sign(closing):
            found.append(self.expression(1))
            if self.is_sign(","):
                self.take()
                if self.is_sign(closing):
                    raise Fault("unexpected", self.token.place, shown=closing)
            elif not self.is_sign(closing):
                raise self.unclosed(opening)
        return tuple(found), self.take().place[1]

    def unclosed(self, opening: Token) -> Fault:
        if not self.at_end:
            return self.surplus()
        return Fault("unclosed", opening.place, shown=opening.text, closing=_OPENING[opening.text])
