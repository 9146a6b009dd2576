/* SPDX-License-Identifier: BSD-3-Clause
 * runtime_directory.h: the directory of acrn-hv's sockets, and in it one for each VM, by its name.
 */
#ifndef ACRN_HV_RUNTIME_DIRECTORY_H
#define ACRN_HV_RUNTIME_DIRECTORY_H

#include <stdbool.h>

#include "base/error.h"
#include "schema/static_config.h"

struct home {
	const char *path;
	const struct cfg_table *table;
	int directory; /* locked; -1: there is none */
};

/* Makes the directories, as far as they are missing, for nobody else, and removes sockets and links
 * of an earlier run from those of VMs. False with an error, also where another acrn-hv runs or
 * where a VM's name is no file's; closing is fine then, too. Path and table must outlive the home.
 */
bool home_open(struct home *home, const char *path, const struct cfg_table *table,
	       struct error *error);

/* Removes those that are empty. */
void home_close(struct home *home);

#endif
