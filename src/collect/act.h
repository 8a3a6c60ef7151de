/*
 * Actions on processes: signal and renice, through the seam.
 *
 * act_open pins {pid, start} before the user is asked, so that a stranger who
 * got the pid meanwhile is never touched.  None of these calls waits.
 */
#ifndef CTOP_COLLECT_ACT_H
#define CTOP_COLLECT_ACT_H

#include "collect.h"

struct act_target {
	struct proc_id id;
	intptr_t handle;	/* -1: could not be opened */
	enum act_result result; /* of opening, then of the last action */
	int error;		/* errno of ACT_FAILED */
};

void act_open(const struct collector *, struct proc_id, struct act_target *);
void act_close(const struct collector *, struct act_target *);
enum act_result act_signal(const struct collector *, struct act_target *, int signo);
enum act_result act_renice(const struct collector *, struct act_target *, int nice);
/* "pid 12: permission denied" and so on: one sentence for a person. */
void act_explain(const struct act_target *, char *buf, size_t len);
/* Signals this system knows, ends with a NULL name; NULL: none can be sent. */
const struct signal_name *act_signals(const struct collector *);
bool act_can_renice(const struct collector *);

#endif
