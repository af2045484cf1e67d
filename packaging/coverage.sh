#!/usr/bin/env bash
# SPDX-FileCopyrightText: The mmigrate authors
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail

# shellcheck source=packaging/lib/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib/common.sh"

usage="Usage: packaging/coverage.sh [--yes]
Builds mmigrate instrumented, runs every test and prints the line coverage of src/core, file by file.
Fails when a test fails or fewer than 85 % of the lines were run.
  --yes  do not ask before packages are installed (as with CI=true)"

assume_yes=no
for argument in "$@"; do
    case $argument in
    --yes | -y) assume_yes=yes ;;
    --help | -h) echo "$usage" && exit 0 ;;
    *) echo "$usage" >&2 && exit 2 ;;
    esac
done

# shellcheck source=packaging/lib/prepare.sh
. "$source_dir/packaging/lib/prepare.sh"
# shellcheck source=packaging/lib/build.sh
. "$source_dir/packaging/lib/build.sh"

open_log coverage
prepare build test coverage
build_preset coverage
# Counts of an earlier run would be added to.
find build/coverage -name '*.gcda' -delete
say "Running the tests of the preset coverage"
export QT_QPA_PLATFORM=offscreen
logged ctest --preset coverage --parallel "$(getconf _NPROCESSORS_ONLN)"
gcovr --root . --object-directory build/coverage --filter src/core/ \
    --exclude '.*_autogen/.*' --fail-under-line 85 --print-summary build/coverage
