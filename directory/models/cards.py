"""Cards: what a reader of one tier sees of a published profile in a list, as one finished row."""

from typing import ClassVar

from django.db import models

from directory.vocabulary import Visibility


class Card(models.Model):
    """Written by `directory.cards` in the same transaction as the change. A higher tier has a card of its own only where it sees more.

    `body` is the API's list row as JSON text (docs/architecture.md has its shape); a list page reads nothing else.
    `extra` is JSON for the index only: ancestors of the organisations, the static rank.
    Because hidden values are never written into a lower tier's card, nothing that is made of cards can give them away.
    """

    profile = models.ForeignKey("directory.Profile", models.CASCADE, related_name="cards")
    tier = models.PositiveSmallIntegerField(choices=Visibility)
    body = models.TextField()
    extra = models.TextField(default="{}")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["profile", "tier"], name="card_one_a_tier"),
            models.CheckConstraint(condition=models.Q(tier__lt=3), name="card_never_private"),
        ]
