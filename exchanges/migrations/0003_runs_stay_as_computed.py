"""A matching run stays as it was computed, for as long as the call: only its state may move on, once."""

from django.db import migrations, models

from accounts.models.append_only import guard, release


def as_computed(apps, editor):
    guard(editor, apps.get_model("exchanges", "MatchRun"), may_go=("by_id",), unique=("uid",), leaving=("state", "computed", ("published_at",)))


def as_before(apps, editor):
    release(editor, apps.get_model("exchanges", "MatchRun"))


class Migration(migrations.Migration):

    dependencies = [
        ("exchanges", "0002_append_only"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="matchrun",
            constraint=models.CheckConstraint(
                condition=models.Q(published_at__isnull=False, state="published") | (models.Q(published_at=None) & ~models.Q(state="published")),
                name="match_run_published_then",
            ),
        ),
        migrations.RunPython(as_computed, as_before),
    ]
