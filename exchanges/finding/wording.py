"""What the parameters of programmes and calls are called on a page."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

TITLES = {
    "kind": _("Kind"), "phase": _("State"), "direction": _("Who travels where"), "subject": _("Field"), "career_stage": _("Career stage"),
    "country": _("Hosts in"), "language": _("Language"), "currency": _("Funded in"), "partner": _("With"), "host": _("Host"),
    "organiser": _("Organised by"), "programme": _("Programme"), "closes": _("Closes"), "uid": pgettext_lazy("exchange", "Call"),
}


def left(time: timedelta) -> str:
    """54 days, 5 hours, 12 minutes: how long it still is, in its largest unit (days from two on), rounded down."""
    minutes = int(time.total_seconds() // 60)
    if minutes >= 2 * 24 * 60:
        return ngettext("%(count)s day", "%(count)s days", minutes // 1440) % {"count": minutes // 1440}
    if minutes >= 60:
        return ngettext("%(count)s hour", "%(count)s hours", minutes // 60) % {"count": minutes // 60}
    return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
