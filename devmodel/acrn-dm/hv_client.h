/* SPDX-License-Identifier: BSD-3-Clause
 * hv_client.h: claims a VM's devices in hv-land from acrn-hv, which serves them to QEMU.
 *
 * One connection carries all claims and lasts as long as the VM; hv-control/protocol.h has the
 * messages. acrn-hv's messages are treated as untrusted input.
 */
#ifndef ACRN_DM_HV_CLIENT_H
#define ACRN_DM_HV_CLIENT_H

#include <stdbool.h>

#include "acrn-dm/arguments.h"
#include "base/error.h"
#include "base/loop.h"
#include "base/socket_directory.h"

struct hv_client_setup {
	const struct arguments *arguments;
	const struct socket_directory *directory; /* from hv_client_choose() */
	struct loop *loop;

	/* QEMU closed the connection of one of the VM's devices. */
	void (*on_disconnect)(void *data);
	/* acrn-hv asks for the guest to power off. */
	void (*on_power_down)(void *data);
	/* A line for the user. */
	void (*on_log)(void *data, const char *line);
	/* acrn-hv no longer serves the devices; `line` is for the user. It is the last call, and
	 * not made for a VM that has none. */
	void (*on_lost)(void *data, const char *line);
	void *data;
};

/* All zero has no connection. It must stay where it is until hv_client_stop(). */
struct hv_client {
	struct hv_client_setup setup;
	int socket;
	bool is_connected;
	bool has_claimed;
};

/* Chooses acrn-hv's directory. With --ignore-unsupported it is empty unless it was named or has
 * acrn-hv's socket: the VM then has no devices in hv-land. */
bool hv_client_choose(const struct arguments *arguments, struct socket_directory *directory,
		      struct error *error);

/* Claims the devices in hv-land, unless the directory is empty, and watches the connection from
 * then on. Waits for acrn-hv's answers, 5 seconds each at most. A VM without such devices only says
 * that it starts, if acrn-hv is there, and does not wait. The setup is copied. On failure there is
 * no connection. */
bool hv_client_start(struct hv_client *client, const struct hv_client_setup *setup,
		     struct error *error);

/* Ends the connection, and with it the devices: QEMU must have ended. May be called twice. */
void hv_client_stop(struct hv_client *client);

/* Sets the error for a device whose region no acrn-hv serves; returns false. */
bool hv_client_reject(const struct dm_device *device, const struct socket_directory *directory,
		      struct error *error);

#endif
