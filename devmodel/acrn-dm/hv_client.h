/* SPDX-License-Identifier: BSD-3-Clause
 * hv_client.h: a VM's devices in hv-land, which acrn-hv serves to its QEMU.
 *
 * They are claimed over one connection, which lasts as long as the VM: hv-control/protocol.h has
 * what is said there. What acrn-hv says is believed in nothing.
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
	const struct socket_directory *directory; /* as hv_client_choose() has chosen it */
	struct loop *loop;

	/* QEMU has given up a device of the VM's. */
	void (*hung_up)(void *data);
	/* The guest is to power off. */
	void (*powered_down)(void *data);
	/* Nobody serves the devices any more, with a line for the user. It is the last call. */
	void (*gone)(void *data, const char *line);
	void *data;
};

/* All zero has no connection. It must stay where it is until hv_client_stop(). */
struct hv_client {
	struct hv_client_setup setup;
	int socket;
	bool is_connected;
};

/* Chooses acrn-hv's directory. With --ignore-unsupported there is none (an empty path) unless it
 * was named or has acrn-hv's socket: the VM then goes without its devices in hv-land. */
bool hv_client_choose(const struct arguments *arguments, struct socket_directory *directory,
		      struct error *error);

/* Claims the devices in hv-land, if there are any and a directory, and watches the connection from
 * then on. Waits for acrn-hv's answers, some seconds at most. The setup is copied. On failure there
 * is no connection. */
bool hv_client_start(struct hv_client *client, const struct hv_client_setup *setup,
		     struct error *error);

/* Ends the connection, and with it the devices: QEMU must be gone. Twice is fine. */
void hv_client_stop(struct hv_client *client);

/* False, with what to do about a device whose region nobody serves. */
bool hv_client_refuse(const struct device *device, const struct socket_directory *directory,
		      struct error *error);

#endif
