/* SPDX-License-Identifier: BSD-3-Clause
 * control.h: the socket `control`, with its clients: device models and `acrn-hv ps`, by the
 * messages of hv-control/protocol.h.
 */
#ifndef ACRN_HV_CONTROL_H
#define ACRN_HV_CONTROL_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/error.h"
#include "base/loop.h"
#include "hv-control/protocol.h"

/* So many may be connected at a time; further connections are closed. The devices need descriptors,
 * too. */
#define CONTROL_CLIENTS_MAX 256u

struct control;

/* One connection. */
struct control_client;

/* Requests. None of these calls may close the control or a client. */
struct control_handlers {
	/* A device model claims a device. False with the reason, which is sent to it. */
	bool (*claim)(void *data, struct control_client *client,
		      const struct hv_control_claim *claim, struct error *error);
	/* The device model of `vm`, which may be any text, has claimed all its devices. */
	void (*start)(void *data, struct control_client *client, const char *vm);
	/* `ps`: sends the answer to `socket`. False if that fails. */
	bool (*list)(void *data, int socket);
	/* The connection is about to be closed, by either side. */
	void (*on_close)(void *data, struct control_client *client);
	void *data;
};

/* Listens at `path`, with mode 0600, and replaces the socket of an earlier run. The handlers are
 * copied. NULL with an error. */
struct control *control_open(struct loop *loop, const char *path,
			     const struct control_handlers *handlers, struct error *error);

/* Closes all connections, without calling the handlers. NULL is fine. */
void control_close(struct control *control);

/* The process at the other end. */
pid_t control_client_pid(const struct control_client *client);

/* Messages to a device model; one that does not read them loses them. */
void control_send_disconnected(struct control_client *client, uint16_t vbdf);
void control_send_powerdown(struct control_client *client);
void control_send_missing(struct control_client *client, const char *regions);

/* Closes the connection, without calling the handlers. */
void control_client_close(struct control_client *client);

#endif
