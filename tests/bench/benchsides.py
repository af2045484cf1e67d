# SPDX-FileCopyrightText: The mmigrate authors
# SPDX-License-Identifier: Apache-2.0
"""Servers and the programs that are measured against them, at a place of benchlink.py.

Bare is mmigrate_transferbench against benchserver.py: the transfers with nothing around them. Cli is
mmigrate-cli against its own practice server, timed by the steps it reports; over a link, nginx stands in
front of that server, as it does in real life (the practice server listens on the loopback only).
"""

import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
import urllib.request

from benchlink import find

SOURCE_PORT, DESTINATION_PORT = 18065, 18066
NGINX = """daemon off;
user root;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log error;
events {{ worker_connections 256; }}
http {{
  access_log off;
  client_max_body_size 0;
  client_body_buffer_size 256k;
  client_body_temp_path {folder}/nginx-body;
  proxy_temp_path {folder}/nginx-proxy;
  fastcgi_temp_path {folder}/nginx-none;
  uwsgi_temp_path {folder}/nginx-none;
  scgi_temp_path {folder}/nginx-none;
  proxy_http_version 1.1;
  proxy_set_header Connection "";
  proxy_set_header Host $http_host;
  proxy_request_buffering off;
  proxy_buffer_size 64k;
  proxy_buffers 16 64k;
  proxy_busy_buffers_size 128k;
  proxy_max_temp_file_size 0;
  server {{ listen {address}:{source}; location / {{ proxy_pass http://127.0.0.1:{source}; }} }}
  server {{ listen {address}:{destination}; location / {{ proxy_pass http://127.0.0.1:{destination}; }} }}
}}
"""


class Run:
    """What one run of a program took."""

    def __init__(self, seconds, peak, steps):
        self.seconds = seconds  # of the whole, or from the begin of a step to the end of another
        self.peak = peak        # MB
        self.steps = steps      # name -> (begin, end)

    def step(self, name):
        begin, end = self.steps[name]
        return end - begin


def peak_of(process):
    """Peak memory of a running program in MB. What wait4() tells would include this script's own."""
    try:
        with open("/proc/%d/status" % process.pid) as status:
            return next(int(line.split()[1]) / 1000 for line in status if line.startswith("VmHWM"))
    except (FileNotFoundError, StopIteration):
        return None  # no Linux: see measure()


def measure(place, command, environment=None, first=None, last=None):
    """Runs a program; with steps, only from the begin of `first` to the end of `last`."""
    begin = time.monotonic()
    with place.client():
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment)
    begins, steps, peak, told = {}, {}, None, []
    for line in process.stdout:
        told = told[-5:] + [line.decode(errors="replace").strip()]
        if line.startswith(b"peak_mb "):  # of mmigrate_transferbench
            peak = float(line.split()[1])
        event = json.loads(line) if first and line.startswith(b"{") else {}
        if event.get("event") != "step":
            continue
        name = event["step"]
        if event["state"] == "started":
            begins.setdefault(name, time.monotonic())
        elif event["state"] == "finished" and name in begins:
            steps[name] = (begins[name], time.monotonic())
            if name == last:
                peak = peak_of(process)
                process.send_signal(signal.SIGINT)  # what comes after is not measured
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if (first and not (first in steps and last in steps)) or (not first and process.returncode != 0):
        sys.exit("failed (%d): %s\n%s" % (process.returncode, " ".join(command), "\n".join(told)))
    seconds = steps[last][1] - steps[first][0] if first else time.monotonic() - begin
    if peak is None:
        peak = usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1000)
    return Run(seconds, peak, steps)


def call(place, base, method, path, value=None, token=None):
    """One request of the API, from the server's own side of the link."""
    request = urllib.request.Request(base + path, method=method,
                                     data=None if value is None else json.dumps(value).encode())
    request.add_header("Content-Type", "application/json")
    if token:
        request.add_header("Authorization", "Bearer " + token)
    with place.server(), urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as answer:
        return json.load(answer), answer.headers


class Bare:
    """mmigrate_transferbench against benchserver.py."""

    def __init__(self, build, folder, archive, place):
        self.program = find(build, "mmigrate_transferbench")
        self.place = place
        self.folder = os.path.join(folder, "bare")
        self.archive = archive
        os.makedirs(os.path.join(self.folder, "exports"))
        os.link(archive, os.path.join(self.folder, "exports", "bench.zip"))
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "benchserver.py")
        with place.server():
            self.server = subprocess.Popen([sys.executable, script, self.folder, place.address],
                                           stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.base = "http://%s:%s" % (place.address, self.server.stdout.readline().decode().strip())
        self.token = "none"
        self.name = "bench.zip"

    def download(self, target):
        return measure(self.place, [self.program, "download", self.base, "/api/v4/exports/bench.zip", target])

    def upload(self):
        return measure(self.place, [self.program, "upload", self.base, self.new_session(), self.archive])

    def new_session(self):
        shutil.rmtree(os.path.join(self.folder, "imports"))
        os.makedirs(os.path.join(self.folder, "imports"))
        return call(self.place, self.base, "POST", "/api/v4/uploads", {
            "type": "import", "filename": "curl.zip", "file_size": os.path.getsize(self.archive)},
            self.token)[0]["id"]

    def upload_side(self):
        return self.base, self.token

    def stop(self):
        self.server.stdin.close()
        self.server.wait()


class PracticeServer:
    """`mmigrate-cli practice-server` at a place."""

    def __init__(self, program, environment, place, role, more=()):
        self.place = place
        port = {"source": SOURCE_PORT, "destination": DESTINATION_PORT}[role]
        with place.server():
            self.process = subprocess.Popen(
                [program, "practice-server", "--small", "--role", role, "--job-interval", "50",
                 *(["--port", str(port)] if place.is_link else []), *more],
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment)
        told = [self.process.stdout.readline().decode().split(": ", 1)[1].strip() for _ in range(3)]
        self.own_base = told[0].rstrip("/")  # as its own side sees it
        self.base = "http://%s:%d" % (place.address, port) if place.is_link else self.own_base
        self.login = told[1:]
        answer = self.call("POST", "/api/v4/users/login", {"login_id": self.login[0], "password": self.login[1]})
        self.token = answer[1]["Token"]
        if role == "destination":
            self.call("PUT", "/api/v4/config/patch", {"FileSettings": {"MaxFileSize": 1 << 40}})

    def call(self, method, path, value=None):
        return call(self.place, self.own_base, method, path, value, getattr(self, "token", None))

    def environment(self, side):
        return {"MMIGRATE_%s_USER" % side: self.login[0], "MMIGRATE_%s_PASSWORD" % side: self.login[1]}

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait()


class Nginx:
    """In front of the practice servers of a link."""

    def __init__(self, folder, place):
        folder = os.path.join(folder, "nginx%d" % place.number)
        os.makedirs(folder)
        settings = os.path.join(folder, "nginx.conf")
        with open(settings, "w") as file:
            file.write(NGINX.format(folder=folder, address=place.address, source=SOURCE_PORT,
                                    destination=DESTINATION_PORT))
        with place.server():
            self.process = subprocess.Popen(["nginx", "-e", os.path.join(folder, "start.log"), "-p", folder,
                                             "-c", settings])

    def stop(self):
        self.process.terminate()
        self.process.wait()


class Cli:
    """mmigrate-cli against its own practice server; source and destination can be at two places."""

    def __init__(self, build, folder, archive, place, destination_place=None):
        self.program = find(build, "mmigrate-cli")
        self.folder = folder
        self.archive = archive
        self.place = place
        self.destination_place = destination_place or place
        self.environment = dict(os.environ, TMPDIR=folder, XDG_DATA_HOME=os.path.join(folder, "data"),
                                XDG_CONFIG_HOME=os.path.join(folder, "config"))
        for name in [n for n in self.environment if n.startswith("MMIGRATE_")]:
            del self.environment[name]
        self.nginx = [Nginx(folder, a_place) for a_place in {place, self.destination_place} if a_place.is_link]
        self.source = PracticeServer(self.program, self.environment, place, "source", ["--ready-export", archive])
        self.destination = None
        self.base, self.token, self.name = self.source.base, self.source.token, os.path.basename(archive)

    def run(self, words, servers, first, last):
        # Every run is somebody's first: nothing is known of the servers from the run before.
        shutil.rmtree(self.environment["XDG_DATA_HOME"], ignore_errors=True)
        environment = dict(self.environment)
        for side, server in servers.items():
            environment.update(server.environment(side))
        more = shlex.split(os.environ.get("MMIGRATE_BENCH_ARGUMENTS", ""))  # e.g. "--connections 1", to find causes
        words = [self.program, *words, *more, "--progress", "json"]
        if self.place.is_link:
            words.append("--allow-http")
        return measure(self.place, words, environment, first, last)

    def download(self, target):
        folder = os.path.dirname(target)
        result = self.run(["export", "--source", self.base, "--use-export", self.name, "--folder", folder],
                          {"SOURCE": self.source}, "DownloadArchive", "DownloadArchive")
        os.replace(os.path.join(folder, self.name), target)
        return result

    def fresh_destination(self):
        """A server of its own for each upload, so that none finds the last one's file."""
        self.stop_destination()
        self.destination = PracticeServer(self.program, self.environment, self.destination_place, "destination")
        return self.destination

    def stop_destination(self):
        if self.destination:
            self.destination.stop()
            self.destination = None

    def upload(self):
        server = self.fresh_destination()
        return self.run(["import", self.archive, "--destination", server.base], {"DESTINATION": server},
                        "UploadArchive", "UploadArchive")

    def migrate(self, *more):
        """Download, checks and upload of one run, until the destination holds the archive."""
        server = self.fresh_destination()
        folder = os.path.join(self.folder, "migrated")
        shutil.rmtree(folder, ignore_errors=True)
        return self.run(["migrate", "--source", self.base, "--use-export", self.name, "--destination", server.base,
                         "--folder", folder, *more], {"SOURCE": self.source, "DESTINATION": server},
                        "DownloadArchive", "UploadArchive")

    def knows(self, option):
        text = subprocess.run([self.program, "migrate", "--help"], stdout=subprocess.PIPE, text=True).stdout
        return option in text

    def new_session(self):
        return self.fresh_destination().call("POST", "/api/v4/uploads", {
            "type": "import", "filename": "curl.zip", "file_size": os.path.getsize(self.archive)})[0]["id"]

    def upload_side(self):
        return self.destination.base, self.destination.token

    def stop(self):
        self.stop_destination()
        self.source.stop()
        for nginx in self.nginx:
            nginx.stop()


def curl(place, token, words):
    return measure(place, ["curl", "-sS", "--fail", "--noproxy", "*", "-H", "Authorization: Bearer " + token,
                           *words]).seconds


def curl_download(side, target):
    return curl(side.place, side.token, ["-o", target, side.base + "/api/v4/exports/" + side.name])


def curl_upload(side):
    session = side.new_session()
    base, token = side.upload_side()
    return curl(side.place, token, ["-o", os.devnull, "-X", "POST", "-H", "Expect:", "-H",
                                    "Content-Type: application/octet-stream", "-T", side.archive,
                                    base + "/api/v4/uploads/" + session])
