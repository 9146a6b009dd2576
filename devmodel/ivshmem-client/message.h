/* SPDX-License-Identifier: BSD-3-Clause
 * message.h: the ivshmem server's protocol, version 0 (QEMU's docs/specs/ivshmem-spec): one
 * message.
 *
 * A message is a 64-bit number in little-endian order, and optionally a descriptor. Only the server
 * sends. A client receives, in this order: the version, the client's ID, MESSAGE_MEMORY with the
 * memory; then for every present peer its ID once a vector, with the vector's eventfd, and at the
 * end the same for the client itself. From then on the same for every peer that joins, and the ID
 * without a descriptor for one that leaves.
 */
#ifndef IVSHMEM_CLIENT_MESSAGE_H
#define IVSHMEM_CLIENT_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MESSAGE_VERSION	  0    /* the number of the first message */
#define MESSAGE_MEMORY	  (-1) /* the number of the one with the memory */
#define MESSAGE_PEER_MAX  65535
#define MESSAGE_SIZE	  8u
#define MESSAGE_PEERS_MAX (MESSAGE_PEER_MAX + 1)

struct message {
	int64_t number;
	int fd; /* -1: none. One that was received belongs to the receiver. */
};

enum message_result {
	MESSAGE_DONE,	/* sent, or received, as a whole */
	MESSAGE_WAIT,	/* not now: the socket is full, or has no more */
	MESSAGE_SHORT,	/* not now: too many descriptors are in flight (ETOOMANYREFS) */
	MESSAGE_END,	/* the other side has disconnected */
	MESSAGE_BROKEN, /* it has violated the protocol, or the socket has failed */
};

/* Sends one message. The descriptor stays the caller's. MESSAGE_DONE, WAIT, SHORT, END or BROKEN.
 */
enum message_result message_send(int socket, const struct message *message);

/* The received part of the next message. All zero except `fd`, which is -1, is empty. */
struct message_stream {
	unsigned char bytes[MESSAGE_SIZE];
	size_t have;
	int fd;
};

/* Receives what has come of one message, which may arrive in parts. MESSAGE_DONE, WAIT, END or
 * BROKEN: more than one descriptor came with a message, or one after its first byte. */
enum message_result message_receive(int socket, struct message_stream *stream,
				    struct message *message);

/* Discards an incomplete message. */
void message_stream_close(struct message_stream *stream);

#endif
