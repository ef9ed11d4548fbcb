"""The tables of exchanges: which columns hold what about whom."""

from accounts.classification import Erasure, Field, Kind, Table, fields

TABLES = {
    "exchanges.Programme": Table("An exchange programme.", "facts", fields(Kind.PUBLIC, "id uid name_en name_zh organiser created_at")),
    "exchanges.ProgrammeRole": Table("A person coordinates or reviews a programme.", "exchange", {
        **fields(Kind.TECHNICAL, "id"), **fields(Kind.PERSONAL, "user programme role started_at ended_at"),
        "by": Field(Kind.PERSONAL, True, Erasure.BLANK, whose="by"),
    }, subject="user"),
}
