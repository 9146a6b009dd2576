/* SPDX-License-Identifier: BSD-3-Clause
 * monitor.h: QEMU's monitor, for power-off requests to the guest.
 *
 * It speaks QMP over a pair of sockets, one of which QEMU inherits. Nothing waits for QEMU, and its
 * answers are discarded.
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
	int fd;		   /* -1: QEMU has closed its end, or does not read */
	int qemu_fd;	   /* for QEMU to inherit; 0 once QEMU is started */
};

bool monitor_open(struct monitor *monitor, struct loop *loop, struct error *error);

/* Starts QEMU as child_start() does, whose command line names `qemu_fd`; no other child inherits
 * that. */
bool monitor_start(struct monitor *monitor, char *const argv[], const struct child_setup *setup,
		   struct child *child, struct error *error);

/* Presses the guest's power button; the guest may ignore that. False if the request cannot be
 * sent. */
bool monitor_power_off(struct monitor *monitor);

/* May be called twice. */
void monitor_close(struct monitor *monitor);

#endif
