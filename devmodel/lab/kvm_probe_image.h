/* SPDX-License-Identifier: BSD-3-Clause
 * kvm_probe_image.h: a firmware image that tries what every kernel needs of its CPU.
 */
#ifndef LAB_KVM_PROBE_IMAGE_H
#define LAB_KVM_PROBE_IMAGE_H

#include <stddef.h>

#define KVM_PROBE_IMAGE_SIZE 0x10000u

/* What QEMU exits with, from isa-debug-exit at 0xf4, when everything worked. */
#define KVM_PROBE_IMAGE_STATUS 85

/* Writes an image for `-bios`. */
void kvm_probe_image_fill(unsigned char image[KVM_PROBE_IMAGE_SIZE]);

#endif
