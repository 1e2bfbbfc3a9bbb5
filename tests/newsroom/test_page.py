"""The page in a browser: filters, article, names, pause, hostile articles, keyboard, phones."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from stream.events import Enriched, Withdrawal
from tests.kafka.broker.node import free_ports
from tests.newsroom.articles import Said, enriched, entity_id, simple
from tests.newsroom.chromium import Watch, chromium, count
from tests.newsroom.room import Room

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

pytestmark = pytest.mark.asyncio(loop_scope="module")

WIDE = (1440, 900)
PHONE = (390, 844)
BODY = "قالت ليلى حداد في القاهرة: «سنبدأ غدا».\nونفى كريم منصور ذلك، مؤكدا أن مجلس المدينة وافق 𝟙 مرة."


def two_speakers(id_: str = "two") -> Enriched:
    """Return an article with two speakers, a place and an organisation."""
    return enriched(
        id_,
        BODY,
        headline="خبر عن الماء",
        names={"ليلى حداد": "PER", "كريم منصور": "PER", "القاهرة": "LOC", "مجلس المدينة": "ORG"},
        said=[
            Said("ليلى حداد", "سنبدأ غدا"),
            Said("كريم منصور", "أن مجلس المدينة وافق 𝟙 مرة", "indirect", "نفى", "deny"),
        ],
        uri="https://news.example/water",
    )


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator["Browser"]:
    """One browser for all tests here; each opens windows that know nothing of each other."""
    async with chromium() as found:
        yield found


@asynccontextmanager
async def opened(
    browser: "Browser", room: Room, path: str = "", size: tuple[int, int] = WIDE, scheme: str = "light"
) -> AsyncIterator["Page"]:
    """Serve a room and open its page; at the end nothing may have gone wrong in it."""
    (port,) = free_ports(1)
    async with room.served(port) as address:
        context = await browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if scheme == "dark" else "light",
        )
        page = await context.new_page()
        watch = Watch(page, address)
        await page.goto(address + path)
        await page.wait_for_selector("#status[data-state=live]")
        await page.wait_for_selector("#feed[aria-busy=false]", state="attached")
        yield page
        assert watch.problems == []
        await context.close()


async def test_quotes_come_by_themselves(browser: "Browser") -> None:
    """What arrives is on top without a reload: speaker, role, words, kind, class, outlet; a new version replaces."""
    room = Room()
    room.take(simple(1))
    async with opened(browser, room) as page:
        assert await page.locator(".group").count() == 1
        room.take(two_speakers())
        first = page.locator(".group").first
        await first.locator(".quote").nth(1).wait_for()
        text = await first.inner_text()
        for words in (
            "خبر عن الماء",
            "صحيفة المساء",
            "ليلى حداد",
            "وزيرة المياه",
            "سنبدأ غدا",
            "نفي",
            "نقل حرفي",
        ):
            assert words in text
        room.take(
            enriched(
                "two", "قال كريم منصور: «لا تعليق».", headline="جديد", said=[Said("كريم منصور", "لا تعليق")]
            )
        )
        await page.get_by_text("لا تعليق").wait_for()
        assert await page.locator(".group").count() == 2
        assert await page.get_by_text("سنبدأ غدا").count() == 0


async def test_pause_holds_and_resume_shows(browser: "Browser") -> None:
    """During a pause nothing moves, the button counts what waits, and resuming shows all of it."""
    room = Room()
    async with opened(browser, room) as page:
        await page.click("#pause")
        room.take(simple(1))
        room.take(simple(2))
        await page.get_by_text("قولان جديدان").wait_for()
        assert await page.locator(".group").count() == 0
        assert await page.get_attribute("#status", "data-state") == "paused"
        await page.click("#pause")
        await page.locator(".group").nth(1).wait_for()
        assert "رقم 2 " in await page.locator(".group").first.inner_text()


async def test_withdrawn_articles_go_even_during_a_pause(browser: "Browser") -> None:
    """A withdrawal takes the quotes away at once, waiting ones too, and closes nothing else."""
    room = Room()
    room.take(simple(1))
    room.take(simple(2))
    async with opened(browser, room, "?read=a1") as page:
        await page.locator(".prose .said").wait_for()
        room.take(Withdrawal("a1"))
        await page.get_by_text("هذا المقال غير متاح").wait_for()
        await page.keyboard.press("Escape")
        assert await page.locator(".group").count() == 1
        await page.click("#pause")
        room.take(simple(3))
        await page.get_by_text("قول جديد").wait_for()
        room.take(Withdrawal("a3"))
        room.take(Withdrawal("a2"))
        await page.locator("#empty:not([hidden])").wait_for()
        await page.click("#pause")
        room.take(simple(4))
        await page.locator(".group[data-article=a4]").wait_for()
        assert await page.locator(".group").count() == 1


async def test_filters_are_in_the_address(browser: "Browser") -> None:
    """Choosing filters changes the address; the address alone gives the same view, live quotes included."""
    room = Room()
    room.take(two_speakers())
    room.take(simple(1))
    async with opened(browser, room) as page:
        await page.click("#filter-toggle")
        await page.select_option("[name=act]", "deny")
        await count(page, ".quote", 1)
        await page.fill("[name=person]", "كريم منصور")
        await page.locator(".chip", has_text="كريم منصور").wait_for()
        query = page.url.partition("?")[2]
        assert "act=deny" in query
        assert "person=per" in query
        await page.go_back()
        await page.wait_for_url(lambda url: "person" not in url)
    room.stop = asyncio.Event()
    async with opened(browser, room, "?" + query) as page:
        assert await page.locator(".quote").count() == 1
        room.take(simple(2))
        room.take(two_speakers("three"))
        await page.locator(".group[data-article=three] .quote").wait_for()
        assert await page.locator(".quote").count() == 2
        await page.locator("#chips .chip").first.click()
        await page.locator("#chips .chip").first.click()
        await page.locator(".group[data-article=a2]").wait_for()


async def test_search_is_without_diacritics(browser: "Browser") -> None:
    """Words typed with other spelling find the quotes, and what does not fit goes."""
    room = Room()
    room.take(two_speakers())
    room.take(simple(1))
    async with opened(browser, room) as page:
        await page.fill("#q", "غداً")
        await count(page, ".quote", 1)
        await page.fill("#q", "كلمة غائبة")
        await page.locator("#empty:not([hidden])").wait_for()


async def test_the_article_with_its_marks(browser: "Browser") -> None:
    """Names and quotes are marked exactly, behind letters outside the plane too; hovering says who and how sure."""
    room = Room()
    room.take(two_speakers())
    async with opened(browser, room) as page:
        await page.click(".group h3 a")
        said = page.locator(".prose .said")
        await said.nth(1).wait_for()
        assert [await said.nth(n).inner_text() for n in (0, 1)] == ["سنبدأ غدا", "أن مجلس المدينة وافق 𝟙 مرة"]
        names = page.locator(".prose .entity")
        assert await names.all_inner_texts() == ["ليلى حداد", "القاهرة", "كريم منصور", "مجلس المدينة"]
        assert await page.locator(".prose p").count() == 2
        await said.nth(0).hover()
        tip = await page.locator("#tip").inner_text()
        assert "ليلى حداد، وزيرة المياه" in tip
        assert "93٪" in tip
        assert "97٪" in tip
        assert await page.locator(".line a").get_attribute("href") == "https://news.example/water"
        await page.keyboard.press("Escape")
        await page.wait_for_url(lambda url: "?" not in url)


async def test_the_page_of_a_name_in_a_browser(browser: "Browser") -> None:
    """From a speaker to everything said, by day and outlet, with whom, and on to a filter."""
    room = Room()
    room.take(two_speakers())
    room.take(simple(1))
    async with opened(browser, room) as page:
        await page.locator(".quote .speaker", has_text="ليلى حداد").first.click()
        sheet = page.locator("#sheet-body")
        await sheet.locator(".group").nth(1).wait_for()
        text = await sheet.inner_text()
        for words in ("1 نوفمبر", "صحيفة المساء", "كريم منصور", "وزيرة المياه"):
            assert words in text
        await sheet.get_by_role("button", name="اعرض كل الأقوال").click()
        await page.locator("#chips .chip", has_text="ليلى حداد").wait_for()
        assert await page.locator("#sheet[open]").count() == 0


async def test_rising_names_and_map(browser: "Browser") -> None:
    """Boards show names with lines and counts, the map a circle that leads to the place."""
    room = Room()
    for number in range(3):
        room.take(simple(number))
    async with opened(browser, room) as page:
        board = page.locator(".board").first
        await board.locator("li .name").wait_for()
        assert await board.locator("li .total").inner_text() == "3"
        assert await board.locator("polyline").count() == 1
        circle = page.locator("#map a")
        assert await circle.get_attribute("aria-label") == "القاهرة، ذُكر 3 مرات"
        await circle.dispatch_event("click")
        await page.locator("#sheet-title", has_text="القاهرة").wait_for()


async def test_hostile_articles_do_nothing(browser: "Browser") -> None:
    """Script, markup, bidi overrides and javascript: links are shown as text, without effect and without a link."""
    room = Room()
    evil = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    body = f"قال \u202eهاني\u202c <b>بدر</b>: «{evil}» في \u2067القاهرة"
    room.take(
        enriched(
            '"><script>alert(3)</script>',
            body,
            headline=f"{evil}\u202e معكوس",
            names={"القاهرة": "LOC", "<b>بدر</b>": "PER"},
            said=[Said("<b>بدر</b>", evil)],
            source="<svg onload=alert(4)>",
            uri="javascript:alert(5)",
        )
    )
    async with opened(browser, room) as page:
        group = page.locator(".group")
        assert evil in await group.inner_text()
        assert "\u202e" not in await group.inner_text()
        for link in (".group h3 a", ".prose .entity >> nth=1"):
            await page.click(link)
            await page.locator("#sheet[open] #sheet-title").wait_for()
            await page.wait_for_load_state("networkidle" if link.startswith("#") else "load")
        assert await page.locator("img, b, main script, #sheet script").count() == 0
        assert await page.locator("a[href^='javascript'], a[href*='alert(5)']").count() == 0


async def test_by_keyboard_alone(browser: "Browser") -> None:
    """The first stop skips to the quotes; an article opens and closes by key, and the focus comes back."""
    room = Room()
    room.take(two_speakers())
    async with opened(browser, room) as page:
        await page.keyboard.press("Tab")
        assert await page.evaluate("document.activeElement.className") == "skip"
        await page.keyboard.press("Enter")
        await page.keyboard.press("Tab")
        assert await page.evaluate("document.activeElement.className") == "group"
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await page.locator("#sheet[open] .said").first.wait_for()
        for _ in range(12):
            await page.keyboard.press("Tab")
            if await page.evaluate("document.activeElement.classList.contains('said')"):
                break
        assert "الثقة" in await page.locator("#tip").inner_text()
        await page.keyboard.press("Escape")
        await count(page, ".group:focus-within", 1)


async def test_on_a_phone(browser: "Browser") -> None:
    """Nothing is wider than the screen; one section at a time, chosen below."""
    room = Room()
    room.take(two_speakers())
    async with opened(browser, room, size=PHONE, scheme="dark") as page:
        for tab, section in (("#rising", ".board"), ("#atlas", "#map"), ("#live", ".group")):
            await page.click(f".tabs a[href='{tab}']")
            await page.locator(section).first.wait_for()
            assert await page.locator("main > section:visible").count() == 1
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        await page.click(".group h3 a")
        await page.locator(".prose").wait_for()
        assert await page.evaluate("document.querySelector('#sheet').scrollWidth <= innerWidth")


async def test_every_control_has_a_name(browser: "Browser") -> None:
    """Buttons, links and fields all have a name that a screen reader can say."""
    room = Room()
    room.take(two_speakers())
    async with opened(browser, room) as page:
        await page.click("#filter-toggle")
        await page.locator("#map a").wait_for()
        tree = await page.locator("body").aria_snapshot()
        for line in tree.splitlines():
            role = line.strip().removeprefix("- ").rstrip(":")
            assert role not in ("button", "link", "searchbox", "combobox", "textbox", "img", "heading"), line
        assert entity_id("ليلى حداد").startswith("per:")
