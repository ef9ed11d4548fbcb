"""What may happen to offers, places and the waiting list. Each act is one transaction that locks the call first: within a call, places are given
and freed one after another, whoever comes from wherever."""

from exchanges.offers.services.answering import accept, ask_deferral, decline, others_of
from exchanges.offers.services.deciding import confirm, defer, fail, refuse_deferral, withdraw
from exchanges.offers.services.due import expire_due, remind_due
from exchanges.offers.services.freeing import free_for
from exchanges.offers.services.lists import fill, put_on_list, reorder, set_places, take_off
from exchanges.offers.services.making import make

__all__ = [
    "accept", "ask_deferral", "confirm", "decline", "defer", "expire_due", "fail", "fill", "free_for", "make", "others_of", "put_on_list",
    "refuse_deferral", "remind_due", "reorder", "set_places", "take_off", "withdraw",
]
