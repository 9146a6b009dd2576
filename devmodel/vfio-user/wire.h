/* SPDX-License-Identifier: BSD-3-Clause
 * wire.h: messages and their descriptors over a stream socket that never blocks.
 */
#ifndef VFIO_USER_WIRE_H
#define VFIO_USER_WIRE_H

#include <stdbool.h>
#include <stddef.h>

#include "vfio-user/protocol.h"

/* A message with the descriptors that came along. Those are ours: who keeps one sets its place to
 * -1, the others are closed by vfu_wire_finish(). */
struct vfu_message {
	struct vfu_header header;
	unsigned char payload[VFU_PAYLOAD_MAX];
	size_t payload_size;
	int fds[VFU_MESSAGE_FDS];
	unsigned fd_count;
};

/* What goes out and could not go at once. */
struct vfu_output;

struct vfu_wire {
	int fd;
	struct vfu_message message; /* the one that is being received, or is there */
	size_t received;	    /* bytes of it, header and payload */
	struct vfu_output *outputs, **outputs_end;
	size_t waiting; /* bytes that the outputs take */
};

enum vfu_wire_result {
	VFU_WIRE_MORE,	  /* no whole message yet */
	VFU_WIRE_MESSAGE, /* in `message`, until vfu_wire_finish() */
	VFU_WIRE_BROKEN,  /* closed, or no message of the protocol: nothing more can be read */
};

/* Takes the non-blocking socket `fd`, which vfu_wire_close() closes with all that is left. */
void vfu_wire_open(struct vfu_wire *wire, int fd);
void vfu_wire_close(struct vfu_wire *wire);

/* Reads on, up to the end of one message. */
enum vfu_wire_result vfu_wire_receive(struct vfu_wire *wire);

/* Ends the message that was received: closes its descriptors and makes room for the next. */
void vfu_wire_finish(struct vfu_wire *wire);

/* Sends a message as far as the socket takes it, keeps the rest. `fd`, unless -1, goes with its
 * first byte and must stay open until the wire is closed. False when the connection is broken or
 * too much waits. */
bool vfu_wire_send(struct vfu_wire *wire, const void *bytes, size_t size, int fd);

/* Sends what waits, as far as the socket takes it. False when the connection is broken. */
bool vfu_wire_flush(struct vfu_wire *wire);

/* Whether something waits, so that the socket is to be watched for room. */
bool vfu_wire_has_output(const struct vfu_wire *wire);

#endif
