/* SPDX-License-Identifier: BSD-3-Clause
 * internal.h: the layers of a server, from the socket up: messages on the wire, interrupts and
 * regions of the function, the commands on them, and a client's connection.
 */
#ifndef VFIO_USER_INTERNAL_H
#define VFIO_USER_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>

#include "vfio-user/protocol.h"
#include "vfio-user/vfu.h"

/* A message with the descriptors that came along. They belong to the receiver: one that is kept is
 * replaced by -1, the others are closed by vfu_wire_finish(). */
struct vfu_message {
	struct vfu_header header;
	unsigned char payload[VFU_PAYLOAD_MAX];
	size_t payload_size;
	int fds[VFU_MESSAGE_FDS];
	unsigned fd_count;
};

/* A message, or the rest of one, that waits until the socket accepts more. */
struct vfu_output;

/* Messages over a stream socket that never blocks. */
struct vfu_wire {
	int fd;
	struct vfu_message message; /* the one that is being received, or is complete */
	size_t received;	    /* bytes of it, header and payload */
	struct vfu_output *outputs, **outputs_end;
	size_t waiting; /* bytes that the outputs take */
};

enum vfu_wire_result {
	VFU_WIRE_MORE,	  /* the message is incomplete */
	VFU_WIRE_MESSAGE, /* in `message`, until vfu_wire_finish() */
	VFU_WIRE_BROKEN,  /* closed, or not a message of the protocol: nothing more can be read */
};

/* Takes over the non-blocking socket `fd`, which vfu_wire_close() closes, with all that is left. */
void vfu_wire_open(struct vfu_wire *wire, int fd);
void vfu_wire_close(struct vfu_wire *wire);

/* Continues to receive, up to the end of one message. */
enum vfu_wire_result vfu_wire_receive(struct vfu_wire *wire);

/* Ends the message that was received: closes its descriptors and makes room for the next. */
void vfu_wire_finish(struct vfu_wire *wire);

/* Sends as much of a message as the socket accepts, and keeps the rest. `fd`, unless -1, goes with
 * its first byte and must stay open until the wire is closed. False when the connection is broken
 * or too much waits. */
bool vfu_wire_send(struct vfu_wire *wire, const void *bytes, size_t size, int fd);

/* Sends as much of what waits as the socket accepts. False when the connection is broken. */
bool vfu_wire_flush(struct vfu_wire *wire);

/* Whether something waits, so that the socket is to be watched for room. */
bool vfu_wire_has_output(const struct vfu_wire *wire);

#define VFU_VECTORS_MAX 2048u /* PCI's */

struct vfu_irq {
	int fd; /* the client's eventfd, which we close, or -1 */
	bool is_masked, is_pending;
};

/* The MSI-X vectors of a function, and the client's eventfds for them. */
struct vfu_irqs {
	struct vfu_irq *irqs;
	unsigned count;
};

/* Vectors without eventfds; false if memory is short. */
bool vfu_irqs_open(struct vfu_irqs *irqs, unsigned count);
void vfu_irqs_close(struct vfu_irqs *irqs);

/* Answers GET_IRQ_INFO for the kind of interrupts `info->index`. 0 or an errno value. */
int vfu_irqs_info(const struct vfu_irqs *irqs, struct vfu_irq_info *info);

/* Executes a SET_IRQS of at least sizeof(struct vfu_irq_set) bytes, and keeps the descriptors that
 * it attaches. 0, or an errno value and nothing is changed. */
int vfu_irqs_set(struct vfu_irqs *irqs, struct vfu_message *message);

/* Triggers the eventfd of a vector, or makes it pending while masked. Nothing happens for a vector
 * that does not exist or has no eventfd. */
void vfu_irqs_trigger(struct vfu_irqs *irqs, unsigned vector);

/* Clears what is pending. */
void vfu_irqs_clear_pending(struct vfu_irqs *irqs);

/* Answers GET_REGION_INFO for the region `info->index`; a region that does not exist has size 0.
 * `*fd` is the descriptor to map it from, or -1. 0 or an errno value. */
int vfu_region_info(const struct vfu_function *function, struct vfu_region_info *info, int *fd);

/* Reads or writes access->count bytes, at most VFU_TRANSFER_MAX. Configuration space and memory
 * accept any count, registers 1, 2, 4 and 8. 0 or an errno value. */
int vfu_region_read(const struct vfu_function *function, const struct vfu_access *access,
		    unsigned char *bytes);
int vfu_region_write(const struct vfu_function *function, const struct vfu_access *access,
		     const unsigned char *bytes);

/* One client's state of the protocol. */
struct vfu_session {
	const struct vfu_function *function;
	struct vfu_irqs irqs;
	bool is_agreed; /* on the version: before that no other command is allowed */
};

/* Header and payload are sent as they are here. */
struct vfu_reply {
	struct vfu_header header;
	unsigned char payload[VFU_PAYLOAD_MAX];
	size_t payload_size;
	int fd; /* to be sent along, or -1; not closed */
};

_Static_assert(offsetof(struct vfu_reply, payload) == sizeof(struct vfu_header), "no gap");

enum vfu_outcome {
	VFU_SEND,	/* the reply is to be sent */
	VFU_NO_ANSWER,	/* the client wants none */
	VFU_DISCONNECT, /* the client has violated the protocol */
	VFU_SEND_AND_DISCONNECT,
};

/* Executes the command of a message and fills in its reply. */
enum vfu_outcome vfu_command_run(struct vfu_session *session, struct vfu_message *message,
				 struct vfu_reply *reply);

/* One client of a function: its connection in the loop. */
struct vfu_client;

/* The client has disconnected or violated the protocol: it is to be freed, which may happen in the
 * call. */
typedef void vfu_client_ended(void *data);

/* Serves the function, which must outlive the client, at the non-blocking stream socket `fd`. The
 * call takes over the socket, and closes it when it fails. NULL with an error then. */
struct vfu_client *vfu_client_new(struct loop *loop, int fd, const struct vfu_function *function,
				  vfu_client_ended *ended, void *data, struct error *error);

/* Closes the socket and everything that came by it; calls on_connected() if it was called before.
 */
void vfu_client_free(struct vfu_client *client);

/* Whether the other end is closed, even if the loop has not reported it yet. */
bool vfu_client_is_disconnected(const struct vfu_client *client);

void vfu_client_trigger(struct vfu_client *client, unsigned vector);

#endif
