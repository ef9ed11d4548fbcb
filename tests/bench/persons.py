"""Invented people with many of one name, and the ways in which people write them."""

import random
from collections.abc import Iterator

from directory import cards, changes
from directory.models import Name, Profile, Researcher
from directory.names import script_of
from directory.search import catch_up, people
from directory.vocabulary import Kind, Status
from tests.bench.names import Asked

SEED = 7
COUNT = 1500
SURNAMES = [
    "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "周", "吴", "徐", "孙", "马", "朱", "胡", "郭", "何", "林", "高", "罗", "欧阳", "司马",
    "上官", "单", "曾", "解", "吕", "翟", "覃", "任",
]
GIVEN = [
    "伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超", "秀", "霞", "平", "刚", "桂", "英",
    "安", "恩", "子", "晓", "建", "国", "志",
]
FIRST = [
    "Alice", "Brian", "Carys", "Dafydd", "Ewan", "Fiona", "Gareth", "Harriet", "Iona", "Jonas", "Kirsty", "Liam", "Mairi", "Nia", "Owen", "Peter",
    "Rhys", "Sian", "Tomos", "Una",
]
LAST = [
    "Adeyemi", "Baxter", "Clough", "Davies", "Ellwood", "Fraser", "Greenhalgh", "Hughes", "Irvine", "Jones", "Kendrick", "Llewellyn", "Murray",
    "Ngata", "Okafor", "Price",
]


def made() -> Iterator[Asked]:
    """Write the people, then ask for them in every form."""
    chance = random.Random(SEED)
    rows = [_person(chance) for _number in range(COUNT)] + [("王", "伟")] * 7 + [("王", "薇")] * 3 + [("汪", "伟")] * 3 + [("Wang", "Wei")] * 4
    profiles = Profile.objects.bulk_create([Profile(kind=Kind.RESEARCHER, status=Status.PUBLISHED) for _row in rows])
    Researcher.objects.bulk_create([Researcher(profile=profile) for profile in profiles])
    names, forms = list[Name](), list[tuple[int, str, str, str]]()
    for profile, (family, given) in zip(profiles, rows, strict=True):
        han = script_of(family) == "Hans"
        latin_family, latin_given = (part.title() for part in _latin(family, given)) if han else (family, given)
        if han:
            names.append(Name(profile=profile, value=family + given, lang="zh", script="Hans", is_preferred=True, family=family, given=given))
        order = "family-first" if han else "given-first"
        value = f"{latin_family} {latin_given}" if han else f"{given} {family}"
        names.append(
            Name(profile=profile, value=value, lang="en", script="Latn", is_preferred=True, family=latin_family, given=latin_given, order=order),
        )
        forms.append((profile.pk, family + given if han else "", latin_family, latin_given))
    Name.objects.bulk_create(names)
    _number(profiles)
    yield from _asked(forms, chance)


def _person(chance: random.Random) -> tuple[str, str]:
    if chance.random() < 0.3:
        return chance.choice(LAST), chance.choice(FIRST)
    return chance.choice(SURNAMES), "".join(chance.sample(GIVEN, chance.choice((1, 2, 2))))


def _latin(family: str, given: str) -> tuple[str, str]:
    surname, syllables = people.read_han(family + given, family, given)
    return surname, "-".join(syllables)


def _number(profiles: list[Profile]) -> None:
    from django.db import transaction

    with transaction.atomic():
        changes.record_many([changes.Entry(profile.pk, profile.uid) for profile in profiles], by=None)
        cards.refresh(profile.pk for profile in profiles)
    catch_up()


def _asked(forms: list[tuple[int, str, str, str]], chance: random.Random) -> Iterator[Asked]:
    """Whoever is written alike is right too: pages of namesakes are read, nobody is merged."""
    alike: dict[tuple[str, str], set[int]] = {}
    for key, _han, family, given in forms:
        alike.setdefault((family.lower(), given.replace("-", "").lower()), set()).add(key)
    for key, han, family, given in chance.sample(forms, 400) + forms[-17:]:
        right = frozenset(alike[family.lower(), given.replace("-", "").lower()])
        if han:
            yield Asked("person: Han", han, frozenset([key]) if len(right) == 1 else right)
        yield Asked("person: Given Family", f"{given} {family}", right)
        yield Asked("person: Family Given", f"{family} {given}", right)
        yield Asked("person: FAMILY Given", f"{family.upper()} {given}", right)
        yield Asked("person: Family, Given", f"{family}, {given}", right)
        yield Asked("person: glued", f"{family} {given.replace('-', '')}", right)
        initials = frozenset(one for (of, name), ones in alike.items() if of == family.lower() and name[0] == given[0].lower() for one in ones)
        yield Asked("person: FAMILY I.", f"{family.upper()} {given[0]}.", initials)
        yield Asked("person: I. Family", f"{given[0]}. {family}", initials)
