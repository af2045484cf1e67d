# SPDX-FileCopyrightText: The mmigrate authors
# SPDX-License-Identifier: Apache-2.0
"""An archive to move, large by attachments that make up its size."""

import contextlib
import json
import os
import zipfile

PIECE = 4 * 1000 * 1000
ZEROS = bytes(PIECE)


class SparseFile:
    """A file whose zeros take no room on the disk."""

    def __init__(self, path):
        self.file = open(path, "wb")

    def write(self, data):
        if len(data) == PIECE and not any(data[:64]) and bytes(data) == ZEROS:
            self.file.seek(len(data), os.SEEK_CUR)
            return len(data)
        return self.file.write(data)

    def close(self):
        self.file.truncate(max(self.file.tell(), os.fstat(self.file.fileno()).st_size))
        self.file.close()

    def __getattr__(self, name):
        return getattr(self.file, name)


def make_archive(path, size, pieces=4, sparse=False):
    """An export with a few attachments that do not compress (sparse: of zeros, stored as they are)."""
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
    file = SparseFile(path) if sparse else open(path, "wb")
    with contextlib.closing(file), zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("import.jsonl", "".join(json.dumps(line) + "\n" for line in lines),
                         compress_type=zipfile.ZIP_DEFLATED)
        for name in names:
            with archive.open("data/" + name, "w", force_zip64=True) as entry:
                left = size // pieces
                while left > 0:
                    length = min(PIECE, left)
                    entry.write(ZEROS[:length] if sparse else os.urandom(length))
                    left -= PIECE
