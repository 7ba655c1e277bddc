"""The agent's loop over one UDP socket."""

from __future__ import annotations

import signal
import socket
import time
from collections.abc import Callable
from types import FrameType

from enduse.agent.responder import Responder
from enduse.agent.wire import CHALLENGE_BYTES
from enduse.errors import InputError

POLL_SECONDS = 0.5


def bound(host: str, port: int) -> socket.socket:
    """A UDP socket at an address of this host; port 0 takes a free one.

    Raises:
        InputError: if the address cannot be bound.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0]
        opened = socket.socket(family, kind, protocol)
        opened.bind(address)
    except OSError as error:
        found = error.strerror or str(error)
        raise InputError(f"{host}:{port}", "a free UDP address of this host", found, "Choose another") from None
    opened.settimeout(POLL_SECONDS)
    return opened


def serve(opened: socket.socket, responder: Responder, wanted: Callable[[], bool]) -> None:
    """Answers challenges until no longer wanted; an error of one datagram ends nothing."""
    while wanted():
        try:
            datagram, source = opened.recvfrom(CHALLENGE_BYTES + 1)
            answer = responder.answer(datagram, source[0], time.time_ns())
            if answer is not None:
                opened.sendto(answer, source)
        except TimeoutError:
            continue
        except OSError:
            # An unreachable asker or a full buffer: the next datagram may be good.
            time.sleep(0.01)


def until_stopped() -> Callable[[], bool]:
    """True until the process is told to stop (SIGTERM, SIGINT)."""
    stopped = False

    def stop(_: int, __: FrameType | None) -> None:
        nonlocal stopped
        stopped = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    return lambda: not stopped
