#!/usr/bin/env bash
# SPDX-FileCopyrightText: The mmigrate authors
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail

# shellcheck source=packaging/lib/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib/common.sh"

usage="Usage: packaging/try.sh [--build-only] [--terminal] [--yes]
Installs what is missing, builds mmigrate and opens it with two practice workspaces on this machine.
Where there is no display, the whole migration between them runs in the terminal.
  --build-only  stop after the build
  --terminal    in the terminal, although there is a display
  --yes         do not ask before packages are installed (as with CI=true)"

build_only=no
terminal=no
assume_yes=no
for argument in "$@"; do
    case $argument in
    --build-only) build_only=yes ;;
    --terminal) terminal=yes ;;
    --yes | -y) assume_yes=yes ;;
    --help | -h) echo "$usage" && exit 0 ;;
    *) echo "$usage" >&2 && exit 2 ;;
    esac
done

# shellcheck source=packaging/lib/prepare.sh
. "$source_dir/packaging/lib/prepare.sh"
# shellcheck source=packaging/lib/build.sh
. "$source_dir/packaging/lib/build.sh"

open_log try
prepare build
# Trying it needs no test programs: this halves the wait.
build_preset release -DBUILD_TESTING=OFF
[ "$build_only" = no ] || exit 0

has_display() {
    [ "$(uname -s)" = Darwin ] || [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]
}

if [ "$terminal" = no ] && ! is_ci && has_display; then
    program=$source_dir/build/release/bin/mmigrate
    [ "$(uname -s)" != Darwin ] || program=$source_dir/build/release/bin/mmigrate.app/Contents/MacOS/mmigrate
    [ -x "$program" ] || fail "the build left no $program"
    say "Opening mmigrate with two practice workspaces"
    exec "$program" --practice
fi

cli=$source_dir/build/release/bin/mmigrate-cli
[ -x "$cli" ] || fail "the build left no $cli"
say "Migrating between two practice workspaces on this machine"
# The practice destination limits teams to 50 people, as servers do by default; the source has more.
exec "$cli" migrate --practice --adjust-limits --progress auto
