#!/usr/bin/env bash
# SPDX-FileCopyrightText: The mmigrate authors
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail

# shellcheck source=packaging/lib/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib/common.sh"

usage="Usage: packaging/coverage.sh [--yes] [-- CTEST-OPTIONS]
Builds with coverage counters, runs every test, and prints the line coverage of src/core. Fails below 85 %."

assume_yes=no
while [ $# -gt 0 ]; do
    case $1 in
    --yes | -y) assume_yes=yes ;;
    --help | -h) echo "$usage" && exit 0 ;;
    --) shift && break ;;
    *) echo "$usage" >&2 && exit 2 ;;
    esac
    shift
done

# shellcheck source=packaging/lib/prepare.sh
. "$source_dir/packaging/lib/prepare.sh"
# shellcheck source=packaging/lib/build.sh
. "$source_dir/packaging/lib/build.sh"

open_log coverage
prepare build test coverage
build_preset coverage
build_dir=$source_dir/build/coverage
# Counters of an earlier run would be added up.
find "$build_dir" -name '*.gcda' -delete
say "Running the tests of the preset coverage"
export QT_QPA_PLATFORM=offscreen
ctest --preset coverage --parallel "$(getconf _NPROCESSORS_ONLN)" "$@"
say "Line coverage of src/core"
gcovr --root "$source_dir" --filter "$source_dir/src/core/" --object-directory "$build_dir" \
    --exclude-unreachable-branches --fail-under-line 85 "$build_dir"
