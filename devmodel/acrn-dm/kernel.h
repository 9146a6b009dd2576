/* SPDX-License-Identifier: BSD-3-Clause
 * kernel.h: checks that a file is a kernel that QEMU can start.
 *
 * QEMU accepts any file as a kernel, and the VM then does nothing.
 */
#ifndef ACRN_DM_KERNEL_H
#define ACRN_DM_KERNEL_H

#include "base/error.h"

/* True for a complete Linux bzImage (Documentation/arch/x86/boot.rst), and for a file that begins
 * like an x86 ELF image or has a multiboot header. False with an error otherwise. */
bool kernel_check(const char *path, struct error *error);

#endif
