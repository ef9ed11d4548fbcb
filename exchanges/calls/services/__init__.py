"""What may happen to a call; each act is one transaction that locks the call first."""

from exchanges.calls.services.editing import edit
from exchanges.calls.services.forming import remove_position, save_form, save_position
from exchanges.calls.services.making import copy, create, waive
from exchanges.calls.services.moving import move
from exchanges.calls.versions import form_for, freeze

__all__ = ["copy", "create", "edit", "form_for", "freeze", "move", "remove_position", "save_form", "save_position", "waive"]
