# shellcheck shell=bash
# SPDX-FileCopyrightText: The mmigrate authors
# SPDX-License-Identifier: Apache-2.0
#
# The checks that CI adds: formatting, clang-tidy, and a build without Widgets by the second compiler.
# Sourced, never run.
# shellcheck disable=SC2154 # common.sh sets source_dir and log_file

# Formatting and lints differ from version to version of clang, so that one judges: Debian 12's 14.
style_is_judged_here() { [ "${codename:-}" = bookworm ]; }

check_format() {
    if ! style_is_judged_here; then
        say "Leaving formatting, clang-tidy and clang to Debian 12, whose clang 14 is the measure"
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

# One build proves two things: that the engine needs no Widgets, and that the second compiler is as
# content as the first. clang-tidy then reads that build's commands. Without the tests: compiling them
# twice would take a third of CI's time again.
check_without_widgets() {
    if ! style_is_judged_here; then
        build_preset no-gui -DMMIGRATE_WERROR=ON -DBUILD_TESTING=OFF
        return 0
    fi
    build_preset no-gui-clang -DMMIGRATE_WERROR=ON -DBUILD_TESTING=OFF
    say "Adding the wizard to this build"
    logged cmake --preset no-gui-clang -DMMIGRATE_GUI=ON
    logged cmake --build --preset no-gui-clang
    say "Running clang-tidy on src"
    local pattern
    # The path is a regular expression here: one with a + in it must still match itself.
    pattern="^$(printf '%s' "$source_dir/src/" | sed 's/[][\.*^$+?(){}|]/\\&/g')"
    if ! run-clang-tidy-14 -quiet -p build/no-gui-clang -j "$(getconf _NPROCESSORS_ONLN)" "$pattern" \
        >"$log_file.tidy" 2>&1; then
        printf 'error: clang-tidy found something; all of it is in %s\n' "$log_file.tidy" >&2
        sed 's/\x1b\[[0-9;]*m//g' "$log_file.tidy" | grep -E '(warning|error): ' | sort -u | head -n 40 >&2
        exit 1
    fi
}
