"""A question for a type of thing alone is read off an index too."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0004_notices_unread"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="auditevent",
            name="audit_of_object",
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["object_id", "object_type", "at"], name="audit_of_thing"),
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["object_type", "at"], name="audit_of_type"),
        ),
    ]
