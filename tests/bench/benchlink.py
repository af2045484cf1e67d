# SPDX-FileCopyrightText: The mmigrate authors
# SPDX-License-Identifier: Apache-2.0
"""Places where client and server meet: the loopback, or a slow and far link of two network namespaces.

The link is netem where the kernel has it, else mmigrate_benchlink (linkemulator.cpp). Both need root or
CAP_NET_ADMIN, Linux and the `ip` program; why_no_link() says what is missing.
"""

import contextlib
import ctypes
import json
import os
import shutil
import subprocess
import sys

# As Debian 12 has them, said here so that figures of two machines can be compared. The sender's 4 MB
# are what keeps one stream over 100 ms below 1 Gbit/s.
SETTINGS = {
    "net.ipv4.tcp_congestion_control": "cubic",
    "net.ipv4.tcp_wmem": "4096 16384 4194304",
    "net.ipv4.tcp_rmem": "4096 131072 6291456",
    "net.ipv4.tcp_no_metrics_save": "1",  # no round learns from the one before
    "net.ipv4.tcp_slow_start_after_idle": "1",
}
CLONE_NEWNET = 0x40000000
MTU = 1500


def run(*words):
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        raise OSError("%s: %s" % (" ".join(words), done.stdout.strip()))
    return done.stdout


def find(build, name):
    for folder, _, files in os.walk(build):
        if name in files and os.access(os.path.join(folder, name), os.X_OK):
            return os.path.join(folder, name)
    sys.exit("%s is not in %s: build the target mmigrate_bench first" % (name, build))


def setting_path(key):
    return "/proc/sys/" + key.replace(".", "/")


@contextlib.contextmanager
def allowed_congestion_control():
    """A namespace may only take what the machine allows to everybody; put back afterwards."""
    path = setting_path("net.ipv4.tcp_allowed_congestion_control")
    wanted = SETTINGS["net.ipv4.tcp_congestion_control"]
    with open(path) as setting:
        before = setting.read().strip()
    missing = wanted not in before.split()
    if missing:
        with open(path, "w") as setting:
            setting.write(before + " " + wanted)
    try:
        yield
    finally:
        if missing:
            with open(path, "w") as setting:
                setting.write(before)


class Space:
    """A network namespace."""

    def __init__(self, name):
        self.name = name
        self.path = "/run/netns/" + name
        run("ip", "netns", "add", name)
        try:
            run("ip", "-n", name, "link", "set", "lo", "up")
            with allowed_congestion_control(), self.entered():
                for key, value in SETTINGS.items():
                    with open(setting_path(key), "w") as setting:
                        setting.write(value)
        except BaseException:
            self.remove()
            raise

    def remove(self):
        subprocess.run(["ip", "netns", "delete", self.name], stderr=subprocess.DEVNULL)

    @contextlib.contextmanager
    def entered(self):
        """Sockets and programs that this thread makes meanwhile belong to the namespace."""
        libc = ctypes.CDLL(None, use_errno=True)
        with open("/proc/thread-self/ns/net") as home, open(self.path) as there:
            if libc.setns(there.fileno(), CLONE_NEWNET) != 0:
                raise OSError(ctypes.get_errno(), "setns " + self.path)
            try:
                yield
            finally:
                libc.setns(home.fileno(), CLONE_NEWNET)


class Loopback:
    address = "127.0.0.1"
    is_link = False

    @contextlib.contextmanager
    def server(self):
        yield

    client = server

    def close(self):
        pass


class Link:
    """One link from the client's namespace to a server's."""

    is_link = True

    def __init__(self, network, number, rate_mbit, rtt_ms, loss_percent, seed):
        self.network = network
        self.number = number
        self.rate_mbit = rate_mbit
        self.rtt_ms = rtt_ms
        self.loss_percent = loss_percent
        self.seed = seed
        self.client_address = "10.77.%d.1" % number
        self.address = "10.77.%d.2" % number
        # What is under way in one round trip, and never less than a small router has.
        self.queue_bytes = max(int(rate_mbit * 125 * rtt_ms), 256 * 1024)
        self.emulator = None
        self.there = Space("%s-s%d" % (network.tag, number))
        self.client = network.here.entered
        self.server = self.there.entered
        try:
            self.netem() if network.has_netem else self.emulate()
            for space, device, address in self.ends():
                run("ip", "-n", space.name, "link", "set", device, "mtu", str(MTU), "txqueuelen", "10000", "up")
                run("ip", "-n", space.name, "address", "add", address + "/24", "dev", device)
        except BaseException:
            self.close()
            raise

    def ends(self):
        return ((self.network.here, "far%d" % self.number, self.client_address),
                (self.there, "far%d" % self.number, self.address))

    def emulate(self):
        device = ":far%d" % self.number
        self.emulator = subprocess.Popen(
            [self.network.program, "--left", self.network.here.name + device, "--right", self.there.name + device,
             "--mtu", str(MTU), "--delay-us", str(int(self.rtt_ms * 500)), "--rate-mbit", str(self.rate_mbit),
             "--queue-bytes", str(self.queue_bytes), "--loss-percent", str(self.loss_percent),
             "--seed", str(self.seed)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        if self.emulator.stdout.readline() != b"ready\n":
            raise OSError("the link emulator does not start")

    def netem(self):
        device = "far%d" % self.number
        run("ip", "-n", self.network.here.name, "link", "add", device, "type", "veth", "peer", "name", device,
            "netns", self.there.name)
        under_way = self.rate_mbit * 125 * self.rtt_ms / 2
        for space, _, _ in self.ends():
            # One packet at a time, as on a wire: netem would lose up to 64 KB at once.
            run("ip", "-n", space.name, "link", "set", device, "gso_max_segs", "1")
            run("tc", "-n", space.name, "qdisc", "add", "dev", device, "root", "netem",
                "delay", "%gms" % (self.rtt_ms / 2), "rate", "%gmbit" % self.rate_mbit,
                "loss", "%g%%" % self.loss_percent,
                "limit", str(int((self.queue_bytes + under_way) / MTU) + 1))

    def close(self):
        """Takes the link down; tells what the emulator counted."""
        counts = None
        if self.emulator:
            out, _ = self.emulator.communicate()
            counts = json.loads(out) if out else None
            self.emulator = None
        self.there.remove()
        return counts


class Network:
    """The client's namespace and the links that begin in it."""

    def __init__(self, build):
        self.has_netem = netem_works()
        self.program = None if self.has_netem else find(build, "mmigrate_benchlink")
        self.tag = "mmbench%d" % os.getpid()
        self.here = Space(self.tag + "-c")
        self.links = []

    def link(self, rate_mbit, rtt_ms, loss_percent=0.0, seed=1):
        self.links.append(Link(self, len(self.links) + 1, rate_mbit, rtt_ms, loss_percent, seed))
        return self.links[-1]

    def close(self):
        counts = [link.close() for link in self.links]
        self.here.remove()
        return counts

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def netem_works():
    if not shutil.which("tc"):
        return False
    name = "mmbench%d-try" % os.getpid()
    try:
        run("ip", "netns", "add", name)
        run("tc", "-n", name, "qdisc", "add", "dev", "lo", "root", "netem", "delay", "1ms")
        return True
    except OSError:
        return False
    finally:
        subprocess.run(["ip", "netns", "delete", name], stderr=subprocess.DEVNULL)


def why_no_link():
    """Nothing when links can be made here."""
    if not sys.platform.startswith("linux"):
        return "links need Linux"
    if not shutil.which("ip"):
        return "links need the program ip (iproute2)"
    try:
        Space("mmbench%d-try" % os.getpid()).remove()
    except OSError as error:
        return "links need root or CAP_NET_ADMIN (%s)" % error
    if not netem_works() and not os.access("/dev/net/tun", os.R_OK | os.W_OK):
        return "links need netem or /dev/net/tun"
    return None


def describe():
    """What the figures of links depend on."""
    kind = "netem" if netem_works() else "mmigrate_benchlink (this kernel has no netem)"
    return ["link: %s, MTU %d without offloads, queue of one round trip, loss in both directions" % (kind, MTU)] + [
        "  %s = %s" % pair for pair in SETTINGS.items()]
