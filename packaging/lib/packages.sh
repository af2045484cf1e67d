# shellcheck shell=bash
# SPDX-FileCopyrightText: The mmigrate authors
# SPDX-License-Identifier: Apache-2.0
#
# What has to be installed, by package manager and purpose: the one place where package names stand.
# packages_for MANAGER PURPOSE prints names; purposes are build, test, proxy,
# coverage and style. Sourced, never run.

packages_for() {
    case $1-$2 in
    # libzip's CMake files on Debian 12 and Ubuntu 24.04 insist on its three programs being there.
    # ca-certificates and libsecret (for the keychain) are needs of the program itself: without
    # recommends they would be missing.
    apt-build)
        echo cmake ninja-build g++ qt6-base-dev libzip-dev zipcmp zipmerge ziptool \
            libboost-dev libssl-dev zlib1g-dev qtkeychain-qt6-dev ca-certificates libsecret-1-0
        ;;
    # A Secret Service, a screen with a window manager and letters for it, and another reader of ZIP
    # files.
    apt-test) echo openssl unzip dbus-daemon gnome-keyring xvfb openbox xdotool imagemagick fonts-dejavu-core ;;
    # Its package starts a web server on port 80, which nobody wants who only builds a program: CI
    # has it, and tst_nginx skips itself elsewhere.
    apt-proxy | dnf-proxy | brew-proxy) echo nginx ;;
    *-coverage) echo gcovr ;;
    # Version 14 by name: another version of clang-format formats differently.
    apt-style) echo clang-14 clang-format-14 clang-tidy-14 shellcheck ;;
    dnf-build)
        echo cmake ninja-build gcc-c++ qt6-qtbase-devel kf6-karchive-devel libzip-devel libzip-tools \
            boost-devel openssl-devel zlib-devel ca-certificates qtkeychain-qt6-devel libsecret
        ;;
    dnf-test) echo openssl unzip dbus-daemon gnome-keyring xorg-x11-server-Xvfb openbox xdotool ImageMagick dejavu-sans-fonts ;;
    brew-build) echo cmake ninja qtbase karchive libzip boost openssl@3 qtkeychain ;;
    *) ;;
    esac
}
