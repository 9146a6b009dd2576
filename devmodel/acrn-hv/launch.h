/* SPDX-License-Identifier: BSD-3-Clause
 * launch.h: a VM that the hypervisor starts: the process of its script, and what becomes of it.
 */
#ifndef ACRN_HV_LAUNCH_H
#define ACRN_HV_LAUNCH_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "acrn-hv/console.h"
#include "base/child.h"
#include "base/error.h"
#include "base/loop.h"
#include "base/timer.h"

/* When a VM that has ended is started again. */
enum launch_restart {
	LAUNCH_ON_FAILURE, /* unless its guest has powered off */
	LAUNCH_ALWAYS,
	LAUNCH_NEVER,
};

/* From one crash to the start after it: at first, and never more. It doubles with each, and is the
 * first again for a VM that has run for longer than the longest. */
#define LAUNCH_DELAY_MS	    1000u
#define LAUNCH_DELAY_MAX_MS 30000u

struct launch_setup {
	struct loop *loop;
	const char *vm;	     /* its name */
	const char *script;  /* an executable's path */
	const char *console; /* the console's path */
	enum console_kind console_kind;
	enum launch_restart restart;
	void (*ended)(void *data); /* the process has; launch_is_up() tells whether it is over */
	void *data;
};

/* The caller's storage, which must stay where it is. */
struct launch {
	struct launch_setup setup;
	struct console *console;
	struct child child; /* fd is -1 while there is none */
	struct timer timer; /* of the next start */
	bool is_waiting;    /* for that */
	bool is_ending;	    /* no next start */
	unsigned delay;	    /* ms */
	int64_t settled;    /* a deadline: one that lives on counts as running well */
	unsigned starts;
};

/* Makes the console, and starts nothing. The setup is copied, what it points to outlives the
 * launch. False with an error; closing is fine then, too. */
bool launch_open(struct launch *launch, const struct launch_setup *setup, struct error *error);

/* Starts the VM; where that fails, it is as if it had ended at once. */
void launch_start(struct launch *launch);

/* Sends the process a signal, if there is one, and does not start it again. Signal 0 is none. */
void launch_end(struct launch *launch, int signal);

/* Whether there is a process, or is to be one. */
bool launch_is_up(const struct launch *launch);

/* What is left of it is killed. All zero is fine. */
void launch_close(struct launch *launch);

#endif
