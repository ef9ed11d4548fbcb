"""How parameters are written: commas for OR, `!` for NOT, `__all` for AND, `__gte` and `__lte` for ranges, backslash to mean a sign itself."""

from dataclasses import dataclass

LOOKUPS = ("all", "gte", "lte")
SIGNS = ",\\!"


@dataclass(frozen=True)
class Term:
    """One value as given, without its signs."""

    value: str
    negated: bool = False


def split_name(parameter: str) -> tuple[str, str]:
    """`established__gte` → ("established", "gte"); a name without a known suffix stays whole."""
    field, _sep, lookup = parameter.rpartition("__")
    return (field, lookup) if field and lookup in LOOKUPS else (parameter, "")


def split_values(text: str) -> list[Term]:
    """The values of one parameter's text. Empty parts say nothing and are left out; a lone `!` stays, to be refused by its reader."""
    terms, value, negated, escaped, begun = [], "", False, False, False
    for sign in text:
        if escaped:
            value, escaped, begun = value + (sign if sign in SIGNS else "\\" + sign), False, True
        elif sign == "\\":
            escaped = True
        elif sign == ",":
            terms.append(Term(value.strip(), negated))
            value, negated, begun = "", False, False
        elif sign == "!" and not begun and not negated:
            negated = True
        else:
            value, begun = value + sign, begun or not sign.isspace()
    terms.append(Term((value + "\\" if escaped else value).strip(), negated))
    return [term for term in terms if term.value or term.negated]


def write_value(value: str, negated: bool = False) -> str:
    """The text that `split_values` reads back as exactly this value."""
    text = value.replace("\\", "\\\\").replace(",", "\\,")
    if text.startswith("!"):
        text = "\\" + text
    return "!" + text if negated else text
