"""The vocabularies of the synthetic bulk: made of syllables and characters, skewed as words in real text are (Zipf), the same for a seed."""

from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from random import Random
from typing import Any

from directory import places

ONSETS = "b br c ch cl cr d dr f fl fr g gl gr h j k l m n p pl pr qu r s sc sh sl sp st str t th tr v w".split()
NUCLEI = "a e i o u ai ea ee ie oa ou ar er or".split()
CODAS = ["", "", "", "l", "m", "n", "nd", "nt", "r", "rd", "s", "st", "t", "ck", "x"]
ENDINGS = ["", "", "", "ing", "tion", "ic", "al", "ity", "er", "ment", "ous", "ium"]
FAMILY_NAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
ENGLISH_WORDS, CHINESE_WORDS, CITIES, COUNTRIES = 30_000, 15_000, 5_000, 180


@dataclass(frozen=True)
class Skewed:
    """A list of which the first are drawn most: the n-th about 1/n times as often as the first."""

    items: list[Any]
    weights: list[float]

    def draw(self, random: Random, count: int) -> list[Any]:
        return random.choices(self.items, cum_weights=self.weights, k=count)

    def one(self, random: Random) -> Any:
        return self.items[min(bisect_left(self.weights, random.random() * self.weights[-1]), len(self.items) - 1)]


def skewed(items: list[Any], exponent: float = 1.0) -> Skewed:
    return Skewed(items, list(accumulate(1 / (rank + 1) ** exponent for rank in range(len(items)))))


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
    chinese = list(dict.fromkeys(random.choice(common) + random.choice(common) for _unused in range(CHINESE_WORDS * 2)))[:CHINESE_WORDS]
    from directory.subjects import ford

    narrow = [code for code, row in ford().items() if row["parent"]]
    random.shuffle(narrow)
    return Words(
        english=skewed(english), chinese=skewed(chinese), given=skewed([word.capitalize() for word in _made(random, 3_000, 2)], 0.8),
        family=skewed([word.capitalize() for word in _made(random, 9_000, 2)], 0.8), characters=common,
        pinyin={character: lazy_pinyin(character)[0] for character in [*common, *FAMILY_NAMES]},
        cities=skewed(_cities(random, common)), subjects=skewed(narrow, 0.7),
    )


def _made(random: Random, count: int, most: int) -> list[str]:
    """Pronounceable words without a meaning, shorter ones first as in a language."""
    found: dict[str, None] = {}
    while len(found) < count:
        syllables = 1 + min(most - 1, len(found) * most // count)
        stem = "".join(random.choice(ONSETS) + random.choice(NUCLEI) + random.choice(CODAS) for _unused in range(syllables))
        found[stem + (random.choice(ENDINGS) if syllables < most else "")] = None
    return list(found)


def _characters() -> list[str]:
    """The 3,755 common characters of GB 2312, level 1."""
    return [bytes((row, cell)).decode("gb2312") for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF) if (row, cell) < (0xD7, 0xFA)]


def _cities(random: Random, characters: list[str]) -> list[dict[str, Any]]:
    """Cities of 180 countries and regions; a third of them in the United Kingdom and China."""
    others = [code for code in sorted(places.countries()) if code not in {"GB", "CN"}]
    random.shuffle(others)
    countries = skewed(["CN", "GB", *others[: COUNTRIES - 2]], 0.9)
    of: dict[str, list[str]] = {}
    for code in places.subdivisions():
        of.setdefault(code[:2], []).append(code)
    made, slugs = [], set()
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
