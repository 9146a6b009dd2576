/* SPDX-License-Identifier: BSD-3-Clause
 * kvm_probe.h: whether KVM on this host runs real guests.
 */
#ifndef LAB_KVM_PROBE_H
#define LAB_KVM_PROBE_H

#include <stdbool.h>

/* Boots a small firmware image in this QEMU, with KVM, for 5 seconds at most. True only if it got
 * through all that kernels need: some hosts have a KVM that interprets, and fails with any real
 * kernel. The image is a file in `directory` while this runs; any failure is a false. */
bool kvm_probe_run(const char *qemu, const char *directory);

#endif
