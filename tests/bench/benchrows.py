# SPDX-FileCopyrightText: The mmigrate authors
# SPDX-License-Identifier: Apache-2.0
"""What is measured, against which target. Every row is PASS, FAIL, or SKIP with its reason."""

import os
import shutil
import statistics
import tempfile

import benchlink
import benchsides
from bencharchive import make_archive

MEGABYTE = 10**6
MEMORY_SIZES_MB = (100, 1000, 4000, 8000)
MEMORY_MB = 60
MEMORY_GROWTH_MB = 20
OVERLAP_MB = 500
OVERLAP_RATIO = 1.15
OVERLAP_LINK = {"rate_mbit": 200, "rtt_ms": 20}


class Row:
    """One download or upload against curl's."""

    def __init__(self, name, what, target, megabytes, work, link=None):
        self.name = name
        self.words = what  # {}: the size
        self.target = target
        self.megabytes = megabytes
        self.work = work  # "download", "upload"
        self.link = link  # arguments of Network.link(); None: the loopback


def far(loss=0.0):
    return {"rate_mbit": 1000, "rtt_ms": 100, "loss_percent": loss}


ROWS = [
    Row("loopback-down", "download {}, loopback", 1.15, 2000, "download"),
    Row("far-down", "download {}, 100 ms, 1 Gbit/s", 0.45, 200, "download", far()),
    Row("far-down-0.1", "download {}, 100 ms, 1 Gbit/s, 0.1 % loss", 0.30, 200, "download", far(0.1)),
    Row("far-down-0.5", "download {}, 100 ms, 1 Gbit/s, 0.5 % loss", 0.30, 200, "download", far(0.5)),
    Row("narrow-down", "download {}, 100 ms, 100 Mbit/s", 1.03, 150, "download",
        {"rate_mbit": 100, "rtt_ms": 100}),
    Row("far-up", "upload {}, 100 ms, 1 Gbit/s", 0.90, 200, "upload", far()),
    Row("loopback-up", "upload {}, loopback", 1.5, 2000, "upload"),
]
OTHER_NAMES = ["overlap", "memory"]
NAMES = [row.name for row in ROWS] + OTHER_NAMES


class Report:
    def __init__(self):
        self.lines = []
        self.missed = False
        self.skipped = False

    def add(self, what, figure, target, unit, note=""):
        passed = figure <= target
        self.missed |= not passed
        self.say("%-4s  %-46s %7.2f %-2s  target <= %-5g %s" % (
            "PASS" if passed else "FAIL", what, figure, unit, target, note))

    def skip(self, what, reason):
        self.skipped = True
        self.say("SKIP  %-46s %s" % (what, reason))

    def say(self, line):
        self.lines.append(line.rstrip())
        print(line.rstrip(), flush=True)

    def show(self):
        print("\n".join(["", "The whole report", *self.lines]), flush=True)


class Bench:
    def __init__(self, options, report):
        self.options = options
        self.report = report
        self.kind = benchsides.Bare if options.bare else benchsides.Cli
        self.no_link = benchlink.why_no_link()
        if not self.no_link and not options.bare and not shutil.which("nginx"):
            self.no_link = "nginx is not installed (or use --bare)"

    def size(self, megabytes):
        if self.options.megabytes:
            return self.options.megabytes
        return max(20, megabytes // 10) if self.options.quick else megabytes

    def row(self, row):
        what = row.words.format(words_of(self.size(row.megabytes)))
        if row.link and self.no_link:
            self.report.skip(what, self.no_link)
            return
        with tempfile.TemporaryDirectory(dir=self.options.folder) as folder:
            archive = os.path.join(folder, "bench_export.zip")
            make_archive(archive, self.size(row.megabytes) * MEGABYTE)
            if not row.link:
                self.compare(row, what, folder, archive, benchlink.Loopback())
                return
            with benchlink.Network(self.options.build) as network:
                self.compare(row, what, folder, archive, network.link(seed=self.options.seed, **row.link))

    def compare(self, row, what, folder, archive, place):
        target = os.path.join(folder, "fetched", "fetched.zip")
        os.makedirs(os.path.dirname(target))
        side = self.kind(self.options.build, folder, archive, place)
        if row.work == "download":
            works = {"curl": lambda: benchsides.curl_download(side, target),
                     "ours": lambda: side.download(target).seconds}
        else:
            works = {"curl": lambda: benchsides.curl_upload(side), "ours": lambda: side.upload().seconds}
        times = {"curl": [], "ours": []}
        try:
            for number in range(self.options.rounds):
                # In turns, and each begins in every second round, so that noise hits both.
                for name in sorted(works, reverse=number % 2 == 1):
                    times[name].append(works[name]())
                    self.check(row, archive, target)
        finally:
            side.stop()
        middle = {name: statistics.median(values) for name, values in times.items()}
        self.report.add(what, middle["ours"] / middle["curl"], row.target, "x",
                        "%.2f s, curl %.2f s%s" % (middle["ours"], middle["curl"], rounds_of(times)))

    @staticmethod
    def check(row, archive, target):
        if row.work != "download":
            return
        if os.path.getsize(target) != os.path.getsize(archive):
            raise SystemExit("%s: the download is not whole" % row.name)
        os.remove(target)

    def overlap(self):
        """A whole migration through two links against the slower of its transfers alone."""
        megabytes = self.size(OVERLAP_MB)
        what = "overlap, %s, 200 Mbit/s each way" % words_of(megabytes)
        if self.options.bare:
            self.report.skip(what, "--bare has no migration")
            return
        if self.no_link:
            self.report.skip(what, self.no_link)
            return
        with tempfile.TemporaryDirectory(dir=self.options.folder) as folder, \
                benchlink.Network(self.options.build) as network:
            archive = os.path.join(folder, "bench_export.zip")
            make_archive(archive, megabytes * MEGABYTE)
            side = benchsides.Cli(self.options.build, folder, archive, network.link(**OVERLAP_LINK),
                                  network.link(**OVERLAP_LINK))
            apart = ["--no-overlap"] if side.knows("--no-overlap") else []
            times, peak = {"together": [], "slower": []}, 0
            try:
                for _ in range(self.options.rounds):
                    alone = side.migrate(*apart)
                    times["slower"].append(max(alone.step("DownloadArchive"), alone.step("UploadArchive")))
                    together = side.migrate()
                    times["together"].append(together.seconds)
                    peak = max(peak, together.peak)
            finally:
                side.stop()
        middle = {name: statistics.median(values) for name, values in times.items()}
        self.report.add(what, middle["together"] / middle["slower"], OVERLAP_RATIO, "x",
                        "%.2f s, slower one alone %.2f s, peak %.0f MB%s" % (
            middle["together"], middle["slower"], peak, "" if apart else "; this mmigrate-cli has no overlap"))

    def memory(self):
        """Peaks of archives of zeros: what is large is their size, not their room on the disk."""
        sizes = MEMORY_SIZES_MB[:3] if self.options.quick else MEMORY_SIZES_MB
        peaks = {}
        for megabytes in sizes:
            with tempfile.TemporaryDirectory(dir=self.options.folder) as folder:
                archive = os.path.join(folder, "bench_export.zip")
                make_archive(archive, megabytes * MEGABYTE, sparse=True)
                side = self.kind(self.options.build, folder, archive, benchlink.Loopback())
                try:
                    target = os.path.join(folder, "fetched", "fetched.zip")
                    os.makedirs(os.path.dirname(target))
                    peaks[megabytes, "download"] = side.download(target).peak
                    os.remove(target)
                    peaks[megabytes, "upload"] = side.upload().peak
                finally:
                    side.stop()
        for work in ("download", "upload"):
            for megabytes in sizes:
                self.report.add("peak memory, %s of %s" % (work, words_of(megabytes)), peaks[megabytes, work], MEMORY_MB,
                                "MB")
            self.report.add("peak memory, %s, growth to %s" % (work, words_of(sizes[-1])),
                            peaks[sizes[-1], work] - peaks[sizes[0], work], MEMORY_GROWTH_MB, "MB")

    def run(self, names):
        for row in ROWS:
            if row.name in names:
                self.row(row)
        if "overlap" in names:
            self.overlap()
        if "memory" in names:
            self.memory()



def words_of(megabytes):
    return "%g GB" % (megabytes / 1000) if megabytes >= 1000 else "%d MB" % megabytes


def rounds_of(times):
    """All ratios, so that one sees how far they lie apart."""
    ratios = [ours / curl for ours, curl in zip(times["ours"], times["curl"])]
    return "; rounds %.2f to %.2f" % (min(ratios), max(ratios)) if len(ratios) > 1 else ""
