/* SPDX-License-Identifier: BSD-3-Clause
 * runtime_directory.h: the directory of acrn-hv's sockets, with one for each VM, of its name.
 */
#ifndef ACRN_HV_RUNTIME_DIRECTORY_H
#define ACRN_HV_RUNTIME_DIRECTORY_H

#include <stdbool.h>

#include "base/error.h"
#include "schema/static_config.h"

struct runtime_directory {
	const char *path;
	const struct cfg_table *table;
	int directory; /* locked; -1: closed */
};

/* Creates missing directories, with mode 0700, and removes sockets and links of an earlier run from
 * those of VMs. False with an error, also if another acrn-hv uses the directory, or if a VM's name
 * is not usable; runtime_directory_close() may follow. Path and table must outlive it. */
bool runtime_directory_open(struct runtime_directory *runtime, const char *path,
			    const struct cfg_table *table, struct error *error);

/* Removes the directories that are empty. */
void runtime_directory_close(struct runtime_directory *runtime);

#endif
