/* SPDX-License-Identifier: BSD-3-Clause
 * claim.h: what a command line says about one ivshmem device, checked against the limits of its
 * form: 4 KiB to 128 MiB where the size is in bytes, as in ACRN 2.0, else 2 to 512 MiB. Names in
 * hv-land are ACRN's, those in dm-land may be any of shared memory (schema/name.h).
 */
#ifndef ACRN_DM_CLAIM_H
#define ACRN_DM_CLAIM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "schema/name.h"
#include "schema/static_config.h"

struct claim {
	char name[SHM_NAME_MAX + 1]; /* in hv-land one of ACRN's: region_name_is_valid() */
	uint64_t size;		     /* bytes; a power of two within the limits of its form */
	enum cfg_land land;
	uint16_t region_id;
	bool has_region_id; /* it was given */
};

/* Reads the text after "ivshmem,". False with an error. */
bool claim_read(const char *text, struct claim *claim, struct error *error);

#endif
