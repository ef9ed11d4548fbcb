"""An application that ends with its call or its other half, an offer that waits for the other half, expected decisions, letters as sent."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0004_import_is_settled"),
        ("exchanges", "0004_statistics"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="application",
            name="application_status_known",
        ),
        migrations.RemoveConstraint(
            model_name="application",
            name="application_sent_has_number",
        ),
        migrations.RemoveConstraint(
            model_name="offer",
            name="offer_one_live_an_application",
        ),
        migrations.RemoveConstraint(
            model_name="offer",
            name="offer_state_known",
        ),
        migrations.AddField(
            model_name="call",
            name="decisions_on",
            field=models.DateField(blank=True, null=True, verbose_name="decisions are told by"),
        ),
        migrations.AddField(
            model_name="decision",
            name="told_subject",
            field=models.CharField(blank=True, default="", max_length=300),
        ),
        migrations.AddField(
            model_name="decision",
            name="told_text",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AlterField(
            model_name="application",
            name="status",
            field=models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("submitted", "Submitted"),
                    ("ineligible", "Not eligible"),
                    ("eligible", "Eligible"),
                    ("more-info", "More information asked"),
                    ("under-review", "Under review"),
                    ("shortlisted", "Shortlisted"),
                    ("offered", "Offered a place"),
                    ("waitlisted", "On the waiting list"),
                    ("rejected", "Declined by the panel"),
                    ("accepted", "Accepted the place"),
                    ("completed", "Completed"),
                    ("withdrawn", "Withdrawn"),
                    ("not-sent", "Never sent"),
                    ("ended", "Ended with its call or its other half"),
                ],
                default="draft",
                max_length=12,
                verbose_name="status",
            ),
        ),
        migrations.AlterField(
            model_name="offer",
            name="state",
            field=models.CharField(
                choices=[
                    ("sent", "Waits for an answer"),
                    ("half", "Accepted, waits for the other half"),
                    ("conditions", "Accepted, conditions open"),
                    ("confirmed", "Confirmed"),
                    ("declined", "Declined"),
                    ("expired", "Expired"),
                    ("withdrawn", "Withdrawn"),
                    ("failed", "Conditions not met"),
                    ("deferred", "Deferred to a later call"),
                ],
                default="sent",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        [
                            "draft",
                            "submitted",
                            "ineligible",
                            "eligible",
                            "more-info",
                            "under-review",
                            "shortlisted",
                            "offered",
                            "waitlisted",
                            "rejected",
                            "accepted",
                            "completed",
                            "withdrawn",
                            "not-sent",
                            "ended",
                        ],
                    )
                ),
                name="application_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["draft", "withdrawn", "not-sent", "ended"]), ("number__isnull", False), _connector="OR"),
                name="application_sent_has_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("sent", "half", "conditions", "confirmed"))),
                fields=("application",),
                name="offer_one_live_an_application",
            ),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["sent", "half", "conditions", "confirmed", "declined", "expired", "withdrawn", "failed", "deferred"])
                ),
                name="offer_state_known",
            ),
        ),
    ]
