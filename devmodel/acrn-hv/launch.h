/* SPDX-License-Identifier: BSD-3-Clause
 * launch.h: a VM that the hypervisor starts: the process of its script, and restarts.
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

/* The delay from a crash to the restart: the first one, and the longest. It doubles with each
 * crash, and is reset for a VM that has run for longer than the longest. */
#define LAUNCH_DELAY_MS	    1000u
#define LAUNCH_DELAY_MAX_MS 30000u

struct launch_setup {
	struct loop *loop;
	const char *vm;	     /* its name */
	const char *script;  /* an executable's path */
	const char *console; /* the console's path */
	enum console_kind console_kind;
	enum launch_restart restart;
	void (*on_end)(
		void *data); /* the process has ended; launch_is_up(): it will be restarted */
	void *data;
};

/* The caller's storage, which must stay where it is. */
struct launch {
	struct launch_setup setup;
	struct console *console;
	struct child child; /* fd is -1 while none is running */
	struct timer timer; /* of the next start */
	bool is_waiting;    /* for the next start */
	bool is_ending;	    /* no restart */
	unsigned delay;	    /* ms */
	int64_t settled;    /* a deadline: after it the delay is reset */
	unsigned starts;
};

/* Creates the console, and starts nothing. The setup is copied; what it points to must outlive the
 * launch. False with an error; launch_close() may follow. */
bool launch_open(struct launch *launch, const struct launch_setup *setup, struct error *error);

/* Starts the VM; a failure counts as an end at once. */
void launch_start(struct launch *launch);

/* Sends the process a signal, if it is running, and prevents a restart. Signal 0 is none. */
void launch_end(struct launch *launch, int signal);

/* Whether the process is running, or to be restarted. */
bool launch_is_up(const struct launch *launch);

/* Kills the process, if it is running. All zero is fine. */
void launch_close(struct launch *launch);

#endif
