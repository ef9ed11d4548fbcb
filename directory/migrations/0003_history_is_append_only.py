"""The history of the directory can no longer be rewritten. What its rows refer to may go: the person who acted, the import."""

from django.db import migrations

from accounts.models.append_only import guard, release


def append_only(apps, editor):
    guard(editor, apps.get_model("directory", "Change"), may_go=("actor_id", "batch_id"))


def as_before(apps, editor):
    release(editor, apps.get_model("directory", "Change"))


class Migration(migrations.Migration):

    dependencies = [
        ("directory", "0002_belonging"),
    ]

    operations = [
        migrations.RunPython(append_only, as_before),
    ]
