"""The parts of a profile that its own people write, in the order in which they are asked."""

from directory.editing.forms import PartForm
from directory.editing.parts.about import AboutPart, DetailsPart, SubjectsPart
from directory.editing.parts.identifiers import IdentifiersPart
from directory.editing.parts.names import NamesPart
from directory.editing.parts.offers import OffersPart
from directory.editing.parts.place import PlacePart
from directory.editing.parts.posts import PostsPart

PARTS: dict[str, type[PartForm]] = {
    part.name: part for part in (NamesPart, AboutPart, SubjectsPart, PostsPart, OffersPart, PlacePart, DetailsPart, IdentifiersPart)
}
