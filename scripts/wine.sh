#!/bin/sh
# Runs a Windows program with Wine, in a prefix of its own that is made when it is not there:
#
#	scripts/wine.sh PREFIX_DIR program.exe [arguments]
#
# The status is the program's.  CMake puts this before the names of tests.
set -eu

prefix=$1
shift

# Debian keeps the 64-bit one out of PATH; the other complains that it has no 32-bit half.
for wine in wine64 /usr/lib/wine/wine64 wine; do
	command -v "$wine" >/dev/null 2>&1 && break
done
export WINEPREFIX="$prefix" WINEARCH=win64 WINEDEBUG=-all
export WINEDLLOVERRIDES="mscoree,mshtml=;winemenubuilder.exe=d"
unset DISPLAY WAYLAND_DISPLAY

make_prefix() {
	rm -rf "$prefix"
	mkdir -p "$prefix"
	"$wine" wineboot -i
	"$wine" winecfg -v win10
	for server in wineserver /usr/lib/wine/wineserver64 /usr/lib/wine/wineserver; do
		command -v "$server" >/dev/null 2>&1 && break
	done
	"$server" -w
} >/dev/null 2>&1 </dev/null

# Several tests may find it missing at once: one makes it, the others wait.
if [ ! -e "$prefix/.made" ]; then
	mkdir -p "$(dirname "$prefix")"
	exec 9>"$prefix.lock"
	flock 9
	if [ ! -e "$prefix/.made" ]; then
		make_prefix 9>&-
		: >"$prefix/.made"
	fi
	exec 9>&-
fi
exec "$wine" "$@"
