"""Sentences that the figures propose for the parts of a report, and those in its words with other figures."""

import datetime as dt
import re
from collections.abc import Iterator

from lhtq.reporting.rules.layouts import layout, sentences
from lhtq.reporting.rules.snapshots import Snapshot

#: What of a sentence is not compared: a figure, a part of a date, and what sets them off.
_FIGURE = re.compile(r"[\d.,]+")


def proposals(snapshot: Snapshot) -> dict[str, list[str]]:
    """The sentences that the figures of a snapshot propose, by part."""
    found = layout(snapshot["period"]["kind"])
    on = dt.date.fromisoformat(snapshot["period"]["on"])
    words = {"unit": snapshot["unit"]["name"], "on": f"{on:%d/%m/%Y}", "name": snapshot["period"]["name"]}
    return {part.key: sentences(part, snapshot["figures"], words) for part in found.parts}


def outdated(text: str, proposed: str) -> Iterator[str]:
    """The sentences of a text that are the one proposed now, word for word, with other figures or dates."""
    for found in re.finditer(_alike(proposed.rstrip(".")), text):
        if _figures(found[0]) != _figures(proposed):
            yield found[0]


def _alike(sentence: str) -> str:
    """What a sentence is found by: its words, whatever its figures, spaces and ends of lines are."""
    words = (_FIGURE.pattern.join(map(re.escape, _FIGURE.split(word))) for word in sentence.split())
    return r"\s+".join(words)


def _figures(sentence: str) -> list[str]:
    """The figures of a sentence, without what sets them off."""
    return re.findall(r"\d+", re.sub(r"(?<=\d)[.,](?=\d)", "", sentence))
