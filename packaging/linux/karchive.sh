#!/usr/bin/env bash
# SPDX-FileCopyrightText: The mmigrate authors
# SPDX-License-Identifier: Apache-2.0
#
# Builds KArchive for Qt 6 where the distribution has none (Debian 12, Ubuntu 24.04), into
# ~/.cache/mmigrate/deps. The source is Debian 13's, with Debian's security patches, taken from its
# signed archive by an apt that has lists, cache and sources of its own: the system's are not touched.
set -euo pipefail

# shellcheck source=packaging/lib/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib/common.sh"

suite=trixie
mirror=${MMIGRATE_DEBIAN_MIRROR:-http://deb.debian.org/debian}
system_keyring=/usr/share/keyrings/debian-archive-keyring.gpg
stamp_file=$deps_dir/karchive.stamp

# Built again when this recipe or the Qt that it was built against changes.
wanted_stamp() {
    printf '%s qt6-base-dev %s\n' "$(cksum <"${BASH_SOURCE[0]}" | cut -d ' ' -f 1)" \
        "$(dpkg-query -W -f '${Version}' qt6-base-dev)"
}

is_built() { [ -f "$stamp_file" ] && [ "$(cat "$stamp_file")" = "$(wanted_stamp)" ]; }

# Ubuntu does not install Debian's keys. Its own signed archive has them as a package, which is only
# unpacked here: installed, it might make the whole system trust them.
find_keyring() {
    keyring=$system_keyring
    [ -r "$keyring" ] && return 0
    (cd "$work_dir" && logged apt-get download debian-archive-keyring)
    logged dpkg-deb -x "$work_dir"/debian-archive-keyring_*.deb "$work_dir/keyring"
    keyring=$work_dir/keyring$system_keyring
    [ -r "$keyring" ] || fail "the package debian-archive-keyring holds no $system_keyring"
}

private_apt_get() {
    apt-get -o Dir::Etc::sourcelist="$work_dir/apt/sources.list" -o Dir::Etc::sourceparts=- \
        -o Dir::State="$work_dir/apt/state" -o Dir::State::status="$work_dir/apt/status" \
        -o Dir::Cache="$work_dir/apt/cache" -o APT::Sandbox::User="$(id -un)" \
        -o Acquire::Languages=none -o Acquire::Retries=3 "$@"
}

fetch_sources() {
    mkdir -p "$work_dir"/apt/state/lists/partial "$work_dir"/apt/cache/archives/partial
    : >"$work_dir/apt/status"
    printf 'deb-src [signed-by=%s] %s %s main\n' "$keyring" "$mirror" "$suite" \
        >"$work_dir/apt/sources.list"
    logged private_apt_get update --error-on=any
    (cd "$work_dir" && logged private_apt_get source kf6-extra-cmake-modules kf6-karchive)
}

# configure_and_install NAME CMAKE-OPTIONS...
configure_and_install() {
    local name=$1 source
    shift
    source=$(find "$work_dir" -maxdepth 1 -type d -name "kf6-$name-*")
    [ -d "$source" ] || fail "the source package of $name did not unpack as expected"
    [ "$name" != karchive ] || relax "$source"
    logged cmake -S "$source" -B "$work_dir/build-$name" -G Ninja -DCMAKE_BUILD_TYPE=Release \
        -DCMAKE_INSTALL_PREFIX="$deps_dir" -DCMAKE_PREFIX_PATH="$deps_dir" \
        -DCMAKE_INSTALL_LIBDIR=lib -DBUILD_TESTING=OFF "$@"
    logged cmake --build "$work_dir/build-$name"
    logged cmake --install "$work_dir/build-$name"
}

# KArchive asks for Qt 6.6 as all of KDE Frameworks does, and needs nothing that 6.4 lacks. Its
# translations would want Qt Linguist, and we show none of its texts.
relax() {
    sed -i 's/^set(REQUIRED_QT_VERSION .*/set(REQUIRED_QT_VERSION 6.4.0)/' "$1/CMakeLists.txt"
    rm -rf "$1/poqm"
}

build() {
    # Only ZIP is needed: what bzip2, xz, zstd and encrypted 7z need would be four more packages.
    # Static, so that no program of ours carries a path into somebody's home.
    configure_and_install extra-cmake-modules -DBUILD_HTML_DOCS=OFF -DBUILD_MAN_DOCS=OFF \
        -DBUILD_QTHELP_DOCS=OFF
    configure_and_install karchive -DBUILD_SHARED_LIBS=OFF \
        -DWITH_BZIP2=OFF -DWITH_LIBLZMA=OFF -DWITH_OPENSSL=OFF -DWITH_LIBZSTD=OFF \
        -DCMAKE_DISABLE_FIND_PACKAGE_BZip2=ON -DCMAKE_DISABLE_FIND_PACKAGE_LibLZMA=ON \
        -DCMAKE_DISABLE_FIND_PACKAGE_OpenSSL=ON -DCMAKE_DISABLE_FIND_PACKAGE_PkgConfig=ON
}

main() {
    is_built && exit 0
    open_log karchive
    mkdir -p "$deps_dir"
    exec 9>"$deps_dir/.lock"
    flock 9
    # Another run may have built it while this one waited for the lock.
    is_built && exit 0
    say "Building KArchive for Qt 6 from Debian's source (this system has no package of it)"
    work_dir=$(mktemp -d)
    trap 'rm -rf "$work_dir"' EXIT
    rm -f "$stamp_file"
    find_keyring
    fetch_sources
    build
    wanted_stamp >"$stamp_file"
}

main
