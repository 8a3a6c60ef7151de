#!/bin/sh
# Captures what ctop reads of this machine into DIR, for ctop --root DIR and for the tests.
#
#   scripts/capture.sh DIR [PID...]
#
# Without pids every process is captured.  Environments are left out unless
# CAPTURE_ENVIRON=1, since they often hold secrets.  Look through the rest before
# you give it away: command lines, paths, user names and addresses are in it.
set -u

usage() {
	echo "usage: $0 DIR [PID...]" >&2
	exit 2
}

[ $# -ge 1 ] || usage
dir=$1
shift
case $dir in -*|'') usage ;; esac
if [ -e "$dir" ] && [ -n "$(ls -A "$dir" 2>/dev/null)" ]; then
	echo "$0: $dir is there and not empty" >&2
	exit 1
fi
mkdir -p "$dir/proc" "$dir/etc" || exit 1

# Files of /proc tell their size as 0, so they are read, not copied.  What may not be read stays away.
take() {
	[ -r "$1" ] || return 0
	mkdir -p "$(dirname "$dir$1")"
	cat "$1" >"$dir$1" 2>/dev/null || rm -f "$dir$1"
}

take_link() {
	target=$(readlink "$1" 2>/dev/null) || return 0
	ln -s "$target" "$dir$1"
}

take_task() {
	for file in stat status statm io cmdline cgroup oom_score oom_score_adj wchan schedstat \
	    smaps_rollup; do
		take "$1/$file"
	done
	[ "${CAPTURE_ENVIRON:-0}" = 1 ] && take "$1/environ"
	# Kernels without smaps_rollup; it is long where there are many mappings.
	[ -e "$1/smaps_rollup" ] || take "$1/smaps"
	take_link "$1/exe"
	take_link "$1/cwd"
	# Only how many there are matters.
	mkdir -p "$dir$1/fd"
	for fd in "$1"/fd/*; do
		case ${fd##*/} in '*') ;; *) : >"$dir$1/fd/${fd##*/}" ;; esac
	done
}

take_process() {
	[ -e "$1/stat" ] || return 0
	mkdir -p "$dir$1"
	take_task "$1"
	for task in "$1"/task/*; do
		tid=${task##*/}
		[ "$tid" = "${1##*/}" ] && continue
		[ -e "$task/stat" ] || continue
		mkdir -p "$dir$task"
		take_task "$task"
	done
	mkdir -p "$dir$1/task"
	# It may have ended while it was read: half a process is none.
	[ -s "$dir$1/stat" ] || rm -rf "${dir:?}$1"
}

for file in stat meminfo vmstat loadavg uptime pressure/cpu pressure/memory pressure/io \
    tty/drivers sys/kernel/hostname sys/kernel/osrelease sys/vm/min_free_kbytes; do
	take "/proc/$file"
done
for file in present possible online; do
	take "/sys/devices/system/cpu/$file"
done
for file in net/dev net/if_inet6 diskstats self/mountinfo; do
	take "/proc/$file"
done
for interface in /sys/class/net/*; do
	for file in ifindex flags mtu type operstate address broadcast speed duplex uevent; do
		take "$interface/$file"
	done
done
for block in /sys/class/block/*; do
	take "$block/partition"
	take "$block/dm/name"
done
if [ $# -gt 0 ]; then
	for pid; do take_process "/proc/$pid"; done
else
	for process in /proc/[0-9]*; do take_process "$process"; done
fi

# Names without passwords, homes and shells.
sed -n 's/^\([^:]*\):[^:]*:\([0-9]*\):\([0-9]*\):.*/\1:x:\2:\3::\/:/p' /etc/passwd >"$dir/etc/passwd"
{
	echo "page_size $(getconf PAGESIZE)"
	echo "clock_ticks $(getconf CLK_TCK)"
} >"$dir/machine"
