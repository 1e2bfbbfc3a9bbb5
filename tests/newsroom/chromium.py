"""A headless Chromium for the tests of the page, or the reason why there is none."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")


@asynccontextmanager
async def chromium() -> AsyncIterator["Browser"]:
    """Run the browser. Skips the test, in one line, where Playwright or Chromium is missing."""
    try:
        from playwright.async_api import async_playwright  # noqa: PLC0415  an optional tool
    except ImportError:
        pytest.skip("no browser tests: the Python package playwright is missing")
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        pytest.skip("no browser tests: chromium is missing (Debian: apt-get install chromium)")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            await browser.close()


class Watch:
    """What must not happen while a page is open: errors in the console, requests elsewhere, dialogs."""

    def __init__(self, page: "Page", address: str, *, offline: bool = False) -> None:
        self.problems: list[str] = []
        self._offline = offline
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.problems.append(f"error: {error}"))
        page.on("dialog", self._dialog)
        page.on("request", lambda request: self._request(request.url, address))

    def _console(self, message: Any) -> None:
        expected = self._offline and "ERR_" in message.text  # the server is down on purpose
        if message.type in ("error", "warning") and not expected:
            self.problems.append(f"console: {message.text}")

    async def _dialog(self, dialog: Any) -> None:
        self.problems.append(f"dialog: {dialog.message}")
        await dialog.dismiss()

    def _request(self, url: str, address: str) -> None:
        if not url.startswith(address):
            self.problems.append(f"request: {url}")


async def count(page: "Page", selector: str, wanted: int) -> None:
    """Wait until so many elements fit a selector. (Waiting for a function would need eval, which the page forbids.)"""
    from playwright.async_api import expect  # noqa: PLC0415  an optional tool

    await expect(page.locator(selector)).to_have_count(wanted)
