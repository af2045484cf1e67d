#!/usr/bin/env bash
# SPDX-FileCopyrightText: The mmigrate authors
# SPDX-License-Identifier: Apache-2.0
#
# withkeyring.sh PROGRAM [ARGUMENTS]: runs it with a Secret Service (gnome-keyring) of its own, under its own
# D-Bus session and home, unlocked, empty. Status 77 when gnome-keyring or dbus-run-session is not installed.
set -euo pipefail

for needed in gnome-keyring-daemon dbus-run-session; do
    command -v "$needed" >/dev/null || { echo "$needed is not installed" >&2 && exit 77; }
done

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir -m 700 "$folder/run"
export HOME=$folder XDG_DATA_HOME=$folder/data XDG_CONFIG_HOME=$folder/config XDG_RUNTIME_DIR=$folder/run
export MMIGRATE_TEST_KEYRING=1
unset DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS GNOME_KEYRING_CONTROL

# The daemon ends with its bus. The password of the keyring that it makes comes from standard input.
# shellcheck disable=SC2016 # expanded by the inner shell
dbus-run-session -- bash -c '
    printf "practice" | gnome-keyring-daemon --unlock --components=secrets >/dev/null
    exec "$@"' _ "$@"
