/* SPDX-License-Identifier: BSD-3-Clause
 * hypervisor.h: a stand-in for ACRN's hypervisor: hv-land, and the VMs of a table.
 */
#ifndef ACRN_HV_HYPERVISOR_H
#define ACRN_HV_HYPERVISOR_H

#include "acrn-hv/command.h"
#include "base/error.h"
#include "base/socket_directory.h"

/* Runs until a signal ends it and all VMs are down. False with an error if it cannot start. */
bool hypervisor_run(const struct command *command, const struct socket_directory *directory,
		    struct error *error);

#endif
