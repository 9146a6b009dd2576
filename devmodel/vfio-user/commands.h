/* SPDX-License-Identifier: BSD-3-Clause
 * commands.h: what each command of a client does, and what is answered.
 */
#ifndef VFIO_USER_COMMANDS_H
#define VFIO_USER_COMMANDS_H

#include <stddef.h>

#include "vfio-user/irqs.h"
#include "vfio-user/vfu.h"
#include "vfio-user/wire.h"

/* One client's state of the protocol. */
struct vfu_session {
	const struct vfu_function *function;
	struct vfu_irqs irqs;
	bool is_agreed; /* on the version: before that no other command is allowed */
};

/* Header and payload go out as they stand here. */
struct vfu_reply {
	struct vfu_header header;
	unsigned char payload[VFU_PAYLOAD_MAX];
	size_t payload_size;
	int fd; /* to go along, or -1; not ours */
};

_Static_assert(offsetof(struct vfu_reply, payload) == sizeof(struct vfu_header), "no gap");

enum vfu_outcome {
	VFU_SEND,    /* the reply is to be sent */
	VFU_QUIET,   /* the client wants none */
	VFU_HANG_UP, /* the client has broken the protocol */
	VFU_SEND_AND_HANG_UP,
};

/* Does what a message asks for and makes its reply. */
enum vfu_outcome vfu_command_run(struct vfu_session *session, struct vfu_message *message,
				 struct vfu_reply *reply);

#endif
