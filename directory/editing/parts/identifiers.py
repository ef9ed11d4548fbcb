"""Identifiers in other registers. What is typed is checked for its check digits and stands as unverified; what was verified stays."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from directory import identifiers
from directory.editing.forms import PartForm, RowForm
from directory.editing.inputs import Choice, Line
from directory.vocabulary import Kind, Scheme

OF_PEOPLE = (Scheme.ORCID, Scheme.ISNI, Scheme.WIKIDATA)
OF_ORGANISATIONS = tuple(scheme for scheme in Scheme if scheme is not Scheme.ORCID)


class OneIdentifier(RowForm):
    layout: ClassVar = ("scheme", "value")
    scheme = Choice(choices=Scheme.choices, label=_("Register"))
    value = Line(
        most=300, required=True, label=_("Identifier"), error_messages={"required": _("Write the identifier.")},
        help_text=_("The number alone or its whole address."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        profile = self.part.profile
        schemes = OF_PEOPLE if profile.kind == Kind.RESEARCHER else OF_ORGANISATIONS
        self.verified = {(row.scheme, row.value) for row in profile.identifiers.all() if row.verified_by}
        known = {row.scheme for row in profile.identifiers.all()}
        self.fields["scheme"].choices = [(s.value, s.label) for s in Scheme if s in schemes or s in known]  # type: ignore[attr-defined]
        self.fixed = (self["scheme"].value(), self["value"].value()) in self.verified

    @property
    def is_left_out(self) -> bool:
        typed = str(self.data.get(self.add_prefix("value"), "")).strip()
        removed = bool(self.data.get(self.add_prefix("remove"))) and not self.fixed
        return removed or not typed

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("value") and data.get("scheme") and not self.fixed:
            try:
                canonical = identifiers.normalise(data["scheme"], data["value"])
            except identifiers.BadIdentifier as wrong:
                self.add_error("value", ValidationError(str(wrong), "invalid"))
            else:
                data["value"], data["checksum_ok"] = canonical.value, canonical.checksum_ok
        return data


class IdentifiersPart(PartForm):
    name = "identifiers"
    title = _("Identifiers")
    intro = _("An ORCID iD typed here is shown as not yet verified; signing in with ORCID verifies it.")
    row, row_part, row_title, add_label = OneIdentifier, "identifiers", _("Identifier"), _("Add another identifier")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.profile.kind != Kind.RESEARCHER:
            self.intro = _("What is typed here is shown as not yet verified.")  # type: ignore[misc]

    def read_rows(self) -> list[dict[str, Any]]:
        return list(self.profile.identifiers.order_by("id").values("scheme", "value", "tier"))

    def check_rows(self, rows: list[Any]) -> None:
        seen: set[tuple[str, str]] = set()
        one_alone: set[str] = {scheme for scheme, _value in rows[0].verified} if rows else set()
        for row in rows:
            key = row.cleaned_data["scheme"], row.cleaned_data["value"]
            if key in seen:
                row.add_error("value", ValidationError(_("This identifier stands here twice."), "twice"))
            elif key[0] == Scheme.ORCID and not row.fixed and (Scheme.ORCID.value in one_alone or any(scheme == key[0] for scheme, _v in seen)):
                row.add_error("value", ValidationError(_("A person has one ORCID iD. Remove the other one first."), "twice"))
            seen.add(key)

    def written(self) -> dict[str, Any]:
        return {"identifiers": [
            {"scheme": row.cleaned_data["scheme"], "value": row.cleaned_data["value"], "tier": row.cleaned_data["tier"]}
            | ({"checksum_ok": row.cleaned_data["checksum_ok"]} if "checksum_ok" in row.cleaned_data else {})
            for row in self.kept()
        ]}
