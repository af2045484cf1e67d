# shellcheck shell=bash
# SPDX-FileCopyrightText: The mmigrate authors
# SPDX-License-Identifier: Apache-2.0
#
# build_preset PRESET CMAKE-OPTIONS...: configures and builds into build/PRESET; configure_preset leaves
# out the building. Sourced, never run.
# shellcheck disable=SC2154 # common.sh sets source_dir and log_file

# CMake refuses a build folder that was configured under another path (a checkout that was moved or
# is mounted elsewhere), and nothing in it could be used again.
drop_foreign_build() {
    local cache=$1/CMakeCache.txt
    [ -f "$cache" ] || return 0
    grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$source_dir" "$cache" \
        && grep -qxF "CMAKE_CACHEFILE_DIR:INTERNAL=$1" "$cache" && return 0
    say "Starting afresh in $1: it was configured under another path"
    rm -rf "$1"
}

build_preset() {
    say "Building the preset $1"
    configure_preset "$@"
    logged cmake --build --preset "$1"
}

configure_preset() {
    local preset=$1 build_dir=$source_dir/build/$1
    shift
    drop_foreign_build "$build_dir"
    if have ccache; then
        set -- "$@" -DCMAKE_CXX_COMPILER_LAUNCHER=ccache
    fi
    # Nobody looks into CI's programs with a debugger, and without what it would need they are
    # compiled a fifth faster and linked in a fraction of the time.
    if [ "${CI:-}" = true ]; then
        set -- "$@" -DCMAKE_CXX_FLAGS_DEBUG=
    fi
    # Homebrew keeps OpenSSL out of the places where CMake looks.
    if [ "${manager:-}" = brew ]; then
        set -- "$@" "-DOPENSSL_ROOT_DIR=$(brew --prefix openssl@3)"
    fi
    # Presets are looked for in the working directory.
    cd "$source_dir" || return
    logged cmake --preset "$preset" "$@"
}
