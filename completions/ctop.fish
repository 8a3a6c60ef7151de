# fish completion for ctop; the lists are compared with ctop's tables by tests/test_docs.c

set -l columns pid tgid ppid name cmdline exe cwd username uid euid gid egid status \
    terminal session pgrp nice priority rt_priority policy num_threads \
    cpu_percent cpu_time cpu_times_user cpu_times_system cpu_num create_time \
    elapsed rss vms shared text data virtual peak_virtual paged_pool \
    peak_paged_pool nonpaged_pool peak_nonpaged_pool peak_rss peak_vms rss_anon \
    rss_file \
    rss_shmem swap hugetlb uss pss swap_pss pss_anon pss_file pss_shmem \
    private_clean private_dirty private_hugetlb shared_clean shared_dirty \
    shared_hugetlb referenced lazyfree \
    ksm footprint_age uss_delta uss_since_mark memory_percent minor_faults \
    major_faults minor_fault_rate major_fault_rate ctx_switches ctx_switches_voluntary \
    ctx_switches_involuntary read_count write_count read_bytes write_bytes \
    read_chars write_chars read_rate write_rate other_count other_bytes other_rate \
    num_handles num_fds cgroup container runtime service \
    netns wchan oom_score oom_score_adj run_delay environ env: all \
    index kind isup operstate virtual duplex speed mtu flags \
    link_percent recv_rate sent_rate history bytes_recv bytes_sent \
    packets_recv packets_sent errin errout dropin dropout \
    packets_recv_rate packets_sent_rate errin_rate errout_rate \
    dropin_rate dropout_rate inet inet6 mac netns addrs major minor \
    busy_percent read_count_rate write_count_rate wait queue in_flight \
    read_time write_time read_merged_count write_merged_count busy_time \
    fstype total used free percent space_age mountpoint \
    display_name sub_state start_type num_procs memory incomplete since \
    unit_file binpath description
# what -o, -s and -f take with -g
set -l group_columns group processes incomplete num_threads cpu_percent cpu_time cpu_times_user \
    cpu_times_system rss vms shared text data virtual paged_pool nonpaged_pool \
    rss_anon rss_file rss_shmem swap \
    hugetlb uss pss swap_pss pss_anon pss_file pss_shmem private_clean \
    private_dirty shared_clean shared_dirty private_hugetlb shared_hugetlb \
    referenced lazyfree ksm uss_delta \
    uss_since_mark memory_percent minor_faults major_faults minor_fault_rate \
    major_fault_rate ctx_switches ctx_switches_voluntary ctx_switches_involuntary read_count \
    write_count read_bytes write_bytes read_chars write_chars read_rate \
    write_rate other_count other_bytes other_rate num_handles num_fds run_delay all

complete -c ctop -f
complete -c ctop -s b -l batch -d 'Print instead of drawing'
complete -c ctop -s n -l iterations -x -d 'Stop after N ticks'
complete -c ctop -s d -l delay -x -d 'Time between ticks, from 0.1'
complete -c ctop -l format -x -a "table json csv" -d 'Print as table, json or csv'
complete -c ctop -s J -l json -d 'The same as --format json'
complete -c ctop -s P -l panel -x -a "process net disk service system" -d 'Panels to open, or in batch to print: process, net, disk, service, system'
complete -c ctop -n "not __fish_contains_opt -s g group" -s o -l columns -x -a "$columns" -d 'Columns to show'
complete -c ctop -n "__fish_contains_opt -s g group" -s o -l columns -x -a "$group_columns" -d 'Columns to show'
complete -c ctop -n "not __fish_contains_opt -s g group" -s s -l sort -x -a "$columns" -d 'Sort by a column'
complete -c ctop -n "__fish_contains_opt -s g group" -s s -l sort -x -a "$group_columns" -d 'Sort by a column'
complete -c ctop -n "not __fish_contains_opt -s g group" -s f -l filter -x -a "$columns" -d 'Only processes that match, such as \'uss>100M and not username=root\''
complete -c ctop -n "__fish_contains_opt -s g group" -s f -l filter -x -a "$group_columns" -d 'Only processes that match, such as \'uss>100M and not username=root\''
complete -c ctop -s g -l group -x -a "user name cgroup service container runtime netns env:" -d 'Fold processes into groups with sums'
complete -c ctop -s u -l user -x -a "(__fish_complete_users)" -d 'Only processes of this effective user'
complete -c ctop -s p -l pid -x -a "(__fish_complete_pids)" -d 'Only these processes'
complete -c ctop -s t -l tree -d 'Arrange processes as a tree'
complete -c ctop -s H -l threads -d 'Show threads as rows'
complete -c ctop -s l -l limit -x -d 'Print at most so many rows'
complete -c ctop -l memtype -x -a "rss uss pss swap vms" -d 'What memory_percent is of'
complete -c ctop -l footprint-budget -x -d 'Percent of one CPU that reading uss, pss and their kin may take'
complete -c ctop -l patience -x -d 'How long batch waits for processes that do not answer'
complete -c ctop -l root -x -a "(__fish_complete_directories)" -d 'Read the machine below DIR'
complete -c ctop -l config -r -F -d 'Read and save this config file'
complete -c ctop -l no-config -d 'Read no config file'
complete -c ctop -l color -x -a "auto always never" -d 'When to use colours'
complete -c ctop -l readonly -d 'Allow no signals and no renice'
complete -c ctop -l list-columns -d 'List every column: key, unit, help, systems'
complete -c ctop -l stats -d 'Show what ctop itself cost, per source: reads, failures, time'
complete -c ctop -s h -l help -d 'Show this help'
complete -c ctop -s V -l version -d 'Show version, system and what was found at run time'
