"""How complete a profile is in each language, in percent: what it has of what readers look for. It never decides who is found first."""

from typing import Any


def completeness(card: dict[str, Any]) -> dict[str, int]:
    """{"en": 0–100, "zh": 0–100} for a card's body: three tenths for facts that need no language, the rest for words in it."""
    person = card["kind"] == "researcher"
    facts = [card["place"], card["subjects"], card["identifiers"], card["affiliations"] if person else card["established"], card["website"] or person]
    shared = 30 * sum(bool(fact) for fact in facts) / len(facts)

    def words(lang: str) -> int:
        have = [(card["name"][lang], 30), (card["summary"][lang], 25), (card["keywords"][lang], 15)]
        return round(shared + sum(weight for value, weight in have if value))

    return {"en": words("en"), "zh": words("zh")}
