# SPDX-FileCopyrightText: The mmigrate authors
# SPDX-License-Identifier: Apache-2.0
#
# One INTERFACE target, mmigrate_flags, carries the language level, the warnings and Qt's strict defines
# for every target of the project.

add_library(mmigrate_flags INTERFACE)
target_compile_features(mmigrate_flags INTERFACE cxx_std_20)
target_include_directories(mmigrate_flags INTERFACE "${CMAKE_SOURCE_DIR}/src")
target_compile_definitions(mmigrate_flags INTERFACE
    QT_NO_CAST_FROM_ASCII
    QT_NO_CAST_TO_ASCII
    QT_NO_URL_CAST_FROM_STRING
    QT_NO_CAST_FROM_BYTEARRAY
    QT_NO_KEYWORDS
    QT_NO_CONTEXTLESS_CONNECT
    QT_NO_NARROWING_CONVERSIONS_IN_CONNECT
    QT_USE_QSTRINGBUILDER
    QT_DISABLE_DEPRECATED_BEFORE=0x060400
    MMIGRATE_VERSION="${PROJECT_VERSION}")

if(MSVC)
    target_compile_options(mmigrate_flags INTERFACE /W4 /permissive- /utf-8 $<$<BOOL:${MMIGRATE_WERROR}>:/WX>)
else()
    target_compile_options(mmigrate_flags INTERFACE
        -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-align -Wunused
        -Wformat=2 -Wimplicit-fallthrough -Wswitch
        $<$<BOOL:${MMIGRATE_WERROR}>:-Werror>
        # Newer libraries deprecate what the oldest supported ones have nothing better for, and g++ 12
        # sees uninitialised members inside every optimised std::variant: worth a line, not a failure.
        $<$<BOOL:${MMIGRATE_WERROR}>:-Wno-error=deprecated-declarations>
        $<$<AND:$<BOOL:${MMIGRATE_WERROR}>,$<CXX_COMPILER_ID:GNU>>:-Wno-error=maybe-uninitialized>)
endif()

if(MMIGRATE_SANITIZERS)
    list(JOIN MMIGRATE_SANITIZERS "," sanitizers)
    target_compile_options(mmigrate_flags INTERFACE -fsanitize=${sanitizers} -fno-omit-frame-pointer -fno-sanitize-recover=undefined)
    target_link_options(mmigrate_flags INTERFACE -fsanitize=${sanitizers})
endif()

if(MMIGRATE_COVERAGE)
    target_compile_options(mmigrate_flags INTERFACE --coverage -O0)
    target_link_options(mmigrate_flags INTERFACE --coverage)
endif()
