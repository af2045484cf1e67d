# shellcheck shell=bash
# SPDX-FileCopyrightText: The mmigrate authors
# SPDX-License-Identifier: Apache-2.0
#
# What every script here shares: where things lie, how to speak, and how to run a command whose output
# belongs into a log file. Sourced, never run. Kept to bash 3.2, which is what macOS has.

source_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cache_dir=${HOME:?HOME is not set}/.cache/mmigrate
# CMakePresets.json names the same place; one without the other finds no KArchive.
# shellcheck disable=SC2034 # read by the scripts that source this one
deps_dir=$cache_dir/deps
log_file=${MMIGRATE_LOG_FILE:-}

say() { printf '==> %s\n' "$*"; }

fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

# The log is opened once, by the script that a person started; the scripts that it calls go on in it.
open_log() {
    [ -z "$log_file" ] || return 0
    mkdir -p "$cache_dir/logs" || fail "cannot write to $cache_dir"
    log_file=$cache_dir/logs/$1.log
    : >"$log_file" || fail "cannot write to $log_file"
    export MMIGRATE_LOG_FILE=$log_file
}

# logged COMMAND...: quiet while it works; when it does not, the log's name and its last lines.
logged() {
    printf '\n+ %s\n' "$*" >>"$log_file"
    local status=0
    "$@" >>"$log_file" 2>&1 </dev/null || status=$?
    [ "$status" -eq 0 ] && return 0
    printf 'error: this failed with status %s: %s\n' "$status" "$*" >&2
    printf -- '--- the last lines of %s:\n' "$log_file" >&2
    tail -n 40 "$log_file" >&2
    exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

is_root() { [ "$(id -u)" -eq 0 ]; }

processors() { getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2; }
