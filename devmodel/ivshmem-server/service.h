/* SPDX-License-Identifier: BSD-3-Clause
 * service.h: a worker's connection to its supervisor (ivshmem-server/supervisor.h).
 *
 * Both ends are a pair of SOCK_SEQPACKET sockets. A message of the worker is one character, which
 * is its kind, and a text; a descriptor goes with SERVICE_STORE. A message of the supervisor is one
 * character, a command. Without a supervisor these functions do nothing.
 */
#ifndef IVSHMEM_SERVER_SERVICE_H
#define IVSHMEM_SERVER_SERVICE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "ivshmem-server/fd_store.h"

/* The longest message, without a NUL: an error. */
#define SERVICE_MESSAGE_MAX (1 + sizeof(((struct error *)0)->text))

enum service_message {
	SERVICE_STORE = '+',  /* the text is the descriptor's name */
	SERVICE_REMOVE = '-', /* the text is the name of descriptors to be closed */
	SERVICE_READY = 'r',  /* the text is for the administrator */
	SERVICE_FAILED = 'f', /* the text is the reason, and the worker ends */
};

enum service_command {
	SERVICE_NONE = -1,
	SERVICE_ORPHANED = 0,	/* the supervisor has ended */
	SERVICE_START = 's',	/* the first one: nothing of the former worker is open elsewhere */
	SERVICE_STOP = 't',	/* send pending messages, disconnect, and end */
	SERVICE_HAND_OVER = 'h' /* store everything, and end */
};

struct service {
	bool has_supervisor;
	int supervisor;	       /* a socket */
	struct fd_store store; /* what the supervisor had for this worker */
};

/* The next command. With `is_waiting` it waits for one. */
enum service_command service_next_command(const struct service *service, bool is_waiting);

/* Takes the memory that the worker before has handed over for this region, or, for a memfd, that
 * service_keep() has stored; the caller closes it. -1: none. */
int service_take_memory(struct service *service, const char *region, bool is_memfd);

/* Stores the memory of a region for later runs, whatever ends this one, and removes it again. */
void service_keep(const struct service *service, int memory, const char *region);
void service_forget(const struct service *service, const char *region);

/* Stores a descriptor for the next worker under a name of that kind (ivshmem-server/fd_store.h). */
bool service_hand_over(const struct service *service, int fd, const char *name);

/* The last step of the start: `served` of `region_count` regions are; or why it failed. */
void service_notify_ready(const struct service *service, size_t served, size_t region_count);
void service_notify_failed(const struct service *service, const struct error *error);

#endif
