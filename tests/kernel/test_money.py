"""Money: whole fen, nothing lost in parsing, sharing and splitting."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkspan.kernel import money
from linkspan.kernel.errors import DomainError
from linkspan.kernel.money import Money

fen = st.integers(-(10**15), 10**15)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,234.50", 123450),
        ("85.8万", 85_800_000),
        ("¥85.8万元", 85_800_000),
        ("1.2 亿元", 12_000_000_000),
        ("￥１，２３４．５", 123450),
        ("-3", -300),
        ("+3", 300),
        (".5", 50),
        ("0", 0),
        ("12元", 1200),
        ("  7 ", 700),
        ("−5", -500),
        ("$5", 500),
        ("-¥5", -500),
        ("3.", 300),
        ("92233720368547758.07", 2**63 - 1),
    ],
)
def test_reads_what_people_type(text, expected):
    assert money.parse(text) == Money(expected)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "1.2.3",
        "1e5",
        "1.234",
        "NaN",
        "inf",
        "--1",
        "1 2",
        "五万",
        "1,2,",
        "万",
        "9" * 30,
        "0.0000001万",
        "1" * 5000,
        "92233720368547758.08",
        "\0",
        "1\n",
    ],
)
def test_refuses_with_the_remedy(text):
    if text == "1\n":  # surrounding white space is no error
        assert money.parse(text) == Money(100)
        return
    with pytest.raises(DomainError) as caught:
        money.parse(text)
    assert caught.value.field == "amount"
    assert len(str(caught.value)) < 200


@given(fen)
def test_what_is_written_is_read_again(amount):
    text = f"{Decimal(amount) / 100:,.2f}"
    assert money.parse(text) == Money(amount)
    assert money.parse(text.replace("-", "\u2212")) == Money(amount)


@given(fen, st.lists(st.integers(0, 1000), min_size=1, max_size=12).filter(sum))
def test_the_parts_sum_to_the_whole(amount, weights):
    parts = Money(amount).split(weights)
    assert sum(part.fen for part in parts) == amount
    exact = [Decimal(amount) * weight / sum(weights) for weight in weights]
    for part, wanted in zip(parts[:-1], exact[:-1], strict=True):
        assert abs(part.fen - wanted) < 1
    assert abs(parts[-1].fen - exact[-1]) < len(weights)


@given(fen, st.decimals(0, 2, places=4))
def test_a_share_is_rounded_half_up(amount, ratio):
    exact = Decimal(amount) * ratio
    assert Money(amount).share(ratio).fen == int(exact.quantize(Decimal(1), ROUND_HALF_UP))


@given(fen, fen)
def test_sums(a, b):
    assert (Money(a) + Money(b)) - Money(b) == Money(a)


def test_currencies_do_not_mix():
    for call in (lambda: Money(1) + Money(1, "USD"), lambda: Money(1) - Money(1, "USD")):
        with pytest.raises(DomainError):
            call()


def test_no_weights_is_the_caller_s_mistake():
    for weights in ([], [0, 0]):
        with pytest.raises(ValueError):
            Money(5).split(weights)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (858_000_000, "858.0"),
        (-1_234_567_890, "\u22121,234.6"),
        (0, "0.0"),
        (50_000, "0.1"),
        (49_999, "0.0"),
        (-49_999, "0.0"),
    ],
)
def test_in_ten_thousands(amount, text):
    assert money.in_wan(Money(amount)) == text
