/* SPDX-License-Identifier: BSD-3-Clause
 * probe.h: which QEMU there is, and what it can do on this host.
 */
#ifndef ACRN_DM_PROBE_H
#define ACRN_DM_PROBE_H

#include <stdbool.h>

#include "acrn-dm/arguments.h"
#include "acrn-dm/rundir.h"
#include "base/error.h"

/* The path of QEMU, in a new string: of --engine, $ACRN_DM_ENGINE, the one that was built next to
 * this program (../lab/qemu/run-qemu), or the first qemu-system-x86_64 in PATH. NULL with an error.
 * Nothing is run. */
char *probe_engine(const struct arguments *arguments, struct error *error);

/* Asks QEMU whether it has a vfio-user client. False with an error if it does not answer. */
bool probe_vfio_user(const char *engine, bool *has_it, struct error *error);

/* Does this QEMU run guests with KVM? It has to prove it, with code that goes through all that
 * kernels need: some hosts have a KVM that interprets, and fails with any real kernel. In doubt it
 * does not. The directory is for an image that is gone again when this returns. */
bool probe_kvm(const char *engine, const struct rundir *directory);

#endif
