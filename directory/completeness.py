"""How complete a profile is in each language, in percent: what it has of what readers look for. It never decides who is found first."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from directory.models import Profile


def completeness(card: dict[str, Any]) -> dict[str, int]:
    """{"en": 0–100, "zh": 0–100} for a card's body: three tenths for facts that need no language, the rest for words in it."""
    person = card["kind"] == "researcher"
    facts = [card["place"], card["subjects"], card["identifiers"], card["affiliations"] if person else card["established"], card["website"] or person]
    shared = 30 * sum(bool(fact) for fact in facts) / len(facts)

    def words(lang: str) -> int:
        have = [(card["name"][lang], 30), (card["summary"][lang], 25), (card["keywords"][lang], 15)]
        return round(shared + sum(weight for value, weight in have if value))

    return {"en": words("en"), "zh": words("zh")}


def missing(profile: Profile, today: date) -> list[str]:
    """What would make the profile more useful, in words, for those who can add it."""
    have = {
        _("a name in Chinese"): profile.names.filter(lang__startswith="zh").exists(),
        _("a summary in English"): profile.summary_en, _("a summary in Chinese"): profile.summary_zh,
        _("keywords in English"): profile.keywords_en, _("keywords in Chinese"): profile.keywords_zh,
        _("a field of research"): profile.profile_subjects.exists(), _("a place"): profile.locations.exists(),
        _("an offer or a need"): profile.interests.filter(expires_on__gte=today).exists(),
    }
    return [words for words, value in have.items() if not value]
