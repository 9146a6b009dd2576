/* SPDX-License-Identifier: BSD-3-Clause
 * huge_pages.h: memfds of huge pages, which the administrator reserves for the whole machine.
 */
#ifndef SHM_HUGE_PAGES_H
#define SHM_HUGE_PAGES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

/* The sizes of a page, in bytes. */
#define HUGE_PAGES_2M (UINT64_C(2) << 20)
#define HUGE_PAGES_1G (UINT64_C(1) << 30)

/* The flags of memfd_create(2) for huge pages of this size. */
unsigned huge_pages_flags(uint64_t page);

/* Gives such a memfd its size in bytes, a multiple of the page, with all its pages. False with an
 * error that says how to reserve more. */
bool huge_pages_reserve(int fd, uint64_t size, uint64_t page, struct error *error);

/* Sets the error for what memfd_create(2) or a reservation has failed for, from errno, and returns
 * false. */
bool huge_pages_report(uint64_t size, uint64_t page, struct error *error);

#endif
