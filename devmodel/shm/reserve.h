/* SPDX-License-Identifier: BSD-3-Clause
 * reserve.h: pages for shared memory, allocated at once and not when they are first touched.
 */
#ifndef SHM_RESERVE_H
#define SHM_RESERVE_H

#include <stdbool.h>
#include <stdint.h>

/* Gives a file in memory its size in bytes, with all its pages; its contents stay. False with
 * errno: ENOSPC if its file system has no room, ENOMEM if the machine has less memory available:
 * the kernel would try all the same, and kill processes for it. */
bool reserve_pages(int fd, uint64_t size);

/* The same, whatever is available: huge pages come from a pool of their own. */
bool allocate_pages(int fd, uint64_t size);

#endif
