"""One row of the addresses: a URL name with its arguments, and which lines of the matrix say who gets it."""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils import translation

from tests.permissions.world import World

LANGUAGES = ("en", "zh-hans")
ONE = ("en",)  # an address without a language, or one whose answer is a file like any other


@dataclass(frozen=True)
class Row:
    name: str
    kind: str
    args: dict[str, str] = field(default_factory=dict)
    post: str = ""
    data: dict[str, str] = field(default_factory=dict)
    queries: tuple[str, ...] = ("",)
    languages: tuple[str, ...] = LANGUAGES
    head: bool = True
    any_verb: bool = False  # the page of a link that is no good is shown whatever the verb

    def __str__(self) -> str:
        return "-".join([self.name, *self.args.values()])

    def address(self, world: World, lang: str) -> str:
        filled = {key: value.format_map(Known(world)) for key, value in self.args.items()}
        with translation.override(lang):
            return reverse(self.name, kwargs=filled or None)


class Known(dict[str, str]):
    """{maren} → her uid; {request} → the key of the request in the world, or its uid where it has one."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world

    def __missing__(self, name: str) -> str:
        thing = self.world.things.get(name.replace("_", " "))
        if thing is None:
            return self.world.uid(name)
        return str(thing if isinstance(thing, int) else getattr(thing, "uid", thing.pk))
