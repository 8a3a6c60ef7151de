#!/bin/sh
# Builds ctop and the benchmark programs and prints the table of figures:
#
#	bench/run.sh [--only seed,batch,tick,footprint,memory,key,start,panels,windows] [--procs 500,2000,8000] [--ticks N]
#
# Everything is measured in one run, side by side.  Needs what scripts/depends.sh
# test installs, and whichever of htop, top, btop, atop and smem are here.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
# shellcheck source=scripts/build.sh
. "$root/scripts/build.sh"
"$root/scripts/depends.sh" test
build_quietly release -DCTOP_TESTS=ON -DCTOP_BENCH=ON
# Windows's own list is measured under Wine, where there is one.
if command -v x86_64-w64-mingw32-gcc >/dev/null 2>&1 && command -v wine >/dev/null 2>&1; then
	build_quietly windows -DCTOP_BENCH=ON
fi
python=/usr/bin/python3
[ -x $python ] || python=python3
exec "$python" "$root/bench/bench.py" "$root/build/release" "$@"
