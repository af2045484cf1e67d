#!/usr/bin/env python3
# SPDX-FileCopyrightText: The mmigrate authors
# SPDX-License-Identifier: Apache-2.0
"""Lists the error ids that a Mattermost server can give while it exports, takes an upload or imports.

    collectids.py 5.37=/src/server-5.37 7.6=/src/server-7.6 ... > ids.txt
    collectids.py --why 5.37=/src/server-5.37         # with the server's message and the functions that lead there

Each argument is a version and an unpacked source tree of the server. Read are app/, jobs/, api4/, web/ and model/,
wherever they lie in the tree. Functions are followed by name from the job workers and the routes; a call counts where
the error it returns is passed on, so what is only written into the server's log is left out. It is a reading of text,
no compiler: it would rather list an id too many than one too few. tests/README.md says what is done with the list.
"""
import json
import re
import sys
from collections import defaultdict
from pathlib import Path

HEADING = """\
# SPDX-FileCopyrightText: The mmigrate authors
# SPDX-License-Identifier: Apache-2.0
# What servers can answer while they export, take an upload or import: id, where it shows (in a job's prose, in the answer
# to a request), versions in which it was seen. Made by collectids.py from the sources of {count} versions, {first} to {last}.
"""
# Where the ways begin; None: every function of the file.
JOBS = {
    "app/import.go": None,
    "app/import_functions.go": None,
    "app/import_validators.go": None,
    "app/imports/import_validators.go": None,
    "app/export.go": {"BulkExport"},
    "jobs/import_process/worker.go": None,
    "jobs/export_process/worker.go": None,
    "jobs/base_workers.go": None,
    "jobs/jobs.go": {"HandleJobPanic"},
}
REQUESTS = {
    "app/upload.go": None,
    "app/export.go": {"ListExports", "DeleteExport", "GeneratePresignURLForExport"},
    "jobs/jobs.go": {"CreateJob", "RequestCancellation", "GetJob"},
    "api4/upload.go": None,
    "api4/import.go": None,
    "api4/export.go": None,
    "api4/job.go": {"createJob", "getJob", "getJobsByType", "cancelJob"},
}
# What the database refuses to keep: the store asks these before it writes, and its answer is passed on.
STORED_BY_JOBS = {
    "Bot", "Channel", "ChannelMember", "Emoji", "FileInfo", "Post", "Preference", "Reaction", "Role", "Scheme", "Team",
    "TeamMember", "User",
}
STORED_BY_REQUESTS = {"FileInfo", "Job", "UploadSession"}
# The rules that a password breaks are put together behind this.
PASSWORD_RULES = "model.user.is_valid.pwd"
READ = re.compile(r"(?:^|/)(?:(?:app|jobs|api4|web|model)/|store/constants\.go)")
# Not on these paths although a name leads there: what plugins, the cluster, notifications and clients do.
UNREAD = re.compile(r"(?:_test\.go|_gen\.go|/mocks/|/plugin|/opentracing/|/slashcommands/|/client\d?\.go|/webapp/|_local\.go)")
NOT_FOLLOWED = {
    "Error", "Err", "Get", "Set", "Close", "Write", "Read", "New", "String", "Run", "Wait", "Do", "Copy", "Open", "Commit",
    "Delete", "Load", "Stop", "Start", "Errorf", "Unmarshal", "Marshal", "Wrap", "Unwrap", "Validate", "Save", "Update",
    "UpdateConfig", "SaveConfig", "Invoke", "IsValid", "isValid", "IsValidForCreate", "PreSave",
    # The greeting that a new bot sends its owner, and jobs of other types.
    "CreatePostAsUser", "CreateAccessControlSyncJob",
}
ROUTES = re.compile(r"(?:^|/)(?:api4|web)/")
HEAD = re.compile(r"^func (?:\((\w+) +\*?(\w+)\) )?(\w+)(?:\[[^\]]*\])?\(")
IDENTIFIER = r'"([a-z][A-Za-z0-9_]*(?:\.[A-Za-z0-9_-]+)+)"'
NEW_ERROR = re.compile(r"NewAppError\(\s*[^,]+,\s*([^,]+?),", re.S)
CALL = re.compile(r"([\w.\[\]()*]*?)\b(\w+)\(")


class Function:
    def __init__(self, path, receiver, name, head, body):
        self.path, self.receiver, self.name, self.head, self.body = path, receiver, name, head, body
        self.gives_error = "AppError" in head.rsplit(")", 1)[-1] + head or head.rstrip(" {").endswith("error")
        self.sets_error = receiver == "Context" and "c.Err" in body or "SetInvalid" in body


def functions_of(path, text):
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        match = HEAD.match(lines[at])
        if not match:
            at += 1
            continue
        begin = at
        while not lines[at].rstrip().endswith("{") and not lines[at].startswith("}") and at + 1 < len(lines):
            at += 1
        head = " ".join(lines[begin : at + 1])
        first = at + 1
        while at + 1 < len(lines) and not lines[at].startswith("}"):
            at += 1
        yield Function(path, match.group(2), match.group(3), head, "\n".join(lines[first:at]))
        at += 1


class Server:
    def __init__(self, root):
        self.functions = []
        self.by_name = defaultdict(list)
        self.constants = {}
        self.unclear = set()
        for path in sorted(Path(root).rglob("*.go")):
            relative = str(path.relative_to(root))
            if not READ.search(relative) or UNREAD.search("/" + relative):
                continue
            text = re.sub(r"(?m)^\s*//.*$|(?<=\s)//.*$", "", path.read_text(encoding="utf-8"))
            for name, value in re.findall(r"(?m)^\s*(?:const )?(\w+)\s*=\s*" + IDENTIFIER + r"\s*$", text):
                self.constants[name] = value
            for function in functions_of(relative, text):
                self.functions.append(function)
                self.by_name[function.name].append(function)
        english = [p for p in Path(root).rglob("i18n/en.json") if "webapp" not in str(p)]
        self.messages = {m["id"]: m["translation"] for m in json.loads(english[0].read_text(encoding="utf-8"))}

    def ids_in(self, function):
        body = function.body
        for raw in NEW_ERROR.findall(body):
            raw = raw.strip()
            literal = re.fullmatch(IDENTIFIER, raw)
            name = raw.rsplit(".", 1)[-1]
            if literal:
                yield literal.group(1)
            elif name in self.constants:
                yield self.constants[name]
            elif raw in ("invErr.Id()", "nfErr.Id()"):
                yield from (i for i in self.messages if i.startswith(PASSWORD_RULES))
            elif re.fullmatch(r"\w+", raw):
                yield from self.ids_of_variable(function, raw)
            else:
                self.unclear.add(f"{function.path} {function.name}: {raw}")

    def ids_of_variable(self, function, name):
        found = re.findall(rf"\b{name}\s*:?=\s*{IDENTIFIER}", function.body)
        formats = re.findall(rf'\b{name}\s*:?=\s*fmt\.Sprintf\("([^"]+)"', function.body)
        for form in formats:
            # The word in the middle is the first argument of the calls.
            for other in self.functions:
                for word in re.findall(rf'\b{function.name}\("(\w+)"', other.body):
                    found.append(form.replace("%s", word))
        if not found:
            # A parameter: what the calls hand over.
            for other in self.functions:
                for arguments in re.findall(rf"\b{function.name}\(([^\n]*)", other.body):
                    found += re.findall(IDENTIFIER, arguments)
        if not found:
            self.unclear.add(f"{function.path} {function.name}: {name}")
        yield from found

    def called(self, function):
        """Functions whose error this one passes on."""
        body = function.body
        for match in CALL.finditer(body):
            chain, name = match.groups()
            if name not in self.by_name or name in NOT_FOLLOWED or re.search(r"Store\b|\bstore\b|json|fmt|os\.|io\.", chain):
                continue
            targets = [f for f in self.by_name[name] if f.gives_error or f.sets_error]
            if not ROUTES.search(function.path):
                targets = [f for f in targets if not ROUTES.search(f.path)]
            if targets and self.passes_on(body, match.start(), name):
                yield from targets

    @staticmethod
    def passes_on(body, at, name):
        begin = body.rfind("\n", 0, at) + 1
        before = body[begin:at]
        if before.count("NewAppError(") and "return" in before:
            return False
        if re.match(r"\s*(return\b|c\.Err\s*=)", before) or re.match(r"\s*(c|Context)?$", before) or "c." == before.strip():
            return True
        assigned = re.match(r"\s*(?:\}?\s*(?:else )?if |switch |case )?([\w,.\s\[\]*]+?)\s*:?=\s*", before)
        if not assigned:
            # A statement of its own: only what sets the context's error is of interest.
            return not before.strip() and name.startswith(("Set", "Require"))
        names = {n.strip().lstrip("*") for n in assigned.group(1).split(",")} - {"_", "ok"}
        if "c.Err" in names:
            return True
        rest = body[at:]
        for error in [n for n in names if re.search(r"(?i)err", n)]:
            again = re.search(rf"\n\s*(?:if )?[\w,\s]*\b{error}\b\s*(?:,\s*\w+)?\s*:?=[^=]", rest)
            scope = rest[: again.end()] if again else rest
            aliases = {error} | set(re.findall(rf"errors\.As\({error}, &(\w+)\)", scope))
            for line in scope.split("\n"):
                if "NewAppError(" in line:
                    continue
                if re.search(r"\breturn\b|<-|c\.Err\s*=|setJobError\(|CloseWithError\(|\w*[eE]rr\w*\s*=", line):
                    if any(re.search(rf"\b{alias}\b(?!\.)", line) for alias in aliases) and "log" not in line.lower():
                        return True
        return False

    def reachable(self, roots, stored):
        """Functions by identity, each with the one that calls it."""
        todo = []
        for function in self.functions:
            for suffix, names in roots.items():
                if function.path.endswith(suffix) and (names is None or function.name in names):
                    todo.append((function, None))
            is_rule = function.name in ("IsValid", "IsValidCreate") and "model/" in function.path
            if is_rule and function.receiver in stored:
                todo.append((function, None))
        seen = {}
        while todo:
            function, caller = todo.pop()
            if id(function) in seen:
                continue
            seen[id(function)] = (function, caller)
            todo += [(called, function) for called in self.called(function)]
        return seen

    def ids(self, roots, stored):
        """Ids, each with the way that leads to it."""
        seen = self.reachable(roots, stored)
        found = {}
        for function, caller in seen.values():
            for identifier in self.ids_in(function):
                way = [function.name]
                while caller is not None:
                    way.append(caller.name)
                    caller = seen[id(caller)][1]
                found.setdefault(identifier, " < ".join(way))
        return found


def ranges(versions, all_versions):
    """5.37 6.0 6.1 7.2 -> 5.37-6.1 7.2"""
    parts = []
    for number, version in enumerate(all_versions):
        if version not in versions:
            continue
        if parts and number > 0 and all_versions[number - 1] == parts[-1][1]:
            parts[-1][1] = version
        else:
            parts.append([version, version])
    return " ".join(first if first == last else f"{first}-{last}" for first, last in parts)


def main():
    arguments = [a for a in sys.argv[1:] if not a.startswith("--")]
    all_versions = [a.split("=", 1)[0] for a in arguments]
    versions = defaultdict(list)
    kinds = defaultdict(set)
    for argument in arguments:
        version, root = argument.split("=", 1)
        server = Server(root)
        for kind, ways in (("job", server.ids(JOBS, STORED_BY_JOBS)), ("request", server.ids(REQUESTS, STORED_BY_REQUESTS))):
            for identifier, way in sorted(ways.items()):
                kinds[identifier].add(kind)
                if version not in versions[identifier]:
                    versions[identifier].append(version)
                if "--why" in sys.argv:
                    print(version, kind, identifier, server.messages.get(identifier, "?"), way, sep="\t")
        for line in sorted(server.unclear):
            print(f"{version}: unclear: {line}", file=sys.stderr)
    if "--why" in sys.argv:
        return
    print(HEADING.format(first=all_versions[0], last=all_versions[-1], count=len(all_versions)), end="")
    for identifier in sorted(versions):
        print(identifier, "+".join(sorted(kinds[identifier])), ranges(versions[identifier], all_versions), sep="\t")


main()
