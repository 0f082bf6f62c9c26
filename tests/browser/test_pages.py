"""Every page fits a small phone and can be used by those who hear it, see little or use no mouse."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser import demo
from tests.browser.phone import Phone

#: What axe is asked for: WCAG 2.2 AA and its good practice.
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

#: The phones of the villages, and the narrowest that is still sold.
WIDTHS = (360, 320)

TOO_WIDE = """() => [...document.querySelectorAll("body *")].filter((element) =>
    element.getBoundingClientRect().right > document.documentElement.clientWidth + 1
    && getComputedStyle(element).position !== "absolute"
).map((element) => element.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def shown(server, tmp_path_factory):
    """The demonstration, once for all pages: they are looked at and not changed."""
    with demo.shown(server.copy(), tmp_path_factory.mktemp("demo")) as found:
        yield found


@pytest.fixture(scope="module")
def looking(chromium, shown):
    """``looking("tinh")``: the phone of that person, signed in once."""
    phones: dict[str | None, Phone] = {}

    def _looking(username: str | None) -> Phone:
        if username not in phones:
            phones[username] = Phone(chromium, shown.url, js=True)
            if username:
                phones[username].sign_in(username)
        return phones[username]

    yield _looking
    for phone in phones.values():
        phone.put_away()


@pytest.fixture
def opened(request, looking, shown):
    """The page of the test, open."""
    phone = looking(demo.PAGES[request.param][0])
    phone.page.set_viewport_size({"width": WIDTHS[0], "height": 740})
    phone.page.goto(shown.address(request.param))
    return phone.page


def findings(page) -> list[str]:
    """What axe finds on a page, each with the element it stands on."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]]


def fits(page) -> bool:
    """Whether a page is no wider than any of the phones; raises AssertionError with what sticks out."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 740})
        size = page.evaluate("document.documentElement.scrollWidth")
        assert size <= width, f"{size} at {width}: {page.evaluate(TOO_WIDE)}"
    page.set_viewport_size({"width": WIDTHS[0], "height": 740})
    return True


@pytest.mark.parametrize("opened", demo.PAGES, indirect=True)
def test_a_page_fits_a_small_phone_and_shuts_nobody_out(opened):
    assert findings(opened) == []
    assert fits(opened)


@pytest.mark.parametrize(
    ("page", "button"),
    [("new household", "Lưu hộ"), ("password", "Đổi mật khẩu"), ("village review", "Gửi xã thẩm định"),
     ("decision to sign", "Công nhận theo quyết định này"), ("new account", "Tạo tài khoản")],
)  # fmt: skip
def test_the_messages_of_a_form_are_tied_to_its_fields(looking, shown, page, button):
    phone = looking(demo.PAGES[page][0])
    phone.page.goto(shown.address(page))
    phone.press(button)
    assert phone.page.get_by_text("Chưa lưu.").is_visible()
    assert phone.page.locator("[aria-invalid=true]").count() > 0
    assert findings(phone.page) == []


@pytest.mark.parametrize("opened", ["sign-in"], indirect=True)
def test_what_shuts_somebody_out_is_found(opened):
    opened.evaluate("document.querySelector('label').remove()")
    opened.evaluate("document.querySelector('main').style.width = '1000px'")
    assert any("label" in found for found in findings(opened))
    assert opened.evaluate("document.documentElement.scrollWidth") > WIDTHS[0]
