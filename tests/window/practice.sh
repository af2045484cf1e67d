#!/usr/bin/env bash
# SPDX-FileCopyrightText: The mmigrate authors
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail

# shellcheck source=packaging/lib/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/../../packaging/lib/common.sh"

usage="Usage: tests/window/practice.sh [--program PATH] [--screenshots DIR] [--scale 1|2] [--large-text]
                               [--dark] [--keep]
Goes through the whole practice migration in the real window, with keys and the mouse, on a screen of
its own (Xvfb) and with a home folder of its own. Exit status 0 when the program has ended by itself
with status 0 and its log says that everything was done.
  --program PATH     default: build/release/bin/mmigrate
  --screenshots DIR  a picture of the window on each page and in each state
  --scale 2          a screen with twice as many pixels for everything
  --large-text       text of 200 %
  --dark             dark colours
  --keep             leaves the home folder and says where it is
Needs xvfb, openbox, xdotool and imagemagick."

program=$source_dir/build/release/bin/mmigrate
screenshots=
scale=1
large_text=no
dark=no
keep=no
while [ $# -gt 0 ]; do
    case $1 in
    --program) program=${2:?--program wants a path} && shift ;;
    --screenshots) screenshots=${2:?--screenshots wants a folder} && shift ;;
    --scale) scale=${2:?--scale wants 1 or 2} && shift ;;
    --large-text) large_text=yes ;;
    --dark) dark=yes ;;
    --keep) keep=yes ;;
    --help | -h) echo "$usage" && exit 0 ;;
    *) echo "$usage" >&2 && exit 2 ;;
    esac
    shift
done
case $scale in 1 | 2) ;; *) echo "$usage" >&2 && exit 2 ;; esac

patience=60 # seconds for any one thing; a migration of practice servers takes less than that in all
room=
window=
pids=()

clean_up() {
    local status=$? pid
    trap - EXIT
    [ "$status" -eq 0 ] || tell_what_failed || true
    # The youngest first: the screen goes last.
    for ((i = ${#pids[@]} - 1; i >= 0; i--)); do
        pid=${pids[i]}
        kill "$pid" 2>/dev/null || continue
        for _ in $(seq 50); do
            kill -0 "$pid" 2>/dev/null || break
            sleep 0.1
        done
        kill -KILL "$pid" 2>/dev/null || true
    done
    if [ "$keep" = yes ]; then
        [ -z "$room" ] || say "The home folder is $room"
    else
        [ -z "$room" ] || rm -rf "$room"
    fi
    exit "$status"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

tell_what_failed() {
    [ -n "$room" ] || return 0
    local picture=${screenshots:-${TMPDIR:-/tmp}}/mmigrate-window-failed.png
    timeout 10 import -silent -window root "$picture" 2>/dev/null && echo "the screen: $picture" >&2
    if [ -s "$migration_log" ]; then
        printf -- '--- the last lines of the log:\n' >&2
        tail -n 20 "$migration_log" >&2
    fi
    if [ -s "$room/output" ]; then
        printf -- '--- what the program wrote:\n' >&2
        tail -n 20 "$room/output" >&2
    fi
}

# until_true WHAT COMMAND...: asks again until it is true.
until_true() {
    local what=$1 end=$((SECONDS + patience))
    shift
    until "$@"; do
        [ "$SECONDS" -lt "$end" ] || fail "waited $patience seconds in vain for: $what"
        is_running || "$@" || fail "the program has ended while waiting for: $what"
        sleep 0.1
    done
}

is_running() { [ -z "${program_pid:-}" ] || kill -0 "$program_pid" 2>/dev/null; }

has_logged() { grep -q -- "$1" "$migration_log" 2>/dev/null; }

start_screen() {
    local size=1280x900
    if [ "$scale" = 2 ] || [ "$large_text" = yes ]; then size=2560x1800; fi
    # Xvfb itself chooses a number that is free, so that nobody else's screen is ever used.
    Xvfb -displayfd 3 -screen 0 "${size}x24" -nolisten tcp 3>"$room/display" 2>"$room/xvfb" &
    pids+=($!)
    local xvfb_pid=$!
    until_true "a screen" test -s "$room/display"
    kill -0 "$xvfb_pid" || fail "Xvfb has ended: $(cat "$room/xvfb")"
    DISPLAY=:$(cat "$room/display")
    export DISPLAY
    openbox --sm-disable >"$room/openbox" 2>&1 &
    pids+=($!)
    until_true "the window manager" has_window_manager
}

has_window_manager() { timeout 5 xdotool get_desktop >/dev/null 2>&1; }

# Qt knows KDE's colours by itself; there need be no KDE. These are those of Breeze Dark.
write_dark_colours() {
    {
        printf '[General]\nfont=Sans Serif,9\n[KDE]\nwidgetStyle=fusion\n'
        colour_group Window 42,46,50 49,54,59
        colour_group Button 49,54,59 30,87,116
        colour_group View 27,30,32 35,38,41
        colour_group Tooltip 49,54,59 42,46,50
        colour_group Complementary 42,46,50 30,87,116
        colour_group Selection 61,174,233 30,87,116
    } >"$room/config/kdeglobals"
}

colour_group() {
    printf '[Colors:%s]\nBackgroundNormal=%s\nBackgroundAlternate=%s\n' "$1" "$2" "$3"
    printf 'ForegroundNormal=252,252,252\nForegroundInactive=161,169,177\n'
    printf 'ForegroundLink=29,153,243\nForegroundVisited=155,89,182\n'
}

start_program() {
    local settings=()
    [ "$scale" = 1 ] || settings+=("QT_SCALE_FACTOR=$scale")
    # Without the second one Qt would scale everything, as with --scale 2.
    [ "$large_text" = no ] || settings+=(QT_FONT_DPI=192 QT_ENABLE_HIGHDPI_SCALING=0)
    if [ "$dark" = yes ]; then
        write_dark_colours
        settings+=(QT_QPA_PLATFORMTHEME=kde KDE_SESSION_VERSION=5 "XDG_CONFIG_DIRS=$room/config")
    fi
    # Nothing of the person's own: no folders, no keychain, no theme, no language.
    env -u QT_QPA_PLATFORMTHEME -u QT_STYLE_OVERRIDE -u QT_SCALE_FACTOR -u QT_FONT_DPI \
        -u XDG_CURRENT_DESKTOP -u KDE_SESSION_VERSION -u WAYLAND_DISPLAY \
        HOME="$room/home" XDG_DATA_HOME="$room/data" XDG_CONFIG_HOME="$room/config" \
        XDG_CACHE_HOME="$room/cache" XDG_RUNTIME_DIR="$room/runtime" TMPDIR="$room/tmp" \
        DBUS_SESSION_BUS_ADDRESS="unix:path=$room/no-bus" QT_QPA_PLATFORM=xcb LC_ALL=C.UTF-8 \
        "${settings[@]+"${settings[@]}"}" "$program" --practice >"$room/output" 2>&1 &
    program_pid=$!
    pids+=("$program_pid")
    until_true "the window" find_window
    timeout 20 xdotool windowactivate --sync "$window" || fail "the window does not come to the front"
}

find_window() {
    window=$(timeout 5 xdotool search --onlyvisible --name '^mmigrate.*practice' 2>/dev/null | head -n 1)
    [ -n "$window" ]
}

has_focus() { [ "$(timeout 5 xdotool getwindowfocus 2>/dev/null)" = "$window" ]; }

grab() { timeout 20 import -silent -window "$window" "$1" 2>/dev/null; }

# How many points of two pictures differ; a blinking cursor is a few, another page thousands.
differs() {
    local count
    count=$(compare -metric AE "$1" "$2" null: 2>&1) || [ $? -eq 1 ] || return 0 # of another size
    [ "${count%%[.e]*}" -gt 400 ]
}

# The window shows something else than in the last picture, and has come to rest.
has_changed() { looks_different && is_at_rest; }

is_at_rest() {
    grab "$room/new.png" && grab "$room/newer.png" && ! differs "$room/new.png" "$room/newer.png"
}

remember() { until_true "a picture of the window" grab "$room/shown.png"; }

picture() {
    remember
    [ -z "$screenshots" ] || cp "$room/shown.png" "$screenshots/$1.png"
}

# The page that comes next, once the program's log (when something is given) says so.
arrive() {
    local name=$1
    [ $# -lt 2 ] || until_true "$2" has_logged "$2"
    until_true "the page $name" has_changed
    picture "$name"
    echo "    $name"
}

# While something runs nothing comes to rest: any picture that is not the last page's.
catch_running() {
    until_true "$2" has_logged "$2"
    until_true "the progress of $1" looks_different
    [ -z "$screenshots" ] || cp "$room/new.png" "$screenshots/$1.png"
}

looks_different() { grab "$room/new.png" && differs "$room/shown.png" "$room/new.png"; }

press() {
    until_true "the window's focus" has_focus
    timeout 10 xdotool key --clearmodifiers "$1" || fail "cannot press $1"
}

type_text() {
    until_true "the window's focus" has_focus
    timeout 20 xdotool type --clearmodifiers --delay 50 "$1" || fail "cannot type"
}

# The default button is the one at the bottom that is not grey.
click_default() {
    local width height box
    width=$(identify -format %w "$room/shown.png")
    height=$(identify -format %h "$room/shown.png")
    box=$(convert "$room/shown.png" -crop "${width}x$((height / 8))+0+$((height * 7 / 8))" +repage \
        -colorspace HSL -channel G -separate +channel -threshold 30% -format %@ info:)
    [[ $box =~ ^([0-9]+)x([0-9]+)\+([0-9]+)\+([0-9]+)$ ]] || fail "no default button in sight: $box"
    timeout 10 xdotool mousemove --window "$window" $((BASH_REMATCH[3] + BASH_REMATCH[1] / 2)) \
        $((height * 7 / 8 + BASH_REMATCH[4] + BASH_REMATCH[2] / 2)) click 1
}

walk() {
    say "Walking through the practice migration"
    until_true "the first page" is_at_rest
    remember
    # --practice has already gone on from the first page.
    press alt+b
    arrive welcome
    click_default
    arrive source
    # Every letter has to reach the field, or nobody is signed in.
    press alt+u
    press ctrl+a
    type_text admin
    press Return
    arrive export "SignInSource finished"
    press alt+e
    catch_running exporting "CreateExport started"
    arrive downloaded "CheckArchive finished"
    click_default
    arrive destination
    press Return
    arrive check "LookAtDestination finished"
    # More people than the destination allows: what has to be chosen has the focus.
    press space
    press alt+n
    arrive upload
    press alt+u
    arrive uploaded "UploadArchive finished"
    press Return
    arrive import
    press alt+i
    catch_running importing "RunImport started"
    arrive "done" "Verify finished"
    press alt+f
}

for tool in Xvfb openbox xdotool import compare; do
    # 77: left out, to ctest.
    have "$tool" || { echo "$tool is missing: sudo apt-get install xvfb openbox xdotool imagemagick" >&2 && exit 77; }
done
[ -x "$program" ] || fail "there is no program $program: build it first"
program=$(realpath "$program")
[ -z "$screenshots" ] || mkdir -p "$screenshots"
room=$(mktemp -d)
mkdir -m 700 "$room"/{home,data,config,cache,runtime,tmp}
migration_log=$room/data/mmigrate/logs/mmigrate.log
start_screen
start_program
walk

ends() { ! kill -0 "$program_pid" 2>/dev/null; }
until_true "the program's end" ends
status=0
wait "$program_pid" || status=$?
[ "$status" -eq 0 ] || fail "the program has ended with status $status"
for step in RunImport Verify CleanUp; do
    has_logged "$step finished" || fail "the log does not say that $step has finished"
done
say "The practice migration is complete"
