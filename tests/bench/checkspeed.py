#!/usr/bin/env python3
# SPDX-FileCopyrightText: The mmigrate authors
# SPDX-License-Identifier: Apache-2.0
"""The check of an archive by all rules, as a ratio to `unzip -p ARCHIVE import.jsonl | wc -l`.

    cmake --build --preset release --target mmigrate_bench
    tests/bench/checkspeed.py --build build/release            # 2 million posts, some 0.9 GB of lines
    tests/bench/checkspeed.py --build build/release --posts 100000

Both take turns in one run; the report has the ratio of the medians, target, and PASS or FAIL, and
the peak of memory. Exit status: 0 passed, 1 a target is missed, 77 unzip is missing.
"""
import argparse
import json
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile

WORDS = ("alpha bravo release server customer meeting tomorrow please review the attached proposal "
         "and tell me what you think about it before Friday because we ship on Monday").split()


def lines(posts):
    """As an 11.x server writes them, out of the same seed each time."""
    chance = random.Random(7)
    yield {"type": "version", "version": 1}
    for team in range(5):
        yield {"type": "team", "team": {"name": f"team-{team}", "display_name": f"Team {team}",
                                        "type": "O", "description": "", "scheme": None}}
    for team in range(5):
        for channel in range(40):
            yield {"type": "channel", "channel": {
                "team": f"team-{team}", "name": f"channel-{channel}", "type": "O",
                "display_name": f"Channel {channel}", "header": "", "purpose": "", "scheme": None}}
    for user in range(2000):
        yield {"type": "user", "user": {
            "username": f"user.{user}", "email": f"user{user}@example.com", "auth_service": None,
            "roles": "system_user", "teams": [{
                "name": f"team-{user % 5}", "roles": "team_user",
                "channels": [{"name": f"channel-{c}", "roles": "channel_user"} for c in range(5)]}]}}
    at = 1_600_000_000_000
    for post in range(posts):
        at += 1000
        text = " ".join(chance.choices(WORDS, k=chance.randint(5, 60)))
        if post % 7 == 0:
            text += ' "quoted"\nnächste Zeile'
        body = {"team": f"team-{post // 1000 % 5}", "channel": f"channel-{post // 100 % 40}",
                "user": f"user.{chance.randrange(2000)}", "type": "", "message": text, "props": {},
                "create_at": at, "edit_at": 0, "reactions": [], "replies": [], "attachments": [],
                "is_pinned": False}
        if post % 5 == 0:
            body["reactions"] = [{"user": f"user.{chance.randrange(2000)}", "create_at": at + 5,
                                  "emoji_name": "+1"}]
        if post % 6 == 0:
            body["replies"] = [{"user": f"user.{chance.randrange(2000)}", "message": text[:80],
                                "create_at": at + 9, "reactions": [], "attachments": []}]
        yield {"type": "post", "post": body}


def make_archive(path, posts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("import.jsonl", "w", force_zip64=True) as out:
            block = []
            for line in lines(posts):
                block.append(json.dumps(line, ensure_ascii=False, separators=(",", ":")))
                if len(block) == 5000:
                    out.write(("\n".join(block) + "\n").encode())
                    block = []
            out.write(("\n".join(block) + "\n").encode())


def timed(command):
    begin = time.monotonic()
    subprocess.run(command, shell=isinstance(command, str), check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - begin


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", required=True)
    parser.add_argument("--folder", help="where the archive goes (0.1 GB)")
    parser.add_argument("--posts", type=int, default=2_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    if not shutil.which("unzip"):
        print("SKIP  unzip is missing")
        return 77
    program = os.path.join(options.build, "bin", "mmigrate_checkbench")
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        archive = os.path.join(folder, "posts.zip")
        make_archive(archive, options.posts)
        ours, theirs = [], []
        for _ in range(options.rounds):
            # First, so that the peak is not that of another child.
            ours.append(timed([program, archive]))
            theirs.append(timed(f"unzip -p '{archive}' import.jsonl | wc -l"))
    ratio = statistics.median(ours) / statistics.median(theirs)
    megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print("%s  check of %d posts  %.2f x  target <= 1.5  %.2f s, unzip | wc %.2f s" % (
        "PASS" if ratio <= 1.5 else "FAIL", options.posts, ratio, statistics.median(ours),
        statistics.median(theirs)))
    print("%s  peak memory  %.0f MB  target <= 100" % ("PASS" if megabytes <= 100 else "FAIL",
                                                       megabytes))
    return 0 if ratio <= 1.5 and megabytes <= 100 else 1


if __name__ == "__main__":
    sys.exit(main())
