/* SPDX-License-Identifier: BSD-3-Clause
 * monitor.h: QEMU's monitor, by which its guest is told to power off.
 *
 * It speaks QMP over a pair of sockets, one of which QEMU inherits. Nothing waits for QEMU, and
 * nothing that it says is listened to.
 */
#ifndef ACRN_DM_MONITOR_H
#define ACRN_DM_MONITOR_H

#include <stdbool.h>

#include "base/child.h"
#include "base/error.h"
#include "base/loop.h"

/* All zero is closed. It must stay where it is until monitor_close(). */
struct monitor {
	struct loop *loop; /* NULL: closed */
	int fd;		   /* -1: QEMU has hung up, or does not read */
	int engine_fd;	   /* QEMU's, above 2; 0 once it has it */
};

bool monitor_open(struct monitor *monitor, struct loop *loop, struct error *error);

/* Starts QEMU, whose command line names `engine_fd`; no other child ever has that. */
bool monitor_start(struct monitor *monitor, char *const argv[], struct child *child,
		   struct error *error);

/* Presses the guest's power button; what comes of that is up to the guest. False if QEMU cannot be
 * told. */
bool monitor_power_off(struct monitor *monitor);

/* Twice is fine. */
void monitor_close(struct monitor *monitor);

#endif
