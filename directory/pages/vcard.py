"""A researcher as a vCard (RFC 6350), for an address book."""

from django.conf import settings

from directory.pages.profile import ProfilePage

LONGEST_LINE = 75  # octets; RFC 6350, 3.2


def text(page: ProfilePage) -> str:
    """The card. It holds what the page shows and no more: there is no address to write to in it."""
    name = next((row for row in page.name_rows if row.is_preferred and row.family), None)
    main, also, post = page.heading.main, page.heading.also, page.post
    lines = [
        "BEGIN:VCARD", "VERSION:4.0", "KIND:individual",
        f"FN;LANGUAGE={main.lang}:{_plain(main.value)}",
        f"FN;LANGUAGE={also.lang}:{_plain(also.value)}" if also else "",
        f"N:{_plain(name.family)};{_plain(name.given)};;;" if name else f"N:{_plain(main.value)};;;;",
        f"TITLE:{_plain(', '.join(part.value for part in post.parts))}" if post and post.parts else "",
        f"ORG:{_plain(post.organisation.heading.main.value)}" if post and post.organisation else "",
        f"URL:{settings.SITE_URL}{page.address}",
        *(f"URL:{one.url}" for one in page.identifiers if one.scheme == "orcid"),
        f"REV:{page.updated:%Y%m%dT%H%M%SZ}" if page.updated else "",
        f"UID:{settings.SITE_URL}/api/v1/profiles/{page.uid}",
        "END:VCARD",
    ]
    return "".join(_folded(line) + "\r\n" for line in lines if line)


def _plain(value: str) -> str:
    """Signs that mean something in a vCard, escaped; a line break can't begin a property of its own."""
    for sign in "\\,;":
        value = value.replace(sign, f"\\{sign}")
    return " ".join(value.split())


def _folded(line: str) -> str:
    """Long lines continue after a line break and a space, never in the middle of a character."""
    pieces, piece = [], ""
    for character in line:
        if len((piece + character).encode()) > LONGEST_LINE - 1:
            pieces.append(piece)
            piece = ""
        piece += character
    return "\r\n ".join([*pieces, piece])
