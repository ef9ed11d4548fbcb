"""A call, its form, and the positions that hosts offer in it.

JSON columns, each validated by calls/shapes.py before it is written:
`documents` [{"key", "title": {"en", "zh"}, "required", "max_mb", "types": ["pdf"]}]
`eligibility` [{"key", "fact", "test", "value", "words": {"en", "zh"}}]
`rubric` [{"key", "title": {"en", "zh"}, "help": {"en", "zh"}, "weight", "low", "high"}], the weights sum to 100
`halves` {"uk": {"currency", "cap"}, "cn": {"currency", "cap"}}, caps in the smallest unit
`waivers` {"zh": {"reason", "by", "at"}}: a language that a mandatory text may lack
"""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from directory.models.profiles import UID_LENGTH, new_uid
from exchanges.calls.querysets import CallQuerySet
from exchanges.calls.vocabulary import CallStatus, LettersAsked, ReviewMode, WorkCalendar

LONGEST_GRACE = 60  # minutes


class Call(models.Model):
    """`opens_local` and `closes_local` are wall time in `zone`; `opens_at` and `closes_at` the same instants, resolved once. Accepted is what arrives
    at `opens_at` or later and before `closes_at` plus the grace. A rolling call has no `closes_at`."""

    uid = models.CharField(max_length=UID_LENGTH, unique=True, default=new_uid, editable=False)
    programme = models.ForeignKey("exchanges.Programme", models.PROTECT, related_name="calls", verbose_name=_("programme"))
    status = models.CharField(_("status"), max_length=10, choices=CallStatus, default=CallStatus.DRAFT)
    title_en = models.CharField(pgettext_lazy("call", "title in English"), max_length=200, blank=True, default="")
    title_zh = models.CharField(pgettext_lazy("call", "title in Chinese"), max_length=200, blank=True, default="")
    summary_en = models.TextField(_("summary in English"), max_length=1000, blank=True, default="")
    summary_zh = models.TextField(_("summary in Chinese"), max_length=1000, blank=True, default="")
    text_en = models.TextField(_("text in English"), max_length=20000, blank=True, default="")
    text_zh = models.TextField(_("text in Chinese"), max_length=20000, blank=True, default="")
    subjects = models.JSONField(_("fields of research"), default=list, blank=True)  # FORD codes; empty: those of the programme

    places = models.PositiveIntegerField(pgettext_lazy("call", "places"), default=1)
    taken = models.PositiveIntegerField(_("places taken or offered"), default=0, editable=False)
    zone = models.CharField(_("time zone"), max_length=40, default="Europe/London")
    opens_local = models.DateTimeField(_("opens, local time"), null=True, blank=True)  # the wall clock's digits, kept as if they were UTC
    closes_local = models.DateTimeField(_("closes, local time"), null=True, blank=True)
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    grace = models.PositiveSmallIntegerField(_("grace, minutes"), default=0)
    is_rolling = models.BooleanField(_("rolling: no closing date"), default=False)
    stages = models.PositiveSmallIntegerField(_("stages"), default=1)  # 2: a concept first, then the full application
    full_closes_local = models.DateTimeField(_("full applications close, local time"), null=True, blank=True)
    full_closes_at = models.DateTimeField(_("full applications close"), null=True, blank=True)
    starts_on = models.DateField(_("exchanges begin"), null=True, blank=True)
    ends_on = models.DateField(_("exchanges end"), null=True, blank=True)

    review_mode = models.CharField(_("review"), max_length=6, choices=ReviewMode, default=ReviewMode.SINGLE)
    reviews_wanted = models.PositiveSmallIntegerField(_("reviews an application"), default=2)
    decisions_on = models.DateField(_("decisions are told by"), null=True, blank=True)  # a day in `zone`; expected, not promised
    reviews_due_at = models.DateTimeField(_("reviews are due"), null=True, blank=True)
    letters_wanted = models.PositiveSmallIntegerField(_("letters an application"), default=0)
    letters_asked = models.CharField(_("letters are asked"), max_length=11, choices=LettersAsked, default=LettersAsked.NEVER)
    letters_due_at = models.DateTimeField(_("letters are due"), null=True, blank=True)
    documents = models.JSONField(_("documents wanted"), default=list, blank=True)
    eligibility = models.JSONField(_("who may apply"), default=list, blank=True)
    rubric = models.JSONField(_("criteria"), default=list, blank=True)

    offer_days = models.PositiveSmallIntegerField(_("working days to answer an offer"), default=10)
    offer_calendar = models.CharField(_("working days of"), max_length=6, choices=WorkCalendar, default=WorkCalendar.BOTH)
    one_place_each = models.BooleanField(_("accepting an offer withdraws the person’s other applications in the programme"), default=False)
    is_paired = models.BooleanField(_("paired: a UK and a Chinese half"), default=False)
    halves = models.JSONField(_("halves"), default=dict, blank=True)
    waivers = models.JSONField(_("waived texts"), default=dict, blank=True)
    is_template = models.BooleanField(_("a template for new calls"), default=False)
    copied_from = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("made from"))

    version = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(_("entered"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)

    objects: ClassVar[Any] = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        indexes: ClassVar = [models.Index(fields=["status", "closes_at"], name="call_by_closing")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(status__in=CallStatus.values), name="call_status_known"),
            models.CheckConstraint(condition=Q(taken__lte=F("places")), name="call_places_hold"),
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True) | Q(closes_at__isnull=True) | Q(opens_at__lt=F("closes_at")), name="call_opens_before_it_closes"
            ),
            models.CheckConstraint(condition=Q(grace__lte=LONGEST_GRACE), name="call_grace_is_short"),
            models.CheckConstraint(condition=Q(is_rolling=False) | Q(closes_at__isnull=True), name="call_rolling_never_closes"),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "cancelled", "archived"])
                | (Q(opens_at__isnull=False) & (Q(is_rolling=True) | Q(closes_at__isnull=False))),
                name="call_published_has_dates",
            ),
            models.CheckConstraint(condition=Q(stages__in=[1, 2]), name="call_stages_one_or_two"),
            models.CheckConstraint(condition=Q(review_mode__in=ReviewMode.values), name="call_review_mode_known"),
            models.CheckConstraint(condition=Q(letters_asked__in=LettersAsked.values), name="call_letters_asked_known"),
            models.CheckConstraint(condition=Q(offer_calendar__in=WorkCalendar.values), name="call_calendar_known"),
            models.CheckConstraint(condition=Q(offer_days__gte=1, offer_days__lte=90), name="call_offer_days_plausible"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(starts_on__lte=F("ends_on")), name="call_exchanges_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.title_en or self.title_zh or self.uid


class CallForm(models.Model):
    """The questions of one stage, one version. `sections` (calls/shapes.py): [{"key", "title": {"en", "zh"}, "questions": [{"key", "type", "title",
    "help", "required", "limit", "choices", "shown_if": {"question", "is"}, "questions", …}]}]. Frozen at the first submission: an edit after makes
    the next version, and applications that have begun stay with theirs."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="forms")
    stage = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveSmallIntegerField(default=1)
    sections = models.JSONField(default=list)
    frozen_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("form of a call")
        verbose_name_plural = _("forms of calls")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["call", "stage", "version"], name="call_form_version_once"),
            models.CheckConstraint(condition=Q(stage__in=[1, 2]), name="call_form_stage_known"),
        ]


class HostPosition(models.Model):
    """Where one can go: a host, perhaps a unit and a supervisor, with places of its own."""

    uid = models.CharField(max_length=UID_LENGTH, unique=True, default=new_uid, editable=False)
    call = models.ForeignKey(Call, models.CASCADE, related_name="positions")
    host = models.ForeignKey("directory.Profile", models.PROTECT, related_name="host_positions", verbose_name=_("host"))
    supervisor = models.ForeignKey("directory.Profile", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("supervisor"))
    unit_en = models.CharField(_("unit in English"), max_length=200, blank=True, default="")
    unit_zh = models.CharField(_("unit in Chinese"), max_length=200, blank=True, default="")
    title_en = models.CharField(pgettext_lazy("call", "title in English"), max_length=200, blank=True, default="")
    title_zh = models.CharField(pgettext_lazy("call", "title in Chinese"), max_length=200, blank=True, default="")
    subject = models.CharField(_("field of research"), max_length=10, blank=True, default="")  # FORD code
    places = models.PositiveIntegerField(pgettext_lazy("call", "places"), default=1)
    taken = models.PositiveIntegerField(_("places taken or offered"), default=0, editable=False)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("host position")
        verbose_name_plural = _("host positions")
        ordering: ClassVar = ["order", "pk"]
        constraints: ClassVar = [models.CheckConstraint(condition=Q(taken__lte=F("places")), name="host_position_places_hold")]
