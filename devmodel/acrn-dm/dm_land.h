/* SPDX-License-Identifier: BSD-3-Clause
 * dm_land.h: the ivshmem devices of one VM whose regions are in dm-land, each with its vfio-user
 * server.
 */
#ifndef ACRN_DM_DM_LAND_H
#define ACRN_DM_DM_LAND_H

#include <stdbool.h>

#include "acrn-dm/arguments.h"
#include "base/error.h"
#include "base/loop.h"
#include "base/socket_directory.h"

struct dm_land_device;

struct dm_land_setup {
	const struct arguments *arguments;
	const char *run_dir; /* of the devices' sockets; NULL: with QEMU's own devices */
	const struct socket_directory *server;
	struct loop *loop;

	/* The last device got its client (true), or a device lost its client. */
	void (*on_change)(void *data, bool is_complete);
	/* A line for the user. */
	void (*on_log)(void *data, const char *line);
	void *data;
};

/* All zero has no devices. */
struct dm_land {
	struct dm_land_setup setup;
	struct dm_land_device *devices;
	unsigned count;
	unsigned connected_count; /* devices with a client */
	bool was_complete;	  /* all devices had a client at some time */
};

/* Provides the regions of all dm-land devices of the command line: as a peer of ivshmem-server
 * where it serves the region, which gives the device notification, else by opening or creating it.
 * With `run_dir` the devices' servers listen there. The setup is copied; what it points to must
 * outlive the devices. On failure all that was created is removed. */
bool dm_land_start(struct dm_land *land, const struct dm_land_setup *setup, struct error *error);

/* Whether all regions are complete, for a VM that has failed to access memory: false if on_log()
 * was called for one that is not. Regions that QEMU's own devices have from a server are not known.
 */
bool dm_land_check(const struct dm_land *land);

/* Ends the servers, and closes the regions, which stay. With `is_failed` new regions that no other
 * process has open are removed. */
void dm_land_stop(struct dm_land *land, bool is_failed);

#endif
