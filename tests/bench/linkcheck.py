#!/usr/bin/env python3
# SPDX-FileCopyrightText: The mmigrate authors
# SPDX-License-Identifier: Apache-2.0
"""Holds the emulated link against arithmetic: round trip, rate and loss.

    tests/bench/linkcheck.py --build BUILD_FOLDER

Datagrams, because TCP has wishes of its own. Exit status 1 when a figure is off. Needs root.
"""

import argparse
import math
import socket
import statistics
import sys
import threading
import time

import benchlink

DATAGRAM = 1472  # 1500 on the wire
UDP_SEGMENT = 103  # linux/udp.h: the kernel cuts one call's bytes into datagrams, or Python is too slow
AT_ONCE = 20
missed = []


def judge(what, figure, low, high, unit):
    good = low <= figure <= high
    if not good:
        missed.append(what)
    print("%-44s %10.3f %-7s wanted %.3f to %.3f  %s" % (what, figure, unit, low, high, "PASS" if good else "FAIL"),
          flush=True)


def socket_in(space):
    with space():
        return socket.socket(socket.AF_INET, socket.SOCK_DGRAM)


class Receiver(threading.Thread):
    """Counts the datagrams that arrive; sends them back when asked to."""

    def __init__(self, link, echo=False):
        super().__init__(daemon=True)
        self.socket = socket_in(link.server)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        self.socket.bind((link.address, 7000))
        self.echo = echo
        self.count, self.first, self.last, self.last_count = 0, None, None, 0
        self.start()

    def run(self):
        self.socket.settimeout(2)
        buffer = bytearray(2048)
        try:
            while True:
                if self.echo:
                    self.socket.sendto(*self.socket.recvfrom(2048))
                    continue
                self.socket.recv_into(buffer)
                self.count += 1
                if self.count % 16 == 1:
                    self.last = time.monotonic()
                    self.last_count = self.count
                    self.first = self.first or self.last
        except TimeoutError:
            pass


def check_round_trip(network, rtt):
    link = network.link(1000, rtt)
    Receiver(link, echo=True)
    sender = socket_in(link.client)
    sender.settimeout(2)
    times = []
    for _ in range(20):
        begin = time.monotonic()
        sender.sendto(b"x" * 64, (link.address, 7000))
        sender.recv(2048)
        times.append((time.monotonic() - begin) * 1000)
    judge("round trip of %g ms" % rtt, statistics.median(times), rtt, rtt + 2, "ms")


def send(link, count, per_second):
    sender = socket_in(link.client)
    sender.setsockopt(socket.IPPROTO_UDP, UDP_SEGMENT, DATAGRAM)
    begin = time.monotonic()
    for i in range(0, count, AT_ONCE):
        sender.sendto(b"x" * DATAGRAM * AT_ONCE, (link.address, 7000))
        ahead = begin + i / per_second - time.monotonic()
        if ahead > 0.002:
            time.sleep(ahead)


def check_rate(network, rate):
    """More than the link carries, for longer than its queue lasts."""
    link = network.link(rate, 10)
    receiver = Receiver(link)
    offered = rate * 1.15 * 1e6 / 12000  # datagrams a second
    send(link, int(offered * 2), offered)
    receiver.join()
    judge("rate of %g Mbit/s" % rate,
          (receiver.last_count - 1) * 12000 / (receiver.last - receiver.first) / 1e6, rate * 0.97, rate * 1.01, "Mbit/s")
    counts = link.close()
    if counts:
        way = counts["left_to_right"]
        judge("  all that came is accounted for", way["packets"] - way["overflown"] - receiver.count, 0,
              0.001 * way["packets"], "packets")


def check_loss(network, percent):
    link = network.link(1000, 10, percent)
    receiver = Receiver(link)
    count = 100_000
    send(link, count, 30_000)
    receiver.join()
    wanted = count * percent / 100
    spread = 4 * math.sqrt(wanted) + 1
    judge("loss of %g %%, of %d" % (percent, count), count - receiver.count, wanted - spread, wanted + spread,
          "packets")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", required=True)
    options = parser.parse_args()
    reason = benchlink.why_no_link()
    if reason:
        sys.exit(reason)
    print("\n".join(benchlink.describe()))
    for check, value in ((check_round_trip, 100), (check_round_trip, 20), (check_rate, 100), (check_rate, 200),
                         (check_rate, 1000), (check_loss, 0.0), (check_loss, 0.1), (check_loss, 0.5)):
        with benchlink.Network(options.build) as network:
            check(network, value)
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
