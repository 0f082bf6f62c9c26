"""Showing where two texts differ, when both are too long to be shown."""


def around_difference(before: str, after: str, most: int) -> tuple[str, str]:
    """The surroundings of the first difference of two texts, about ``most`` characters of each; all where both fit."""
    start = 0
    if max(len(before), len(after)) > most:
        pairs = enumerate(zip(before, after, strict=False))
        same = next((at for at, (one, other) in pairs if one != other), min(len(before), len(after)))
        start = max(0, same - most // 2)
    return _cut(before, start, most), _cut(after, start, most)


def _cut(text: str, start: int, most: int) -> str:
    end = start + most
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"
