/* SPDX-License-Identifier: BSD-3-Clause
 * eventfd.h: eventfds that came from somebody else.
 */
#ifndef BASE_EVENTFD_H
#define BASE_EVENTFD_H

#include <stdbool.h>

/* Makes `fd`, which came over a socket, one that no read and no write blocks on. False if it is no
 * eventfd, nor another of the kernel's anonymous files: a read or a write of one of those may still
 * fail, at once and every time. */
bool eventfd_unblock(int fd);

#endif
