/* SPDX-License-Identifier: BSD-3-Clause
 * serve.h: the ivshmem devices of one VM, each with its region and its vfio-user server.
 */
#ifndef SERVE_H
#define SERVE_H

#include <stdbool.h>

#include "arguments.h"
#include "fault.h"
#include "loop.h"

struct served_device;

/* All zero serves nothing. */
struct served {
	struct served_device *devices;
	unsigned count;
	unsigned connected; /* how many have their client now */
	bool was_complete;  /* once all of them had */
	/* Called when the last one gets its client (true), and when one loses it. */
	void (*changed)(void *data, bool is_complete);
	void *data;
};

/* Opens or makes the regions of all dm-land devices of the command line. With `run_dir` their
 * servers listen in it, otherwise QEMU is to use the regions itself. On failure nothing is left. */
bool served_start(struct served *served, const struct arguments *arguments, const char *run_dir,
		  struct loop *loop, struct fault *fault);

/* Ends the servers, and closes the regions; they stay. With `is_failed` those that are new and that
 * nobody else has opened are removed. */
void served_stop(struct served *served, bool is_failed);

#endif
