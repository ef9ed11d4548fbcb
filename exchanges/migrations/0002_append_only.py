"""The history, submitted revisions and the ledger of places can't be rewritten."""

from django.db import migrations

from accounts.models.append_only import guard, release

GUARDED = {
    "Event": {"may_go": ("by_id",)}, "Revision": {"may_go": ("by_id",)}, "Hold": {},
}


def append_only(apps, editor):
    for name, how in GUARDED.items():
        guard(editor, apps.get_model("exchanges", name), **how)


def as_before(apps, editor):
    for name in GUARDED:
        release(editor, apps.get_model("exchanges", name))


class Migration(migrations.Migration):

    dependencies = [
        ("exchanges", "0001_initial"),
    ]

    operations = [migrations.RunPython(append_only, as_before)]
