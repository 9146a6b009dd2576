/* SPDX-License-Identifier: BSD-3-Clause
 * shm_text.h: the text by which a VM declares a region, in the grammar of every era.
 *
 *     [hv:/|dm:/|sos:/]NAME,SIZE[,REGION_ID]
 *
 * ACRN 2.0 wrote NAME,BYTES; 2.2's release candidates sos:/ or hv:/ and bytes; 2.2 to 3.2 dm:/ or
 * hv:/ and MiB; 3.3 added the region ID. White space around a field is no part of it.
 */
#ifndef READ_SHM_TEXT_H
#define READ_SHM_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "schema/static_config.h"

/* A number behind dm:/ or hv:/ from this one on is a count of bytes: ACRN 2.2's own documentation
 * gave hv:/shm_region_0,2097152 as its example, and no region has two million MiB. */
#define SHM_TEXT_BYTES_FROM 2097152u

struct shm_field {
	size_t start, end; /* bytes of the text; start == end where the field is empty */
};

struct shm_text {
	enum cfg_land land;
	bool has_prefix;
	bool is_bytes; /* the size was written in bytes, not MiB */
	struct shm_field name, size, region_id;
	bool has_region_id;
};

/* Splits a text into its fields, none of which is judged. Returns false when it is not of the form
 * above: fewer than two fields, more than three, or another prefix. */
bool shm_text_parse(const char *text, struct shm_text *parsed);

/* A field's number as bytes. False when it is no decimal number or exceeds 64 bits. */
bool shm_text_size(const char *text, struct shm_text *parsed, uint64_t *bytes);

#endif
