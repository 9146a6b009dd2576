/* SPDX-License-Identifier: BSD-3-Clause
 * kernel.h: whether a file is a kernel that QEMU could start.
 *
 * QEMU takes any file for a kernel and lets the VM run into the void with it.
 */
#ifndef ACRN_DM_KERNEL_H
#define ACRN_DM_KERNEL_H

#include "base/error.h"

/* True for a whole Linux bzImage (Documentation/arch/x86/boot.rst), and for what begins as an ELF
 * image of an x86 machine or has a multiboot header. The error says what is wrong with another
 * file. */
bool kernel_check(const char *path, struct error *error);

#endif
