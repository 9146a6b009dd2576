/* SPDX-License-Identifier: BSD-3-Clause
 * ivshmem.h: a stand-in for ACRN's: the regions, and the functions of their devices. */
#ifndef IVSHMEM_H
#define IVSHMEM_H

#include <stdint.h>

struct ivshmem_shm_region {
	char name[32];
	uint64_t hpa;
	uint64_t size;
	uint16_t region_id;
};

extern const struct pci_vdev_ops vpci_ivshmem_ops;

#endif
