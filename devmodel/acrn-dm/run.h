/* SPDX-License-Identifier: BSD-3-Clause
 * run.h: one VM from start to end.
 */
#ifndef ACRN_DM_RUN_H
#define ACRN_DM_RUN_H

#include <stdbool.h>

#include "acrn-dm/arguments.h"
#include "acrn-dm/string_list.h"
#include "base/error.h"

/* The status of a VM that could not go on, if QEMU itself exited with 0. */
#define RUN_STATUS_FAILED 1

/* Shows a warning to the user; the line has no line feed. */
typedef void run_warn(const char *line);

/* Checks the options of all devices. False with an error for what QEMU cannot provide. */
bool run_check(const struct arguments *arguments, struct error *error);

/* Starts the VM, provides its devices, and returns once it has ended. *status is QEMU's exit
 * status, or 128 plus the signal that ended it, or RUN_STATUS_FAILED. False with an error if the VM
 * could not be started or watched; then all that was created for it is removed. SIGINT and SIGHUP
 * power the guest off, SIGTERM or a second one ends the VM; they stay blocked. */
bool run_vm(const struct arguments *arguments, run_warn *warn, int *status, struct error *error);

/* The command line that run_vm() would start QEMU with, each argument quoted for a shell. QEMU is
 * not asked and KVM not tried: the line is for a QEMU with a vfio-user client, without KVM. The
 * monitor is omitted, because QEMU inherits it. */
bool run_plan(const struct arguments *arguments, run_warn *warn, struct string_list *quoted,
	      struct error *error);

#endif
