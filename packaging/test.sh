#!/usr/bin/env bash
# SPDX-FileCopyrightText: The mmigrate authors
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail

# shellcheck source=packaging/lib/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib/common.sh"

usage="Usage: packaging/test.sh [--full] [--preset NAME] [--yes] [-- CTEST-OPTIONS]
Installs what is missing, builds mmigrate and runs every test.
  --full         what CI does besides: formatting, clang-tidy, no Widgets where none belong, warnings are
                 errors (implied by CI=true)
  --preset NAME  debug (the default), release, asan, tsan or no-gui
  --yes          do not ask before packages are installed (as with CI=true)
Options after -- go to ctest: packaging/test.sh -- -R archive"

preset=debug
full=no
assume_yes=no
while [ $# -gt 0 ]; do
    case $1 in
    --full) full=yes ;;
    --preset) preset=${2:?--preset wants a name} && shift ;;
    --yes | -y) assume_yes=yes ;;
    --help | -h) echo "$usage" && exit 0 ;;
    --) shift && break ;;
    *) echo "$usage" >&2 && exit 2 ;;
    esac
    shift
done
if is_ci; then full=yes; fi

# shellcheck source=packaging/lib/prepare.sh
. "$source_dir/packaging/lib/prepare.sh"
# shellcheck source=packaging/lib/build.sh
. "$source_dir/packaging/lib/build.sh"
# shellcheck source=packaging/lib/style.sh
. "$source_dir/packaging/lib/style.sh"

open_log test
detect_system
if [ "$full" = yes ]; then
    if style_is_judged_here; then prepare build test proxy style; else prepare build test proxy; fi
    check_format
    build_preset "$preset" -DBUILD_TESTING=ON -DMMIGRATE_WERROR=ON
    check_without_widgets
    check_lints "$preset"
else
    prepare build test
    build_preset "$preset" -DBUILD_TESTING=ON -DMMIGRATE_WERROR=OFF
fi

# Last, so that ctest's closing lines are the last ones.
say "Running the tests of the preset $preset"
export QT_QPA_PLATFORM=offscreen
exec ctest --preset "$preset" --parallel "$(getconf _NPROCESSORS_ONLN)" "$@"
