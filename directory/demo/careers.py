"""Where the demo's people studied and work, and as what: two to four affiliations each, with partial dates."""

import re
from dataclasses import dataclass
from random import Random

from directory.demo.cast import Person
from directory.demo.cast import home as home_for
from directory.demo.fields import fields

NOW = 2026
Pair = tuple[str, str]
# Posts by the kind of employer and by stage: (English, Chinese).
POSTS: dict[str, dict[str, list[Pair]]] = {
    "CN": {
        "first": [("Postdoctoral Researcher", "博士后")], "doctoral": [("Doctoral candidate", "博士研究生")],
        "early": [("Lecturer", "讲师"), ("Postdoctoral Researcher", "博士后"), ("Assistant Professor", "助理教授")],
        "mid": [("Associate Professor", "副教授")], "senior": [("Professor", "教授"), ("Professor", "教授"), ("Distinguished Professor", "特聘教授")],
    },
    "CAS": {
        "doctoral": [("Doctoral candidate", "博士研究生")], "early": [("Assistant Professor", "助理研究员")],
        "mid": [("Associate Professor", "副研究员")], "senior": [("Professor", "研究员")],
    },
    "GB": {
        "first": [("Research Associate", "博士后研究员")], "doctoral": [("PhD Student", "博士研究生")],
        "early": [("Research Associate", "博士后研究员"), ("Lecturer", "讲师"), ("Research Fellow", "研究员")],
        "mid": [("Senior Lecturer", "高级讲师"), ("Reader", "准教授"), ("Associate Professor", "副教授")], "senior": [("Professor", "教授")],
    },
    "LAB": {
        "doctoral": [("PhD Student", "博士研究生")], "early": [("Scientist", "研究员")], "mid": [("Senior Scientist", "高级研究员")],
        "senior": [("Head of Research", "研究部主任")],
    },
    "HOSPITAL": {
        "doctoral": [("Resident Physician", "住院医师")], "early": [("Attending Physician", "主治医师")],
        "mid": [("Associate Chief Physician", "副主任医师")], "senior": [("Chief Physician", "主任医师")],
    },
    "COMPANY": {
        "doctoral": [("Research Engineer", "研发工程师")], "early": [("Research Engineer", "研发工程师")],
        "mid": [("Senior Engineer", "高级工程师"), ("Product Lead", "产品负责人")],
        "senior": [("Chief Engineer", "总工程师"), ("Head of Research", "研发负责人")],
    },
}


@dataclass
class Post:
    """One affiliation; `home` is the key of the organisation's Draft."""

    home: str
    type: str
    unit: Pair = ("", "")
    role: Pair = ("", "")
    start: str = ""
    end: str = ""
    primary: bool = False


@dataclass(frozen=True)
class Home:
    """What a career needs to know of an organisation."""

    country: str
    types: tuple[str, ...]
    name: Pair
    established: int = 0

    @property
    def kind(self) -> str:
        if "company" in self.types:
            return "COMPANY"
        if "healthcare" in self.types:
            return "HOSPITAL"
        if "education" in self.types:
            return "CN" if self.country == "CN" else "GB"
        return "CAS" if self.country == "CN" else "LAB"


def career(person: Person, homes: dict[str, Home], random: Random) -> list[Post]:
    """The posts of a person, the present one first. `random` is the person's own."""
    done = NOW - {"doctoral": -2, "early": random.randint(1, 8), "mid": random.randint(9, 17), "senior": random.randint(18, 33)}[person.stage]
    here = homes[person.home]
    moves = 0.12 if here.country == "GB" else 0.36  # how often a step of a career was in the other country
    study = _elsewhere(person, homes, random, done - 5, abroad=random.random() < moves)
    if person.stage == "doctoral":
        start = NOW - random.randint(1, 3)
        return [_post(person, person.home, here, _date(start, 9), random), _study(person, study, homes, start, random, masters=True)]
    began = min(NOW - 1, done + (random.randint(0, 4) if person.stage == "early" else random.randint(2, 9)))
    began = min(NOW - 1, max(began, here.established))  # nobody joins a house before it stands
    posts = [_post(person, person.home, here, _date(began, random.choice([0, 0, 3, 9])), random)]
    if began - done >= 2:
        before = _elsewhere(person, homes, random, done, abroad=random.random() < moves)
        stage = {"early": "first", "mid": "early", "senior": "mid"}[person.stage]
        earlier = _post(person, before, homes[before], str(done), random, stage=stage)
        earlier.end, earlier.primary = str(began), False
        posts.append(earlier)
    posts.append(_study(person, study, homes, done, random))
    if person.stage != "early" and here.kind != "COMPANY" and random.random() < 0.28:
        posts.append(_visit(person, homes, began, random))
    return posts


def _date(year: int, month: int) -> str:
    return f"{year}-{month:02d}" if month else str(year)


def _post(person: Person, key: str, home: Home, start: str, random: Random, stage: str = "") -> Post:
    english, chinese = random.choice(POSTS[home.kind][stage or person.stage])
    field = fields()[person.field]
    if home.kind == "GB" and english == "Professor" and random.random() < 0.5:
        english, chinese = f"Professor of {field.abroad[0]}", f"{field.abroad[1].removesuffix('系')}教授"
    return Post(key, "employment", unit(person.field, key, home), (english, chinese), start, primary=True)


def unit(slug: str, key: str, home: Home) -> Pair:
    """What the organisation calls the unit of the field: a school, a department, a laboratory."""
    english, chinese = fields()[slug].unit if home.country == "CN" else fields()[slug].abroad
    if home.kind == "COMPANY":
        return "Research and Development", "研发部"
    if home.kind == "HOSPITAL":
        return (f"Department of {english}", f"{chinese}科") if slug != "clinic" else ("", "")
    if home.kind in {"CAS", "LAB"}:
        return "", ""
    if slug == "law":
        return "School of Law", "法学院"
    if home.country == "CN" or len(key) + ord(key[-1]) & 1:
        stem = chinese if chinese.endswith(("化学", "科学")) else chinese.removesuffix("学")  # 物理学院, but 化学学院 and 植物科学学院
        return f"School of {english}", f"{stem}学院"
    return f"Department of {english}", f"{chinese}系"


def _elsewhere(person: Person, homes: dict[str, Home], random: Random, year: int, *, abroad: bool) -> str:
    """The key of another university that works in the field and stood in that year, in this country or in the other one."""
    own = homes[person.home].country
    country = ("GB" if own != "GB" else "CN") if abroad else own
    for _attempt in range(20):
        key = home_for(country, person.field, random, industry=False)
        if key != person.home and "education" in homes[key].types and homes[key].established <= year:
            return key
    return "ror:052gg0110" if person.home != "ror:052gg0110" else "ror:013meh722"


def _study(person: Person, key: str, homes: dict[str, Home], done: int, random: Random, *, masters: bool = False) -> Post:
    english, chinese = fields()[person.field].unit if homes[key].country == "CN" else fields()[person.field].abroad
    degree = ("MSc in", "硕士") if masters else ("PhD in", "博士")
    start = done - (2 if masters else random.choice([3, 4, 4, 5]))
    return Post(key, "education", ("", ""), (f"{degree[0]} {english}", f"{chinese}{degree[1]}"), str(start), str(done))


def _visit(person: Person, homes: dict[str, Home], began: int, random: Random) -> Post:
    key = _elsewhere(person, homes, random, began, abroad=True)
    year = random.randint(min(began + 1, NOW - 1), NOW - 1)
    role = ("Visiting Professor", "访问教授") if person.stage == "senior" else ("Visiting Scholar", "访问学者")
    month = random.choice([2, 4, 9])
    end = _date(year + 1, month) if year + 1 < NOW else f"{NOW}-06"
    return Post(key, "visiting", unit(person.field, key, homes[key]), role, _date(year, month), end)


WITH_ARTICLE = (
    r"University of|Chinese University|Chinese Academy|Hong Kong University|National|UK |Royal Botanic|Natural History|British Library|"
    r"Purple Mountain|Rutherford|James"
)


def named(home: Home) -> str:
    """The organisation's English name as it stands in a sentence: "the University of York", "Cardiff University"."""
    name = home.name[0]
    if name.startswith("The "):
        return f"the {name[4:]}"
    if re.match(WITH_ARTICLE, name) or re.search(r"\bInstitute\b(?! of Technology)", name):
        return f"the {name}"
    return name
