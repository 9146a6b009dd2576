/* SPDX-License-Identifier: BSD-3-Clause
 * qemu.h: the command line of QEMU: its options, and sizes.
 */
#ifndef VMM_QEMU_H
#define VMM_QEMU_H

#include <stdbool.h>
#include <stdint.h>

/* Whether some QEMU of the last ten years has an option of that name, without dashes; *takes_value
 * is then whether the next argument is its value, and *name its main name: "machine" of "M". */
bool qemu_find_option(const char **name, bool *takes_value);

/* A size: a number in decimal with K, M, G or T behind it, or in hex; without a letter it is bytes,
 * or MiB. False where the text is none, or exceeds 64 bits. */
bool qemu_parse_size(const char *text, bool is_mib, uint64_t *bytes);

#endif
