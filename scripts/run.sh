#!/bin/sh
# Installs what is missing, builds ctop and starts it:
#
#	scripts/run.sh [ctop options]
#
# The status is ctop's.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
# shellcheck source=scripts/build.sh
. "$root/scripts/build.sh"

"$root/scripts/depends.sh" run
# A directory that was made for the tests stays good for them.
if [ -e "$root/build/release/CMakeCache.txt" ]; then
	build_quietly release
else
	build_quietly release -DCTOP_TESTS=OFF -DCTOP_BENCH=OFF
fi
exec "$root/build/release/ctop" "$@"
