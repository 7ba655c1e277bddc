"""An agent on loopback, and a proxy that delays by a known time."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from enduse.agent.responder import Responder
from enduse.agent.serve import bound, serve

LANDMARK_KEY = Ed25519PrivateKey.from_private_bytes(b"l" * 32)
UNIT_KEY = Ed25519PrivateKey.from_private_bytes(b"u" * 32)


@contextmanager
def running(responder: Responder) -> Iterator[int]:
    """Serves on a free loopback port, which it yields."""
    stop = threading.Event()
    with bound("127.0.0.1", 0) as opened:
        opened.settimeout(0.05)
        worker = threading.Thread(target=serve, args=(opened, responder, lambda: not stop.is_set()))
        worker.start()
        try:
            yield opened.getsockname()[1]
        finally:
            stop.set()
            worker.join()


@contextmanager
def delayed(target: int, one_way_seconds: float, change: Callable[[bytes], bytes] = bytes) -> Iterator[int]:
    """A UDP proxy on loopback that holds each datagram back in both directions."""
    stop = threading.Event()
    outer, inner = (socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2))
    outer.bind(("127.0.0.1", 0))
    inner.connect(("127.0.0.1", target))
    outer.settimeout(0.05)
    inner.settimeout(0.2)

    def forward() -> None:
        while not stop.is_set():
            try:
                datagram, source = outer.recvfrom(2048)
                time.sleep(one_way_seconds)
                inner.send(datagram)
                answer = inner.recv(2048)
                time.sleep(one_way_seconds)
                outer.sendto(change(answer), source)
            except OSError:
                continue

    worker = threading.Thread(target=forward)
    worker.start()
    try:
        yield outer.getsockname()[1]
    finally:
        stop.set()
        worker.join()
        outer.close()
        inner.close()


@pytest.fixture
def responder() -> Responder:
    """A unit GPU-1 that knows the landmark sin, started a moment ago."""
    return Responder("GPU-1", UNIT_KEY, {"sin": LANDMARK_KEY.public_key()}, time.time_ns() - 1)
