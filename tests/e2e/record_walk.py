"""What a person does with the records of any entity, from what /api/meta says alone: for the contract walk."""

import json
import re
import uuid
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

ROOT = Path(__file__).resolve().parents[2]
WORDS = {
    "zh-CN": {"group": "分组"},
    "en": {"group": "Group"},
}
_WAIT = 10_000
_MODAL = "[role=dialog][aria-modal=true]"  # popovers are dialogs too


_FAINT = r"""() => {
  const numbers = (colour) => {
    const [r, g, b, a = 1] = colour.match(/[0-9.]+/g).map(Number);
    return { r, g, b, a };
  };
  const over = (top, under) => {
    const mix = (name) => top[name] * top.a + under[name] * (1 - top.a);
    return { r: mix('r'), g: mix('g'), b: mix('b'), a: 1 };
  };
  const light = ({ r, g, b }) => {
    const part = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const groundOf = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      const colour = numbers(getComputedStyle(at).backgroundColor);
      if (colour.a > 0) layers.push(colour);
      if (colour.a === 1) break;
    }
    return layers.reduceRight((under, top) => over(top, under), { r: 255, g: 255, b: 255, a: 1 });
  };
  const found = [];
  for (const element of document.querySelectorAll('#root *')) {
    const texts = [...element.childNodes].filter((node) => node.nodeType === 3);
    const words = texts.map((node) => node.data.trim()).join(' ');
    const isSeen = element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    if (!/[\p{L}\p{N}]/u.test(words) || !isSeen || element.closest(':disabled')) continue;
    const ground = groundOf(element);
    const [a, b] = [light(over(numbers(getComputedStyle(element).color), ground)), light(ground)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.45) found.push(`${words.slice(0, 30)} ${ratio.toFixed(2)}`);
  }
  return found;
}"""


@cache
def message_keys() -> frozenset[str]:
    """Every key of the front end's messages that could not be a word of its own."""
    found: set[str] = set()
    for path in (ROOT / "frontend" / "src").rglob("en.json"):
        found |= set(json.loads(path.read_text(encoding="utf-8")))
    return frozenset(key for key in found if "." in key)


class Walk:
    """One entity in the hands of one visitor."""

    def __init__(self, visitor: Any, entity: dict[str, Any], lang: str) -> None:
        self.visitor, self.page, self.entity, self.words = visitor, visitor.page, entity, WORDS[lang]
        self.page.set_default_timeout(_WAIT)
        self.fields = {field["name"]: field for field in entity["fields"]}
        self.home = f"/p/JZ1Y/r/{entity['name']}" if entity["scope"] == "project" else f"/r/{entity['name']}"
        self.mark = uuid.uuid4().hex[:6]  # records of other walks stay in the same demo
        self.title = f"Walk {self.mark}"
        self.peek = self.page.get_by_test_id("peek")

    def check(self) -> None:
        """Nothing wrong in the browser, and no key of a message where its words should stand."""
        shown = set(re.findall(r"[A-Za-z_]+(?:\.[A-Za-z_]+)+", self.page.evaluate("document.body.innerText")))
        assert not shown & message_keys(), shown & message_keys()
        assert not self.faint_texts()
        self.visitor.check()

    def faint_texts(self) -> list[str]:
        """Texts in sight whose contrast with what is behind them is below 4.5 to 1."""
        return list(self.page.evaluate(_FAINT))

    def open(self) -> None:
        self.visitor.open(self.home)
        self.page.locator("[role=grid], .rp-r, .empty").first.wait_for(timeout=_WAIT)

    def may_create(self) -> bool:
        return self.page.evaluate(
            "async ([name, query]) => (await (await fetch(`/api/records/${name}?limit=1${query}`)).json()).can.create",
            [self.entity["name"], "&project=JZ1Y" if self.entity["scope"] == "project" else ""],
        )

    # --- the form ---------------------------------------------------------------------------------------------

    def fill(self) -> None:
        """Title and every required field of the open form."""
        dialog = self.page.locator(_MODAL)
        dialog.wait_for(timeout=_WAIT)
        for name in self.entity["create"]:
            field = self.fields[name]
            box = dialog.locator(f"[data-field={name}]")
            if name == self.entity["title_field"]:
                box.locator("input, textarea").first.fill(self.title)
            elif field["required"] or name == self.entity["code_field"]:
                self._fill_one(box, field)

    def _fill_one(self, box: Any, field: dict[str, Any]) -> None:
        kind = field["type"]
        if kind in {"choice", "state"}:
            box.locator("select").select_option(index=1)
        elif kind in {"reference", "person", "party"}:
            box.get_by_role("combobox").click()
            self.page.locator("[role=option]").first.wait_for(timeout=_WAIT)
            self.page.keyboard.press("Enter")
        else:
            box.locator("input, textarea").first.fill(self.mark)

    def create(self, *, by_key: bool = False) -> None:
        if by_key:
            self.page.locator("[role=grid]").first.focus()
            self.page.keyboard.press("c")
        else:
            self.page.locator(".rt-new").first.click()
        self.fill()
        self.page.keyboard.press("Control+Enter")
        self.page.locator(_MODAL).wait_for(state="detached", timeout=_WAIT)
        expect(self.peek.get_by_role("heading", level=2)).to_contain_text(self.title, timeout=_WAIT)

    # --- the list ---------------------------------------------------------------------------------------------

    def row(self) -> Any:
        return self.page.locator("[role=row], .rp-r", has_text=self.title)

    def find(self) -> None:
        """The list with the new record alone, by a filter of its title."""
        label = self.fields[self.entity["title_field"]]["label"]
        self.page.locator(".rt-chips").get_by_role("button", name=re.compile(r"^\+ ")).click()
        which = self.page.locator(".fe-pop input")
        which.fill(label)
        which.press("Enter")
        box = self.page.locator(".fe-in input")
        box.fill(self.title)
        box.press("Enter")
        self.page.wait_for_url(re.compile("[?&]f="))
        expect(self.row()).to_have_count(1, timeout=_WAIT)
        self.page.keyboard.press("Escape")

    def edit(self) -> None:
        """The title in its cell."""
        cell = self.row().locator(".rt-c.title")
        cell.dblclick()
        editor = self.page.locator(".rt-c.edited input, .rt-c.edited textarea")
        editor.fill(f"{self.title} edited")
        editor.press("Enter")
        self.title += " edited"
        expect(self.row()).to_have_count(1, timeout=_WAIT)

    def group(self) -> None:
        self.page.locator(".rt-chips").get_by_role("button", name=self.words["group"], exact=True).click()
        self.page.get_by_role("menuitem").first.click()
        self.page.wait_for_url(re.compile("[?&]group="))
        expect(self.row()).to_have_count(1, timeout=_WAIT)

    # --- the record -------------------------------------------------------------------------------------------

    def comment(self) -> None:
        area = self.peek.locator("textarea.rc-area").last
        area.fill("Walked by")
        area.press("Control+Enter")
        expect(self.peek.locator(".rc-act li").first).to_contain_text("Walked by", timeout=_WAIT)

    def step(self) -> None:
        """The first step of the workflow that asks for nothing; of the others the question is read and left."""
        state = self.peek.locator(".rc-state").first
        if state.count() == 0:
            return
        before = state.inner_text()
        state.click()
        self.page.locator("[role=menuitem]:not([aria-disabled=true])").first.click()
        self.page.wait_for_timeout(400)
        if self.page.locator(_MODAL).count():
            self.page.keyboard.press("Escape")
            self.page.locator(_MODAL).wait_for(state="detached", timeout=_WAIT)
        else:
            expect(state).not_to_have_text(before, timeout=_WAIT)

    def delete_and_undo(self) -> None:
        expect(self.page.locator("[role=menu]")).to_have_count(0)  # one that fades away still takes the Escape
        self.page.locator("[role=grid]").first.focus()
        self.page.keyboard.press("Escape")
        expect(self.peek).to_have_count(0)
        self.row().get_by_role("checkbox").click()
        self.page.locator("[role=grid]").first.focus()
        self.delete_by_key()
        self.page.keyboard.press("Control+z")
        expect(self.row()).to_have_count(1, timeout=_WAIT)

    def delete_and_undo_by_thumb(self) -> None:
        """On a phone: a finger that rests on the record selects it; the toast takes the deletion back."""
        self.page.get_by_test_id("peek").get_by_role("button").first.tap()
        expect(self.peek).to_have_count(0)
        self.find()
        box = self.row().bounding_box()
        touch = self.page.context.new_cdp_session(self.page)
        at = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
        touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [at]})
        expect(self.page.locator(".pb")).to_be_visible(timeout=_WAIT)
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        expect(self.row()).to_have_attribute("aria-pressed", "true")
        self.page.locator(".pb-v .bt").last.tap()
        expect(self.row()).to_have_count(0, timeout=_WAIT)
        expect(self.page.locator(".pb")).to_have_count(0)
        self.page.locator(".toast", has_text=self.title).locator(".toast-act").tap()
        expect(self.row()).to_have_count(1, timeout=_WAIT)

    def delete_by_key(self) -> None:
        """The selected record, until the page offers to take it back: before that, undo is of the step before."""
        self.page.keyboard.press("Delete")
        expect(self.row()).to_have_count(0, timeout=_WAIT)
        self.page.get_by_text(self.title).first.wait_for()
