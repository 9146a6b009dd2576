/* SPDX-License-Identifier: BSD-3-Clause
 * sandbox.h: limits what an attacker can do with a compromised server.
 *
 * A running server needs little: sockets and epoll, eventfds, its regions in /dev/shm and its state
 * files. Before sandbox_enter() it sets up signals, and all sockets are listening. From then on no
 * socket can listen, nothing can be executed, and no process created. Threads can: they make
 * memory.
 *
 * Sanitizers need more: a program that is compiled with them does not enter.
 */
#ifndef IVSHMEM_SERVER_SANDBOX_H
#define IVSHMEM_SERVER_SANDBOX_H

#include <stdbool.h>

#include "base/error.h"

/* Irrevocably: no new privileges, no capabilities, and only the system calls of the table in
 * ivshmem-server/sandbox.c; any other one ends the process with SIGSYS. With `may_make_regions` the
 * process keeps CAP_CHOWN, CAP_DAC_OVERRIDE, CAP_FOWNER and CAP_LEASE, as far as it has them, for
 * regions of other owners that are created or opened later. The process must have one thread. After
 * false the state is undefined: the caller must end the process. */
bool sandbox_enter(bool may_make_regions, struct error *error);

#endif
