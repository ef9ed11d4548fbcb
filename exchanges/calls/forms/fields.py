"""Fields that a call needs beside those of the directory: wall time, days, amounts of money, whole numbers."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.editing.inputs import Line
from exchanges.calls import figures

MOMENT = re.compile(r"(.+?)(?:T|\s|(?<=日))\s*([0-9]{1,2}):([0-9]{2})(?::00)?", re.IGNORECASE)
TIME_HINT = gettext_lazy("Like 2027-01-31 17:00, as the clocks of this zone show it.")
DAY_HINT = gettext_lazy("Like 2027-01-31.")


class LocalTime(Line):
    """Wall time, to the minute, in a zone that stands beside it; a datetime without zone, or nothing."""

    def __init__(self, **kwargs: Any) -> None:
        own: dict[str, Any] = {"most": 40, "help_text": TIME_HINT}
        super().__init__(**own | kwargs)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else value

    def clean(self, value: Any) -> datetime | None:
        text = super().clean(value)
        if not text:
            return None
        found = MOMENT.fullmatch(figures.plain(text))
        try:
            if found is None:
                raise figures.Unread("other")
            day = figures.day(found[1])
            return datetime(day.year, day.month, day.day, int(found[2]), int(found[3]))  # noqa: DTZ001 - a wall clock's digits
        except figures.Unread as unread:
            said = figures.day_refusal(unread) if unread.code == "no-day" else _("Write the date and the time like 2027-01-31 17:00.")
            raise ValidationError(said, "invalid") from None
        except ValueError:
            raise ValidationError(_("Write the date and the time like 2027-01-31 17:00."), "invalid") from None


class LocalDay(Line):
    """A day, or nothing."""

    def __init__(self, **kwargs: Any) -> None:
        own: dict[str, Any] = {"most": 40, "help_text": DAY_HINT}
        super().__init__(**own | kwargs)

    def clean(self, value: Any) -> date | None:
        text = super().clean(value)
        try:
            return figures.day(text) if text else None
        except figures.Unread as unread:
            raise ValidationError(figures.day_refusal(unread), "invalid") from None


class Whole(Line):
    """A whole number between two others, or nothing where it isn't required."""

    def __init__(self, *, least: int, largest: int, **kwargs: Any) -> None:
        self.least, self.largest = least, largest
        super().__init__(**{"most": 20} | kwargs)

    def clean(self, value: Any) -> int | None:
        text = self.to_python(value)
        if not text and not self.required:
            return None
        try:
            number = int(figures.decimal(text))
        except figures.Unread:
            number = self.least - 1
        if not self.least <= number <= self.largest:
            raise ValidationError(_("Write a whole number between %(least)s and %(most)s.") % {"least": self.least, "most": self.largest}, "invalid")
        return number


class Exact(Line):
    """A number with decimals, as a Decimal, or nothing."""

    def __init__(self, *, least: int, largest: int, **kwargs: Any) -> None:
        self.least, self.largest = least, largest
        super().__init__(**{"most": 24} | kwargs)

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            number = figures.decimal(text, figures.MOST_DECIMALS)
        except figures.Unread:
            number = None
        if number is None or not self.least <= number <= self.largest:
            raise ValidationError(_("Write a number like 1,200 or 2.5, with a point before the decimals."), "invalid")
        return number


class Money(Line):
    """An amount as people write it (12,000.50, 1.2万), kept as a whole number of the smallest unit."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"most": 24} | kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, int):
            return value
        return f"{value // 100}" if value % 100 == 0 else f"{value // 100}.{value % 100:02}"

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            amount = figures.money(text)
        except figures.Unread:
            amount = -1
        if not 0 <= amount < 10**12:
            raise ValidationError(_("Write an amount like 12,000 or 12,000.50."), "invalid")
        return amount
