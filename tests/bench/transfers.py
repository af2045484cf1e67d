#!/usr/bin/env python3
# SPDX-FileCopyrightText: The mmigrate authors
# SPDX-License-Identifier: Apache-2.0
"""Measures downloads and uploads against curl on the same server, on this computer alone.

    tests/bench/transfers.py --build BUILD_FOLDER [--rounds 5] [--megabytes 1000] [--no-memory] [--bare]

Ordinarily it runs mmigrate-cli against `mmigrate-cli practice-server`, timing the steps DownloadArchive and
UploadArchive, and compares peak memory between archives of 100 MB and 4 GB. With --bare it runs
mmigrate_transferbench (build that target first) against benchserver.py: the transfers without anything
around them, on a server that costs next to nothing.

mmigrate and curl take turns, each figure is a ratio of medians of one run. Needs curl, and 3 times the
archive's size of free space in --folder (a folder in memory keeps the disk out of the figures).
Exit status 1 when a target is missed.
"""

import argparse
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
import zipfile

DOWNLOAD_RATIO = 1.3
UPLOAD_RATIO = 3.0
MEMORY_MB = 80
MEMORY_GROWTH_MB = 20
PIECE = 4 * 1000 * 1000


def make_archive(path, size, pieces=4):
    """An export with a few attachments that make up its size; they do not compress."""
    names = ["20260101/teams/t/channels/c/users/u/f%d/f%d.bin" % (i, i) for i in range(pieces)]
    lines = [{"type": "version", "version": 1},
             {"type": "team", "team": {"name": "bench", "display_name": "Bench", "type": "O"}},
             {"type": "channel", "channel": {"team": "bench", "name": "files", "display_name": "Files",
                                             "type": "O"}},
             {"type": "user", "user": {"username": "bencher", "email": "bencher@example.com",
                                       "roles": "system_user",
                                       "teams": [{"name": "bench", "roles": "team_user", "channels": [
                                           {"name": "files", "roles": "channel_user"}]}]}}]
    lines += [{"type": "post", "post": {"team": "bench", "channel": "files", "user": "bencher",
                                        "message": "file %d" % i, "create_at": 1700000000000 + i,
                                        "attachments": [{"path": name}]}} for i, name in enumerate(names)]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("import.jsonl", "".join(json.dumps(line) + "\n" for line in lines),
                         compress_type=zipfile.ZIP_DEFLATED)
        for name in names:
            with archive.open("data/" + name, "w", force_zip64=True) as entry:
                left = size // pieces
                while left > 0:
                    entry.write(os.urandom(min(PIECE, left)))
                    left -= PIECE


def peak_of(process):
    """Peak memory of a running program in MB. What wait4() tells would include this script's own."""
    try:
        with open("/proc/%d/status" % process.pid) as status:
            return next(int(line.split()[1]) / 1000 for line in status if line.startswith("VmHWM"))
    except (FileNotFoundError, StopIteration):
        return None  # no Linux: see measure()


def measure(command, environment=None, until=None):
    """Runs a program; returns (seconds of it, or of the step `until`, and its peak memory in MB)."""
    begin = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment)
    step_begin, step_seconds, peak = None, None, None
    for line in process.stdout:
        if line.startswith(b"peak_mb "):  # of mmigrate_transferbench
            peak = float(line.split()[1])
        event = json.loads(line) if until and line.startswith(b"{") else {}
        if event.get("event") != "step" or event.get("step") != until:
            continue
        if event["state"] == "started":
            step_begin = time.monotonic()
        elif event["state"] == "finished":
            step_seconds = time.monotonic() - step_begin
            peak = peak_of(process)
            process.send_signal(signal.SIGINT)  # what comes after is not measured
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = step_seconds if until else time.monotonic() - begin
    if seconds is None or (not until and process.returncode != 0):
        sys.exit("failed (%d): %s" % (process.returncode, " ".join(command)))
    if peak is None:
        peak = usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1000)
    return seconds, peak


def call(base, method, path, value=None, token=None):
    request = urllib.request.Request(base + path, method=method,
                                     data=None if value is None else json.dumps(value).encode())
    request.add_header("Content-Type", "application/json")
    if token:
        request.add_header("Authorization", "Bearer " + token)
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as answer:
        return json.load(answer), answer.headers


class Bare:
    """mmigrate_transferbench against benchserver.py."""

    def __init__(self, build, folder, archive):
        self.program = find(build, "mmigrate_transferbench")
        self.folder = os.path.join(folder, "bare")
        self.archive = archive
        os.makedirs(os.path.join(self.folder, "exports"))
        os.link(archive, os.path.join(self.folder, "exports", "bench.zip"))
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "benchserver.py")
        self.server = subprocess.Popen([sys.executable, script, self.folder], stdin=subprocess.PIPE,
                                       stdout=subprocess.PIPE)
        self.base = "http://127.0.0.1:" + self.server.stdout.readline().decode().strip()
        self.token = "none"
        self.name = "bench.zip"

    def download(self, target):
        return measure([self.program, "download", self.base, "/api/v4/exports/bench.zip", target])

    def upload(self):
        return measure([self.program, "upload", self.base, self.new_session(), self.archive])

    def new_session(self):
        shutil.rmtree(os.path.join(self.folder, "imports"))
        os.makedirs(os.path.join(self.folder, "imports"))
        return call(self.base, "POST", "/api/v4/uploads", {
            "type": "import", "filename": "curl.zip", "file_size": os.path.getsize(self.archive)},
            self.token)[0]["id"]

    def upload_side(self):
        return self.base, self.token

    def stop(self):
        self.server.stdin.close()
        self.server.wait()


class Cli:
    """mmigrate-cli against its own practice server."""

    def __init__(self, build, folder, archive):
        self.program = find(build, "mmigrate-cli")
        self.folder = folder
        self.archive = archive
        self.servers = []
        self.environment = dict(os.environ, TMPDIR=folder, XDG_DATA_HOME=os.path.join(folder, "data"),
                                XDG_CONFIG_HOME=os.path.join(folder, "config"))
        for name in [n for n in self.environment if n.startswith("MMIGRATE_")]:
            del self.environment[name]
        self.base, login = self.start_server("source", ["--ready-export", archive])
        self.token = self.sign_in(self.base, login)
        self.name = os.path.basename(archive)
        self.destination = None

    def start_server(self, role, more=()):
        server = subprocess.Popen([self.program, "practice-server", "--small", "--role", role, *more],
                                  stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=self.environment)
        self.servers.append(server)
        told = [server.stdout.readline().decode().split(": ", 1)[1].strip() for _ in range(3)]
        return told[0].rstrip("/"), told[1:]

    @staticmethod
    def sign_in(base, login):
        answer = call(base, "POST", "/api/v4/users/login", {"login_id": login[0], "password": login[1]})
        return answer[1]["Token"]

    def run(self, words, side, login, until):
        environment = dict(self.environment)
        environment["MMIGRATE_%s_USER" % side] = login[0]
        environment["MMIGRATE_%s_PASSWORD" % side] = login[1]
        return measure([self.program, *words, "--progress", "json"], environment, until)

    def download(self, target):
        folder = os.path.dirname(target)
        result = self.run(["export", "--source", self.base, "--use-export", self.name, "--folder", folder],
                          "SOURCE", ["admin", "Practice-2026"], "DownloadArchive")
        os.replace(os.path.join(folder, self.name), target)
        return result

    def fresh_destination(self):
        """A server of its own for each upload, so that none finds the last one's file."""
        self.stop_last_destination()
        base, login = self.start_server("destination")
        token = self.sign_in(base, login)
        call(base, "PUT", "/api/v4/config/patch", {"FileSettings": {"MaxFileSize": 1 << 40}}, token)
        self.destination = (base, login, token)
        return self.destination

    def stop_last_destination(self):
        if self.destination:
            server = self.servers.pop()
            server.send_signal(signal.SIGINT)
            server.wait()
            self.destination = None

    def upload(self):
        base, login, _ = self.fresh_destination()
        return self.run(["import", self.archive, "--destination", base], "DESTINATION", login,
                        "UploadArchive")

    def new_session(self):
        base, _, token = self.fresh_destination()
        return call(base, "POST", "/api/v4/uploads", {
            "type": "import", "filename": "curl.zip", "file_size": os.path.getsize(self.archive)},
            token)[0]["id"]

    def upload_side(self):
        return self.destination[0], self.destination[2]

    def stop(self):
        self.stop_last_destination()
        for server in self.servers:
            server.send_signal(signal.SIGINT)
            server.wait()


def find(build, name):
    for folder, _, files in os.walk(build):
        if name in files and os.access(os.path.join(folder, name), os.X_OK):
            return os.path.join(folder, name)
    sys.exit("%s is not in %s: build it first" % (name, build))


def curl(token, words):
    return measure(["curl", "-sS", "--fail", "--noproxy", "*", "-H", "Authorization: Bearer " + token,
                    *words])[0]


def curl_download(side, target):
    return curl(side.token, ["-o", target, side.base + "/api/v4/exports/" + side.name])


def curl_upload(side):
    session = side.new_session()
    base, token = side.upload_side()
    return curl(token, ["-o", os.devnull, "-X", "POST", "-H", "Expect:", "-H",
                    "Content-Type: application/octet-stream", "-T", side.archive,
                    base + "/api/v4/uploads/" + session])


class Verdicts:
    def __init__(self):
        self.missed = False

    def add(self, what, figure, target, unit):
        passed = figure <= target
        self.missed |= not passed
        print("%-46s %8.2f %-3s target <= %-6g %s" % (what, figure, unit, target,
                                                      "PASS" if passed else "FAIL"), flush=True)


def compare_times(side, folder, rounds, verdicts):
    times = {"curl down": [], "down": [], "curl up": [], "up": []}
    target = os.path.join(folder, "fetched", "fetched.zip")
    os.makedirs(os.path.dirname(target))
    for _ in range(rounds):
        for name, work in (("curl down", lambda: curl_download(side, target)),
                           ("down", lambda: side.download(target)[0])):
            times[name].append(work())
            os.remove(target)
        times["curl up"].append(curl_upload(side))
        times["up"].append(side.upload()[0])
    middle = {name: statistics.median(values) for name, values in times.items()}
    print("medians of %d rounds in seconds: " % rounds
          + ", ".join("%s %.2f" % pair for pair in middle.items()))
    verdicts.add("download, wall time against curl", middle["down"] / middle["curl down"], DOWNLOAD_RATIO, "x")
    verdicts.add("upload, wall time against curl", middle["up"] / middle["curl up"], UPLOAD_RATIO, "x")


def compare_memory(kind, build, folder, verdicts):
    peaks = {}
    for label, size in (("100 MB", 100 * 10**6), ("4 GB", 4 * 10**9)):
        room = tempfile.mkdtemp(dir=folder)
        archive = os.path.join(room, "bench_export.zip")
        make_archive(archive, size)
        side = kind(build, room, archive)
        try:
            target = os.path.join(room, "fetched", "fetched.zip")
            os.makedirs(os.path.dirname(target))
            peaks[label, "download"] = side.download(target)[1]
            os.remove(target)
            peaks[label, "upload"] = side.upload()[1]
        finally:
            side.stop()
            shutil.rmtree(room)
    for work in ("download", "upload"):
        verdicts.add("peak memory, %s of 4 GB" % work, peaks["4 GB", work], MEMORY_MB, "MB")
        verdicts.add("peak memory, %s, growth from 100 MB to 4 GB" % work,
                     peaks["4 GB", work] - peaks["100 MB", work], MEMORY_GROWTH_MB, "MB")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", required=True, help="folder of the build")
    parser.add_argument("--folder", help="where the archives go (default: the system's temporary folder)")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--megabytes", type=int, default=1000)
    parser.add_argument("--bare", action="store_true", help="the transfers alone, on a server that costs nothing")
    parser.add_argument("--no-memory", action="store_true", help="leave the 4 GB out")
    options = parser.parse_args()
    if not shutil.which("curl"):
        sys.exit("curl is not installed")
    kind = Bare if options.bare else Cli
    verdicts = Verdicts()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        room = os.path.join(folder, "times")
        os.makedirs(room)
        archive = os.path.join(room, "bench_export.zip")
        make_archive(archive, options.megabytes * 10**6)
        side = kind(options.build, room, archive)
        try:
            compare_times(side, room, options.rounds, verdicts)
        finally:
            side.stop()
        shutil.rmtree(room)
        if not options.no_memory:
            compare_memory(kind, options.build, folder, verdicts)
    sys.exit(1 if verdicts.missed else 0)


if __name__ == "__main__":
    main()
