"""The demo's researchers as profiles: names, posts, words, offers and who may see them."""

from datetime import date
from functools import lru_cache
from random import Random

from directory.demo.careers import Home, Post, career
from directory.demo.cast import Person, cast
from directory.demo.fields import fields
from directory.demo.offers import offers
from directory.demo.rows import Draft, moment, uid_for
from directory.demo.writing import Summary
from directory.models import Affiliation, Assertion, Interest, Organisation, Profile, Researcher
from directory.vocabulary import Kind, Source, Status, Verification


def drafts(*, today: date, subjects: dict[str, int], homes: dict[str, Draft]) -> list[Draft]:
    """A Draft a person; `homes` are the Drafts of the organisations by key."""
    known = {key: _home(draft) for key, draft in homes.items()}
    return [_draft(person, number, today, subjects, homes, known) for number, person in enumerate(cast())]


def _home(draft: Draft) -> Home:
    detail = next(row for row in draft.rows if isinstance(row, Organisation))
    assert draft.at is not None
    return Home(draft.at.country, tuple(detail.types), draft.shown, detail.established or 0)


def _draft(person: Person, number: int, today: date, subjects: dict[str, int], homes: dict[str, Draft], known: dict[str, Home]) -> Draft:
    random = Random(f"career {person.key}")  # noqa: S311 (the demo must be the same everywhere)
    posts = career(person, known, random)
    profile = _profile(person, number, posts, known, today)
    said = moment(today, 1 + number * 3 % 260, number * 23)
    fields_said = ["names", "place", "summary", "keywords", "subjects", "languages", "affiliations", "interests"]
    draft = Draft(person.key, profile, Assertion(
        profile=profile, source=Source.SELF if number % 3 else Source.IMPORT, source_ref="demo", licence="CC BY 4.0" if number % 3 else "CC0",
        fields=fields_said, asserted_at=said, retrieved_at=said,
    ))
    _add_names(draft, person)
    _add_detail(draft, person, known[person.home].kind)
    at = homes[person.home].at
    assert at is not None
    draft.place(at)
    draft.subjects(fields()[person.field].codes, subjects)
    confirmed = profile.verified_at if profile.verification == Verification.ORGANISATION else None
    for post in posts:
        _add_post(draft, post, homes[post.home].profile, confirmed, hidden=not post.primary and random.random() < 0.03)
    for offer in offers(person, today):
        draft.add(Interest, created_at=said, **offer)
    return draft


def _profile(person: Person, number: int, posts: list[Post], known: dict[str, Home], today: date) -> Profile:
    random = Random(f"profile {person.key}")  # noqa: S311 (as above)
    summary = Summary(person, posts, known)
    topic, topic_zh = fields()[person.field].topics[person.topic]
    verification = random.choices([Verification.ORGANISATION, Verification.EMAIL, Verification.EDITOR, ""], [46, 20, 5, 29])[0]
    hidden: dict[str, int] = random.choices([{}, {"summary": 1}, {"languages": 1}, {"keywords": 2}], [93, 3, 3, 1])[0]
    featured = number < 14
    return Profile(
        uid=uid_for(person.key), kind=Kind.RESEARCHER, is_demo=True, field_tiers={} if featured else hidden,
        status=Status.PUBLISHED if featured else random.choices([Status.PUBLISHED, Status.DRAFT, Status.PENDING], [970, 18, 12])[0],
        verification=verification, verified_at=moment(today, random.randint(5, 300), random.randrange(600)) if verification else None,
        summary_en=summary.english() if "en" in person.written else "", summary_zh=summary.chinese() if "zh" in person.written else "",
        keywords_en=topic.keywords if "en" in person.written else [],
        keywords_zh=topic_zh.keywords if "zh" in person.written else [],
        working_languages=person.languages, created_at=moment(today, random.randint(1, 420), random.randrange(600)),
    )


def _add_names(draft: Draft, person: Person) -> None:
    """The name in the person's own order, in Chinese where there is one, and as it stands on papers."""
    family, given = person.en
    divided = person.order in "fg"
    order = {"f": "family-first", "g": "given-first"}.get(person.order, "")
    given_parts = {"given": given, "family": family, "order": order} if divided else {}
    draft.name(person.name, "en", is_preferred=True, is_display=True, **given_parts)
    if person.zh:
        parts = _han_parts(person.zh) if divided and "·" not in person.zh else {}
        draft.name(person.zh, "zh-Hans", is_preferred=True, **parts)
    if person.hant:
        draft.name(person.hant, "zh-Hant", **_han_parts(person.hant))
    if person.order == "f" and len(person.key) % 2:
        draft.name(f"{given} {family}", "en", type="display", given=given, family=family, order="given-first")


@lru_cache(maxsize=1)
def _double_names() -> tuple[str, ...]:
    return ("欧阳", "司徒", "上官", "诸葛")


def _han_parts(value: str) -> dict[str, str]:
    cut = 2 if value.startswith(_double_names()) else 1
    return {"family": value[:cut], "given": value[cut:], "order": "family-first"}


def _add_detail(draft: Draft, person: Person, employer: str) -> None:
    english, chinese = {"doctoral": ("", ""), "senior": ("Professor", "教授")}.get(person.stage, ("Dr", "博士"))
    if english == "Professor" and employer in {"COMPANY", "LAB", "HOSPITAL"}:
        english, chinese = "Dr", "博士"
    draft.add(Researcher, career_stage=person.stage, title_en=english, title_zh=chinese)


def _add_post(draft: Draft, post: Post, organisation: Profile, confirmed: object, *, hidden: bool) -> None:
    draft.add(
        Affiliation, organisation=organisation, type=post.type,
        unit_en=post.unit[0], unit_zh=post.unit[1], role_en=post.role[0], role_zh=post.role[1],
        start=post.start, end=post.end, is_primary=post.primary, confirmed_at=confirmed if post.primary else None, tier=1 if hidden else 0,
    )
