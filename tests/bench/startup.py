#!/usr/bin/env python3
# SPDX-FileCopyrightText: The mmigrate authors
# SPDX-License-Identifier: Apache-2.0
"""Measures the time from the start of mmigrate to its window.

    tests/bench/startup.py --build BUILD_FOLDER [--rounds 10] [--offscreen]

Twice: until `mmigrate --quit-when-shown` has ended, and until the window can be seen with words in it, which
is the later one (the program can end before its window is drawn). The latter is looked for with xdotool and
ImageMagick again and again, so it comes out some hundredths too long; without them, and with --offscreen, it
is left out. The screen is an Xvfb of its own; with --offscreen there is none, and Qt draws into memory.

The first run, which reads the files from the disk, does not count. Another Qt program, which opens no window,
takes turns with it where there is one: the ratio is what to compare between computers.
Exit status 1 when the target is missed.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

SECONDS = 0.5
COLOURS = 20  # an empty window has one, letters with smooth edges bring hundreds
PATIENCE = 60  # seconds; no start takes that long


def start_screen():
    """An Xvfb that chooses a free number itself; returns (the process, its display)."""
    if not shutil.which("Xvfb"):
        sys.exit("Xvfb is not installed; there is --offscreen, too")
    read, write = os.pipe()
    screen = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x900x24", "-nolisten",
                               "tcp"], pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as answer:
        number = answer.readline().strip()
    if not number:
        sys.exit("Xvfb does not start")
    return screen, ":" + number


def environment_in(folder, display):
    """Nothing of the person's own: no folders, no theme, no keychain."""
    result = {name: value for name, value in os.environ.items()
              if not name.startswith(("QT_", "XDG_", "KDE_", "WAYLAND_", "DISPLAY"))}
    result.update(HOME=folder, XDG_RUNTIME_DIR=folder, LC_ALL="C.UTF-8",
                  DBUS_SESSION_BUS_ADDRESS="unix:path=" + os.path.join(folder, "no-bus"),
                  QT_QPA_PLATFORM="xcb" if display else "offscreen")
    if display:
        result["DISPLAY"] = display
    return result


def measure(command, environment):
    begin = time.monotonic()
    status = subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                            timeout=PATIENCE, check=False).returncode
    if status != 0:
        sys.exit("failed (%d): %s" % (status, " ".join(command)))
    return time.monotonic() - begin


def ask(command, environment):
    return subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                          timeout=PATIENCE, check=False).stdout.split()


def measure_drawn(program, environment):
    begin = time.monotonic()
    process = subprocess.Popen([program], env=environment, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    try:
        window, colours = [], 0
        while colours < COLOURS:
            if process.poll() is not None or time.monotonic() - begin > PATIENCE:
                sys.exit("no window is drawn by %s" % program)
            window = window or ask(["xdotool", "search", "--onlyvisible", "--name", "mmigrate"], environment)
            if window:
                told = ask(["import", "-silent", "-window", window[0], "-format", "%k", "info:"], environment)
                colours = int(told[0]) if told else 0
        return time.monotonic() - begin
    finally:
        process.terminate()
        process.wait()


def find(build, name):
    path = os.path.join(build, "bin", name)
    if not os.access(path, os.X_OK):
        sys.exit("%s is not in %s: build it first" % (name, build))
    return os.path.abspath(path)


def take_turns(works, rounds):
    times = {name: [] for name in works}
    for number in range(rounds + 1):
        for name, work in works.items():
            seconds = work()
            if number > 0:
                times[name].append(seconds)
    for name, values in times.items():
        print("%-18s median of %d rounds %.3f s, min %.3f, max %.3f"
              % (name, rounds, statistics.median(values), min(values), max(values)))
    return {name: statistics.median(values) for name, values in times.items()}


def compare(program, rounds, environment):
    works = {"mmigrate, ended": lambda: measure([program, "--quit-when-shown"], environment)}
    if "DISPLAY" in environment and shutil.which("xdotool") and shutil.which("import"):
        works["mmigrate, drawn"] = lambda: measure_drawn(program, environment)
    own = list(works)
    other = shutil.which("qtpaths6") or shutil.which("qtpaths")
    if other:
        works["qtpaths --version"] = lambda: measure([other, "--version"], environment)
    middle = take_turns(works, rounds)
    missed = False
    for name in own:
        ratio = ", %.1f x qtpaths" % (middle[name] / middle["qtpaths --version"]) if other else ""
        passed = middle[name] <= SECONDS
        missed |= not passed
        print("%-46s %8.2f %-3s target <= %-6g %s%s" % (
            "start to window, warm (%s)" % name.split(", ")[1], middle[name], "s", SECONDS,
            "PASS" if passed else "FAIL", ratio))
    return not missed


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", required=True, help="folder of the build")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--offscreen", action="store_true", help="without Xvfb")
    options = parser.parse_args()
    program = find(options.build, "mmigrate")
    screen, display = (None, None) if options.offscreen else start_screen()
    try:
        with tempfile.TemporaryDirectory() as folder:
            passed = compare(program, max(1, options.rounds), environment_in(folder, display))
    finally:
        if screen:
            screen.terminate()
            screen.wait()
    sys.exit(0 if passed else 1)


if __name__ == "__main__":
    main()
