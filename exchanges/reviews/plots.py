"""Where the marks of the panel's two plots stand: percentages and pixels for attributes of inline SVG, which has no style of its own."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from exchanges.reviews.scoring import WIDE, Rubric, rounded, short

LEFT, WIDTH = 4, 92  # per cent of the plot where the scale begins, and how long it is
BARS, STEP, BOTTOM, TALLEST = 9, 35, 122, 108


@dataclass(frozen=True)
class Dot:
    x: str
    y: float


@dataclass(frozen=True)
class Spread:
    """One ring for each reviewer, a tick for the mean, a line from the lowest to the highest, amber from WIDE points."""

    dots: tuple[Dot, ...]
    low: str
    high: str
    mean: str
    is_wide: bool
    scores: tuple[str, ...]  # in words
    shown_mean: str


def spread(rubric: Rubric, points: Sequence[int]) -> Spread | None:
    """The plot of the reviews that are in; None while none is."""
    if not points:
        return None
    values = sorted(Fraction(one, rubric.unit) for one in points)
    mean = sum(values, Fraction(0)) / len(values)
    dots = []
    for value, times in sorted(Counter(values).items()):
        dots += [Dot(_at(rubric, value), round(y, 1)) for y in _stack(times)]
    return Spread(
        tuple(dots),
        _at(rubric, values[0]),
        _at(rubric, values[-1]),
        _at(rubric, mean),
        max(points) - min(points) >= widest(rubric),
        tuple(short(one) for one in values),
        rounded(mean),
    )


def widest(rubric: Rubric) -> int:
    """How many points (scoring.Rubric.unit) apart is too far: two of the scale; where criteria are stretched, the half of it."""
    low, high = rubric.scale
    return WIDE * rubric.unit if rubric.is_shared else (high - low) * rubric.unit // 2


def _at(rubric: Rubric, value: Fraction) -> str:
    return f"{float(LEFT + WIDTH * rubric.place(value)):.1f}%"


def _stack(times: int) -> list[float]:
    """Heights of equal scores, around the middle: 12; 8 and 16; 4, 12 and 20; closer where there are more."""
    gap = 8 if times <= 3 else 18 / (times - 1)
    return [12 + gap * (number - (times - 1) / 2) for number in range(times)]


@dataclass(frozen=True)
class Bar:
    """One column of the histogram; `first` of its `count` stand above the line of places."""

    x: int
    y: float
    height: float
    count: int
    first: int
    first_y: float
    first_height: float


def histogram(rubric: Rubric, means: Sequence[tuple[int, int]], places: int) -> list[Bar]:
    """Means as (sum of points, reviews), highest first, in nine columns around the steps of the scale."""
    columns, firsts = Counter[int](), Counter[int]()
    known: dict[tuple[int, int], int] = {}
    for number, (total, count) in enumerate(means):
        column = known.get((total, count))
        if column is None:
            place = rubric.place(Fraction(total, count * rubric.unit))
            column = known[total, count] = min(BARS - 1, int(place * (BARS - 1) + Fraction(1, 2)))
        columns[column] += 1
        firsts[column] += number < places
    most = max(columns.values(), default=1)
    made = []
    for column in range(BARS):
        tall, green = (round(TALLEST * count / most, 1) for count in (columns[column], firsts[column]))
        made.append(Bar(2 + STEP * column, BOTTOM - tall, tall, columns[column], firsts[column], BOTTOM - green, green))
    return made
