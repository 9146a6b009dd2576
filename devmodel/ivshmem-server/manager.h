/* SPDX-License-Identifier: BSD-3-Clause
 * manager.h: the interface to a service manager, such as systemd (sd_listen_fds(3), sd_notify(3)).
 * Without one these functions do nothing.
 */
#ifndef IVSHMEM_SERVER_MANAGER_H
#define IVSHMEM_SERVER_MANAGER_H

#include <stdbool.h>

#include "ivshmem-server/fd_store.h"

/* Whether there is a manager that is told about the service. */
bool manager_is_present(void);

/* Receives listening sockets and what was stored by a former run. What that has handed over is not
 * kept in the manager any longer. To be called once, first. */
void manager_receive(struct fd_store *store);

/* Stores a descriptor for the next run, and removes those of a name. */
void manager_keep(int fd, const char *name);
void manager_forget(const char *name);

/* Stores all that is handed over, and waits until the manager has it. If it is more than the
 * manager can pass on, nothing is stored, which is logged. */
void manager_hand_over(const struct fd_store *store);

/* State notifications; `status` is one line for the administrator. */
void manager_notify_ready(const char *status);
void manager_notify_reloading(void);
void manager_notify_stopping(void);

#endif
