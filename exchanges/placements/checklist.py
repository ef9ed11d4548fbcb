"""What to ask before somebody travels, as data: which question applies to which placement, in which words, from which source, and as of which day.

Each rule was read on `as_of` in the newest stored copy of its source that could be had; `link` leads to the office's own page, which may say
otherwise by now. It helps to ask the right office; it is no legal advice, and nothing here decides anything.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from exchanges.errors import Text
from exchanges.placements.vocabulary import CheckKind

NOT_ADVICE = _(
    "This list helps you to ask the right office; it is no legal advice. It was read in stored copies of the sources, and rules change: look there, "
    "and ask, before you rely on it."
)
TO_UK, TO_CHINA = "cn-to-uk", "uk-to-cn"
BOTH_WAYS = frozenset({TO_UK, TO_CHINA})
LOOKED_UP = date(2026, 11, 23)
# FORD: natural sciences, engineering and technology, medical and health sciences, agricultural and veterinary sciences.
TECHNICAL = frozenset({"1", "2", "3", "4"})


@dataclass(frozen=True)
class Rule:
    """One question. It applies when somebody travels in one of `directions`, in a programme of one of `kinds` (empty: any), in one of the broad
    `fields` of FORD (empty: any). `again` says what opens it again: a new topic, new dates. `office` is whom to ask."""

    kind: CheckKind
    directions: frozenset[str]
    text: Text
    office: Text
    source: Text
    link: str
    kinds: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()
    again: frozenset[str] = frozenset({"dates"})
    as_of: date = LOOKED_UP


RULES = (
    Rule(
        CheckKind.ATAS, frozenset({TO_UK}),
        _("Research at doctoral level and above in listed fields may need an ATAS certificate: before the visa is applied for, and on a visit before "
          "the research begins. Nationals of the EEA and some other countries are exempt. It can take weeks, and a new topic may need a new "
          "certificate. The official checker asks for visa, nationality and field."),
        _("The immigration or research office of the UK host"),
        "University of Manchester; University of Cambridge; UCL; Imperial College London: Academic Technology Approval Scheme",
        "https://www.academic-technology-approval.service.gov.uk/",
        kinds=frozenset({"fellowship", "research-visit", "doctoral", "internship", "secondment", "joint-project"}), fields=TECHNICAL,
        again=frozenset({"topic", "dates"}),
    ),
    Rule(
        CheckKind.VISA, frozenset({TO_UK}),
        _("Which route fits this stay: visitor, Government Authorised Exchange, student or another one? Who sponsors it?"),
        _("The immigration office of the UK host"), "UKRI; University of Leeds; University of Cambridge: routes for visiting researchers", "https://www.gov.uk/check-uk-visa",
    ),
    Rule(
        CheckKind.VISA, frozenset({TO_CHINA}),
        _("Which visa fits this stay: exchange and visit (F), study (X), work (Z) or another one? Which invitation must the host send?"),
        _("The international office of the host in China"), "China Consular Affairs; Institute of High Energy Physics, CAS: visa application", "https://cs.mfa.gov.cn/",
    ),
    Rule(
        CheckKind.EXPORT_CONTROL, BOTH_WAYS,
        _("Does anything controlled cross the border: equipment, samples, software, drawings, know-how on a laptop or in conversation? Both the UK’s "
          "and China’s lists may apply; China’s is one since December 2024, and its list of technologies changed in July 2025."),
        _("The export control office of the home institution and of the host"),
        "GOV.UK: export controls applying to academic research; Ministry of Commerce of China: announcements 2024/51 and 2025/28",
        "https://www.gov.uk/guidance/export-controls-applying-to-academic-research", fields=TECHNICAL, again=frozenset({"topic"}),
    ),
    Rule(
        CheckKind.DATA_TRANSFER, frozenset({TO_UK}),
        _("Personal data leaves China: on which ground, with which notice and consent? Provisions of March 2024 free some transfers from assessment, "
          "standard contract and filing; notice, and separate consent where it is needed, may still be due."),
        _("The data protection office of the home institution"),
        "Jones Day; China Law & Practice: Provisions on Promoting and Regulating Cross-Border Data Flows, 22 March 2024",
        "https://www.jonesday.com/en/insights/2024/03/china-finalizes-provisions-on-crossborder-data-transfer", again=frozenset({"topic"}),
    ),
    Rule(
        CheckKind.DATA_TRANSFER, frozenset({TO_CHINA}),
        _("Personal data leaves the UK: which safeguard covers it, and who has assessed the risk?"),
        _("The data protection office of the home institution"),
        "Information Commissioner’s Office: international transfers, transfer risk assessments",
        "https://ico.org.uk/for-organisations/uk-gdpr-guidance-and-resources/international-transfers/", again=frozenset({"topic"}),
    ),
    Rule(
        CheckKind.INSURANCE, BOTH_WAYS, _("Who insures illness, accident and liability, from the first day to the last, and in the laboratory too?"),
        _("The home institution and the host"), _("Qiao: a question of our own, no law behind it"), "",
    ),
)


def directions(country: str, direction: str) -> frozenset[str]:
    """Where the journey goes: by the country of the host (ISO 3166-1) where it is known, else by the programme; both where nobody can tell."""
    by_host = {"GB": TO_UK, "CN": TO_CHINA}.get(country)
    if by_host:
        return frozenset({by_host})
    return frozenset({direction}) & BOTH_WAYS or BOTH_WAYS


def applying(country: str, direction: str, kind: str, subjects: list[str]) -> list[Rule]:
    """The rules for a placement. What isn't known leaves nothing out: without a subject every field counts."""
    ways, broad = directions(country, direction), {code.partition(".")[0] for code in subjects}
    return [
        rule for rule in RULES
        if rule.directions & ways and (not rule.kinds or kind in rule.kinds) and (not rule.fields or not broad or rule.fields & broad)
    ]


def kinds_to_ask_again(change: str) -> list[str]:
    """The kinds of checks that a change ("topic", "dates") opens again."""
    return sorted({rule.kind.value for rule in RULES if change in rule.again})
