# shellcheck shell=bash
# SPDX-FileCopyrightText: The mmigrate authors
# SPDX-License-Identifier: Apache-2.0
#
# What has to be installed, by package manager and purpose: the one place where package names stand.
# packages_for MANAGER PURPOSE prints names; purposes are build, test and style. Sourced, never run.

packages_for() {
    case $1-$2 in
    # libzip's CMake files on Debian 12 and Ubuntu 24.04 insist on its three programs being there.
    # ca-certificates is a need of the program itself: without recommends it would be missing.
    apt-build)
        echo cmake ninja-build g++ qt6-base-dev libzip-dev zipcmp zipmerge ziptool \
            libboost-dev libssl-dev zlib1g-dev ca-certificates qtkeychain-qt6-dev
        ;;
    apt-test) echo openssl ;;
    *-coverage) echo gcovr ;;
    # Version 14 by name: another version of clang-format formats differently.
    apt-style) echo clang-14 clang-format-14 clang-tidy-14 shellcheck ;;
    dnf-build)
        echo cmake ninja-build gcc-c++ qt6-qtbase-devel kf6-karchive-devel libzip-devel libzip-tools \
            boost-devel openssl-devel zlib-devel ca-certificates qtkeychain-qt6-devel
        ;;
    dnf-test) echo openssl ;;
    brew-build) echo cmake ninja qtbase karchive libzip boost openssl@3 qtkeychain ;;
    *) ;;
    esac
}
