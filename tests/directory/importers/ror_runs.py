"""A run over an invented release, and what it made."""

import json

from directory.importers import ror as importer
from directory.models import Card, Profile
from tests.directory.importers.releases import as_jsonl, ror


def run(records, tmp_path, **options):
    return importer.import_file(as_jsonl(records, tmp_path / "release.jsonl"), **options)


def profile(number):
    return Profile.objects.get(identifiers__scheme="ror", identifiers__value=ror(number))


def card(number):
    return json.loads(Card.objects.get(profile=profile(number), tier=0).body)
