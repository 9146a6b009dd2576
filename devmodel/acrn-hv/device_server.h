/* SPDX-License-Identifier: BSD-3-Clause
 * device_server.h: serves hv-land's memory and devices, each device to the VMM of its VM.
 *
 * VMs and devices are given by their index in the table.
 */
#ifndef ACRN_HV_DEVICE_SERVER_H
#define ACRN_HV_DEVICE_SERVER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/loop.h"
#include "hv-control/protocol.h"
#include "schema/static_config.h"

struct device_server;

struct device_server_setup {
	const struct cfg_table *table;
	struct loop *loop;
	const char *directory; /* with a directory for each VM, of its name */

	/* The VMM closed this device's connection while its VM is up. It must not call the server.
	 */
	void (*on_disconnect)(void *data, uint32_t vm, uint16_t vbdf);
	void *data;
};

enum device_state {
	DEVICE_ABSENT,	  /* not claimed, or its VM is down */
	DEVICE_WAITING,	  /* for its VMM */
	DEVICE_CONNECTED, /* to it */
};

/* Provides the memory and initialises hv-land, with all VMs down. The setup is copied; what it
 * points to must outlive the server. NULL with an error. */
struct device_server *device_server_start(const struct device_server_setup *setup,
					  struct error *error);

/* NULL is fine. */
void device_server_stop(struct device_server *server);

/* Handles a claim of `vm`'s device model: from now on the server listens for the VMM at the path of
 * hv-control/protocol.h. The VM is up with its first claim. False with an error that names the
 * claim's and the table's side; then nothing has changed. */
bool device_server_claim(struct device_server *server, uint32_t vm,
			 const struct hv_control_claim *claim, struct error *error);

/* The VM is down: disconnects its VMM, unbinds its devices, and destroys those of a post-launched
 * VM. The VM may be down already. */
void device_server_release(struct device_server *server, uint32_t vm);

/* The state of a device, and its vBDF: that of its claim, else of the table. */
enum device_state device_server_state(const struct device_server *server, uint32_t device,
				      uint16_t *vbdf);

#endif
