"""The queue of the outbox over random sequences of loss, doubling, delay, reordering, crashes, tabs and strangers.

Its script runs in the browser, against a server that answers as ours does (``queue_model.js``).
"""

import os
import re
from pathlib import Path

import pytest

from lhtq.paths import STATIC

MODEL = Path(__file__).with_name("queue_model.js")

#: How many sequences, and of how many events each.
SEQUENCES, EVENTS = 10_000, 60

#: Another run of others: ``LHTQ_SEED=7 pytest tests/browser/test_queue.py``.
SEED = int(os.environ.get("LHTQ_SEED", "108")) * SEQUENCES


def world(browser, spoil=lambda script: script):
    """A page in which the queue's script lives in the model's world; ``spoil`` may break the script."""
    context = browser.new_context()
    page = context.new_page()
    script = spoil((STATIC / "queue.js").read_text(encoding="utf-8"))
    page.evaluate(f"(() => {{ {script}; globalThis.queue = queue; }})()")
    page.evaluate(MODEL.read_text(encoding="utf-8"))
    return page


def search(page, sequences=SEQUENCES) -> str:
    """What went wrong in the shortest failing sequence, nothing where all went well."""
    found = page.evaluate("([seed, count, length]) => world.search(seed, count, length)", [SEED, sequences, EVENTS])
    page.context.close()
    return f"seed {found['seed']}, {found['length']} events: {found['story']}" if found else ""


def test_everything_is_done_once_and_in_order_whatever_the_line_does(chromium):
    found = search(world(chromium))
    assert not found, found


@pytest.mark.parametrize(
    ("right", "broken", "story"),
    [
        ("tries: tries + 1", "tries: tries + 1, key: `k${Math.random()}`", "done twice|conflict|out of order"),
        ("if (old && !old.tries)", "if (old)", "other content|conflict|holds|out of order"),
        ("(follows(entry, done) && !entry.tries ? { ...entry, version } : entry)", "entry", "conflict"),
        ("=> old.row);", "=> true);", "out of order"),
        ("[of(tab, done), version]", "[of(tab, done), done.version + 9]", "conflict"),
        ("if (entry.account !== account) continue;", "", "another"),
    ],
    ids=[
        "a key for each try", "what was tried is replaced", "the version is not handed on", "a row overtakes a form",
        "a tap comes with the answer", "what is another's is sent",
    ],
)  # fmt: skip
def test_a_queue_that_forgot_a_rule_is_found(chromium, right, broken, story):
    def spoil(script):
        assert right in script
        return script.replace(right, broken)

    assert re.search(story, search(world(chromium, spoil), 2000))
