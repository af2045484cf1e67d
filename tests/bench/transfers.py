#!/usr/bin/env python3
# SPDX-FileCopyrightText: The mmigrate authors
# SPDX-License-Identifier: Apache-2.0
"""Measures downloads and uploads against curl on the same server, on this computer alone.

    tests/bench/transfers.py --build BUILD_FOLDER [--rounds 5] [--quick] [--only NAME ...] [--bare]

Ordinarily it runs mmigrate-cli against `mmigrate-cli practice-server`, timing the steps DownloadArchive and
UploadArchive. With --bare it runs mmigrate_transferbench against benchserver.py: the transfers without
anything around them, on a server that costs next to nothing. README.md beside this file tells the rows.

Exit status 0 when every row passed, 1 when a target is missed, 77 when rows could not be measured here.
"""

import argparse
import os
import platform
import shutil
import sys

import benchlink
from benchrows import NAMES, Bench, Report


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", required=True, help="folder of the build (target mmigrate_bench)")
    parser.add_argument("--folder", help="where the archives go (default: the system's temporary folder)")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--quick", action="store_true",
                        help="a tenth of the sizes: shows that all of it works; its figures mean little")
    parser.add_argument("--only", metavar="NAME", action="append", choices=NAMES,
                        help="one row, can be given several times: " + ", ".join(NAMES))
    parser.add_argument("--megabytes", type=int, help="another size for the rows that are compared with curl")
    parser.add_argument("--bare", action="store_true", help="the transfers alone, on a server that costs nothing")
    parser.add_argument("--seed", type=int, default=1, help="of the link's loss (default 1)")
    options = parser.parse_args()
    if not shutil.which("curl"):
        sys.exit("curl is not installed")
    report = Report()
    report.say("%s, %d processors, load %.1f at the start; %s; median of %d rounds%s" % (
        platform.platform(), os.cpu_count(), os.getloadavg()[0],
        "mmigrate_transferbench" if options.bare else "mmigrate-cli", options.rounds,
        "; QUICK: sizes are too small to mean much" if options.quick else ""))
    bench = Bench(options, report)
    for line in [] if bench.no_link else benchlink.describe():
        report.say(line)
    bench.run(options.only or NAMES)
    report.show()
    sys.exit(1 if report.missed else 77 if report.skipped else 0)


if __name__ == "__main__":
    main()
