"""What a person called a file, made fit to be shown and to be saved under."""

import re

from accounts.addresses import visible

LONGEST = 120  # letters; with three bytes each it is still a name that every file system takes
# Signs that some systems read as something else than a letter of a name.
SIGNS = re.compile(r'[<>:"|?*]')


def cleaned(name: str, fallback: str = "file") -> str:
    """One line, composed (NFC), without folders, control characters, marks that turn the direction of writing, or a dot at either end."""
    last = re.split(r"[/\\]", visible(str(name or "").replace("\0", "")))[-1]
    plain = SIGNS.sub("_", last).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    if not dot:
        stem, ending = plain, ""
    ending = ending[:10]
    stem = stem.strip(" .")[: LONGEST - len(ending) - 1].strip(" .") or fallback
    return f"{stem}.{ending}" if ending else stem


def ending_of(name: str) -> str:
    """The last ending, in lower case: pdf; blank when there is none."""
    return name.rpartition(".")[2].lower() if "." in name else ""
