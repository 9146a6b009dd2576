/* SPDX-License-Identifier: BSD-3-Clause
 * hypervisor.h: what stands for ACRN's hypervisor: hv-land, and the VMs of a table.
 */
#ifndef HYPERVISOR_H
#define HYPERVISOR_H

#include "command.h"
#include "fault.h"
#include "socket_directory.h"

/* Runs until a signal ends it, and all VMs are down. False with a fault if it could not be started.
 */
bool hypervisor_run(const struct command *command, const struct socket_directory *directory,
		    struct fault *fault);

#endif
