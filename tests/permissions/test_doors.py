"""What the source of the doors must not do: answer without asking who reads, read records past visible_to, hand out models as they are."""

import ast
import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from accounts import rules as account_rules
from accounts.actor import Actor, Tier
from accounts.models import User
from directory import rules as directory_rules
from exchanges.applications import rules as application_rules
from exchanges.offers import rules as offer_rules
from exchanges.placements import rules as placement_rules
from exchanges.programmes import rules as programme_rules
from exchanges.references import rules as letter_rules
from tests.permissions import addresses, model
from tests.test_house import DOORS, app_sources, none, room

# Views that ask nobody who they are, each with its reason.
ASKS_NOBODY = {
    "config.health.healthz": "says ok", "config.health.readyz": "says which part fails",
    "directory.views.frame": "texts, a colour, the page of an error",
    "directory.sitemap": "public cards alone, whoever asks",
    "directory.api.views.Index": "addresses", "directory.api.views.Subjects": "the classification",
    "directory.api.views.Schema": "the shape, no data",
    "accounts.views.privacy": "a text made from the classification map",
    "accounts.signin": "one's own account, by allauth's login_required and stages",
    "accounts.views.factors": "one's own factors, by allauth's login_required", "accounts.views.sessions": "one's own sessions, by login_required",
    "accounts.views.elsewhere": "signing in by allauth; what is connected is the user's own",
    "accounts.views.confirm": "one's own code, by login_required",
    "accounts.views.mine.notices_off": "the signed link is the permission, and names nobody",
    "directory.views.people.invitation_link": "keeps the token in the session, reads nothing",
    "exchanges.finding.views.calls": "public rows alone, whoever asks", "exchanges.finding.views.programmes": "public rows alone, whoever asks",
    "exchanges.finding.api.views": "public rows alone, whoever asks",
    "exchanges.references.views.referee": "the session that came by the link is the permission",
}
ASKING = ("actor_of", "visible_to", "reader_of", "person_of", "here", "for_staff", "counted", "page", "_rows", "editable", "found", "asked",
          "for_coordinators", "for_those_in", "_checked_by", "may_read")


def views() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every view of our own with the name of where it stands."""
    for name, pattern in [*addresses.patterns(), *(("", one) for one in addresses.nameless())]:
        view = getattr(pattern.callback, "view_class", None) or getattr(pattern.callback, "cls", None) or inspect.unwrap(pattern.callback)
        module = getattr(view, "__module__", "")
        if module.split(".")[0] in {"accounts", "directory", "exchanges", "config"} and not name.startswith("admin:"):
            yield f"{module}.{view.__qualname__}", view


def names_in(view: Callable[..., Any]) -> set[str]:
    tree = ast.parse(inspect.cleandoc("\n" + inspect.getsource(view)) if not inspect.isclass(view) else inspect.getsource(view))
    return {node.id if isinstance(node, ast.Name) else node.attr for node in ast.walk(tree) if isinstance(node, ast.Name | ast.Attribute)}


def test_every_view_asks_who_reads_or_says_why_it_need_not():
    silent = [
        where for where, view in views() if not where.startswith(tuple(ASKS_NOBODY)) and not names_in(view) & set(ASKING)
    ]
    none(sorted(set(silent)))
    everything = [where for where, _view in views()]
    none([f"{name} is gone" for name in ASKS_NOBODY if not any(where.startswith(name) for where in everything)])


def test_doors_hand_out_no_model_as_it_is():
    wrong = []
    for name, tree in app_sources().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and any("ModelSerializer" in ast.unparse(base) for base in node.bases):
                wrong.append(f"{name}:{node.lineno} a ModelSerializer: the API writes finished cards")
            excludes = isinstance(node, ast.Assign) and any(isinstance(one, ast.Name) and one.id == "exclude" for one in node.targets)
            if excludes and room(name) in {*DOORS, "forms"}:
                wrong.append(f"{name}:{node.lineno} exclude: name the fields, a new one is then not given out by itself")
            if isinstance(node, ast.Constant) and node.value == "__all__":
                wrong.append(f"{name}:{node.lineno} __all__ as a list of fields")
    none(wrong)


def test_doors_read_no_record_past_visible_to():
    """`objects` only with visible_to; no related manager of a record that carries tiers, but the public ones named here."""
    hidden = {"names", "identifiers", "interests", "locations", "affiliations", "memberships", "membership_requests", "invitations", "claims"}
    wrong = []
    for name, tree in app_sources().items():
        if room(name) not in {"views", "api", "exports", "feeds"}:
            continue
        for node in ast.walk(tree):
            manager = isinstance(node, ast.Attribute) and node.attr in {"all", "filter", "get", "first", "exclude", "values", "values_list", "count"}
            if manager and isinstance(node.value, ast.Attribute) and node.value.attr in hidden:
                wrong.append(f"{name}:{node.lineno} {ast.unparse(node)}")
    none(wrong)


RULES = (account_rules, directory_rules, programme_rules, application_rules, offer_rules, placement_rules, letter_rules)
# What a rules.py holds beside its predicates: which fields, which right, which day.
NO_PREDICATES = {"visible_fields", "writable_fields", "right_of", "right_to_read", "due_of", "is_over"}


def predicates() -> list[tuple[Any, ast.FunctionDef]]:
    """The functions of every rules.py but those that answer with fields."""
    found = []
    for rules in RULES:
        tree = ast.parse(inspect.getsource(rules))
        found += [(rules, node) for node in tree.body if isinstance(node, ast.FunctionDef) and node.name not in NO_PREDICATES]
    return found


def test_every_rules_file_is_looked_at():
    here = {rules.__name__.replace(".", "/") + ".py" for rules in RULES}
    assert {name for name in app_sources() if room(name) == "rules"} == here


@pytest.mark.parametrize(("rules", "node"), predicates(), ids=lambda one: getattr(one, "name", ""))
def test_a_predicate_says_yes_or_no_and_nothing_else(rules: Any, node: ast.FunctionDef):
    """A tuple (False, reason) is true: predicates are declared as bool, and give True or False for everybody."""
    assert node.returns is not None
    assert ast.unparse(node.returns) == "bool"
    ask = getattr(rules, node.name)
    person = User(pk=3)
    for actor in (Actor(), Actor(user=person, tier=Tier.MEMBERS), Actor(user=person, is_staff=True), Actor(user=person, scopes=frozenset())):
        things: list[Any] = [model.Thing(7, 3, "researcher", "draft", {}), 7]
        for thing in things:
            more = node.args.args[1:]
            try:
                answer = ask(actor, *([thing] if more else []), *([3] * (len(more) - 1)))
            except AttributeError:
                continue  # not a question about that sort of thing
            assert answer is True or answer is False, (node.name, answer)
