# shellcheck shell=sh
# Sourced by run.sh and test.sh with $root set: builds that speak up only when they fail.

# build_quietly NAME [cmake options]: configures the preset NAME and builds it in build/NAME.
build_quietly() {
	preset=$1
	shift
	# shellcheck disable=SC2154 # root is theirs
	mkdir -p "$root/build"
	log=$root/build/$preset.log
	if ! build_preset "$@" >"$log" 2>&1 </dev/null; then
		cat "$log" >&2
		echo "ctop: the $preset build failed (the output above is in $log)" >&2
		return 1
	fi
}

build_preset() {
	# A directory configured before keeps the generator it has.
	if [ ! -e "$root/build/$preset/CMakeCache.txt" ]; then
		set -- -G Ninja "$@"
	fi
	(cd "$root" && cmake --preset "$preset" "$@" && cmake --build --preset "$preset")
}
