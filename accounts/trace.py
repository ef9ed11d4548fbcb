"""Where the act at hand comes from, so that a change or an audit event can name it without a service ever seeing the request."""

from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="")
address: ContextVar[str] = ContextVar("address", default="")  # the client's network address, blank outside a request
