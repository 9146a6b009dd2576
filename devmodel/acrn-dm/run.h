/* SPDX-License-Identifier: BSD-3-Clause
 * run.h: one VM from start to end.
 */
#ifndef ACRN_DM_RUN_H
#define ACRN_DM_RUN_H

#include <stdbool.h>

#include "acrn-dm/arguments.h"
#include "acrn-dm/argv.h"
#include "base/error.h"

/* Of a VM that had to be stopped, and whose QEMU says that all was well. */
#define RUN_STATUS_BROKEN 1

/* Shows a line to the user; it has no line feed. */
typedef void run_say(const char *line);

/* Looks at what devices are told: false with an error where QEMU could not be given it. */
bool run_check(const struct arguments *arguments, struct error *error);

/* Starts the VM, serves its devices, and returns once it has ended. *status is QEMU's exit status,
 * or 128 and the signal that ended it, or RUN_STATUS_BROKEN. False with an error when the VM could
 * not be started, or could not be watched any more; then nothing that was made for it is left.
 * SIGINT and SIGHUP have the guest power off, SIGTERM or a second one ends the VM; they are blocked
 * from then on. */
bool run_vm(const struct arguments *arguments, run_say *say, int *status, struct error *error);

/* The command line that run_vm() would start QEMU with, its words quoted for a shell. What only a
 * trial can tell is taken for the best: that QEMU has a vfio-user client, and no KVM. The monitor
 * is left out, which QEMU would have to inherit. */
bool run_plan(const struct arguments *arguments, run_say *say, struct argv *quoted,
	      struct error *error);

#endif
