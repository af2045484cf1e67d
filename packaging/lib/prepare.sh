# shellcheck shell=bash
# SPDX-FileCopyrightText: The mmigrate authors
# SPDX-License-Identifier: Apache-2.0
#
# prepare PURPOSE...: makes this machine able to build, and asks at most once. Sourced, never run.
# shellcheck disable=SC2154 # common.sh sets source_dir and log_file

# shellcheck source=packaging/lib/packages.sh
. "$source_dir/packaging/lib/packages.sh"

assume_yes=${assume_yes:-no}
manager=
codename=

needs_text="mmigrate needs a C++20 compiler, CMake 3.22, Ninja, Qt 6.4 or later (Core, Network,
Concurrent, Widgets, Test; DBus on Linux), QtKeychain, KArchive for Qt 6, libzip, Boost 1.74 and OpenSSL. With these in place:
    cmake --preset release && cmake --build --preset release"

detect_system() {
    if [ "$(uname -s)" = Darwin ]; then
        have brew || fail "Homebrew is needed (https://brew.sh). $needs_text"
        manager=brew
    elif have apt-get && have dpkg-query; then
        manager=apt
        # Mint and other derivatives name what they are made of.
        # shellcheck source=/dev/null
        codename=$(. /etc/os-release && echo "${UBUNTU_CODENAME:-${DEBIAN_CODENAME:-${VERSION_CODENAME:-}}}")
        case $codename in
        stretch | buster | bullseye | bionic | focal | jammy)
            fail "the Qt of this system ($codename) is older than 6.4: Debian 12 or Ubuntu 24.04 is the oldest that has it"
            ;;
        esac
    elif have dnf; then
        manager=dnf
    else
        fail "this script knows apt, dnf and Homebrew. $needs_text"
    fi
}

# Two releases have a Qt 6 that is new enough, but no KArchive for it.
builds_karchive() { [ "$codename" = bookworm ] || [ "$codename" = noble ]; }

wanted_packages() {
    local purpose
    for purpose in "$@"; do
        packages_for "$manager" "$purpose"
    done
    [ "$manager" = apt ] || return 0
    # dpkg-dev unpacks Debian's source package, patches included.
    if builds_karchive; then echo dpkg-dev; else echo libkf6archive-dev; fi
}

is_installed() {
    case $manager in
    apt) [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ] ;;
    dnf) rpm -q --quiet --whatprovides "$1" ;;
    brew) brew list --formula --versions "$1" >/dev/null 2>&1 ;;
    esac
}

missing_packages() {
    local package
    for package in $(wanted_packages "$@"); do
        is_installed "$package" || printf ' %s' "$package"
    done
}

confirm() {
    is_ci && return 0
    [ "$assume_yes" = no ] || return 0
    [ -t 0 ] || fail "there is no terminal to ask on: run it again with --yes (or with CI=true)"
    local answer
    printf 'Install them? [Y/n] '
    read -r answer
    case $answer in
    '' | [Yy]*) ;;
    *) fail "nothing was installed" ;;
    esac
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then logged "$@"; else logged sudo "$@"; fi
}

become_root() {
    [ "$(id -u)" -ne 0 ] || return 0
    have sudo && sudo -v && return 0
    fail "this user cannot install packages (no sudo): install those above as root, then run this again"
}

install_packages() {
    say "Installing$*"
    confirm
    [ "$manager" = brew ] || become_root
    # The names are words of one list on purpose.
    # shellcheck disable=SC2048,SC2086
    case $manager in
    apt)
        # Somebody's broken third-party list must not stop us; whether it matters shows in the next line.
        as_root sh -c 'apt-get update || true'
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
            -o DPkg::Lock::Timeout=300 $*
        ;;
    dnf) as_root dnf install -y --setopt=install_weak_deps=False $* ;;
    brew) logged brew install $* ;;
    esac
}

prepare() {
    local missing
    detect_system
    missing=$(missing_packages "$@")
    [ -z "$missing" ] || install_packages "$missing"
    if [ "$manager" = apt ] && builds_karchive; then
        "$source_dir/packaging/linux/karchive.sh"
    fi
}
