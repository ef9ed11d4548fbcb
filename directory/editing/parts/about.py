"""What a profile says of itself: summary and keywords; its fields of research; what only a kind of profile has."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from directory import wording
from directory.editing.forms import Block, PartForm
from directory.editing.inputs import Choice, Keywords, Paragraphs, Several, Website, Year
from directory.identifiers import DOMAIN
from directory.models import Company, Organisation, Researcher
from directory.subjects import ford
from directory.vocabulary import CareerStage, Kind, OrganisationType

ORGANISATIONS = frozenset({Kind.INSTITUTE.value, Kind.COMPANY.value})
MOST_SUBJECTS = 5
# The languages people of both countries work in, the commonest first; others that a profile has already stay choosable.
LANGUAGES = ("zh-Hans", "en", "yue", "fr", "de", "es", "ja", "ko", "ru", "ar", "hi", "it", "pt")


class AboutPart(PartForm):
    name = "about"
    title = _("Summary and keywords")
    blocks: ClassVar = (
        Block(
            "summary", _("Summary"), ("summary_en", "summary_zh"),
            _("What you work on, for a reader from another field. One language is enough to begin with."),
        ),
        Block("keywords", _("Keywords"), ("keywords_en", "keywords_zh"), _("One a line. They are searched right after the name.")),
    )
    summary_en = Paragraphs(words=300, lang="en", label=_("Summary in English"), help_text=_("Up to 300 words."))
    summary_zh = Paragraphs(characters=600, lang="zh-Hans", label=_("Summary in Chinese"), help_text=_("Up to 600 characters."))
    keywords_en = Keywords(lang="en", label=_("Keywords in English"))
    keywords_zh = Keywords(lang="zh-Hans", label=_("Keywords in Chinese"))

    def read(self) -> dict[str, Any]:
        return {name: getattr(self.profile, name) for name in self.base_fields if hasattr(self.profile, name)}

    def written(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for block in self.blocks for name in block.fields if name in self.fields}


class SubjectsPart(PartForm):
    name = "fields"
    title = _("Fields of research")
    intro = _("From the OECD’s classification, the main field first. People filter by it.")
    blocks: ClassVar = (Block("subjects", _("Fields of research"), tuple(f"subject_{number}" for number in range(1, MOST_SUBJECTS + 1))),)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        broad = [code for code, row in ford().items() if not row["parent"]]
        own = "zh" if (get_language() or "").startswith("zh") else "en"
        groups = []
        for top in broad:
            narrow = [(code, row[own]) for code, row in ford().items() if row["parent"] == top]
            groups.append((ford()[top][own], [(top, _("All of: %(field)s") % {"field": ford()[top][own]}), *narrow]))
        for name in self.blocks[0].fields:
            if name in self.fields:
                self.fields[name].choices = [("", _("None")), *groups]  # type: ignore[attr-defined]

    subject_1 = Choice(choices=[], blank="", label=_("Main field"))
    subject_2 = Choice(choices=[], blank="", label=_("Second field"))
    subject_3 = Choice(choices=[], blank="", label=_("Third field"))
    subject_4 = Choice(choices=[], blank="", label=_("Fourth field"))
    subject_5 = Choice(choices=[], blank="", label=_("Fifth field"))

    def read(self) -> dict[str, Any]:
        codes = self.profile.profile_subjects.values_list("subject__code", flat=True)[:MOST_SUBJECTS]
        return {f"subject_{number}": code for number, code in enumerate(codes, 1)}

    def written(self) -> dict[str, Any]:
        codes = [self.cleaned_data[name] for name in self.blocks[0].fields]
        return {"subjects": list(dict.fromkeys(code for code in codes if code))}


class DetailsPart(PartForm):
    name = "details"
    title = _("Languages, website and the like")
    blocks: ClassVar = (
        Block("languages", _("Languages you work in"), ("working_languages",)),
        Block("website", _("Website"), ("website",)),
        Block("career_stage", _("Career stage"), ("career_stage",), kinds=frozenset({Kind.RESEARCHER.value})),
        Block("types", _("Types of organisation"), ("types",), kinds=ORGANISATIONS),
        Block("established", _("Founded"), ("established",), kinds=ORGANISATIONS),
        Block("staff", _("Staff"), ("staff",), kinds=frozenset({Kind.COMPANY.value})),
        Block(
            "domains", _("E-mail domains"), ("domains",), _("Who has a confirmed address under one of these may join at once."), ORGANISATIONS,
        ),
    )
    working_languages = Several(choices=[], label=_("Languages"))
    website = Website(label=_("Address"), help_text=_("Of your own or your group’s page, like https://www.example.org."))
    career_stage = Choice(choices=CareerStage.choices, blank=_("Rather not say"), label=_("Stage"))
    types = Several(choices=OrganisationType.choices, label=_("Types"))
    established = Year(least=500, largest=2100, label=_("Year"))
    staff = Year(least=0, largest=5_000_000, label=_("People employed"))
    domains = Keywords(label=_("Domains"), help_text=_("One a line, like cam.ac.uk."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "working_languages" in self.fields:
            codes = dict.fromkeys((*LANGUAGES, *self.profile.working_languages))
            lang = get_language() or "en"
            self.fields["working_languages"].choices = [(code, wording.language(code, lang)) for code in codes]  # type: ignore[attr-defined]

    def read(self) -> dict[str, Any]:
        found: dict[str, Any] = {"working_languages": self.profile.working_languages, "website": self.profile.website}
        for model, columns in ((Researcher, ("career_stage",)), (Organisation, ("types", "established", "domains")), (Company, ("staff",))):
            found |= model.objects.filter(profile=self.profile).values(*columns).first() or {}
        return found

    def clean_domains(self) -> list[str]:
        domains = [domain.lower() for domain in self.cleaned_data["domains"]]
        wrong = next((domain for domain in domains if not DOMAIN.fullmatch(domain)), None)
        if wrong:
            raise ValidationError(_("Write domains like cam.ac.uk, one a line."), "invalid")
        return domains

    def written(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for block in self.blocks for name in block.fields if name in self.fields}
