#!/bin/sh
# Runs a Windows program with Wine, in a prefix of its own that is made when it is not there:
#
#	scripts/wine.sh PREFIX_DIR [program.exe [arguments]]
#	scripts/wine.sh --end PREFIX_DIR
#
# The status is the program's; --end ends whatever runs in the prefix.  CMake puts this before the names of tests.
set -eu

end=false
if [ "$1" = --end ]; then
	end=true
	shift
fi
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
# Its debugger tells of a fault on the terminal, at length, and does not always end.
export WINEDLLOVERRIDES="mscoree,mshtml=;winemenubuilder.exe=d;winedbg.exe=d"
unset DISPLAY WAYLAND_DISPLAY

if $end; then
	rm -f "$prefix/.kept"
	"$server" -k || :
	exit 0
fi

# A service that is slow to start, or to answer, on a machine that is busy has not failed.
make_prefix() {
	rm -rf "$prefix"
	mkdir -p "$prefix"
	"$wine" wineboot -i && "$wine" winecfg -v win10 &&
	    "$wine" reg add 'HKLM\System\CurrentControlSet\Control' /v ServicesPipeTimeout \
		/t REG_DWORD /d 300000 /f &&
	    "$server" -w
} >/dev/null 2>&1 </dev/null

# Wine's services start with the first program, keep what it has for standard error, and end with
# the last: whoever reads a pipe to its end would wait for them, and a program that comes while they
# end finds neither them nor their place.  A shell that does nothing for a minute keeps them.
keep_services() {
	ready=$prefix/.ready
	rm -f "$ready"
	{ echo 'echo up'; sleep 60; } | "$wine" cmd >"$ready" 2>/dev/null &
	keeper=$!
	until grep -q up "$ready" || ! kill -0 $keeper; do
		sleep 0.1
	done
}

# Several tests may find things missing at once: one makes them, the others wait.
mkdir -p "$(dirname "$prefix")"
exec 9>"$prefix.lock"
flock 9
if [ ! -e "$prefix/.made" ]; then
	if ! make_prefix 9>&-; then
		echo "$0: no Wine prefix can be made in $prefix" >&2
		exit 1
	fi
	: >"$prefix/.made"
fi
now=$(date +%s)
kept=$(cat "$prefix/.kept" 2>/dev/null || echo 0)
if [ $((now - kept)) -gt 30 ]; then
	(keep_services) 9>&- >/dev/null 2>&1 </dev/null
	# From when the minute began.
	echo "$now" >"$prefix/.kept"
fi
exec 9>&-
[ $# -eq 0 ] || exec "$wine" "$@"
