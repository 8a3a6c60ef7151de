#!/bin/sh
# Formats all C sources as .clang-format says, or tells which are not:
#
#	scripts/format.sh [--check]
#
# Releases of clang-format differ in detail; the one of Debian 12 decides.  --check leaves with
# 1 and the places, or with 77 (ctest's word for skipped) where there is another one or none.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
release=14

is_the_one() {
	"$1" --version 2>/dev/null | grep -q "version $release\."
}

for format in "clang-format-$release" clang-format ''; do
	is_the_one "$format" && break
done
if [ -z "$format" ]; then
	echo "format.sh: no clang-format $release here" >&2
	exit 77
fi
case ${1:-} in
'') set -- -i ;;
--check) set -- --dry-run -Werror ;;
*)
	echo "format.sh: '$1' is no option; --check is" >&2
	exit 2
	;;
esac
cd "$root"
jobs=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
find bench src tests -name '*.[ch]' -print0 | xargs -0 -n 16 -P "$jobs" "$format" --style=file "$@"
