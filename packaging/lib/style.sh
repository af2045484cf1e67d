# shellcheck shell=bash
# SPDX-FileCopyrightText: The mmigrate authors
# SPDX-License-Identifier: Apache-2.0
#
# The checks that CI adds: formatting, clang-tidy, and that the engine needs no Widgets.
# Sourced, never run.
# shellcheck disable=SC2154 # common.sh sets source_dir and log_file

# Formatting and lints differ from version to version of clang, so that one judges: Debian 12's 14.
style_is_judged_here() { [ "${codename:-}" = bookworm ]; }

check_format() {
    if ! style_is_judged_here; then
        say "Leaving formatting and clang-tidy to Debian 12, whose clang 14 is the measure"
        return 0
    fi
    say "Checking the formatting"
    cd "$source_dir" || return
    find src tests -type f \( -name '*.h' -o -name '*.cpp' \) -print0 \
        | logged_xargs clang-format-14 --dry-run -Werror
    find packaging .ci tests -type f \( -name '*.sh' -o -name run \) -print0 | logged_xargs shellcheck -x
}

logged_xargs() {
    xargs -0 -- "$@" >>"$log_file" 2>&1 && return 0
    printf 'error: %s found something\n' "$1" >&2
    show_end_of_log
    exit 1
}

# Compiling all of it a second time would tell no more: the targets without Widgets are compiled without
# Widgets' folders in the ordinary build, too.
check_without_widgets() {
    say "Looking whether the engine and mmigrate-cli do without Widgets"
    configure_preset no-gui -DMMIGRATE_WERROR=ON -DBUILD_TESTING=OFF
    if grep -q 'Qt6Widgets' build/no-gui/build.ninja; then
        printf 'error: the preset no-gui needs Qt Widgets; see build/no-gui/build.ninja\n' >&2
        exit 1
    fi
}

# With the warnings of the second compiler: clang-tidy reads each file as clang does. It takes the
# commands of the build that the tests use, whose compiler has options that clang does not know.
check_lints() {
    style_is_judged_here || return 0
    say "Running clang-tidy on src"
    local pattern
    # The path is a regular expression here: one with a + in it must still match itself.
    pattern="^$(printf '%s' "$source_dir/src/" | sed 's/[][\.*^$+?(){}|]/\\&/g')"
    if ! run-clang-tidy-14 -quiet -p "build/$1" -extra-arg=-Wno-unknown-warning-option \
        -j "$(getconf _NPROCESSORS_ONLN)" "$pattern" >"$log_file.tidy" 2>&1; then
        printf 'error: clang-tidy found something; all of it is in %s\n' "$log_file.tidy" >&2
        sed 's/\x1b\[[0-9;]*m//g' "$log_file.tidy" | grep -E '(warning|error): ' | sort -u | head -n 40 >&2
        exit 1
    fi
}
