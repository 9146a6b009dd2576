/* SPDX-License-Identifier: BSD-3-Clause
 * manifest.h: manifest.json, which lists what a run has read and written.
 */
#ifndef OUTPUT_MANIFEST_H
#define OUTPUT_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>

#include "render/files.h"

struct arena;
struct source;

/* Larger ones are not read, nor are more than that of the runs that were interrupted: memory for
 * hostile ones is up to 80 times their size. It is enough for 10,000 files. */
#define MANIFEST_SIZE_MAX (2u << 20)

/* What the files were made of. */
struct output_origin {
	const char *release, *target;
	const struct source *scenario;
	const struct source *launch; /* NULL: none */
	const struct source *board;  /* NULL: none */
};

/* Adds the manifest to the files: what they were made of, and their digests. It is the same
 * whenever and wherever it is made. */
void manifest_add(struct arena *arena, const struct output_origin *origin,
		  struct output_files *files);

struct manifest_output {
	const char *path;   /* output_files_is_path(), and not reserved */
	const char *sha256; /* in lower-case hex */
};

/* What later runs need of it. */
struct manifest {
	const char *scenario; /* the name of its file, without directories */
	struct manifest_output *outputs;
	size_t output_count;
};

/* Reads a manifest. False, with no outputs, where no version of acrn-cfg wrote these bytes. */
bool manifest_read(struct arena *arena, const char *bytes, size_t size, struct manifest *manifest);

#endif
