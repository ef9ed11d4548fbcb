"""The audit log and the consents can no longer be rewritten; each way of asking the log ends in time."""

from django.db import migrations, models

from accounts.models.append_only import guard, release

GUARDED = {
    "AuditEvent": {}, "AuditSeal": {"unique": ("last", "previous", "sha256")}, "ConsentRecord": {"once": ("withdrawn_at", "withdrawn_on")},
}


def append_only(apps, editor):
    for name, how in GUARDED.items():
        guard(editor, apps.get_model("accounts", name), **how)


def as_before(apps, editor):
    for name in GUARDED:
        release(editor, apps.get_model("accounts", name))


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0002_belonging_and_outbox"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="auditevent",
            options={"ordering": ["-at", "-id"], "verbose_name": "audit event", "verbose_name_plural": "audit log"},
        ),
        migrations.RemoveIndex(
            model_name="auditevent",
            name="audit_by_object",
        ),
        migrations.RemoveIndex(
            model_name="auditevent",
            name="audit_by_actor",
        ),
        migrations.RemoveIndex(
            model_name="auditevent",
            name="audit_by_act",
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["object_type", "object_id", "at"], name="audit_of_object"),
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["actor", "at"], name="audit_of_actor"),
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["act", "at"], name="audit_of_act"),
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["at"], name="audit_in_time"),
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(condition=models.Q(("outcome", "refused")), fields=["at"], name="audit_refused"),
        ),
        migrations.RunPython(append_only, as_before),
    ]
