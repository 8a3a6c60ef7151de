#!/bin/sh
# Installs what is missing, builds ctop in every way that is tested and runs all tests:
#
#	scripts/test.sh [ctest options]
#
# The last lines are ctest's summary over all builds.  CTOP_FUZZ_SECONDS (60) is
# how long each fuzz target runs.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
# shellcheck source=scripts/build.sh
. "$root/scripts/build.sh"

# A test's answer must not depend on who runs it.
[ -n "${LC_ALL:-}" ] || export LC_ALL=C.UTF-8
export TERM="${TERM:-xterm-256color}"
unset XDG_CONFIG_HOME NO_COLOR COLUMNS LINES MAKEFLAGS
exec </dev/null

step() {
	echo "ctop: $*"
}

# Gathers the tests of all builds, so that one ctest runs them and sums up.
gather() {
	mkdir -p "$root/build/all"
	for preset in "$@"; do
		printf 'subdirs("%s/build/%s")\n' "$root" "$preset"
	done >"$root/build/all/CTestTestfile.cmake"
}

"$root/scripts/depends.sh" test
presets='release debug tsan clang'
# Where there is no mingw-w64 or Wine to be had, the rest is tested.
if "$root/scripts/depends.sh" windows --there; then
	presets="$presets windows"
else
	step "no mingw-w64 or no Wine here: ctop.exe is not tested"
fi
for preset in $presets; do
	step "building $preset"
	build_quietly "$preset" -DCTOP_TESTS=ON -DCTOP_BENCH=ON \
	    -DCTOP_FUZZ_SECONDS="${CTOP_FUZZ_SECONDS:-60}"
done
# shellcheck disable=SC2086 # a list of words
gather $presets
step "testing"
jobs=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
cd "$root/build/all"
# What hangs is a failure; nothing that works comes near the bound.
exec ctest --output-on-failure --timeout 600 --parallel "$jobs" "$@"
