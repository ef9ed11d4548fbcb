"""A conversation with the mail server that ends in time, whatever the server does, and never falls back to plain text."""

import contextlib
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings

from accounts.outbox.errors import Unreachable

TIME_LIMIT = 25.0  # seconds for the whole conversation: shorter than a lease
STEP_LIMIT = 15.0  # seconds for one answer
FAREWELL = 1.0  # seconds for the answer to QUIT: nothing depends on it
TROUBLE = (OSError, smtplib.SMTPException, UnicodeError)  # ssl.SSLError and time-outs are OSErrors


class Conversation(smtplib.SMTP):
    """smtplib's limit is for one read, so a server that sends a byte now and then would hold us for ever. Here a clock hangs up in the end."""

    def __init__(self, tls: ssl.SSLContext | None) -> None:
        self.implicit_tls = tls
        self.second_handle: socket.socket | None = None
        self.clock = threading.Timer(TIME_LIMIT, self.hang_up)
        self.clock.daemon = True
        self.clock.start()
        try:
            super().__init__(settings.EMAIL_HOST, settings.EMAIL_PORT, local_hostname=own_name(), timeout=STEP_LIMIT)
        except BaseException:
            self.end()
            raise

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        plain = socket.create_connection((host, port), timeout)
        self.second_handle = plain.dup()  # the first one is given away when TLS begins
        return self.implicit_tls.wrap_socket(plain, server_hostname=host) if self.implicit_tls else plain

    def hang_up(self) -> None:
        """Whatever waits for the server gets an end of file."""
        if self.second_handle:
            with contextlib.suppress(OSError):
                self.second_handle.shutdown(socket.SHUT_RDWR)

    def end(self) -> None:
        """Say goodbye if that is quickly done, and close."""
        self.clock.cancel()
        if getattr(self, "sock", None):
            with contextlib.suppress(*TROUBLE):
                self.sock.settimeout(FAREWELL)  # type: ignore[union-attr]
                self.quit()
        self.close()
        if self.second_handle:
            self.second_handle.close()


def own_name() -> str:
    """How we introduce ourselves: the host of SITE_URL."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"[{host}]" if host.replace(".", "").isdigit() else host.encode("idna").decode()


def tls_context() -> ssl.SSLContext:
    """TLS that checks the server's certificate and name."""
    context = ssl.create_default_context()
    if settings.EMAIL_SSL_CERTFILE:
        context.load_cert_chain(settings.EMAIL_SSL_CERTFILE, settings.EMAIL_SSL_KEYFILE)
    return context


@contextlib.contextmanager
def conversation() -> Iterator[Conversation]:
    """The mail server, ready for a message. Unreachable when it can't be talked to, or not in the way that EMAIL_URL asks for."""
    server = None
    try:
        try:
            server = Conversation(tls_context() if settings.EMAIL_USE_SSL else None)
            if settings.EMAIL_USE_TLS:
                server.starttls(context=tls_context())  # raises where the server won't: nothing is sent in the clear instead
            if settings.EMAIL_HOST_USER:
                server.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
            server.ehlo_or_helo_if_needed()
        except TROUBLE as error:
            raise Unreachable(named(error)) from error
        yield server
    finally:
        if server:
            server.end()


def named(error: BaseException) -> str:
    """An error in our own words: its kind, and the code of the server's answer. The answer's text may hold the address."""
    code = getattr(error, "smtp_code", None)
    return f"the mail server can't be used: {type(error).__name__}" + (f" {code}" if code else "")
