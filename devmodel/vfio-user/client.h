/* SPDX-License-Identifier: BSD-3-Clause
 * client.h: one client of a function: its connection in the loop, from hello to goodbye.
 */
#ifndef VFIO_USER_CLIENT_H
#define VFIO_USER_CLIENT_H

#include "base/loop.h"
#include "vfio-user/vfu.h"

struct vfu_client;

/* The client is gone or was found to break the protocol: it is to be freed, which may happen in the
 * call. */
typedef void vfu_client_gone(void *data);

/* Serves the function, which must outlive the client, at the non-blocking stream socket `fd`. The
 * socket is the client's from now on, and closed when this fails. NULL with an error then. */
struct vfu_client *vfu_client_new(struct loop *loop, int fd, const struct vfu_function *function,
				  vfu_client_gone *gone, void *data, struct error *error);

/* Closes the socket and everything that came by it; tells the function if it knew of the client. */
void vfu_client_free(struct vfu_client *client);

/* Whether the other end is closed, though the loop may not have told yet. */
bool vfu_client_is_gone(const struct vfu_client *client);

void vfu_client_raise(struct vfu_client *client, unsigned vector);

#endif
