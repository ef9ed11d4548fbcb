"""Every address there is has a row in the matrix, every row an address, and together they make more than 20,000 questions."""

from collections import Counter

from tests.permissions import addresses, matrix
from tests.permissions.people import ROLES

NOT_SENT = ("the owner's draft application", "a report of the placement, not handed in yet")  # nobody else's, not even staff's
THEIR_LETTER = ("the letter", "the name of the referee")  # what a referee's link lets them write


def test_every_address_has_a_row_and_every_row_an_address():
    there = {name for name, _pattern in addresses.patterns()}
    rows = {row.name for row in [*addresses.ROWS, *addresses.administration()]}
    missing = there - rows - addresses.NO_ROW.keys()
    assert not missing, f"give these a row in tests/permissions/addresses.py: {sorted(missing)}"
    assert not rows - there, f"these addresses are gone: {sorted(rows - there)}"
    assert not addresses.NO_ROW.keys() - there


def test_every_address_without_a_name_is_one_of_those_known():
    nameless = [str(pattern.pattern) for pattern in addresses.nameless()]
    assert Counter(nameless) <= Counter({
        "": 1, "api/v1": 1, "profiles/": 1, "profiles/<str:address>/": 1, "suggest/": 1, "subjects/": 1, "schema/": 1, "<path:object_id>/": 99,
        "(?P<url>.*)$": 1, "api/v1/calls/": 1, "api/v1/calls/<str:uid>/": 1, "api/v1/programmes/": 1, "api/v1/programmes/<str:uid>/": 1,
    }), nameless


def test_every_row_names_a_line_of_the_matrix():
    known = matrix.KINDS.keys() | matrix.TABLE.keys() | {""}
    assert {row.kind for row in addresses.ROWS} | {row.post for row in addresses.ROWS} <= known
    assert {role for line in [*matrix.TABLE.values(), *matrix.KINDS.values()] for role in line} == set(ROLES)
    assert {cell for line in matrix.TABLE.values() for cell in line.values()} == {"r", "w", "."}
    assert {cell for line in matrix.KINDS.values() for cell in line.values()} == set(matrix.OUTCOMES)


def test_a_line_of_the_matrix_never_gives_a_token_or_a_link_what_its_owner_lacks():
    for thing, line in matrix.TABLE.items():
        for role in ("token", "tokenmembers", "tokenpartners", "referee", "deactivated"):
            assert line[role] in (".", "r") or (role == "referee" and thing in THEIR_LETTER), thing
        assert matrix.sees("staff", thing) or "erased" in thing or "notice" in thing or thing in NOT_SENT
        for bare, whole in (("barestaff", "staff"), ("token", "tokenmembers"), ("tokenmembers", "tokenpartners"), ("visitor", "member")):
            assert matrix.sees(whole, thing) or not matrix.sees(bare, thing) or thing == f"account of {bare}" or "notice" in thing, (thing, bare)


def test_the_matrix_makes_more_than_20_000_questions():
    every = [one for row in [*addresses.ROWS, *addresses.administration()] for one in addresses.questions(row)]
    asked = [one for one in every if addresses.is_asked(one)]
    assert len(every) > 40_000
    assert len(asked) > 10_000, len(asked)  # MATRIX=full asks all of them
    assert {one.role for one in asked} == set(ROLES)
    print(f"{len(asked)} of {len(every)} questions: {Counter(one.verb for one in asked)}")
