/* SPDX-License-Identifier: BSD-3-Clause
 * ivshmem_argument.h: the text by which a VM declares a region of shared memory, in a scenario's
 * shm_region and after "ivshmem," in acrn-dm's -s, in the grammar of every ACRN release:
 *
 *     [hv:/|dm:/|sos:/]NAME,SIZE[,REGION_ID]
 *
 *     NAME,BYTES            ACRN 2.0 and 2.1
 *     sos:/NAME,BYTES       ACRN 2.2's release candidates
 *     dm:/NAME,MIB[,ID]     ACRN 2.2 and later; the ID since 3.3
 *     hv:/NAME,MIB[,ID]     the same, in the hypervisor's memory
 *
 * Freestanding: it needs no C library.
 */
#ifndef SCHEMA_IVSHMEM_ARGUMENT_H
#define SCHEMA_IVSHMEM_ARGUMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "schema/static_config.h"

/* A number after dm:/ or hv:/ from this one on is a count of bytes: ACRN 2.2's own documentation
 * gave hv:/shm_region_0,2097152 as its example, and no region has two million MiB. */
#define IVSHMEM_ARGUMENT_BYTES_FROM CFG_REGION_SIZE_MIN

enum ivshmem_argument_form {
	IVSHMEM_ARGUMENT_OK,
	IVSHMEM_ARGUMENT_UNKNOWN_PREFIX, /* there is a ':' in the name */
	IVSHMEM_ARGUMENT_NO_SIZE,	 /* there is no ',' */
	IVSHMEM_ARGUMENT_EXTRA_FIELD,	 /* there is a ',' in the region ID */
};

/* Bytes of the text; start == end where the field is empty. */
struct ivshmem_field {
	size_t start, end;
};

struct ivshmem_argument {
	enum cfg_land land;
	size_t prefix_length; /* 0: no prefix */
	bool is_mib;	      /* the form's unit; else bytes */
	bool has_region_id;
	struct ivshmem_field name, size, region_id;
};

/* Splits a NUL-terminated text into its fields, none of which is checked or trimmed. Where the
 * result is not IVSHMEM_ARGUMENT_OK, the fields that are there are set all the same: the name
 * always, the size unless it is missing, and a region ID goes to the end of the text. */
enum ivshmem_argument_form ivshmem_argument_parse(const char *text,
						  struct ivshmem_argument *argument);

/* The size as bytes, whatever its value. False when it is not a decimal number or exceeds 64 bits.
 * *is_bytes is set in any case: whether it was written in bytes rather than in MiB. */
bool ivshmem_argument_size(const char *text, const struct ivshmem_argument *argument,
			   uint64_t *bytes, bool *is_bytes);

#endif
