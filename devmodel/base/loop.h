/* SPDX-License-Identifier: BSD-3-Clause
 * loop.h: the one poll loop of a process: file descriptors and their handlers.
 */
#ifndef BASE_LOOP_H
#define BASE_LOOP_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "base/error.h"

struct loop;

/* Called when `fd` is ready: `events` are EPOLLIN, EPOLLOUT, EPOLLHUP, EPOLLERR. It must not block.
 * It may add and remove any descriptor, including `fd`. */
typedef void loop_handler(void *data, int fd, uint32_t events);

/* A new loop, or NULL. The caller frees it with loop_free(), which does not close the watched
 * descriptors. */
struct loop *loop_new(struct error *error);
void loop_free(struct loop *loop);

/* Watches `fd` for `events` until loop_remove(); `handler` and `data` must outlive that. */
bool loop_add(struct loop *loop, int fd, uint32_t events, loop_handler *handler, void *data,
	      struct error *error);

/* Changes what a watched descriptor is watched for. */
bool loop_change(struct loop *loop, int fd, uint32_t events, struct error *error);

/* To be called before the descriptor is closed. Pending events of it are dropped. */
void loop_remove(struct loop *loop, int fd);

/* Accepts a connection to a listening socket, and sets *peer to its other end: the caller closes
 * the new socket, which is non-blocking and closes on exec. -1 with errno if there is none, or,
 * with EMFILE or ENFILE, if descriptors are short. Then the connection is closed, because otherwise
 * the loop would report it forever. */
int loop_accept(struct loop *loop, int listener, struct ucred *peer);

/* Calls the handlers of ready descriptors until one calls loop_stop(); returns the status given to
 * that, or -1 with an error. */
int loop_run(struct loop *loop, struct error *error);
void loop_stop(struct loop *loop, int status);

#endif
