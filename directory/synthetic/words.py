"""The vocabularies of the synthetic bulk: made of syllables and characters, skewed as words in real text are (Zipf), the same for a seed."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from random import Random
from typing import Any

from directory import places

ONSETS = ["b", "br", "c", "ch", "cl", "cr", "d", "dr", "f", "fl", "fr", "g", "gl", "gr", "h", "j", "k", "l", "m",
          "n", "p", "pl", "pr", "qu", "r", "s", "sc", "sh", "sl", "sp", "st", "str", "t", "th", "tr", "v", "w"]
NUCLEI = ["a", "e", "i", "o", "u", "ai", "ea", "ee", "ie", "oa", "ou", "ar", "er", "or"]
CODAS = ["", "", "", "l", "m", "n", "nd", "nt", "r", "rd", "s", "st", "t", "ck", "x"]
ENDINGS = ["", "", "", "ing", "tion", "ic", "al", "ity", "er", "ment", "ous", "ium"]
FAMILY_NAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
ENGLISH_WORDS, CHINESE_WORDS, CITIES, COUNTRIES = 30_000, 15_000, 5_000, 180


STREAM, STRIDE = 1 << 19, 4_000


class Skewed:
    """A list of which the first are drawn most: the n-th about 1/n times as often as the first.

    Drawing word by word would take most of the time of making profiles. So a long stream is drawn once, and a text takes every k-th word of
    it from a random place, k random too: words keep their frequencies, and pairs of words meet as rarely as they should."""

    def __init__(self, items: list[Any], exponent: float, random: Random) -> None:
        self.items = items
        weights = list(accumulate(1 / (rank + 1) ** exponent for rank in range(len(items))))
        self.stream = random.choices(items, cum_weights=weights, k=STREAM)

    def draw(self, random: Random, count: int) -> list[Any]:
        step = 1 + int(random.random() * STRIDE)
        start = int(random.random() * (STREAM - step * count))
        return self.stream[start : start + step * count : step]

    def one(self, random: Random) -> Any:
        return self.stream[int(random.random() * STREAM)]


def pick(random: Random, items: Any) -> Any:
    """One of the items, all alike likely; several times as fast as random.choice."""
    return items[int(random.random() * len(items))]


@dataclass(frozen=True)
class Words:
    """Everything that names and texts are made of. `cities` are dicts of Place columns, the busiest first."""

    english: Skewed
    chinese: Skewed
    given: Skewed
    family: Skewed
    characters: list[str]
    pinyin: dict[str, str]
    cities: Skewed
    subjects: Skewed


@lru_cache(maxsize=2)
def words(seed: int) -> Words:
    """The vocabularies of a seed; they take about a second to make."""
    from pypinyin import lazy_pinyin  # a large table, read only when bulk is made

    random = Random(f"synthetic words {seed}")  # noqa: S311 (nothing is secret here)
    english = _made(random, ENGLISH_WORDS, 3)
    characters = _characters()
    random.shuffle(characters)
    common = characters[:1800]
    chinese = list(dict.fromkeys(pick(random, common) + pick(random, common) for _unused in range(CHINESE_WORDS * 2)))[:CHINESE_WORDS]
    from directory.subjects import ford

    narrow = [code for code, row in ford().items() if row["parent"]]
    random.shuffle(narrow)
    given, family = ([word.capitalize() for word in _made(random, size, 2)] for size in (3_000, 9_000))
    return Words(
        english=Skewed(english, 1.0, random), chinese=Skewed(chinese, 1.0, random), given=Skewed(given, 0.8, random),
        family=Skewed(family, 0.8, random), characters=common,
        pinyin={character: lazy_pinyin(character)[0] for character in [*common, *FAMILY_NAMES]},
        cities=Skewed(_cities(random, common), 1.0, random), subjects=Skewed(narrow, 0.7, random),
    )


def _made(random: Random, count: int, most: int) -> list[str]:
    """Pronounceable words without a meaning, shorter ones first as in a language."""
    found: dict[str, None] = {}
    while len(found) < count:
        syllables = 1 + min(most - 1, len(found) * most // count)
        stem = "".join(pick(random, ONSETS) + pick(random, NUCLEI) + pick(random, CODAS) for _unused in range(syllables))
        found[stem + (pick(random, ENDINGS) if syllables < most else "")] = None
    return list(found)


def _characters() -> list[str]:
    """The 3,755 common characters of GB 2312, level 1."""
    return [bytes((row, cell)).decode("gb2312") for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF) if (row, cell) < (0xD7, 0xFA)]


def _cities(random: Random, characters: list[str]) -> list[dict[str, Any]]:
    """Cities of 180 countries and regions; a third of them in the United Kingdom and China."""
    others = [code for code in sorted(places.countries()) if code not in {"GB", "CN"}]
    random.shuffle(others)
    countries = Skewed(["CN", "GB", *others[: COUNTRIES - 2]], 0.9, random)
    of: dict[str, list[str]] = {}
    for code in places.subdivisions():
        of.setdefault(code[:2], []).append(code)
    made: list[dict[str, Any]] = []
    slugs = set()
    for name in _made(random, CITIES + 500, 2):
        country = countries.one(random)
        subdivision = random.choice(of[country]) if country in of else ""
        city = f"{name.capitalize()}{random.choice(['ton', 'ford', 'burg', 'ham', 'au', 'ia', 'ville', ''])}"
        slug = places.slug_of(country, subdivision, city)
        if slug not in slugs and len(made) < CITIES:
            slugs.add(slug)
            made.append({
                "slug": slug, "country": country, "subdivision": subdivision, "subdivision_name": "", "city_en": city,
                "city_zh": "".join(random.choices(characters, k=2)) if country == "CN" else "",
                "lat": round(random.uniform(-45, 62), 4), "lng": round(random.uniform(-170, 170), 4),
            })
    return made
