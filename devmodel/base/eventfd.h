/* SPDX-License-Identifier: BSD-3-Clause
 * eventfd.h: eventfds that were received from another process.
 */
#ifndef BASE_EVENTFD_H
#define BASE_EVENTFD_H

#include <stdbool.h>

/* Makes `fd`, which came over a socket, non-blocking. False if it is neither an eventfd nor another
 * of the kernel's anonymous files; on one of those a read or write may fail, but never blocks. */
bool eventfd_unblock(int fd);

#endif
