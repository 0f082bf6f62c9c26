"""Takes the pictures of the README from the demonstration: ``python -m tests.browser.pictures``."""

import io
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

from lhtq.paths import ROOT
from tests.browser import demo, live
from tests.browser.village import PASSWORD
from tests.database import TestServer

DOCS = ROOT / "docs"


def main() -> None:
    """Load the demonstration, look at it, and keep what is seen."""
    with tempfile.TemporaryDirectory(prefix="lhtq-pictures-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # the bundled server may run under an account of its own
        server = TestServer(folder / "postgres")
        with demo.shown(server.copy(), folder) as shown, live.chromium() as browser:
            _take(browser, shown, "village sheet with an open row", DOCS / "village-sheet.png", width=360, height=800)
            _take(browser, shown, "province's figures", DOCS / "province.png", width=960, height=1500)
        server.close()


def _take(browser: Browser, shown: demo.Demo, page: str, path: Path, *, width: int, height: int) -> None:
    context = browser.new_context(
        base_url=shown.url, viewport={"width": width, "height": height}, device_scale_factor=1.5, locale="vi-VN"
    )
    looking = context.new_page()
    looking.goto("/")
    looking.get_by_label("Tên đăng nhập").fill(str(demo.PAGES[page][0]))
    looking.get_by_label("Mật khẩu").fill(PASSWORD)
    looking.get_by_role("button", name="Đăng nhập").click()
    looking.wait_for_url("**/")
    looking.goto(shown.address(page))
    row = looking.locator("details[open]")
    if row.count():
        row.evaluate("(element) => window.scrollTo(0, element.getBoundingClientRect().top + window.scrollY - 163)")
    # A few dozen colours are all that a page of text and bars has.
    Image.open(io.BytesIO(looking.screenshot())).convert("P", palette=Image.Palette.ADAPTIVE, colors=64).save(
        path, optimize=True
    )
    context.close()


# The browser's server starts this file anew in a process of its own.
if __name__ == "__main__":
    main()
