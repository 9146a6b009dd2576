/* SPDX-License-Identifier: BSD-3-Clause
 * sandbox.h: what is left to a server that somebody has taken over.
 *
 * A server needs little once it runs: sockets and epoll, eventfds, its regions in /dev/shm and its
 * state files. What it needs only to start, it has done by then: signals are set up, and every
 * socket has its name and listens. From sandbox_enter() on none can be added, nothing can be
 * executed, and no thread or process made.
 *
 * Sanitizers need more than that: a program that is compiled with them does not enter.
 */
#ifndef IVSHMEM_SERVER_SANDBOX_H
#define IVSHMEM_SERVER_SANDBOX_H

#include <stdbool.h>

#include "base/error.h"

/* For ever, from here: no new privileges, no capabilities, and the system calls of the table in
 * ivshmem-server/sandbox.c; any other one ends the process with SIGSYS. With `may_make_regions`
 * those of the capabilities CAP_CHOWN, CAP_DAC_OVERRIDE and CAP_FOWNER that the process has stay,
 * for regions of other owners that are made or opened later. The process has one thread. After
 * false it is not known how far this came: the caller ends. */
bool sandbox_enter(bool may_make_regions, struct error *error);

#endif
