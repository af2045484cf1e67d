#!/usr/bin/env python3
# SPDX-FileCopyrightText: The mmigrate authors
# SPDX-License-Identifier: Apache-2.0
"""A bare server for measurements: one export file to download, upload sessions to fill.

benchserver.py FOLDER [ADDRESS]    serves FOLDER/exports/*.zip, takes uploads into FOLDER/imports;
                                   prints its port, ends when its standard input closes.
                                   ADDRESS to listen on: 127.0.0.1 unless told.

It answers as little of the Mattermost API as the transfers need, as fast as the loopback goes; the data
is written to disk as a real server does.
"""

import json
import os
import re
import socket
import sys
import threading

PIECE = 1024 * 1024


class Server:
    def __init__(self, folder, address):
        self.folder = folder
        self.address = address
        self.sessions = {}
        self.lock = threading.Lock()
        os.makedirs(os.path.join(folder, "exports"), exist_ok=True)
        os.makedirs(os.path.join(folder, "imports"), exist_ok=True)

    def serve(self):
        listener = socket.create_server((self.address, 0), backlog=16)
        print(listener.getsockname()[1], flush=True)
        threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=self.talk, args=(connection,), daemon=True).start()

    def talk(self, connection):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        rest = b""
        try:
            while True:
                while b"\r\n\r\n" not in rest:
                    more = connection.recv(65536)
                    if not more:
                        return
                    rest += more
                head, rest = rest.split(b"\r\n\r\n", 1)
                rest = self.answer(connection, head.decode("latin-1"), rest)
        except OSError:
            pass
        finally:
            connection.close()

    def answer(self, connection, head, rest):
        lines = head.split("\r\n")
        method, target, _ = lines[0].split(" ")
        headers = {}
        for line in lines[1:]:
            name, value = line.split(":", 1)
            headers[name.lower()] = value.strip()
        length = int(headers.get("content-length", 0))
        path = target.split("?")[0]
        if "100-continue" in headers.get("expect", ""):
            connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        found = re.fullmatch(r"/api/v4/exports/([\w.-]+\.zip)", path)
        if found and method == "GET":
            self.send_file(connection, found[1], headers)
            return rest
        found = re.fullmatch(r"/api/v4/uploads/(\w+)", path)
        if found and method == "POST":
            self.take_part(connection, found[1], length, rest)
            return b""
        while len(rest) < length:
            rest += connection.recv(length - len(rest))
        body, rest = rest[:length], rest[length:]
        if found:
            session = self.sessions.get(found[1])
            self.send_json(connection, 200 if session else 404,
                           session or {"id": "app.upload.get.app_error"})
        elif path == "/api/v4/uploads" and method == "POST":
            self.send_json(connection, 201, self.create(json.loads(body)))
        else:
            self.send_json(connection, 404, {"id": "api.context.404.app_error"})
        return rest

    def create(self, wanted):
        with self.lock:
            number = "s%d" % (len(os.listdir(os.path.join(self.folder, "imports"))) + len(self.sessions))
            self.sessions[number] = {"id": number, "type": "import", "filename": wanted["filename"],
                                     "file_size": wanted["file_size"], "file_offset": 0}
            return self.sessions[number]

    def send_json(self, connection, status, value):
        body = json.dumps(value).encode()
        connection.sendall(b"HTTP/1.1 %d X\r\nContent-Type: application/json\r\nX-Version-Id: 6.6.1.0.0.true\r\n"
                           b"Content-Length: %d\r\n\r\n" % (status, len(body)) + body)

    def send_file(self, connection, name, headers):
        with open(os.path.join(self.folder, "exports", name), "rb") as file:
            size = os.fstat(file.fileno()).st_size
            first, last, status = 0, size - 1, 200
            found = re.fullmatch(r"bytes=(\d+)-(\d*)", headers.get("range", ""))
            if found:
                first, status = int(found[1]), 206
                last = min(int(found[2]) if found[2] else last, last)
            head = b"HTTP/1.1 %d X\r\nContent-Type: application/zip\r\nContent-Length: %d\r\n" % (
                status, last - first + 1)
            if status == 206:
                head += b"Content-Range: bytes %d-%d/%d\r\n" % (first, last, size)
            connection.sendall(head + b"Accept-Ranges: bytes\r\n\r\n")
            connection.sendfile(file, first, last - first + 1)

    def take_part(self, connection, number, length, rest):
        session = self.sessions[number]
        name = os.path.join(self.folder, "imports", number)
        buffer = memoryview(bytearray(PIECE))
        with open(name, "r+b" if os.path.exists(name) else "wb") as file:
            file.seek(session["file_offset"])
            file.write(rest)
            left = length - len(rest)
            while left > 0:
                got = connection.recv_into(buffer, min(PIECE, left))
                if got == 0:
                    raise OSError("cut")
                file.write(buffer[:got])
                left -= got
        session["file_offset"] += length
        if session["file_offset"] < session["file_size"]:
            connection.sendall(b"HTTP/1.1 204 X\r\n\r\n")
            return
        del self.sessions[number]
        self.send_json(connection, 200, {"id": number, "name": session["filename"]})


if __name__ == "__main__":
    Server(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "127.0.0.1").serve()
