"""What `linkspan doctor` says of messages; it looks at the queue and connects to nobody."""

from collections.abc import Iterator

from linkspan.config import environment as env
from linkspan.surfaces.cli.language import t

Told = tuple[str, str]


def findings() -> Iterator[Told]:
    """Level (`ok`, `warning`, `wrong`) and sentence of everything to say; the database is there and up to date."""
    from django.utils.translation import override

    from linkspan.modules.notify.api import health

    with override(t("en", "zh-hans")):
        found = health()
    if not found.channels_on:
        yield "ok", t("no channel is on: people are told in the inbox only", "未启用渠道，仅在收件箱中提醒")
        return
    wrong = [
        (
            "warning",
            t(f"the last message through “{name}” failed: {reason}", f"渠道“{name}”最近一次发送失败：{reason}"),
        )
        for name, reason in found.failing
    ]
    if found.stuck:
        sentence = t(
            f"{found.stuck} have waited for over 15 minutes: start `linkspan serve` or `linkspan worker`.",
            f"{found.stuck} 条已等待超过 15 分钟：请启动 `linkspan serve` 或 `linkspan worker`。",
        )
        wrong.append(("wrong", sentence))
    if found.dead:
        sentence = t(
            f"{found.dead} given up: see Administration, Messages.", f"{found.dead} 条已放弃，见“管理 > 消息”。"
        )
        wrong.append(("warning", sentence))
    if not env.read("PUBLIC_URL"):
        wrong.append(
            ("warning", t("without links: set LINKSPAN_PUBLIC_URL.", "消息中没有链接，请设置 LINKSPAN_PUBLIC_URL。"))
        )
    fine = t(
        f"{found.channels_on} channel(s) on, {found.waiting} waiting",
        f"已启用 {found.channels_on} 个渠道，{found.waiting} 条待发",
    )
    yield from wrong or [("ok", fine)]
