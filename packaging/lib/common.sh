# shellcheck shell=bash
# SPDX-FileCopyrightText: The mmigrate authors
# SPDX-License-Identifier: Apache-2.0
#
# What every script here shares: where things lie, how to speak, and how to run a command whose output
# belongs into a log file. Sourced, never run. Kept to bash 3.2, which is what macOS has.
# shellcheck disable=SC2034 # the variables are read by the scripts that source this one

source_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cache_dir=${HOME:?HOME is not set}/.cache/mmigrate
# CMakePresets.json names the same place; one without the other finds no KArchive.
deps_dir=$cache_dir/deps
log_file=${MMIGRATE_LOG_FILE:-}

say() {
    printf '==> %s\n' "$*"
    [ -z "$log_file" ] || printf '\n==> %s (%s)\n' "$*" "$(date '+%H:%M:%S')" >>"$log_file"
}

fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

is_ci() { [ "${CI:-}" = true ] || [ "${CI:-}" = 1 ]; }

# The script that a person started opens the log; the scripts that it calls go on in it.
open_log() {
    [ -z "$log_file" ] || return 0
    mkdir -p "$cache_dir/logs" || fail "cannot write to $cache_dir"
    log_file=$cache_dir/logs/$1.log
    : >"$log_file" || fail "cannot write to $log_file"
    export MMIGRATE_LOG_FILE=$log_file
}

show_end_of_log() {
    printf -- '--- the last lines of %s:\n' "$log_file" >&2
    tail -n 40 "$log_file" >&2
}

# On a terminal a build counts along on one line; elsewhere it is silent.
count_along() {
    local line
    while IFS= read -r line; do
        printf '%s\n' "$line" >>"$log_file"
        case $line in
        '['*/*']'*) [ ! -t 1 ] || printf '\r    %s] ' "${line%%]*}" ;;
        esac
    done
    [ ! -t 1 ] || printf '\r                    \r'
}

# logged COMMAND...: quiet while it works; when it does not, the log's name and its last lines.
logged() {
    printf '\n+ %s\n' "$*" >>"$log_file"
    local status=0
    # The scripts set pipefail, so this is the command's own status.
    "$@" 2>&1 </dev/null | count_along || status=$?
    [ "$status" -ne 0 ] || return 0
    printf 'error: this failed with status %s: %s\n' "$status" "$*" >&2
    show_end_of_log
    exit 1
}
