/* SPDX-License-Identifier: BSD-3-Clause
 * loop.h: the one poll loop of a process: file descriptors, and who is told about them.
 */
#ifndef BASE_LOOP_H
#define BASE_LOOP_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "base/error.h"

struct loop;

/* Told that `fd` is ready: `events` are EPOLLIN, EPOLLOUT, EPOLLHUP, EPOLLERR. It must not block.
 * It may add and remove any descriptor, its own too. */
typedef void loop_handler(void *data, int fd, uint32_t events);

/* A new loop, or NULL. The caller ends it with loop_free(), which closes none of the descriptors
 * that are watched. */
struct loop *loop_new(struct error *error);
void loop_free(struct loop *loop);

/* Watches `fd` for `events` until loop_remove(); `handler` and `data` must outlive that. */
bool loop_add(struct loop *loop, int fd, uint32_t events, loop_handler *handler, void *data,
	      struct error *error);

/* Changes what a watched descriptor is watched for. */
bool loop_change(struct loop *loop, int fd, uint32_t events, struct error *error);

/* Before the descriptor is closed. What was ready at the same time is not delivered any more. */
void loop_remove(struct loop *loop, int fd);

/* Takes in one who has connected to a listening socket, and says who it is: the caller closes the
 * new socket, which is non-blocking and closes on exec. -1 where nobody is there any more, or, with
 * EMFILE or ENFILE, where descriptors are short. Then it is hung up on, for else the loop would
 * tell of it again and again. */
int loop_accept(struct loop *loop, int listener, struct ucred *peer);

/* Tells handlers about ready descriptors until one calls loop_stop(); returns what it gave to that,
 * or -1 with an error. */
int loop_run(struct loop *loop, struct error *error);
void loop_stop(struct loop *loop, int status);

#endif
