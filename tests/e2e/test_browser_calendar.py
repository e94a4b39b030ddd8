"""The calendar editor in a real browser: whoever may change a calendar can, and a pasted holiday notice is taken in."""

NOTICE = """国务院办公厅关于2031年部分节假日安排的通知
一、元旦：1月1日（周三）放假。
二、春节：1月22日（周三）至29日（周三）放假调休，共8天。1月18日（周六）、2月8日（周六）上班。"""


def test_a_pasted_notice_is_shown_before_it_is_written(visit):
    visitor = visit("chengyuan")
    page = visitor.page
    visitor.open("/calendars")
    page.get_by_role("button", name="粘贴放假通知").click()
    page.get_by_label("国务院办公厅放假通知的正文").fill(NOTICE)
    page.get_by_role("button", name="看看读出了什么").click()
    row = page.get_by_role("region", name="粘贴放假通知").get_by_role("row", name="春节")
    assert "01-22–01-29" in row.inner_text()
    assert "01-18, 02-08" in row.inner_text()
    page.get_by_role("button", name="写入日历").click()
    page.get_by_role("heading", name="2031 年的例外").wait_for()
    assert page.get_by_role("table", name="2031 年的例外").get_by_text("官方").count() == 11
    visitor.check()


def test_who_may_not_change_calendars_only_reads_them(visit):
    visitor = visit("jiangfan", lang="en")
    visitor.open("/calendars")
    page = visitor.page
    page.get_by_text("You can only view this calendar").wait_for()
    assert page.get_by_role("button", name="Paste a holiday notice").count() == 0
    visitor.check()
