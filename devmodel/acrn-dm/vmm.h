/* SPDX-License-Identifier: BSD-3-Clause
 * vmm.h: the VMM that runs the VM, which is QEMU: where it is, and whether it is a vfio-user
 * client.
 */
#ifndef ACRN_DM_VMM_H
#define ACRN_DM_VMM_H

#include <stdbool.h>

#include "acrn-dm/arguments.h"
#include "base/error.h"

/* QEMU's path, in a new string: that of --engine, else of $ACRN_DM_ENGINE, else of the first
 * qemu-system-x86_64 in PATH. NULL with an error. Nothing is run. */
char *vmm_find(const struct arguments *arguments, struct error *error);

/* Asks this QEMU whether it has a vfio-user client. False with an error if it does not answer. */
bool vmm_has_vfio_user(const char *path, bool *has_it, struct error *error);

#endif
