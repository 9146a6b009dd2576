/* SPDX-License-Identifier: BSD-3-Clause
 * serve.h: the ivshmem devices of one VM, each with its region and its vfio-user server.
 */
#ifndef ACRN_DM_SERVE_H
#define ACRN_DM_SERVE_H

#include <stdbool.h>

#include "acrn-dm/arguments.h"
#include "base/error.h"
#include "base/loop.h"
#include "base/socket_directory.h"

struct served_device;

struct served_setup {
	const struct arguments *arguments;
	const char *run_dir; /* where the devices listen for QEMU; NULL: they are QEMU's own */
	const struct socket_directory *server;
	struct loop *loop;

	/* Called when the last device gets its client (true), and when one loses it. */
	void (*changed)(void *data, bool is_complete);
	/* A line for the user. */
	void (*said)(void *data, const char *line);
	void *data;
};

/* All zero serves nothing. */
struct served {
	struct served_setup setup;
	struct served_device *devices;
	unsigned count;
	unsigned connected; /* how many have their client now */
	bool was_complete;  /* once all of them had */
};

/* Provides the regions of all dm-land devices of the command line: as a peer of ivshmem-server
 * where it serves them, which gives the devices notification, else by opening or making them. With
 * `run_dir` the devices' servers listen in it. The setup is copied, what it points to outlives the
 * devices. On failure nothing is left. */
bool served_start(struct served *served, const struct served_setup *setup, struct error *error);

/* Ends the servers, and closes the regions; they stay. With `is_failed` those that are new and that
 * nobody else has opened are removed. */
void served_stop(struct served *served, bool is_failed);

#endif
