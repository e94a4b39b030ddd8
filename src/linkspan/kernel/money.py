"""Money: integer fen (1/100 of the unit) with a currency. No floats anywhere."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django.utils.translation import gettext_lazy as _

from linkspan.kernel.errors import DomainError

FEN_PER_YUAN = 100
FEN_PER_WAN = 1_000_000
_LARGEST = 2**63 - 1
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．，－＋￥\u2212", "0123456789.,-+¥-")
_PATTERN = re.compile(
    r"([+-]?)\s*[¥$€]?\s*([+-]?)([0-9,]{0,30}[0-9]\.?[0-9]{0,12}|\.[0-9]{1,12})\s*(万元|万|亿元|亿|元)?"
)
_UNITS = {"万": 10_000, "万元": 10_000, "亿": 100_000_000, "亿元": 100_000_000, "元": 1, None: 1}


@dataclass(frozen=True, order=True)
class Money:
    """An amount. fen: whole hundredths of the unit, signed; currency: ISO 4217."""

    fen: int
    currency: str = "CNY"

    def _same(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise DomainError(
                "currency",
                _("%(a)s and %(b)s cannot be added. Convert one of them first.")
                % {"a": self.currency, "b": other.currency},
            )

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.fen + other.fen, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.fen - other.fen, self.currency)

    def share(self, ratio: Decimal) -> "Money":
        """The part of the amount, rounded half up to whole fen."""
        return Money(int((Decimal(self.fen) * ratio).quantize(Decimal(1), ROUND_HALF_UP)), self.currency)

    def split(self, weights: list[int]) -> list["Money"]:
        """Parts in proportion to the weights; the rounding residue goes to the last, so the parts sum to the whole."""
        total = sum(weights)
        if total <= 0:
            raise ValueError("weights must have a positive sum")
        parts = [self.fen * weight // total for weight in weights]
        parts[-1] += self.fen - sum(parts)
        return [Money(part, self.currency) for part in parts]


def parse(text: str, currency: str = "CNY") -> Money:
    """Read `1,234.50`, `¥85.8万`, `1.2 亿元`, full-width digits; DomainError with the remedy otherwise."""
    match = _PATTERN.fullmatch(text.strip().translate(_FULL_WIDTH))
    try:
        if not match or (match[1] and match[2]):
            raise InvalidOperation
        amount = Decimal(match[1] + match[2] + match[3].replace(",", "")) * _UNITS[match[4]] * FEN_PER_YUAN
    except InvalidOperation as error:
        raise DomainError(
            "amount", _("“%(text)s” is not an amount. Write it like 1,234.50.") % {"text": text[:40]}, "amount"
        ) from error
    if amount != amount.to_integral_value():
        raise DomainError(
            "amount", _("“%(text)s” has parts of a fen. Give at most two decimals.") % {"text": text[:40]}, "amount"
        )
    if abs(amount) > _LARGEST:
        raise DomainError(
            "amount", _("“%(text)s” is larger than any amount kept here.") % {"text": text[:40]}, "amount"
        )
    return Money(int(amount), currency)


def in_wan(money: Money) -> str:
    """`858.0`: ten thousands of the unit with one decimal and thousands separators, minus as U+2212."""
    value = (Decimal(money.fen) / FEN_PER_WAN).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{value or Decimal('0.0'):,}".replace("-", "\u2212")  # never minus zero
