"""The permission matrix as a table: who may see and change what. It is written down here once more, by hand, so that the code can be held to it.

Read it so: one line a thing, one column a role (people.ROLES says who each is). `r` sees it, `w` sees it and changes it, `.` must not
be able to tell it from something that never was. The things are those of the world in world.py: Maren is a researcher whose profile
belongs to `owner` and who works at Home; Home is an institute that `manager` manages; Ally is a partner.
Sources: the design's tiers (public, members, partners, private), a token or a link is narrower than its owner, staff and coordinators have their
rights only with a second factor, and missing and forbidden look the same wherever existence is secret.
"""

from tests.permissions.people import ROLES, WITHOUT_ACCOUNT

HEADS = {
    "vis": "visitor", "unv": "unverified", "mem": "member", "own": "owner", "col": "colleague", "off": "officer", "man": "manager", "par": "partner",
    "coo": "coordinator", "co-": "barecoordinator", "rev": "reviewer", "sta": "staff", "st-": "barestaff", "dea": "deactivated", "lef": "left",
    "tok": "token", "tkm": "tokenmembers", "tkp": "tokenpartners", "ref": "referee",
}

THINGS = """
thing                                             vis unv mem own col off man par coo co- rev sta st- dea lef tok tkm tkp ref
Maren, published: for everybody                   r   r   r   w   r   r   r   r   r   r   r   w   r   r   r   r   r   r   r
Maren, published: for members                     .   .   r   w   r   r   r   r   r   r   r   w   r   .   r   .   r   r   .
Maren, published: for partners                    .   .   .   w   .   .   .   r   .   .   .   w   .   .   .   .   .   r   .
Maren, published: only for the owner              .   .   .   w   .   .   .   .   .   .   .   w   .   .   .   .   .   .   .
Home, published: for everybody                    r   r   r   r   r   r   w   r   r   r   r   w   r   r   r   r   r   r   r
Home, published: for members                      .   .   r   r   r   r   w   r   r   r   r   w   r   .   r   .   r   r   .
Home, published: for partners                     .   .   .   .   .   .   w   r   .   .   .   w   .   .   .   .   .   r   .
Home, published: only for its managers            .   .   .   .   .   .   w   .   .   .   .   w   .   .   .   .   .   .   .
the owner's draft                                 .   .   .   w   .   .   .   .   .   .   .   w   .   .   .   .   .   .   .
the manager's house, not listed yet               .   .   .   .   .   .   w   .   .   .   .   w   .   .   .   .   .   .   .
a draft that nobody owns                          .   .   .   .   .   .   .   .   .   .   .   w   .   .   .   .   .   .   .
a withdrawn profile                               .   .   .   .   .   .   .   .   .   .   .   w   .   .   .   .   .   .   .
a profile of the deactivated, not listed yet      .   .   .   .   .   .   .   .   .   .   .   w   .   .   .   .   .   .   .
an erased profile, in the administration          .   .   .   .   .   .   .   .   .   .   .   r   .   .   .   .   .   .   .
an offer that has run out                         .   .   .   w   .   .   .   .   .   .   .   w   .   .   .   .   .   .   .
what the member wrote to Home                     .   .   w   .   .   .   w   .   .   .   .   w   .   .   .   .   .   .   .
the address that Home invited                     .   .   .   .   .   .   w   .   .   .   .   w   .   .   .   .   .   .   .
what the member wrote to claim a profile          .   .   w   .   .   .   w   .   .   .   .   w   .   .   .   .   .   .   .
a claim of somebody whose post at Home is hidden  .   .   w   .   .   .   .   .   .   .   .   w   .   .   .   .   .   .   .
a claim of a profile that has its owner           .   .   .   .   .   .   .   w   .   .   .   w   .   .   .   .   .   .   .
what the partner wrote to another house           .   .   .   .   .   .   .   w   .   .   .   w   .   .   .   .   .   .   .
the programme                                     .   .   .   .   .   .   .   .   w   r   r   w   .   .   .   .   .   .   .
a programme nobody has a role in                  .   .   .   .   .   .   .   .   .   .   .   w   .   .   .   .   .   .   .
a mail in the outbox                              .   .   .   .   .   .   .   .   .   .   .   r   .   .   .   .   .   .   .
the owner's notice                                .   .   .   w   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
the owner's consent, its recipient                .   .   .   w   .   .   .   .   .   .   .   r   .   .   .   .   .   .   .
the change history                                .   .   .   .   .   .   .   .   .   .   .   r   .   .   .   .   .   .   .
the audit log                                     .   .   .   .   .   .   .   .   .   .   .   r   .   .   .   .   .   .   .
the report of an import                           .   .   .   .   .   .   .   .   .   .   .   r   .   .   .   .   .   .   .
a public programme                                r   r   r   r   r   r   r   r   w   r   r   w   r   r   r   r   r   r   r
a call that is public                             r   r   r   r   r   r   r   r   w   r   r   w   r   r   r   r   r   r   r
a call being prepared                             .   .   .   .   .   .   .   .   w   .   .   w   .   .   .   .   .   .   .
the owner's draft application                     .   .   .   w   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
that there is the application in review           .   .   .   w   r   .   .   .   w   .   .   w   .   .   .   .   .   .   .
the application in review                         .   .   .   w   r   .   .   .   w   .   r   w   .   .   .   .   .   .   .
its title                                         .   .   .   w   r   .   .   .   w   .   r   w   .   .   .   .   .   .   r
the name of the referee                           .   .   .   w   .   .   .   .   w   .   .   w   .   .   .   .   .   .   w
the letter                                        .   .   .   .   .   .   .   .   r   .   .   r   .   .   .   .   .   .   w
a single anonymous application, its referee       .   .   .   .   .   .   .   w   w   .   r   w   .   .   .   .   .   .   .
a single anonymous application, its letter        .   .   .   .   .   .   .   .   r   .   r   r   .   .   .   .   .   .   .
the review                                        .   .   .   .   .   .   .   .   r   .   w   r   .   .   .   .   .   .   .
a note of the panel                               .   .   .   .   .   .   .   .   w   .   .   w   .   .   .   .   .   .   .
the prepared decision                             .   .   .   .   .   .   .   .   w   .   .   w   .   .   .   .   .   .   .
the title that a reviewer is asked about          .   .   w   .   .   .   .   .   w   .   r   w   .   .   .   .   .   .   .
the application that a reviewer may not open yet  .   .   w   .   .   .   .   .   w   .   .   w   .   .   .   .   .   .   .
the conditions of the offer                       .   .   .   r   .   .   .   .   w   .   .   w   .   .   .   .   .   .   .
the placement                                     .   .   .   w   .   w   w   .   w   .   .   w   .   .   .   .   .   .   .
the report of the placement                       .   .   .   w   .   r   r   .   w   .   .   w   .   .   .   .   .   .   .
a report of the placement, not handed in yet      .   .   .   w   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
"""

# The account of a role, its name and address, is seen by itself and by staff; by the managers of the organisations it has or had a place in or asked
# to join; by those who belong to the same organisation; and by who coordinates a programme in which it has a role.
HOME_KNOWS = ("member", "colleague", "officer", "manager", "left", "deactivated", "referee", "token", "tokenmembers", "tokenpartners")
ALLY_KNOWS = ("partner", "referee", "token", "tokenmembers", "tokenpartners")
PROGRAMME_KNOWS = ("barecoordinator", "deactivated", "referee", "token", "tokenmembers", "tokenpartners", "reviewer")
OF_HOME = ("colleague", "officer")
# Who applies or takes part is known to those who run the programme, to each other, to the referee, and of a placement to its host. Reviewers
# of a double anonymous call don't learn it; the partner applies in a call that is single anonymous.
EXCHANGE_KNOWS = {
    "owner": {"coordinator", "colleague", "manager", "officer", "referee"}, "member": {"coordinator"}, "colleague": {"coordinator", "owner"},
    "reviewer": {"coordinator"}, "coordinator": {"owner", "reviewer", "partner"}, "partner": {"coordinator", "reviewer"},
}


# What comes back from an address: `+` the page or the act, `s` the way to the sign-in page, `.` as if nothing were there, `x` a refusal (only where
# the thing itself may be known), `>` the way on to somewhere else.
PAGES = """
kind of address                                   vis unv mem own col off man par coo co- rev sta st- dea lef tok tkm tkp ref
open                                              +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +
leads on                                          >   >   >   >   >   >   >   >   >   >   >   >   >   >   >   >   >   >   >
nothing                                           .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
signed in                                         s   +   +   +   +   +   +   +   +   +   +   +   +   s   +   s   s   s   s
not signed in                                     +   >   >   >   >   >   >   >   >   >   >   >   >   +   >   +   +   +   +
signed in or led home                             >   +   +   +   +   +   +   +   +   +   +   +   +   >   +   >   >   >   >
sign in first                                     s   >   >   >   >   >   >   >   >   >   >   >   >   s   >   s   s   s   s
back to the door                                  s   s   s   s   s   s   s   s   s   s   s   s   s   s   s   s   s   s   s
one's own, where there is none                    s   .   .   .   .   .   .   .   .   .   .   .   .   s   .   s   s   s   s
after showing who one is                          s   +   +   +   +   +   +   +   +   >   +   +   >   s   +   s   s   s   s
after showing who one is, where there is none     s   .   .   .   .   .   .   .   .   >   .   .   >   s   .   s   s   s   s
the second factor is missed                       s   >   >   >   >   >   >   >   >   +   >   >   +   s   >   s   s   s   s
administration                                    s   s   s   s   s   s   s   s   s   s   s   +   s   s   s   s   s   s   s
staff pages                                       .   .   .   .   .   .   .   .   .   >   .   +   >   .   .   .   .   .   .
the people of the programme                       .   .   .   .   .   .   .   .   +   >   .   +   >   .   .   .   .   .   .
one's own profile to begin                        s   +   +   >   +   +   +   +   +   +   +   +   +   s   +   s   s   s   s
beginning a profile                               s   x   +   >   +   +   +   +   +   +   +   +   +   s   +   s   s   s   s
writing Maren                                     s   .   .   +   .   .   .   .   .   .   .   +   .   s   .   s   s   s   s
writing Home                                      s   .   .   .   .   .   +   .   .   .   .   +   .   s   .   s   s   s   s
writing what nobody owns                          s   .   .   .   .   .   .   .   .   .   .   +   .   s   .   s   s   s   s
writing for nobody                                s   .   .   .   .   .   .   .   .   .   .   .   .   s   .   s   s   s   s
publishing Maren                                  s   .   .   +   .   .   .   .   .   .   .   .   .   s   .   s   s   s   s
asking to join                                    s   .   +   +   +   +   +   +   +   +   +   +   +   s   +   s   s   s   s
claiming Maren, the page                          s   +   +   >   +   +   +   +   +   +   +   +   +   s   +   s   s   s   s
claiming Maren                                    s   .   +   >   +   +   +   +   +   +   +   +   +   s   +   s   s   s   s
the people of Home                                s   .   .   .   +   +   +   .   .   .   .   +   .   s   .   s   s   s   s
deciding for Home                                 s   .   .   .   .   .   +   .   .   .   .   +   .   s   .   s   s   s   s
the people of Ally                                s   .   .   .   .   .   .   +   .   .   .   +   .   s   .   s   s   s   s
the member's own move                             s   .   +   .   .   .   .   .   .   .   .   .   .   s   .   s   s   s   s
the partner's own move                            s   .   .   .   .   .   .   +   .   .   .   .   .   s   .   s   s   s   s
the colleague's own move                          s   .   .   .   +   .   .   .   .   .   .   .   .   s   .   s   s   s   s
the owner's notice, opened                        s   .   .   >   .   .   .   .   .   .   .   .   .   s   .   s   s   s   s
a programme's page before it is public            .   .   .   .   .   .   .   .   +   .   +   +   .   .   .   .   .   .   .
running the call                                  s   .   .   .   .   .   .   .   +   >   .   +   >   s   .   s   s   s   s
running a call that isn't there                   s   .   .   .   .   .   .   .   .   >   .   .   >   s   .   s   s   s   s
staff running a call                              s   .   .   .   .   .   .   .   .   >   .   +   >   s   .   s   s   s   s
applying                                          s   .   .   +   .   .   .   .   .   .   .   .   .   s   .   s   s   s   s
taking part in the application                    s   .   .   +   +   .   .   .   .   .   .   .   .   s   .   s   s   s   s
by the link of the letter                         .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   +
reading the letter                                s   .   .   .   .   .   .   .   +   >   .   +   >   s   .   s   s   s   s
reading the letter as a reviewer too              s   .   .   .   .   .   .   .   +   >   +   +   >   s   .   s   s   s   s
reviewing                                         s   .   .   .   .   .   .   .   .   .   +   .   .   s   .   s   s   s   s
checking the matching run                         s   .   .   .   .   .   .   .   +   >   .   +   >   s   .   s   s   s   s
checking the matching run as a file               .   .   .   .   .   .   .   .   +   .   .   +   .   .   .   .   .   .   .
those in the placement                            s   .   .   +   .   +   +   .   +   >   .   +   >   s   .   s   s   s   s
looking after the placement                       s   .   .   .   .   +   +   .   +   >   .   +   >   s   .   s   s   s   s
running the placement                             s   .   .   .   .   .   .   .   +   >   .   +   >   s   .   s   s   s   s
the one who travels                               s   .   .   +   .   .   .   .   .   >   .   .   >   s   .   s   s   s   s
a placement that isn't there                      s   .   .   .   .   .   .   .   .   >   .   .   >   s   .   s   s   s   s
"""
OUTCOMES = {"+": "see", "s": "sign in", ".": "missing", "x": "refused", ">": "go on"}


def read(text: str) -> dict[str, dict[str, str]]:
    """A table as text → thing → role → cell."""
    head, *lines = [line for line in text.strip().splitlines() if line.strip()]
    roles = [HEADS[code] for code in head.split() if code in HEADS]
    table = {}
    for line in lines:
        *_words, = line.rsplit(None, len(roles))
        table[_words[0].strip()] = dict(zip(roles, _words[1:], strict=True))
    return table


TABLE = read(THINGS)
KINDS = read(PAGES)


def account(of: str) -> dict[str, str]:
    """The line of the matrix for an account."""
    known = {"staff", of} - set(WITHOUT_ACCOUNT)
    if of in HOME_KNOWS:
        known |= {"manager"}
    if of in HOME_KNOWS and of not in {"member", "left"}:
        known |= set(OF_HOME)
    if of in ALLY_KNOWS:
        known |= {"partner"}
    if of in PROGRAMME_KNOWS:
        known |= {"coordinator"}
    known |= EXCHANGE_KNOWS.get(of, set())
    return {role: "w" if role == "staff" else "r" if role in known else "." for role in ROLES}


TABLE |= {f"account of {role}": account(role) for role in ROLES if role != "visitor"}


def sees(role: str, thing: str) -> bool:
    """Whether the role may see the thing."""
    return TABLE[thing][role] in "rw"


def changes(role: str, thing: str) -> bool:
    """Whether the role may change the thing."""
    return TABLE[thing][role] == "w"


def expected(role: str, kind: str) -> str:
    """What the role gets from an address of that kind, or from the page of that thing."""
    if kind in KINDS:
        return OUTCOMES[KINDS[kind][role]]
    return "see" if sees(role, kind) else "missing"
