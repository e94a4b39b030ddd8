"""Reading State Council notices: texts of our own in their style, texts made from the known years, damaged texts."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkspan.engines.calendar import CalendarSpec, WeekPattern, WorkCalendar, date_of, day_of
from linkspan.engines.calendar.china import STANDARD_DAY, china_exceptions
from linkspan.engines.calendar.notice import Notice, parse_notice

#: A year of our own invention with the weekdays of 2031.
TEXT = """国务院办公厅关于2031年部分节假日安排的通知
各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
　　经国务院批准，现将2031年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期安排通知如下。
　　一、元旦：1月1日（周三）放假，不调休。
　　二、春节：1月22日（农历除夕、周三）至29日（周三）放假调休，共8天。1月18日（周六）、2月8日
（周六）上班。
　　三、清明节：4月5日（周六）至7日（周一）放假，共3天。
　　四、劳动节：5月1日（周四）至4日（周日）放假调休，共4天。4月27日（周日）上班。
　　五、端午节：6月24日（周二）放假。
　　六、国庆节、中秋节：10月1日（周三）至8日（周三）放假调休，共8天。9月27日（周六）、10月11日（周六）上班。
　　鼓励单位和个人结合落实带薪年休假等制度，实际形成较长假期。
　　节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作。
国务院办公厅
2030年11月4日
"""


def days(notice: Notice, name: str) -> tuple[list[str], list[str]]:
    item = next(item for item in notice.items if item.name == name)
    return [str(day) for day in item.rest], [str(day) for day in item.work]


def said(notice: Notice) -> list[str]:
    return [problem.code for problem in notice.problems]


def test_a_notice_in_the_present_style() -> None:
    notice = parse_notice(TEXT)
    assert notice.year == 2031
    assert notice.problems == ()
    assert [item.name for item in notice.items] == ["元旦", "春节", "清明节", "劳动节", "端午节", "国庆节、中秋节"]
    assert days(notice, "元旦") == (["2031-01-01"], [])
    assert days(notice, "春节") == ([f"2031-01-{d}" for d in range(22, 30)], ["2031-01-18", "2031-02-08"])
    assert days(notice, "劳动节")[1] == ["2031-04-27"]
    assert days(notice, "国庆节、中秋节")[1] == ["2031-09-27", "2031-10-11"]
    assert [item.line for item in notice.items] == [4, 5, 7, 8, 9, 10]


def test_exceptions_are_days_in_order() -> None:
    half = ((480, 720),)
    found = parse_notice(TEXT).exceptions(half)
    assert [e.first_day for e in found] == sorted({e.first_day for e in found})
    assert len(found) == 1 + 8 + 3 + 4 + 1 + 8 + 5
    by_day = {date_of(e.first_day): e for e in found}
    assert by_day[date(2031, 1, 18)].intervals == half
    assert by_day[date(2031, 1, 18)].name == "调休上班"
    assert (by_day[date(2031, 1, 22)].intervals, by_day[date(2031, 1, 22)].name) == ((), "春节")
    assert not any(e.provisional for e in found)


def test_one_line_half_width_signs_and_blanks_read_the_same() -> None:
    flat = TEXT.replace("\n", " ").replace("：", ":").replace("（", "(").replace("）", ")").replace("，", ",")
    wide = TEXT.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    for text in (flat, wide, TEXT.replace("月", " 月 ").replace("日", " 日")):
        again = parse_notice(text)
        assert [(i.name, i.rest, i.work) for i in again.items] == [
            (i.name, i.rest, i.work) for i in parse_notice(TEXT).items
        ]


def test_with_the_weekend_and_days_in_lieu() -> None:
    text = """现将2017年元旦等节假日安排如下。
一、元旦：1月1日放假，1月2日（星期一）补休。
二、清明节：4月5日放假，与周末连休。
三、劳动节：5月1日放假，与周末连休。"""
    notice = parse_notice(text)
    assert days(notice, "元旦")[0] == ["2017-01-01", "2017-01-02"]
    assert days(notice, "劳动节")[0] == ["2017-04-29", "2017-04-30", "2017-05-01"]
    # 5 April 2017 is a Wednesday: the words and the date do not agree, and that is said.
    assert days(notice, "清明节")[0] == ["2017-04-05"]
    assert [(p.code, p.line) for p in notice.problems] == [("no_weekend", 3)]


def test_a_saturday_holiday_with_monday_in_lieu_rests_on_sunday_too() -> None:
    notice = parse_notice("关于2014年部分节假日安排：三、清明节：4月5日放假，4月7日（星期一）补休。")
    assert days(notice, "清明节")[0] == ["2014-04-05", "2014-04-06", "2014-04-07"]


@pytest.mark.parametrize(
    ("words", "rest", "work"),
    [
        (
            "12月31日（周二）至1月2日（周四）放假调休，共3天。12月28日（周六）上班。",
            ("2030-12-31", "2031-01-02"),
            ["2030-12-28"],
        ),
        (
            "2030年12月31日至2031年1月2日放假，共3天。2030年12月28日上班。",
            ("2030-12-31", "2031-01-02"),
            ["2030-12-28"],
        ),
        (
            "2030年12月30日至1月1日放假调休，共3天。2030年12月28日（星期六）、12月29日（星期日）上班。",
            ("2030-12-30", "2031-01-01"),
            ["2030-12-28", "2030-12-29"],
        ),
        (
            "1月1日至3日放假调休，共3天。12月28日（周六）、1月5日（周日）上班。",
            ("2031-01-01", "2031-01-03"),
            ["2030-12-28", "2031-01-05"],
        ),
    ],
)
def test_the_turn_of_the_year(words: str, rest: tuple[str, str], work: list[str]) -> None:
    notice = parse_notice(f"国务院办公厅关于2031年部分节假日安排的通知\n一、元旦：{words}")
    found = days(notice, "元旦")
    assert (found[0][0], found[0][-1], len(found[0])) == (*rest, 3)
    assert found[1] == work
    assert notice.problems == ()


def test_the_explaining_style_of_the_first_notices() -> None:
    text = """2031年元旦、春节放假调休日期具体安排如下：
一、元旦：2030年12月30日—2031年1月1日放假，共3天。其中：1月1日（星期三）为法定节假日，\
12月28日（星期六）公休日调至12月31日（星期二），12月28日（星期六）上班。
二、春节：1月22日—28日放假，共7天。其中，1月22日（除夕）、1月23日（春节）为法定节假日，\
1月25日（星期六）、1月26日（星期日）照常公休，将1月18日（星期六）、1月19日（星期日）两个公休日调至\
1月27日（星期一）、1月28日（星期二），1月18日（星期六）、1月19日（星期日）上班。"""
    notice = parse_notice(text)
    assert days(notice, "元旦") == (["2030-12-30", "2030-12-31", "2031-01-01"], ["2030-12-28"])
    assert days(notice, "春节")[1] == ["2031-01-18", "2031-01-19"]
    assert notice.problems == ()


def test_encouraged_days_are_no_holidays() -> None:
    text = "2031年部分节假日\n一、春节：1月23日至29日放假，共7天。鼓励各单位安排职工在除夕（1月22日）休息。"
    notice = parse_notice(text)
    assert days(notice, "春节")[0][0] == "2031-01-23"
    (problem,) = notice.problems
    assert (problem.level, problem.text("zh-CN")) == ("info", "第 2 行：“1月22日”只是鼓励休息，未作为放假日。")


@pytest.mark.parametrize(
    ("words", "code", "level"),
    [
        ("5月1日（周五）放假。", "weekday", "warning"),
        ("5月1日至3日放假，共5天。", "count", "warning"),
        ("2月30日放假。5月1日放假。", "bad_date", "error"),
        ("5月5日至1日放假。5月1日放假。", "bad_date", "error"),
        ("5月1日至3日放假，5月3日上班。", "rest_and_work", "warning"),
        ("5月1日放假。5月6日上班。", "work_on_workday", "warning"),
        ("5月1日放假。5月2日另行通知。", "not_understood", "warning"),
        ("5月1日放假。具体上班时间另行通知。", "not_understood", "warning"),
        ("另行通知。", "nothing_read", "warning"),
    ],
)
def test_what_is_doubtful_is_said(words: str, code: str, level: str) -> None:
    notice = parse_notice(f"2031年部分节假日安排\n四、劳动节：{words}")
    assert code in said(notice)
    problem = next(p for p in notice.problems if p.code == code)
    assert (problem.level, problem.line) == (level, 2)
    assert problem.text("zh-CN").startswith("第 2 行")
    assert problem.text("en").startswith("Line 2")


def test_a_wrong_weekday_is_named_in_the_readers_words() -> None:
    (problem,) = parse_notice("2031年部分节假日\n四、劳动节：5月1日（周五）放假。").problems
    assert problem.text("zh-CN") == "第 2 行：2031-05-01 是周四，原文写的是周五；请核对年份和日期。"
    assert problem.text("en") == "Line 2: 2031-05-01 is a Thursday, the text says Friday; check year and date."


def test_a_day_of_two_holidays_is_said() -> None:
    text = "2031年部分节假日\n一、国庆节：10月1日至7日放假。\n二、中秋节：10月1日放假。"
    assert said(parse_notice(text)) == ["two_items"]


def test_without_year_or_items() -> None:
    notice = parse_notice("一、元旦：1月1日放假。")
    assert (said(notice), notice.items) == (["no_year"], ())
    assert parse_notice("一、元旦：1月1日放假。", year=2031).items[0].rest == (date(2031, 1, 1),)
    assert said(parse_notice("2031年的计划")) == ["no_items"]
    assert "标题" in notice.problems[0].text("zh-CN")


def test_the_date_of_the_signature_is_no_holiday() -> None:
    text = "2031年部分节假日\n一、元旦：1月1日放假。\n国务院办公厅\n2030年11月4日"
    assert parse_notice(text).items[0].rest == (date(2031, 1, 1),)


def test_a_holiday_of_one_year_only() -> None:
    text = "2031年部分节假日\n八、抗战胜利纪念日：9月3日（周三）放假调休。"
    assert parse_notice(text).items[0].name == "抗战胜利纪念日"


# -- texts made from years that are known ------------------------------------------------------------------------------
def notice_of(year: int) -> str:
    """A notice in the usual words from the table of a year: runs of rest days, then the make-up days near them."""
    table = china_exceptions(year).exceptions
    rest = sorted(date_of(e.first_day) for e in table if not e.intervals)
    work = sorted(date_of(e.first_day) for e in table if e.intervals)
    runs = [[rest[0]]]
    for before, after in pairwise(rest):
        if (after - before).days > 1:
            runs.append([])
        runs[-1].append(after)
    near = {day: min(range(len(runs)), key=lambda k: abs((runs[k][0] - day).days)) for day in work}
    lines = [f"国务院办公厅关于{year}年部分节假日安排的通知"]
    for index, run in enumerate(runs):
        first, last = _said(run[0]), _said(run[-1])
        span = first if len(run) == 1 else f"{first}至{last}"
        made_up = "、".join(_said(day) for day in work if near[day] == index)
        lines.append(
            f"{'一二三四五六七八九十'[index]}、节日{'甲乙丙丁戊己庚辛壬癸'[index]}：{span}放假调休，共{len(run)}天。"
            + (f"{made_up}上班。" if made_up else "")
        )
    return "\n".join(lines)


def _said(day: date) -> str:
    return f"{day.month}月{day.day}日（周{'一二三四五六日'[day.weekday()]}）"


@pytest.mark.parametrize("year", range(2008, 2027))
def test_a_year_written_out_and_read_again_is_the_same_year(year: int) -> None:
    notice = parse_notice(notice_of(year))
    assert notice.problems == ()
    week = WeekPattern((STANDARD_DAY,) * 5 + ((), ()))
    known = WorkCalendar(CalendarSpec("表", week, china_exceptions(year).exceptions))
    read = WorkCalendar(CalendarSpec("通知", week, notice.exceptions()))
    for number in range(day_of(date(year, 1, 1)), day_of(date(year, 12, 31)) + 1):
        assert known.day_minutes(number) == read.day_minutes(number), date_of(number)


@settings(max_examples=200, deadline=None)
@given(
    st.text(
        alphabet="一二、：。，（）元旦春节国庆节至放假上班共补休与周末连休鼓励2031年月日周星期0123456789 \n",
        max_size=200,
    )
)
def test_no_text_breaks_the_reader(text: str) -> None:
    notice = parse_notice("2031年部分节假日\n" + text)
    for problem in notice.problems:
        assert problem.text("zh-CN")
        assert problem.text("en")
    for item in notice.items:
        assert all(abs(day - date(2031, 7, 1)) < timedelta(days=800) for day in (*item.rest, *item.work))


def test_a_very_long_text_is_read_quickly_enough_to_finish() -> None:
    assert parse_notice("2031年部分节假日" + "一、元旦：1月1日放假。" * 50_000).items
