/* SPDX-License-Identifier: BSD-3-Clause
 * control.h: the socket `control`: who asks the hypervisor for something, by the messages of
 * hv-control/protocol.h.
 */
#ifndef ACRN_HV_CONTROL_H
#define ACRN_HV_CONTROL_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/error.h"
#include "base/loop.h"
#include "hv-control/protocol.h"

/* So many may be connected at a time. Who comes then is hung up on: the devices need descriptors,
 * too. */
#define CONTROL_PEERS_MAX 256u

struct control;

/* Who is at the other end. */
struct control_peer;

/* What is asked for. None of these calls may close the control or a peer. */
struct control_handlers {
	/* A device model claims a device. False with the reason, which it is told. */
	bool (*claim)(void *data, struct control_peer *peer, const struct hv_control_claim *claim,
		      struct error *error);
	/* Somebody wants to know what there is: to be sent to `socket`. False if that fails. */
	bool (*list)(void *data, int socket);
	/* It has gone, or is sent away for what it said. */
	void (*left)(void *data, struct control_peer *peer);
	void *data;
};

/* Listens at `path`, with mode 0600; a socket that is there is of an earlier run. The handlers are
 * copied. NULL with an error. */
struct control *control_open(struct loop *loop, const char *path,
			     const struct control_handlers *handlers, struct error *error);

/* Hangs up on everybody, without telling the handlers. NULL is fine. */
void control_close(struct control *control);

/* The process that has connected. */
pid_t control_peer_pid(const struct control_peer *peer);

/* Tells a device model something. It is none of ours if it does not read that. */
void control_tell_hung_up(struct control_peer *peer, uint16_t vbdf);
void control_tell_powerdown(struct control_peer *peer);

/* Hangs up on it, without telling the handlers. */
void control_peer_close(struct control_peer *peer);

#endif
