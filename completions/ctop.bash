# bash completion for ctop; the lists are compared with ctop's tables by tests/test_docs.c

_ctop_columns="pid tgid ppid name cmdline exe cwd username uid euid gid egid status terminal
	session pgrp nice priority rt_priority policy num_threads cpu_percent
	cpu_time cpu_times_user cpu_times_system cpu_num create_time elapsed rss vms
	shared text data virtual peak_virtual paged_pool peak_paged_pool nonpaged_pool
	peak_nonpaged_pool peak_rss peak_vms rss_anon rss_file rss_shmem swap hugetlb
	uss pss swap_pss pss_anon pss_file pss_shmem private_clean private_dirty
	private_hugetlb shared_clean shared_dirty shared_hugetlb referenced lazyfree
	ksm footprint_age uss_delta
	uss_since_mark memory_percent minor_faults major_faults minor_fault_rate
	major_fault_rate ctx_switches ctx_switches_voluntary ctx_switches_involuntary read_count
	write_count read_bytes write_bytes read_chars write_chars read_rate
	write_rate other_count other_bytes other_rate num_handles num_fds cgroup
	container runtime service netns wchan oom_score oom_score_adj
	run_delay environ env:
	all"
_ctop_panel_columns="index kind isup operstate virtual duplex speed mtu flags link_percent
	recv_rate sent_rate history bytes_recv bytes_sent packets_recv
	packets_sent errin errout dropin dropout packets_recv_rate
	packets_sent_rate errin_rate errout_rate dropin_rate dropout_rate inet
	inet6 mac netns addrs major minor busy_percent read_count_rate
	write_count_rate wait queue in_flight read_time write_time
	read_merged_count write_merged_count busy_time fstype total used free
	percent space_age mountpoint
	display_name sub_state start_type num_procs memory incomplete since
	unit_file binpath description"

# what -o, -s and -f take with -g
_ctop_group_columns="group processes incomplete num_threads cpu_percent cpu_time cpu_times_user
	cpu_times_system rss vms shared text data virtual paged_pool nonpaged_pool
	rss_anon rss_file rss_shmem swap
	hugetlb uss pss swap_pss pss_anon pss_file pss_shmem private_clean
	private_dirty shared_clean shared_dirty private_hugetlb shared_hugetlb
	referenced lazyfree ksm uss_delta
	uss_since_mark memory_percent minor_faults major_faults minor_fault_rate
	major_fault_rate ctx_switches ctx_switches_voluntary ctx_switches_involuntary read_count
	write_count read_bytes write_bytes read_chars write_chars read_rate
	write_rate other_count other_bytes other_rate num_handles num_fds run_delay all"
_ctop_groups="user name cgroup service container runtime netns env:"

_ctop_list()
{
	# completes the last word of a comma-separated list; a sign before it is kept
	local head=${cur%"${cur##*,}"} word=${cur##*,} sign=
	case $word in
	[+-]*) sign=${word:0:1} word=${word:1} ;;
	esac
	COMPREPLY=($(compgen -P "$head$sign" -W "$1" -- "$word"))
	compopt -o nospace
}

_ctop()
{
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}

	# bash makes words of = and : in --name=value
	if [[ $cur == = ]]; then
		cur=
	elif [[ $prev == = && COMP_CWORD -ge 2 ]]; then
		prev=${COMP_WORDS[COMP_CWORD-2]}
	fi
	local columns=$_ctop_columns
	case " ${COMP_WORDS[*]} " in
	*" -g "* | *" --group "*) columns=$_ctop_group_columns ;;
	esac
	case $prev in
	-o | --columns) _ctop_list "$columns $_ctop_panel_columns" ;;
	-s | --sort)
		COMPREPLY=($(compgen -W "${columns%all} $_ctop_panel_columns" -- "$cur"))
		compopt -o nospace
		;;
	-f | --filter)
		COMPREPLY=($(compgen -W "$columns $_ctop_panel_columns" -- "$cur"))
		compopt -o nospace
		;;
	-g | --group)
		COMPREPLY=($(compgen -W "$_ctop_groups" -- "$cur"))
		compopt -o nospace
		;;
	-P | --panel) _ctop_list "process net disk service system" ;;
	-u | --user) COMPREPLY=($(compgen -u -- "$cur")) ;;
	-p | --pid) _ctop_list "$(ps -eo pid= 2>/dev/null)" ;;
	--format) COMPREPLY=($(compgen -W "table json csv" -- "$cur")) ;;
	--memtype) COMPREPLY=($(compgen -W "rss uss pss swap vms" -- "$cur")) ;;
	--color) COMPREPLY=($(compgen -W "auto always never" -- "$cur")) ;;
	--config) COMPREPLY=($(compgen -f -- "$cur")) ;;
	--root) COMPREPLY=($(compgen -d -- "$cur")) ;;
	-n | --iterations | -d | --delay | -l | --limit | --footprint-budget | --patience) ;;
	*)
		COMPREPLY=($(compgen -W "-b --batch -n --iterations -d --delay --format
			-J --json -P --panel -o --columns -s --sort -f --filter -g --group
			-u --user -p --pid -t --tree -H --threads -l --limit --memtype
			--footprint-budget --patience --root --config --no-config --color
			--readonly --list-columns --stats -h --help -V --version" -- "$cur"))
		;;
	esac
}

complete -F _ctop ctop
