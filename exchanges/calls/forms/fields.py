"""Fields that a call needs beside those of the directory: wall time, days, amounts of money, whole numbers."""

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.editing.inputs import Line

MOMENT = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})[T ]+(\d{1,2}):(\d{2})(?::00)?")
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
        found = MOMENT.fullmatch(text) if text.isascii() else None
        try:
            if found is None:
                raise ValueError
            return datetime(*(int(part) for part in found.groups()))  # type: ignore[arg-type] # noqa: DTZ001 - a wall clock's digits
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
            return date.fromisoformat(text) if text else None
        except ValueError:
            raise ValidationError(_("Write the day like 2027-01-31."), "invalid") from None


class Whole(Line):
    """A whole number between two others, or nothing where it isn't required."""

    def __init__(self, *, least: int, largest: int, **kwargs: Any) -> None:
        self.least, self.largest = least, largest
        super().__init__(**{"most": 20} | kwargs)

    def clean(self, value: Any) -> int | None:
        text = re.sub(r"[\s,，]", "", self.to_python(value)).replace("−", "-")
        if not text and not self.required:
            return None
        if not re.fullmatch(r"-?[0-9]{1,13}", text) or not self.least <= int(text) <= self.largest:
            raise ValidationError(_("Write a whole number between %(least)s and %(most)s.") % {"least": self.least, "most": self.largest}, "invalid")
        return int(text)


class Money(Line):
    """An amount as people write it (12,000.50), kept as a whole number of the smallest unit."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"most": 20} | kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, int):
            return value
        return f"{value // 100}" if value % 100 == 0 else f"{value // 100}.{value % 100:02}"

    def clean(self, value: Any) -> int | None:
        text = re.sub(r"[\s,，]", "", super().clean(value))
        if not text:
            return None
        try:
            if not re.fullmatch(r"[0-9]{1,10}(\.[0-9]{1,2})?", text):
                raise InvalidOperation
            return int(Decimal(text) * 100)
        except InvalidOperation:
            raise ValidationError(_("Write an amount like 12,000 or 12,000.50."), "invalid") from None
