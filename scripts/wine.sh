#!/bin/sh
# Runs a Windows program with Wine, in a prefix of its own that is made when it is not there:
#
#	scripts/wine.sh PREFIX_DIR program.exe [arguments]
#
# The status is the program's.  CMake puts this before the names of tests.
set -eu

prefix=$1
shift

# Debian keeps the 64-bit ones out of PATH; its wine complains that there is no 32-bit half.
first_of() {
	for name; do
		command -v "$name" && return 0
	done
	echo "$0: no $1 here; scripts/depends.sh test installs it" >&2
	return 1
}
wine=$(first_of wine64 /usr/lib/wine/wine64 wine)
server=$(first_of /usr/lib/wine/wineserver64 /usr/lib/wine/wineserver wineserver)

export WINEPREFIX="$prefix" WINEARCH=win64 WINEDEBUG=-all
export WINEDLLOVERRIDES="mscoree,mshtml=;winemenubuilder.exe=d"
unset DISPLAY WAYLAND_DISPLAY

make_prefix() {
	rm -rf "$prefix"
	mkdir -p "$prefix"
	"$wine" wineboot -i && "$wine" winecfg -v win10 && "$server" -w
} >/dev/null 2>&1 </dev/null

# Several tests may find no prefix and no server: one makes them, the others wait.  The server
# stays a minute: those that come while it ends would find neither it nor its place.
mkdir -p "$(dirname "$prefix")"
exec 9>"$prefix.lock"
flock 9
if [ ! -e "$prefix/.made" ]; then
	make_prefix 9>&-
	: >"$prefix/.made"
fi
"$server" -p60 9>&- >/dev/null 2>&1 </dev/null || :
exec 9>&-

# Wine's own services start with the first program, keep what it has for standard error, and stay
# longer: whoever reads a pipe to its end would wait for them.
errors=$(mktemp "$prefix.XXXXXX")
status=0
"$wine" "$@" 2>"$errors" || status=$?
cat "$errors" >&2
rm -f "$errors"
exit $status
