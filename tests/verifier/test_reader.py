"""The page for people: keys and files dropped, three languages, labels, sizes, and nothing a signer wrote is markup."""

from __future__ import annotations

import json
from typing import Any

import pytest

import sealed
from casebook.bundle import contents
from casebook.formats import sdjwt
from casebook.formats.sdjwt import Hide

from .conftest import PAGE, Page


@pytest.fixture(autouse=True)
def fresh(page: Page) -> None:
    page.fresh()


def tree(page: Page) -> list[dict[str, Any]]:
    """What a screen reader is told."""
    page.browser.call("Accessibility.enable")
    nodes: list[dict[str, Any]] = page.browser.call("Accessibility.getFullAXTree")["nodes"]
    return [node for node in nodes if not node.get("ignored")]


def named(nodes: list[dict[str, Any]], role: str) -> list[str]:
    return [
        str(node.get("name", {}).get("value", ""))
        for node in nodes
        if node.get("role", {}).get("value") == role
    ]


def press(page: Page, key: str, code: int) -> None:
    for kind in ("keyDown", "keyUp"):
        more = {"text": "\r"} if key == "Enter" else {}
        page.browser.call(
            "Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code, **more
        )


def test_everything_can_be_reached_by_keys_and_has_a_name(page: Page, whole: sealed.Bundle) -> None:
    page.choose(("list.zip", whole.data()))
    assert page.browser.run("document.activeElement.tagName") == "H2"
    page.browser.run("document.activeElement.blur(), document.body.focus(), true")
    reached = []
    for _ in range(40):
        press(page, "Tab", 9)
        reached.append(page.browser.run("document.activeElement.id || document.activeElement.textContent"))

    for wanted in ("English", "Русский", "Қазақша", "files", "expected", "record 1", "Print", "Start again"):
        assert wanted in reached
    nodes = tree(page)
    for role in ("button", "textbox", "link", "article", "heading"):
        assert named(nodes, role), role
        assert "" not in named(nodes, role), role


def test_a_language_is_switched_by_a_key_and_the_focus_stays(page: Page, whole: sealed.Bundle) -> None:
    page.choose(("list.zip", whole.data()))
    page.browser.run("document.querySelector('#languages [lang=kk]').focus(), true")
    press(page, "Enter", 13)

    page.browser.wait("document.documentElement.lang === 'kk' && document.activeElement.lang === 'kk'")
    assert "Қол қойылғаннан бері өзгермеген" in page.shown().verdict


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            [
                "Text of the entry",
                "serving a sentence in prison",
                "List entry",
                "October 2024",
                "Boxes in it: 2.",
            ],
        ),
        (
            "ru",
            [
                "Текст записи",
                "Запись списка",
                "октябрь 2024\u00a0г.",
                "1 марта 2025\u00a0г.",
                "скрыто",
                "фото",
            ],
        ),
        ("kk", ["Жазбаның мәтіні", "Тізім жазбасы", "2024 жылғы қазан", "2025 жылғы 1 наурыз", "жасырылған"]),
    ],
)
def test_records_are_read_with_labels_in_each_language(
    page: Page, whole: sealed.Bundle, language: str, words: list[str]
) -> None:
    page.fresh(language)

    shown = page.choose(("list.zip", whole.data()))

    assert [word for word in words if word not in shown.text] == []
    assert "Oskenov was taken with ▓▓▓" in shown.text
    assert "Arman B." in shown.text
    assert "Saule" not in shown.text


def test_what_a_signer_wrote_is_text_and_never_markup(page: Page) -> None:
    evil = "<img src=x onerror=alert(1)><script>alert(1)</script>{signer} \u202egnp.exe"
    claims = {
        "kind": Hide("<b>kind</b>"), "id": Hide("<i>x"), evil: Hide(evil), "constructor": Hide("toString"),
        "__proto__": Hide({"a": Hide(1)}), "status": Hide("__proto__"), "title": Hide(sealed.text([evil])),
    }  # fmt: skip
    issued = sealed.issue(claims, 1)
    payload = {contents.seal_path(1): sdjwt.present(issued, issued.disclosures).encode()}
    payload |= {contents.PSEUDONYMS: contents.write_json({"<i>x": evil})}
    data = sealed.packed(sealed.signed(sealed.with_facts(payload)))

    shown = page.choose(("<b>list.zip", data))

    assert shown.state == "compare"
    assert "<script>alert(1)</script>{signer} \ufffdgnp.exe" in shown.text
    assert page.browser.run("document.querySelectorAll('img, main script, b, i').length") == 0
    assert page.browser.complaints() == []


@pytest.mark.parametrize("name", ["__proto__", "constructor", "toString", "hasOwnProperty"])
def test_names_that_every_object_of_the_language_has_are_names(page: Page, name: str) -> None:
    """As a kind, a field, a field of a kind we know, a part of a value, a term."""
    word = "a word of it"
    every: list[dict[str, Any]] = [
        {"kind": Hide(name), "id": Hide("a" * 16), "title": Hide(sealed.text([word]))},
        {"kind": Hide("event"), "id": Hide("b" * 16), name: Hide(word), "type": Hide(name)},
        {
            "kind": Hide("list-entry"),
            "id": Hide("c" * 16),
            "place": Hide({name: Hide(word)}),
            "status": Hide(name),
        },
        {"kind": Hide("event"), "id": Hide("d" * 16), "people": Hide([Hide({name: Hide(word)})])},
    ]
    payload: dict[str, bytes] = {}
    for number, claims in enumerate(every, 1):
        issued = sealed.issue(claims, number)
        payload[contents.seal_path(number)] = sdjwt.present(issued, issued.disclosures).encode()

    shown = page.choose(("list.zip", sealed.packed(sealed.signed(sealed.with_facts(payload)))))

    assert shown.state == "compare"
    assert shown.text.count(word) == 4
    assert shown.text.count(name) >= 4


def test_files_can_be_dropped(page: Page, whole: sealed.Bundle) -> None:
    path = page.write("list.zip", whole.data())
    place = page.browser.run(
        "(() => { const r = byId('drop').getBoundingClientRect(); return [r.x + 20, r.y + 20]; })()"
    )
    data = {"items": [], "files": [str(path)], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        page.browser.call("Input.dispatchDragEvent", type=kind, x=place[0], y=place[1], data=data)

    page.browser.wait("document.querySelector('.verdict')?.dataset.state === 'compare'")


def test_it_starts_again_from_nothing(page: Page, whole: sealed.Bundle) -> None:
    page.choose(("list.zip", whole.data()), ("a.txt", whole.opening(2, ("torture",))))
    page.browser.run("[...document.querySelectorAll('.tools button')].at(-1).click(), true")

    assert page.shown().text == ""
    assert page.browser.run("[state.bundle, state.verdict, state.others.length]") == [None, None, 0]


@pytest.mark.parametrize(("width", "scale"), [(320, 1), (360, 3), (550, 2), (1280, 1)])
@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_nothing_is_wider_than_the_screen(
    page: Page, whole: sealed.Bundle, language: str, width: int, scale: int
) -> None:
    page.browser.call(
        "Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=scale, mobile=False
    )
    try:
        page.fresh(language)
        page.choose(("list.zip", whole.data()), ("a.txt", whole.opening(2, ("torture",))))
        wide = page.browser.run(
            "[...document.querySelectorAll('body *')].filter((e) => !e.classList.contains('sr') &&"
            " e.getBoundingClientRect().right > innerWidth + 1).map((e) => e.className || e.tagName)"
        )
        assert wide == []
        assert page.browser.run("document.documentElement.scrollWidth <= innerWidth") is True
    finally:
        page.browser.call("Emulation.clearDeviceMetricsOverride")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_can_be_told_from_their_ground(page: Page, whole: sealed.Bundle, scheme: str) -> None:
    """Contrast of at least 4.5 to 1 (WCAG 2.2, 1.4.3) for every text on the page, good and refused."""
    page.browser.call(
        "Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}]
    )
    try:
        for data in (whole.data(), whole.data()[:-1]):
            page.fresh()
            page.choose(("list.zip", data), ("a.txt", whole.opening(2, ("torture",))))
            assert page.browser.run(CONTRAST) == []
    finally:
        page.browser.call("Emulation.setEmulatedMedia", features=[])


CONTRAST = """(() => {
  const parse = (text) => text.match(/[\\d.]+/g).map(Number);
  const linear = (c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const ground = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const colour = parse(getComputedStyle(e).backgroundColor);
      if (colour.length < 4 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const low = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const skipped = !walker.currentNode.data.trim() || ["SCRIPT", "STYLE"].includes(element.tagName);
    if (skipped || !element.checkVisibility()) continue;
    const [a, b] = [light(parse(getComputedStyle(element).color)), light(ground(element))].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) low.push(walker.currentNode.data.slice(0, 40));
  }
  return low;
})()"""


def test_many_records_are_shown_by_the_hundred(page: Page) -> None:
    claims = [
        {"kind": Hide("event"), "id": Hide(f"e{i:015}"), "title": Hide(sealed.text([f"Event {i}"]))}
        for i in range(250)
    ]
    payload = {}
    for i, each in enumerate(claims):
        issued = sealed.issue(each, i + 1)
        payload[contents.seal_path(i + 1)] = sdjwt.present(issued, issued.disclosures).encode()
    data = sealed.packed(sealed.signed(sealed.with_facts(payload)))

    assert page.choose(("many.zip", data)).state == "compare"
    counts = [page.browser.run("byId('records').childElementCount")]
    for _ in range(2):
        page.browser.run("byId('records').nextElementSibling.click(), true")
        counts.append(page.browser.run("byId('records').childElementCount"))

    assert counts == [100, 200, 250]
    assert page.browser.run("byId('records').nextElementSibling.hidden") is True


def test_all_of_them_are_printed(page: Page) -> None:
    payload = {}
    for i in range(120):
        issued = sealed.issue({"kind": Hide("event"), "id": Hide(f"e{i:015}")}, i + 1)
        payload[contents.seal_path(i + 1)] = sdjwt.present(issued, issued.disclosures).encode()
    page.choose(("many.zip", sealed.packed(sealed.signed(sealed.with_facts(payload)))))

    printed = page.browser.call("Page.printToPDF")["data"]

    assert page.browser.run("byId('records').childElementCount") == 120
    assert len(printed) > 10_000


def test_a_browser_that_cannot_check_says_so(page: Page) -> None:
    added = page.browser.call(
        "Page.addScriptToEvaluateOnNewDocument",
        source="crypto.subtle.importKey = () => Promise.reject(new DOMException('', 'NotSupportedError'));",
    )
    page.browser.open(PAGE.as_uri())
    # What opens next in this browser can check again.
    page.browser.call("Page.removeScriptToEvaluateOnNewDocument", identifier=added["identifier"])
    page.browser.run("started.then(() => true)")

    assert page.browser.run("[byId('unable').hidden, byId('asking').hidden]") == [False, True]
    assert "137" in page.browser.run("byId('unable').textContent")


def test_the_language_of_the_reader_is_taken(page: Page) -> None:
    for languages, wanted in (
        (["kk-KZ", "ru"], "kk"),
        (["ru-RU"], "ru"),
        (["de", "ru"], "ru"),
        (["de"], "en"),
    ):
        page.browser.run(
            "Object.defineProperty(navigator, 'languages',"
            f" {{ value: {json.dumps(languages)}, configurable: true }}), true"
        )
        page.browser.run("start().then(() => true)")
        assert page.browser.run("document.documentElement.lang") == wanted
