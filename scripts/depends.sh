#!/bin/sh
# Installs what is missing to build and run ctop, or to test it.
#
#	scripts/depends.sh run|test|windows [--list|--there]
#
# windows is what ctop.exe is built and tested with; test includes it.  Nothing is asked of the
# network when nothing is missing.  --list only names the packages that would be installed,
# --there only tells by its status whether something is missing.
set -eu

# What is needed, one row each: the set, how to see that it is there, and the
# packages that bring it (several joined with "+"; "-": comes with the system, or is not to
# be had there and not needed).
#
# Checks: cmd:NAME a command; pc:NAME a pkg-config module; py:NAME a Python
# module; use:NAME a function below, use_NAME.
table() {
	cat <<'ROWS'
#set  check            debian             fedora              arch           alpine          opensuse            brew        freebsd
run   use:compiler     gcc+libc6-dev      gcc+glibc-devel     gcc            gcc+musl-dev    gcc+glibc-devel     -           -
run   cmd:cmake        cmake              cmake               cmake          cmake           cmake               cmake       cmake
run   cmd:ninja        ninja-build        ninja-build         ninja          samurai         ninja               ninja       ninja
run   cmd:pkg-config   pkg-config         pkgconf-pkg-config  pkgconf        pkgconf         pkgconf-pkg-config  pkgconf     pkgconf
run   pc:ncursesw      libncurses-dev     ncurses-devel       ncurses        ncurses-dev     ncurses-devel       ncurses     -
run   use:terminfo     ncurses-base       ncurses-base        ncurses        ncurses-terminfo-base  terminfo-base  -         -
run   pc:libbsd        libbsd-dev         libbsd-devel        libbsd         libbsd-dev      libbsd-devel        -           -
test  pc:check         check              check-devel         check          check-dev       check-devel         check       check
test  pc:vterm         libvterm-dev       libvterm-devel      libvterm       libvterm-dev    libvterm-devel      libvterm    libvterm
test  cmd:clang        clang              clang               clang          clang           clang               -           -
test  cmd:clang-format clang-format       clang-tools-extra   clang          clang-extra-tools  clang           clang-format -
test  use:fuzzer       @fuzzer            compiler-rt         compiler-rt    compiler-rt     -                   -           -
test  use:sanitizers   -                  libasan+libubsan+libtsan  -        -               -                   -           -
test  cmd:valgrind     valgrind           valgrind            valgrind       valgrind        valgrind            -           valgrind
test  use:valgrind     libc6-dbg          -                   -              musl-dbg        -                   -           -
test  cmd:strace       strace             strace              strace         strace          strace              -           -
test  use:ps           procps             procps-ng           procps-ng      procps          procps              -           -
test  cmd:setpriv      util-linux         util-linux          util-linux     setpriv         util-linux          -           -
test  cmd:unshare      util-linux         util-linux          util-linux     util-linux-misc util-linux          -           -
test  cmd:prlimit      util-linux         util-linux-core     util-linux     util-linux-misc util-linux          -           -
test  cmd:ip           iproute2           iproute             iproute2       iproute2        iproute2            -           -
test  cmd:findmnt      util-linux         util-linux-core     util-linux     findmnt         util-linux          -           -
test  cmd:losetup      mount              util-linux-core     util-linux     losetup         util-linux          -           -
test  cmd:mkfs.ext4    e2fsprogs          e2fsprogs           e2fsprogs      e2fsprogs       e2fsprogs           -           -
test  cmd:systemctl    systemd            systemd             systemd        -               systemd             -           -
test  cmd:dbus-daemon  dbus               dbus-daemon         dbus           dbus            dbus-1-daemon       -           -
test  cmd:mandoc       mandoc             mandoc              mandoc         mandoc          mandoc              mandoc      -
test  cmd:python3      python3            python3             python         python3         python3             python      python3
test  py:psutil        python3-psutil     python3-psutil      python-psutil  py3-psutil      python3-psutil      -           py311-psutil
win   use:mingw        gcc-mingw-w64-x86-64  mingw64-gcc+mingw64-winpthreads-static  mingw-w64-gcc  mingw-w64-gcc  -  mingw-w64  -
win   use:wine         wine+wine64        wine-core           wine           wine            -                   -           -
win   cmd:flock        util-linux         util-linux-core     util-linux     flock           util-linux          -           -
win   cmd:tmux         tmux               tmux                tmux           tmux            tmux                -           -
ROWS
}

say() {
	printf '%s\n' "$*" >&2
}

use_compiler() {
	probe '#include <stdio.h>
int main(void) { return puts("") < 0; }' "${CC:-cc}"
}

use_fuzzer() {
	probe '#include <stddef.h>
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size) { return data == NULL && size > 0; }' \
	    clang -fsanitize=fuzzer,address
}

use_sanitizers() {
	probe 'int main(void) { return 0; }' "${CC:-cc}" -fsanitize=address,undefined &&
	    probe 'int main(void) { return 0; }' "${CC:-cc}" -fsanitize=thread
}

# Threads are linked in: no DLL of theirs goes with the program.
use_mingw() {
	for compiler in x86_64-w64-mingw32-gcc-posix x86_64-w64-mingw32-gcc; do
		command -v "$compiler" >/dev/null 2>&1 && break
	done
	probe '#include <pthread.h>
int main(void) { return pthread_self() == 0; }' "$compiler" -static
}

use_wine() {
	[ -x /usr/lib/wine/wine64 ] || command -v wine64 >/dev/null 2>&1 ||
	    command -v wine >/dev/null 2>&1
}

# The tests name these terminals; minimal systems have no descriptions at all.
use_terminfo() {
	for dir in /usr/share/terminfo /lib/terminfo /etc/terminfo; do
		[ -e "$dir/x/xterm" ] && return 0
	done
	return 1
}

# busybox has a ps, a free and a top, too; the tests compare with procps.
use_ps() {
	case $(ps --version 2>/dev/null) in
	*procps*) return 0 ;;
	esac
	return 1
}

# Valgrind wants the symbols of the dynamic loader.
use_valgrind() {
	command -v valgrind >/dev/null 2>&1 && valgrind -q /bin/true >/dev/null 2>&1
}

# Does this program compile and link with this compiler?
probe() (
	source_text=$1
	shift
	command -v "$1" >/dev/null 2>&1 || exit 1
	dir=$(mktemp -d) || exit 1
	trap 'rm -rf "$dir"' EXIT
	printf '%s\n' "$source_text" >"$dir/probe.c"
	"$@" -o "$dir/probe" "$dir/probe.c" >/dev/null 2>&1
)

is_there() {
	case $1 in
	cmd:*) command -v "${1#cmd:}" >/dev/null 2>&1 ;;
	pc:*) command -v pkg-config >/dev/null 2>&1 && pkg-config --exists "${1#pc:}" ;;
	py:*)
		# A python of the user's own may come first in PATH; ours is any that has the module.
		/usr/bin/python3 -c "import ${1#py:}" 2>/dev/null ||
		    python3 -c "import ${1#py:}" 2>/dev/null
		;;
	use:*) "use_${1#use:}" ;;
	esac
}

# The column of the table for this system, by its package manager: derivatives come along.
system_name() {
	case $(uname -s) in
	Darwin) echo brew; return ;;
	FreeBSD) echo freebsd; return ;;
	esac
	for pair in apt-get:debian dnf:fedora pacman:arch apk:alpine zypper:opensuse; do
		if command -v "${pair%:*}" >/dev/null 2>&1; then
			echo "${pair#*:}"
			return
		fi
	done
	echo unknown
}

# Debian carries the version of clang in the name of its runtime.
package_name() {
	case $1 in
	@fuzzer)
		version=$(apt-cache depends clang 2>/dev/null |
		    sed -n 's/.*Depends: clang-\([0-9][0-9]*\)$/\1/p' | head -n 1)
		if apt-cache show "libclang-rt-$version-dev" >/dev/null 2>&1; then
			echo "libclang-rt-$version-dev"
		else
			echo "libclang-common-$version-dev"
		fi
		;;
	*) echo "$1" | tr '+' ' ' ;;
	esac
}

# Packages missing for the sets given, on one line.
missing() {
	sets=$1 system=$2
	table | while read -r set check debian fedora arch alpine opensuse brew freebsd; do
		case " $sets " in *" $set "*) ;; *) continue ;; esac
		case $system in
		debian) package=$debian ;;
		fedora) package=$fedora ;;
		arch) package=$arch ;;
		alpine) package=$alpine ;;
		opensuse) package=$opensuse ;;
		brew) package=$brew ;;
		freebsd) package=$freebsd ;;
		*) package=$check ;;
		esac
		[ "$package" = - ] && continue
		is_there "$check" </dev/null || package_name "$package" | tr ' ' '\n'
	done | sort -u | tr '\n' ' '
}

# Is everything there, also what this system has no package for?
all_there() {
	sets=$1
	table | while read -r set check _; do
		case " $sets " in *" $set "*) ;; *) continue ;; esac
		is_there "$check" </dev/null || exit 1
	done
}

as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	elif command -v sudo >/dev/null 2>&1; then
		say "ctop: installing needs root, asking sudo"
		sudo "$@"
	elif command -v doas >/dev/null 2>&1; then
		say "ctop: installing needs root, asking doas"
		doas "$@"
	else
		say "ctop: not root, and neither sudo nor doas is here; as root, run: $*"
		exit 1
	fi
}

apt() {
	as_root env DEBIAN_FRONTEND=noninteractive apt-get -q "$@" >&2
}

install_debian() {
	apt install -y --no-install-recommends "$@" && return 0
	# The lists are too old to fetch by.
	apt update
	apt install -y --no-install-recommends "$@"
}

install_packages() {
	system=$1
	shift
	case $system in
	debian) install_debian "$@" ;;
	fedora) as_root dnf -y --setopt=install_weak_deps=False install "$@" >&2 ;;
	arch) as_root pacman -Sy --needed --noconfirm "$@" >&2 ;;
	alpine) as_root apk add "$@" >&2 ;;
	opensuse) as_root zypper --non-interactive install --no-recommends "$@" >&2 ;;
	brew) brew install "$@" >&2 ;;
	freebsd) as_root env ASSUME_ALWAYS_YES=yes pkg install "$@" >&2 ;;
	*)
		say "ctop: no package manager known here; install by hand what brings: $*"
		exit 1
		;;
	esac
}

main() {
	case ${1:-} in
	run) sets=run ;;
	test) sets='run test win' ;;
	windows) sets=win ;;
	*)
		say "usage: scripts/depends.sh run|test|windows [--list|--there]"
		exit 2
		;;
	esac
	if [ "${2:-}" = --there ]; then
		all_there "$sets"
		return
	fi
	system=$(system_name)
	packages=$(missing "$sets" "$system")
	[ -z "$packages" ] && return 0
	# A bare image comes without lists of packages; names depend on what they say.
	if [ "$system" = debian ] && ! apt-cache show cmake >/dev/null 2>&1; then
		apt update
		packages=$(missing "$sets" "$system")
	fi
	if [ "${2:-}" = --list ]; then
		printf '%s\n' "$packages"
		return 0
	fi
	say "ctop: installing $packages"
	# shellcheck disable=SC2086 # a list of words
	install_packages "$system" $packages
	packages=$(missing "$sets" "$system")
	if [ -n "$packages" ]; then
		say "ctop: still missing after installing: $packages"
		exit 1
	fi
}

main "$@"
