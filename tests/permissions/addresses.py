"""One row for every address, by its URL name: what it shows, and which line of the matrix says who gets it. A new address needs a row here.

`kind` is a line of matrix.PAGES or matrix.THINGS; `post` the same for POST, blank where the address takes none. `{…}` in the arguments names a
profile of the world. Every row is asked as every role, in both languages, with every verb and every query of `queries`.
"""

import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from urllib.parse import quote

from django.urls import URLPattern, URLResolver, get_resolver

from tests.permissions import exchange_addresses
from tests.permissions.people import ROLES
from tests.permissions.row import LANGUAGES, ONE, Row

# Ways to ask that could touch a hidden value: text, filters, facets, orders.
TEXTS = ("", "q=oakhollow", "q=bridges", "q=bridgeford", "q=桥津大学", "q=qiaojin", "q=plain+person", "q=cambridge", "q=mathematics", "q=Q42")
FILTERS = (
    "kind=researcher", "country=GB", "country=!GB", "city=cambridge-gb-eng", "subject=1.1", "subject=1", "offering=recruit", "offering=licence",
    "offering=host", "has=wikidata", "missing=wikidata", "has=orcid", "written_in=en", "language=cy", "verified=!registry", "established__gte=1900",
    "updated__gte=2020-01-01", "type=education",
)
ORDERS = tuple(f"{one}sort={order}" for one in ("", "kind=researcher&") for order in ("name", "-name", "newest", "oldest"))
SEARCHES = tuple(quote(query, safe="=&!+-_") for query in (*TEXTS, *FILTERS, *ORDERS))
FACETS = "facets=kind,country,city,subject,offering,has,type,verified"
API = tuple(f"{query}&{FACETS}" if query else FACETS for query in SEARCHES)
WORDS = ("q=oak", "q=quokka", "q=bridge", "q=qiaojin", "q=plain", "q=袋鼠")
SUGGEST = tuple(quote(word, safe="=") for word in WORDS)

# Profile → the line of the matrix that says who sees its page.
PROFILES = {
    "maren": "Maren, published: for everybody", "home": "Home, published: for everybody", "ally": "open", "draft": "the owner's draft",
    "house": "the manager's house, not listed yet", "nobodys": "a draft that nobody owns", "gone": "a withdrawn profile",
    "offs": "a profile of the deactivated, not listed yet", "erased": "nothing", "missing": "nothing", "merged": "leads on",
}
# By identifier, only of those who may see the identifier.
BY_IDENTIFIER = {"ror:04ct4d772": "leads on", "orcid:0000-0002-1825-0097": "nothing"}


def listed(kind: str) -> str:
    """The API and lists know what is published and nothing else, whoever asks."""
    return kind if kind in {"open", "leads on", "nothing"} or ", published" in kind else "nothing"


DIRECTORY = [
    Row("home", "open"), Row("results", "open", queries=SEARCHES), Row("feed", "open", queries=SEARCHES),
    *(Row("export", "open", {"suffix": suffix}, queries=SEARCHES, languages=ONE if suffix == "json" else LANGUAGES) for suffix in ("csv", "json")),
    Row("export", "open", {"suffix": "xlsx"}, queries=SEARCHES[::4]),
    *(Row("profile", kind, {"uid": f"{{{name}}}"}) for name, kind in PROFILES.items()),
    *(Row("profile", kind, {"uid": f"{{{name}}}.jsonld"}) for name, kind in PROFILES.items()),
    *(Row("profile", kind, {"uid": f"{{{name}}}.vcf"}) for name, kind in PROFILES.items() if name in {"maren", "draft", "nobodys", "offs", "erased"}),
    *(Row("profile", kind, {"uid": value}) for value, kind in BY_IDENTIFIER.items()),
    Row("suggest", "open", queries=SUGGEST), Row("browse", "open"), Row("browse_places", "open"), Row("browse_fields", "open"),
    Row("browse_types", "open"), Row("about", "open"), Row("developers", "open"), Row("theme", "", post="leads on", data={"theme": "dark"}),
]
PROGRAMS = [
    Row("api:index", "open", languages=ONE), Row("api:profiles", "open", queries=API, languages=ONE),
    *(Row("api:profile", listed(kind), {"address": f"{{{name}}}"}, languages=ONE) for name, kind in PROFILES.items()),
    Row("api:profile", "open", {"address": "ror:04ct4d772"}, languages=ONE),
    Row("api:profile", "nothing", {"address": "orcid:0000-0002-1825-0097"}, languages=ONE),
    Row("api:suggest", "open", queries=SUGGEST, languages=ONE), Row("api:subjects", "open", languages=ONE), Row("api:schema", "open", languages=ONE),
    Row("robots", "open", languages=ONE), Row("sitemap", "open", languages=ONE), Row("sitemap_part", "open", {"number": "1"}, languages=ONE),
    Row("sitemap_part", "open", {"number": "pages"}, languages=ONE), Row("healthz", "open", languages=ONE), Row("readyz", "open", languages=ONE),
]
SIGNING_IN = [
    Row("account_login", "not signed in", post="not signed in"), Row("account_logout", "signed in or led home", post="leads on"),
    Row("account_request_login_code", "not signed in", post="not signed in"), Row("account_confirm_login_code", "sign in first"),
    Row("account_login_password", "not signed in", post="not signed in"), Row("account_signup", "not signed in", post="not signed in"),
    Row("account_email_verification_sent", "sign in first"),
    Row("account_reset_password", "open", post="open"), Row("account_reset_password_done", "leads on"),
    Row("account_reset_password_from_key", "open", {"uidb36": "2s", "key": "abc"}, post="open", any_verb=True),
    Row("consent_texts", "open"), Row("privacy", "open"), Row("notices_off", "nothing", {"token": "x"}, post="nothing"),
    Row("mfa_login_webauthn", "not signed in", post="sign in first"), Row("mfa_authenticate", "sign in first", post="sign in first"),
    Row("socialaccount_signup", "back to the door", post="back to the door"), Row("socialaccount_login_cancelled", "open"),
    Row("socialaccount_login_error", "back to the door"), Row("elsewhere_start", "", {"name": "orcid"}, post="nothing"),
    Row("elsewhere_back", "nothing", {"name": "orcid"}, languages=ONE, head=False),
]
ONESELF = [
    *(Row(name, "signed in", post=post) for name, post in (
        ("my_page", ""), ("notices", ""), ("settings", "signed in"), ("consents", "signed in"), ("seen", ""), ("security", ""), ("mfa_index", ""),
        ("mfa_list_webauthn", ""), ("usersessions_list", "signed in"), ("socialaccount_connections", "signed in"), ("my_organisations", ""),
        ("belonging_work", ""), ("account_email", "signed in"), ("confirm_by_mail", "signed in"),
    )),
    Row("notices_read", "", post="signed in"), Row("second_factor", "the second factor is missed"),
    Row("notice", "the owner's notice, opened", {"key": "{notice}"}), Row("notice", "writing for nobody", {"key": "987654321"}),
    Row("account_change_password", "signed in", post="signed in"), Row("account_set_password", "sign in first", post="sign in first"),
    Row("account_reauthenticate", "after showing who one is", post="signed in"),
    Row("mfa_activate_totp", "after showing who one is", post="signed in"),
    Row("mfa_deactivate_totp", "one's own, where there is none", post="one's own, where there is none"),
    Row("mfa_view_recovery_codes", "one's own, where there is none"),
    Row("mfa_generate_recovery_codes", "after showing who one is", post="signed in"),
    Row("mfa_add_webauthn", "after showing who one is", post="signed in"),
    *(Row(name, "after showing who one is, where there is none", {"pk": "1"}, post="after showing who one is, where there is none")
      for name in ("mfa_edit_webauthn", "mfa_remove_webauthn")),
    Row("mfa_reauthenticate", "sign in first", post="sign in first"), Row("mfa_reauthenticate_webauthn", "sign in first", post="sign in first"),
]
STAFF = [
    *(Row(name, "staff pages") for name in ("staff_work", "staff_status", "staff_audit", "staff_audit_export", "staff_imports", "mailbox")),
    *(Row(name, "staff pages", {"key": "{message}"}) for name in ("mailbox_message", "mailbox_html")),
    Row("mailbox_send", "", {"key": "{message}"}, post="staff pages"), Row("mailbox_send_all", "", post="staff pages"),
    Row("staff_programmes", "staff pages", post="staff pages"),
    Row("programme_people", "the people of the programme", {"uid": "{programme}"}, post="staff pages"),
    Row("programme_people", "staff pages", {"uid": "{other_programme}"}, post="staff pages"),
    Row("programme_role_end", "", {"uid": "{programme}", "key": "{reviewer_role}"}, post="staff pages"),
    Row("staff_import", "staff pages", {"key": "{batch}"}, post="staff pages"),
]
# Profile → who writes it, who publishes it, who takes it out.
WRITTEN = {
    "maren": ("writing Maren", "publishing Maren", "writing Maren"), "draft": ("writing Maren", "publishing Maren", "writing Maren"),
    "home": ("writing Home", "writing what nobody owns", "writing what nobody owns"),
    "house": ("writing Home", "writing what nobody owns", "writing what nobody owns"),
    "nobodys": ("writing what nobody owns",) * 3, "gone": ("writing what nobody owns",) * 3, "ally": ("writing what nobody owns",) * 3,
    "erased": ("writing for nobody",) * 3, "missing": ("writing for nobody",) * 3,
}
EDITING = [
    Row("profile_new", "one's own profile to begin", post="beginning a profile"),
    *(Row("profile_edit", write, {"uid": f"{{{name}}}"}) for name, (write, _p, _w) in WRITTEN.items()),
    *(Row("profile_edit_part", write, {"uid": f"{{{name}}}", "part": part}, post=write) for name, (write, _p, _w) in WRITTEN.items()
      for part in ("names", "about", "place")),
    *(Row("profile_as", write, {"uid": f"{{{name}}}", "tier": tier}) for name, (write, _p, _w) in WRITTEN.items() for tier in ("public", "partners")),
    *(Row("profile_publish", publish, {"uid": f"{{{name}}}"}, post=publish) for name, (_w, publish, _t) in WRITTEN.items()),
    *(Row("profile_withdraw", take_out, {"uid": f"{{{name}}}"}, post=take_out) for name, (_w, _p, take_out) in WRITTEN.items()),
]
MOVES = {
    ("request", "request", "approve"): "deciding for Home", ("request", "request", "refuse"): "deciding for Home",
    ("request", "request", "withdraw"): "the member's own move", ("request", "foreign request", "approve"): "writing what nobody owns",
    ("request", "foreign request", "withdraw"): "the partner's own move", ("membership", "colleague", "remove"): "deciding for Home",
    ("membership", "colleague", "leave"): "the colleague's own move", ("invitation", "invitation", "withdraw"): "deciding for Home",
    ("invitation", "invitation", "accept"): "writing for nobody", ("claim", "claim", "confirm"): "deciding for Home",
    ("claim", "claim", "withdraw"): "the member's own move", ("claim", "shy claim", "confirm"): "writing what nobody owns",
    ("claim", "owned claim", "refuse"): "writing what nobody owns", ("affiliation", "post", "confirm"): "deciding for Home",
    ("request", "987654321", "approve"): "writing for nobody",
}
BELONGING = [
    Row("organisation_join", "signed in", {"uid": "{home}"}, post="asking to join", data={"message": "May I come in?"}),
    Row("profile_claim", "claiming Maren, the page", {"uid": "{maren}"}, post="claiming Maren", data={"message": "This is me."}),
    *(Row(name, "writing for nobody", {"uid": f"{{{uid}}}"}, post="writing for nobody") for name, uids in (
        ("organisation_join", ("house", "gone", "erased", "missing", "maren")), ("profile_claim", ("draft", "nobodys", "offs", "missing", "home")),
    ) for uid in uids),
    Row("organisation_people", "the people of Home", {"uid": "{home}"}, post="deciding for Home"),
    Row("organisation_people", "the people of Ally", {"uid": "{ally}"}, post="writing what nobody owns"),
    Row("organisation_people", "writing Home", {"uid": "{house}"}, post="writing Home"),
    *(Row("organisation_people", "writing for nobody", {"uid": f"{{{uid}}}"}, post="writing for nobody") for uid in ("missing", "maren", "erased")),
    *(Row("organisation_partner", "", {"uid": f"{{{uid}}}"}, post="writing what nobody owns") for uid in ("home", "ally", "house")),
    *(Row("belonging_move", kind, {"noun": noun, "key": f"{{{thing.replace(' ', '_')}}}" if not thing.isdigit() else thing, "name": name}, post=kind)
      for (noun, thing, name), kind in MOVES.items()),
    Row("invitation", "writing for nobody"), Row("invitation_link", "leads on", {"token": "x" * 40}),
]
ROWS = [*DIRECTORY, *PROGRAMS, *SIGNING_IN, *ONESELF, *STAFF, *EDITING, *BELONGING, *exchange_addresses.ROWS]

# Addresses of the frame that no row can ask: each with its reason.
NO_ROW = {
    "admin:login": "leads to our own sign-in page, see test_matrix_admin.py", "admin:logout": "ends one's own session and shows nothing",
}


def patterns(found: list[URLPattern | URLResolver] | None = None, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every named address there is."""
    for pattern in get_resolver().url_patterns if found is None else found:
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern.url_patterns, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        elif pattern.name:
            yield f"{space}{pattern.name}", pattern


def nameless(found: list[URLPattern | URLResolver] | None = None) -> Iterator[URLPattern]:
    """The addresses that nothing can link to by name: second spellings of others."""
    for pattern in get_resolver().url_patterns if found is None else found:
        if isinstance(pattern, URLResolver):
            yield from nameless(pattern.url_patterns)
        elif not pattern.name:
            yield pattern


def administration() -> list[Row]:
    """A row for every address of the administration, from the addresses themselves: none of it is for anybody but staff."""
    rows = []
    for name, pattern in patterns():
        if name.startswith("admin:") and name not in {"admin:login", "admin:logout"}:
            args = dict.fromkeys(pattern.pattern.converters or getattr(pattern.pattern, "regex", None).groupindex, "1")
            args |= {"app_label": "directory"} if "app_label" in args else {}
            rows.append(Row(name, "administration", args, post="administration", languages=ONE))
    return rows


@dataclass(frozen=True)
class Question:
    """One combination: who asks where, by which verb, in which language, with which query."""

    role: str
    row: Row
    verb: str
    lang: str
    query: str = ""

    @property
    def share(self) -> int:
        """A number from 0 to 99 that is the same in every run of a database."""
        return (zlib.crc32(repr((self.role, str(self.row), self.verb, self.lang, self.query)).encode()) + 50 * OTHER) % 100

    @property
    def turn(self) -> int:
        """Which of its languages a page is asked in."""
        return zlib.crc32(repr((self.role, str(self.row))).encode()) // 7 + OTHER


# How much of what is alike is asked, in percent: in an ordinary run; MATRIX=full asks everything. MATRIX=other, for the second database, asks as
# much: each page in the other language, and another share of what is alike.
SAMPLE = 100 if os.environ.get("MATRIX") == "full" else 8
OTHER = os.environ.get("MATRIX") == "other"


def questions(row: Row) -> Iterator[Question]:
    """Everything that could be asked at a row. Each page is asked by GET as every role, in an ordinary run in one language or the other; of what
    is alike (the queries of a list, the verbs that an address doesn't know) that run takes a sample."""
    for role, lang in product(ROLES, row.languages):
        for query in row.queries:
            yield Question(role, row, "GET", lang, query)
        for verb in ("HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
            yield Question(role, row, verb, lang)


def is_asked(one: Question) -> bool:
    """Whether an ordinary run asks this."""
    if one.row.kind == "administration" and one.role not in {"staff", "barestaff", "visitor"}:
        return one.share < SAMPLE // 2 or SAMPLE == 100
    if SAMPLE == 100:
        return True
    if one.verb == "GET" and not one.query:
        return one.lang == one.row.languages[one.turn % len(one.row.languages)]
    if one.verb == "POST" and one.row.post:
        return one.lang == one.row.languages[0 if OTHER else -1]
    return one.share < (SAMPLE if one.query else SAMPLE * 2 // 3)
