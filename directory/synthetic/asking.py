"""Queries for benchmarks, drawn from the words of the synthetic bulk: nine classes, the same for a seed."""

from collections.abc import Callable
from random import Random

from directory.synthetic.words import FAMILY_NAMES, Words, words
from directory.vocabulary import InterestType

Parameters = dict[str, str]  # of the page and the API


def queries(n: int = 360, *, seed: int = 7) -> list[tuple[str, Parameters]]:
    """`n` queries as (class, parameters), the classes in turn."""
    random, vocabulary = Random(f"synthetic queries {seed}"), words(seed)  # noqa: S311 (nothing is secret here)
    classes = list(CLASSES.items())
    asked = []
    for number in range(n):
        name, ask = classes[number % len(classes)]
        asked.append((name, ask(random, vocabulary)))
    return asked


def _rare(random: Random, vocabulary: Words) -> Parameters:
    return {"q": random.choice(vocabulary.english.items[4_000:25_000])}


def _common(random: Random, vocabulary: Words) -> Parameters:
    return {"q": random.choice(vocabulary.english.items[:60])}


def _two_words(random: Random, vocabulary: Words) -> Parameters:
    return {"q": f"{random.choice(vocabulary.english.items[:300])} {random.choice(vocabulary.english.items[100:3_000])}"}


def _prefix(random: Random, vocabulary: Words) -> Parameters:
    source = random.choice((vocabulary.family, vocabulary.english))
    word = random.choice([item for item in source.items[:2_000] if len(item) > 4])
    return {"q": word[: random.randint(3, len(word) - 1)].lower()}


def _chinese(random: Random, vocabulary: Words) -> Parameters:
    return {"q": "".join(random.choice(vocabulary.chinese.items[: random.choice((100, 2_000))]) for _unused in range(random.choice((1, 1, 2))))}


def _pinyin(random: Random, vocabulary: Words) -> Parameters:
    family, given = random.choice(FAMILY_NAMES), random.choices(vocabulary.characters, k=random.choice((1, 2)))
    surname, rest = vocabulary.pinyin[family], [vocabulary.pinyin[sign] for sign in given]
    return {"q": random.choice((f"{surname} {''.join(rest)}", f"{''.join(rest)} {surname}", surname + "".join(rest), " ".join([surname, *rest])))}


def _filters(random: Random, vocabulary: Words) -> Parameters:
    city = vocabulary.cities.one(random)
    every: list[Parameters] = [
        {"country": city["country"]}, {"city": city["slug"]}, {"kind": random.choice(("researcher", "institute", "company"))},
        {"subject": vocabulary.subjects.one(random)}, {"subject": random.choice("123456")}, {"offering": random.choice(InterestType.values)},
        {"written_in": random.choice(("en", "zh"))}, {"type": random.choice(("education", "facility", "company"))},
    ]
    chosen: Parameters = {}
    for parameters in random.sample(every, random.randint(1, 3)):
        chosen |= parameters
    return chosen


def _text_with_filters(random: Random, vocabulary: Words) -> Parameters:
    return random.choice((_common, _two_words, _chinese, _rare))(random, vocabulary) | _filters(random, vocabulary)


def _empty(_random: Random, _vocabulary: Words) -> Parameters:
    return {}


CLASSES: dict[str, Callable[[Random, Words], Parameters]] = {
    "rare": _rare, "common": _common, "two words": _two_words, "prefix": _prefix, "Chinese": _chinese, "pinyin": _pinyin, "filters only": _filters,
    "text with filters": _text_with_filters, "empty": _empty,
}
