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
build_quietly release
exec "$root/build/release/ctop" "$@"
