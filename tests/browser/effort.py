"""What an entry costs a person, counted from what they do with their thumb: the Keystroke-Level Model.

Nothing here is timed. A tap, a key and a decision have the model's mean durations, so the reckoning is the same on
every machine (docs/decisions.md says why it stands in for a stopwatch).
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page

#: Seconds of a tap with its pointing, of a key, and of making up one's mind (Card, Moran and Newell 1980: P, K, M).
TAP, KEY, DECISION = 1.1, 0.28, 1.35

#: In the picker of a phone: each photo, and that these are all. The field itself is a tap of the page.
DONE = 1

#: What a good quick entry costs at most, in seconds of a person's time.
MINUTE = 60


@dataclass
class Effort:
    """Counts while it does: taps, keys and decisions."""

    taps: int = 0
    keys: int = 0
    decisions: int = 0

    @property
    def seconds(self) -> float:
        """What the model reckons for all of it."""
        return TAP * self.taps + KEY * self.keys + DECISION * self.decisions

    def tap(self, place: Locator) -> None:
        """Find something and tap it; what lies below the screen costs a swipe more."""
        self.decisions += 1
        self.taps += 1 if _is_seen(place) else 2
        place.tap()

    def type(self, field: Locator, words: str) -> None:
        """Tap a field and type into it."""
        self.decisions += 1
        self.taps += 1 if _is_seen(field) else 2
        self.keys += telex_keys(words)
        field.fill(words)

    def choose(self, field: Locator, option: str) -> None:
        """Open a list and tap what is chosen."""
        self.decisions += 1
        self.taps += 2
        field.select_option(option)

    def take_photos(self, field: Locator, photos: Sequence[Path]) -> None:
        """Open the picker, tap each photo, and say that these are all."""
        self.decisions += 1
        self.taps += 1 + len(photos) + DONE
        field.set_input_files(photos)


def telex_keys(words: str) -> int:
    """Keys for words on a Vietnamese keyboard: a key more for each mark of a letter, and ``dd`` for ``đ``."""
    return sum(2 if sign in "đĐ" else 1 for sign in unicodedata.normalize("NFD", words))


def record_activity(page: Page, village: str, photos: Sequence[Path]) -> Effort:
    """Record an activity as an officer who stands on the first page does: everything that the screen asks, anew."""
    effort = Effort()
    with page.expect_navigation():
        effort.tap(page.get_by_role("link", name="Ghi hoạt động của trung tâm học tập cộng đồng"))
    effort.choose(page.get_by_label("Loại hoạt động"), "technology")
    effort.choose(page.get_by_label("Ở đâu"), village)
    effort.type(page.get_by_label("Nội dung"), "Kỹ thuật trồng ngô lai")
    for label, number in (
        ("Số người dự", "12"),
        ("Nữ", "7"),
        ("Dân tộc thiểu số", "11"),
        ("Người cao tuổi", "2"),
        ("Người khuyết tật", "1"),
        ("Thuộc hộ nghèo", "3"),
    ):
        effort.type(page.get_by_label(label, exact=True), number)
    effort.take_photos(page.get_by_label("Ảnh"), photos)
    return effort


def record_like_last_time(page: Page, last: str, photos: Sequence[Path]) -> Effort:
    """Record one like the last: its numbers and its photos alone."""
    effort = Effort()
    with page.expect_navigation():
        effort.tap(page.get_by_role("link", name="Ghi hoạt động của trung tâm học tập cộng đồng"))
    with page.expect_navigation():
        effort.tap(page.get_by_role("link", name=last))
    for label, number in (("Số người dự", "12"), ("Nữ", "7"), ("Dân tộc thiểu số", "11")):
        effort.type(page.get_by_label(label, exact=True), number)
    effort.take_photos(page.get_by_label("Ảnh"), photos)
    return effort


def _is_seen(place: Locator) -> bool:
    """Whether the whole of it is on the screen without a swipe."""
    box, size = place.bounding_box(), place.page.viewport_size
    return bool(box and size and box["y"] >= 0 and box["y"] + box["height"] <= size["height"])
