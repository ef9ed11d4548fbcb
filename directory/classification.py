"""The tables of the directory: which columns hold what about whom."""

from accounts.classification import Erasure, Field, Kind, Table, fields

PUB, P, S, X, T = Kind.PUBLIC, Kind.PERSONAL, Kind.SENSITIVE, Kind.SECRET, Kind.TECHNICAL
BLANK, KEEP = Erasure.BLANK, Erasure.KEEP
TOMB = "the empty place of the profile, so that copies elsewhere learn that it went"


def by(names: str) -> dict[str, Field]:
    """Columns that name who acted: about that person, not about the subject of the row."""
    return {name: Field(P, True, BLANK, whose=name) for name in names.split()}


# A row of a profile is personal when the profile is a person's; an organisation's is public fact and leads to no person.
PROFILE, OWNER = "profile", "profile__owner"

TABLES = {
    "directory.Profile": Table("A researcher, an institute or a company.", PROFILE, {
        **fields(T, "id uid kind status merged_into created_at updated_at seq is_demo", erasure=KEEP, reason=TOMB),
        **fields(P, "owner verification verified_at summary_en summary_zh keywords_en keywords_zh working_languages website links field_tiers",
                 erasure=BLANK),
    }, subject="owner"),
    "directory.Researcher": Table("What only a researcher has.", PROFILE, {
        **fields(T, "profile", erasure=KEEP, reason=TOMB), **fields(P, "career_stage title_en title_zh"),
    }, subject=OWNER),
    "directory.Organisation": Table("What only an organisation has.", "facts", fields(PUB, "profile types established domains")),
    "directory.Company": Table("What only a company has.", "facts", fields(PUB, "profile staff")),
    "directory.Name": Table("One name of a profile.", PROFILE, {
        **fields(T, "id profile assertion"), **fields(P, "value lang script type is_preferred is_display given family order tier"),
    }, subject=OWNER),
    "directory.Identifier": Table("What another register calls a profile.", PROFILE, {
        **fields(T, "id profile checksum_ok assertion"), **fields(P, "scheme value verified_by verified_at status is_preferred tier"),
    }, subject=OWNER),
    "directory.Affiliation": Table("A person at an organisation.", PROFILE, {
        **fields(T, "id assertion"),
        **fields(P, "person organisation organisation_text type unit_en unit_zh role_en role_zh start end is_primary confirmed_at tier"),
    }, subject="person__owner"),
    "directory.Interest": Table("What somebody offers or seeks.", PROFILE, {
        **fields(T, "id profile assertion"), **fields(P, "direction type title_en title_zh text_en text_zh expires_on tier created_at"),
    }, subject=OWNER),
    "directory.Location": Table("Where a profile is.", PROFILE, {
        **fields(T, "id profile position assertion"), **fields(P, "place tier"),
    }, subject=OWNER),
    "directory.ProfileSubject": Table("In which field a profile works.", PROFILE, {
        **fields(T, "id profile"), **fields(P, "subject rank"),
    }, subject=OWNER),
    "directory.Card": Table("A finished list row of a profile for one tier.", PROFILE, {
        **fields(T, "id profile tier"), **fields(P, "body extra", export=False),
    }, subject=OWNER),
    "directory.Assertion": Table("One source's word on a profile.", PROFILE, {
        **fields(T, "id profile licence fields digest batch"), **fields(P, "source source_ref asserted_at retrieved_at"), **by("by"),
    }, subject=OWNER),
    "directory.Change": Table("One change of a profile.", PROFILE, {
        **fields(T, "seq profile uid operation fields request_id batch", erasure=KEEP, reason=TOMB),
        **fields(P, "before after reason at", erasure=BLANK), **by("actor"),
    }, subject=OWNER),
    "directory.Membership": Table("A person's place in an organisation.", "belonging", {
        **fields(T, "id"), **fields(P, "user organisation role way_in started_at ended_at"), **by("by ended_by"),
    }, subject="user"),
    "directory.MembershipRequest": Table("Somebody asks to belong.", "belonging", {
        **fields(T, "id"), **fields(P, "user organisation status asked_at expires_at decided_at"), **fields(S, "message"), **by("decided_by"),
    }, subject="user"),
    "directory.Invitation": Table("An address is invited to an organisation.", "belonging", {
        **fields(T, "id"), **fields(P, "email organisation role status invited_at expires_at decided_at"), **fields(X, "token_sha256"),
        **by("invited_by"),
    }),
    "directory.Claim": Table("Somebody says that a profile is theirs.", "belonging", {
        **fields(T, "id"), **fields(P, "user profile status claimed_at expires_at decided_at evidence"), **fields(S, "message"), **by("decided_by"),
    }, subject="user"),
    "directory.Partnership": Table("An organisation is a confirmed partner.", "facts", {
        **fields(PUB, "id organisation started_at ended_at"), **by("confirmed_by"),
    }),
    "directory.OrganisationLink": Table("How organisations hang together.", "facts", fields(
        PUB, "id organisation type to to_ror to_label assertion",
    )),
    "directory.Place": Table("A city.", "facts", fields(
        PUB, "id slug geonames_id country subdivision subdivision_name city_en city_zh lat lng",
    )),
    "directory.Subject": Table("A field of research.", "facts", fields(PUB, "id scheme code parent label_en label_zh")),
    "directory.ImportBatch": Table("One run of an importer.", "machine", {
        **fields(T, "id importer filename sha256 state started_at finished_at settled_at"), **fields(P, "report", export=False),
        **by("by settled_by"),
    }),
    "directory.ChangeCounter": Table("The last number given to a change.", "machine", fields(T, "id last")),
}
