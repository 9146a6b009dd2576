/* SPDX-License-Identifier: BSD-3-Clause
 * backend.h: hv-land at work: its memory, and its devices, each served to the VMM of its VM.
 *
 * VMs and devices are meant by their index in the table.
 */
#ifndef ACRN_HV_BACKEND_H
#define ACRN_HV_BACKEND_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/loop.h"
#include "hv-control/protocol.h"
#include "schema/static_config.h"

struct backend;

struct backend_setup {
	const struct cfg_table *table;
	struct loop *loop;
	const char *directory; /* in which each VM has one of its own, by its name */

	/* The VMM has given up this device while its VM is up. The backend is not to be called. */
	void (*hung_up)(void *data, uint32_t vm, uint16_t vbdf);
	void *data;
};

enum backend_device {
	BACKEND_ABSENT,	   /* nobody has claimed it, or its VM is down */
	BACKEND_WAITING,   /* for its VMM */
	BACKEND_CONNECTED, /* to it */
};

/* Provides the memory and puts hv-land on it, with all VMs down. The setup is copied, what it
 * points to must outlive the backend. NULL with an error. */
struct backend *backend_start(const struct backend_setup *setup, struct error *error);

/* NULL is fine. */
void backend_stop(struct backend *backend);

/* The VM's device model claims a device: from now on its VMM is waited for, at the path that
 * hv-control/protocol.h tells. The VM is up with its first claim. `vm` is the claim's. False with a
 * error that names the claim's and the table's side; then nothing has changed. */
bool backend_claim(struct backend *backend, uint32_t vm, const struct hv_control_claim *claim,
		   struct error *error);

/* The VM is down: its VMM is hung up on, its devices answer nobody, and those of a post-launched VM
 * are no more. Fine for one that is down. */
void backend_leave(struct backend *backend, uint32_t vm);

/* How a device of the table is doing, and where: the table's vBDF, or the claim's. */
enum backend_device backend_look(const struct backend *backend, uint32_t device, uint16_t *vbdf);

#endif
