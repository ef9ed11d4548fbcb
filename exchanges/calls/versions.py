"""The versions of a call's forms: one is written on until something was submitted with it, then the next begins."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from exchanges.calls.models import Call, CallForm


def form_for(call: Call, stage: int = 1) -> CallForm | None:
    """The newest version of a stage's form; None where nothing was written yet."""
    newest: CallForm | None = CallForm.objects.filter(call=call, stage=stage).order_by("-version").first()
    return newest


def freeze(form: CallForm) -> None:
    """Something was submitted with this version: it stays as it is from now on. Called by the first submission, in its transaction."""
    CallForm.objects.filter(pk=form.pk, frozen_at=None).update(frozen_at=timezone.now())


def write(call: Call, stage: int, sections: list[dict[str, Any]]) -> CallForm:
    """Write checked sections: on the newest version, or as the next where that one is frozen. The caller has locked the call."""
    assert transaction.get_connection().in_atomic_block, "a form is written in the transaction that locked its call"
    # The form is locked too, so that a submission can't freeze it between the look and the write.
    newest = CallForm.objects.select_for_update().filter(call=call, stage=stage).order_by("-version").first()
    if newest is not None and newest.frozen_at is None:
        newest.sections = sections
        newest.save(update_fields=["sections"])
        return newest
    number = newest.version + 1 if newest else 1
    return CallForm.objects.create(call=call, stage=stage, version=number, sections=sections)
