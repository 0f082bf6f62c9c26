"""A small phone in somebody's hand: what they do with it, and what goes wrong on it that they would not see."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request, Response, WebError

from tests.browser.village import PASSWORD

#: Milliseconds after which a page that does not show what is expected has failed.
PATIENCE = 8_000

#: What the one row is called on the page of one sheet, where it bears no name.
ONLY = ""

#: Kinds of requests that may well be refused: the person reads why. Anything else that fails is our mistake.
_ASKED_BY_PEOPLE = frozenset({"document", "fetch"})


class Phone:
    """A browser of its own, 360 pixels wide, with or without JavaScript."""

    def __init__(self, browser: Browser, url: str, *, js: bool, context: BrowserContext | None = None) -> None:
        self.js = js
        #: What a story brings about on purpose, as parts of the messages.
        self.expected: list[str] = []
        self._host = urlsplit(url).netloc
        self._troubles: list[str] = []
        #: A browser that keeps what it knows from one start to the next is handed in.
        self.context = context or browser.new_context(
            base_url=url,
            viewport={"width": 360, "height": 740},
            locale="vi-VN",
            is_mobile=True,
            has_touch=True,
            java_script_enabled=js,
        )
        self.context.set_default_timeout(PATIENCE)
        self.context.on("console", self._hear)
        self.context.on("weberror", self._stumble)
        self.context.on("request", self._ask)
        self.context.on("response", self._get)
        self.page: Page = self.context.new_page()

    def sign_in(self, username: str) -> None:
        """Sign in on the page of any address that asks for it."""
        if self.page.url == "about:blank":
            self.page.goto("/")
        self.page.get_by_label("Tên đăng nhập").fill(username)
        self.page.get_by_label("Mật khẩu").fill(PASSWORD)
        self.press("Đăng nhập")

    def wait_for_worker(self) -> None:
        """Wait until the device keeps what is opened from now on (static/worker.js)."""
        self.page.evaluate("() => navigator.serviceWorker.ready.then(() => null)")

    def press(self, button: str) -> None:
        """Tap a button by what stands on it, and wait for the page that answers."""
        self.turn(self.page.get_by_role("button", name=button, exact=True))

    def follow(self, link: str) -> None:
        """Tap a link by what stands on it, or by a part of it, and wait for its page."""
        self.turn(self.page.get_by_role("link", name=link))

    def turn(self, to_another_page: Locator) -> None:
        """Tap what leads to another page, and wait for it."""
        with self.page.expect_navigation():
            to_another_page.tap()

    def heading(self) -> str:
        """What page this is."""
        return self.page.get_by_role("heading", level=1).inner_text()

    def waiting(self) -> Locator:
        """What the page says of things that wait on this phone to be sent."""
        return self.page.locator("#gui")

    # The village sheet, and with ``ONLY`` for the household the page of one sheet.

    def row(self, household: str) -> Locator:
        """The row of a household on the village sheet."""
        return self.page.locator(".row").filter(has_text=household)

    def total(self, household: str) -> Locator:
        """What a household's row says that its answers come to."""
        return self.row(household).locator("output")

    def open_row(self, household: str) -> None:
        """Open a household on the village sheet, if it is closed."""
        if not self.row(household).locator("details[open]").count():
            self.row(household).get_by_text(household, exact=True).tap()

    def indicator(self, household: str, code: str) -> Locator:
        """The taps of one indicator of a household."""
        return self.row(household).get_by_role("group", name=re.compile(rf"^{re.escape(code)} "))

    def answer(self, household: str, code: str, word: str) -> None:
        """Tap an answer, or where a number is asked for type it and go on."""
        indicator = self.indicator(household, code)
        if word.isdecimal():
            number = indicator.get_by_role("textbox")
            number.fill(word)
            number.press("Tab")
        else:
            indicator.get_by_text(word, exact=True).tap()

    def chosen(self, household: str, code: str) -> str:
        """The answer of an indicator as it stands on the screen."""
        indicator = self.indicator(household, code)
        if indicator.get_by_role("textbox").count():
            return indicator.get_by_role("textbox").input_value()
        return indicator.locator("label").filter(has=self.page.locator(":checked")).inner_text()

    def save(self, household: str, button: str = "Lưu") -> None:
        """Press a button of the row, and wait for the answer."""
        pressed = self.row(household).get_by_role("button", name=button, exact=True)
        if self.js:
            with self.page.expect_response(lambda answer: answer.request.method == "POST"):
                pressed.tap()
        else:
            self.turn(pressed)

    # What nobody sees, and no page may have.

    def put_away(self) -> None:
        """Close it. Raises AssertionError for errors on the console, a breach of the policy, or a stranger's host."""
        self.context.close()
        found = [trouble for trouble in self._troubles if not any(part in trouble for part in self.expected)]
        assert not found, "\n".join(found)

    def _hear(self, message: ConsoleMessage) -> None:
        # Failed loads are judged by their answers, below.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self._troubles.append(f"console, {message.location['url']}: {message.text}")

    def _stumble(self, error: WebError) -> None:
        self._troubles.append(f"script: {error.error}")

    def _ask(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in {"data", "blob"} and address.netloc != self._host:
            self._troubles.append(f"request to another host: {request.url}")

    def _get(self, response: Response) -> None:
        refused = response.status >= 400
        if response.status >= 500 or (refused and response.request.resource_type not in _ASKED_BY_PEOPLE):
            self._troubles.append(f"{response.status} {response.request.method} {response.url}")
