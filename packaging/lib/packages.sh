# shellcheck shell=bash
# SPDX-FileCopyrightText: The mmigrate authors
# SPDX-License-Identifier: Apache-2.0
#
# What has to be installed, by package manager and purpose: the one place where package names stand.
# packages_for MANAGER PURPOSE prints names; purposes are build, test and style. Sourced, never run.
#
# The wizard's own needs come with the wizard: QtKeychain (qtkeychain-qt6-dev, qtkeychain-qt6-devel,
# qtkeychain) and Qt Linguist for the translations (qt6-tools-dev and qt6-l10n-tools,
# qt6-qttools-devel, qttools) belong to "build".

packages_for() {
    case $1-$2 in
    # libzip's CMake files on Debian 12 and Ubuntu 24.04 insist on its three programs being there.
    # ca-certificates is a need of the program itself: without recommends it would be missing.
    apt-build)
        echo cmake ninja-build g++ qt6-base-dev libzip-dev zipcmp zipmerge ziptool \
            libboost-dev libssl-dev zlib1g-dev ca-certificates
        ;;
    apt-test) echo openssl ;;
    *-coverage) echo gcovr ;;
    # Version 14 by name: another version of clang-format formats differently.
    apt-style) echo clang-14 clang-format-14 clang-tidy-14 shellcheck ;;
    dnf-build)
        echo cmake ninja-build gcc-c++ qt6-qtbase-devel kf6-karchive-devel libzip-devel libzip-tools \
            boost-devel openssl-devel zlib-devel ca-certificates
        ;;
    dnf-test) echo openssl ;;
    brew-build) echo cmake ninja qtbase karchive libzip boost openssl@3 ;;
    *) ;;
    esac
}
