#!/usr/bin/env python3
# SPDX-FileCopyrightText: The mmigrate authors
# SPDX-License-Identifier: Apache-2.0
"""Gives the cases of tests/data/rulecases.json to a real server and holds its verdict against ours.

    MM_PASSWORD=... tests/archive/realverdicts.py --server http://127.0.0.1:8176 --user admin \\
        --cli build/debug/bin/mmigrate-cli [--only RULE]

For a server that may be filled with rubbish and can be thrown away: each case is imported. A rule
that "stops" has to end in an error, any other in success. Cases that take a server down, or that
need a server's setting, are left out (`"real": false`); so are those for other versions. A server
looks for new jobs every 15 seconds, so that all of it takes the better part of an hour.
Exit status: 0 all agree, 1 some do not.
"""
import argparse
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
import zipfile


def expanded(text):
    return re.sub(r"@\{(\d+) ([^}]+)\}", lambda m: m.group(2) * int(m.group(1)), text)


class Server:
    def __init__(self, address, user, password):
        self.api = address + "/api/v4"
        self.token = ""
        answer = self.send("POST", "/users/login", {"login_id": user, "password": password})
        self.token = answer.headers["Token"]
        self.version = answer.headers["X-Version-Id"].split(".")[:3]

    def send(self, method, path, body=None):
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.api + path, data=data, method=method)
        if self.token:
            request.add_header("Authorization", "Bearer " + self.token)
        if isinstance(body, bytes):
            request.add_header("Content-Type", "application/octet-stream")
        return urllib.request.urlopen(request, timeout=60)

    def run(self, archive):
        """The error of the import; empty: success."""
        session = json.load(self.send("POST", "/uploads", {
            "type": "import", "filename": "case.zip", "file_size": len(archive)}))
        self.send("POST", "/uploads/" + session["id"], archive).read()
        job = json.load(self.send("POST", "/jobs", {
            "type": "import_process", "data": {"import_file": session["id"] + "_case.zip"}}))
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            time.sleep(1)
            job = json.load(self.send("GET", "/jobs/" + job["id"]))
            if job["status"] in ("success", "error"):
                return (job.get("data") or {}).get("error", "") if job["status"] == "error" else ""
        return "timed out"


def archive_of(case, base, files):
    lines = [case.get("first", '{"type":"version","version":1}')] + base
    text = "\n".join(lines + [expanded(line) for line in case["lines"]]) + "\n"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("import.jsonl", text.encode("utf-8", "surrogatepass"))
        for name, content in files.items():
            archive.writestr(name, expanded(content))
    return buffer.getvalue()


def stops(cli, archive, version):
    with tempfile.NamedTemporaryFile(suffix=".zip") as file:
        file.write(archive)
        file.flush()
        out = subprocess.run([cli, "inspect", file.name, "--json", "--for", version],
                             capture_output=True, text=True).stdout
    answer = json.loads(out)
    findings = answer.get("check", answer)["findings"]
    return {f["rule"] for f in findings if f["severity"] == "stops"}


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", required=True)
    parser.add_argument("--user", default="admin")
    parser.add_argument("--cli", required=True)
    parser.add_argument("--only", help="this rule")
    parser.add_argument("--after", help="the rules behind this one")
    options = parser.parse_args()
    server = Server(options.server, options.user, os.environ["MM_PASSWORD"])
    version = ".".join(server.version)
    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, "..", "data", "rulecases.json"), encoding="utf-8") as file:
        cases = json.load(file)
    differ = 0
    for case in cases["cases"]:
        if not case.get("real", True) or "version" in case or "largestFileBytes" in case:
            continue
        if options.only and case["rule"] != options.only:
            continue
        if options.after:
            options.after = None if case["rule"] == options.after else options.after
            continue
        archive = archive_of(case, cases["base"], cases["files"])
        ours = stops(options.cli, archive, version)
        theirs = server.run(archive)
        agree = bool(ours) == bool(theirs)
        differ += not agree
        print("%s %-32s ours %-30s server: %s" % ("      " if agree else "DIFFER", case["rule"],
                                                  ",".join(sorted(ours)) or "-",
                                                  theirs.split("\n")[0][:160] or "success"),
              flush=True)
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
