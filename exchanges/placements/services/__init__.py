"""What may happen to a placement, its checks, its papers and its reports. Each act is one transaction."""

from exchanges.placements.services.checking import reopen, settle, topic_changed
from exchanges.placements.services.dating import set_dates
from exchanges.placements.services.moving import Given, move
from exchanges.placements.services.papers import expire, give, open_it, remove
from exchanges.placements.services.proposing import add_check, propose, set_host
from exchanges.placements.services.reporting import answer, hand_in, save

__all__ = [
    "Given", "add_check", "answer", "expire", "give", "hand_in", "move", "open_it", "propose", "remove", "reopen", "save", "set_dates", "set_host",
    "settle", "topic_changed",
]
