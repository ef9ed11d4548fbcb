"""The id of the request at hand, so that a change can name it without a service ever seeing the request."""

from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="")
