/* SPDX-License-Identifier: BSD-3-Clause
 * manifest.h: manifest.json, which tells what a run has read and written.
 */
#ifndef OUTPUT_MANIFEST_H
#define OUTPUT_MANIFEST_H

#include "output/output.h"

struct manifest_output {
	const char *path;   /* output_files_is_path(), and not the manifest itself */
	const char *sha256; /* in lower-case hex */
};

/* What later runs want to know. */
struct manifest {
	const char *scenario; /* the name of its file, without directories */
	struct manifest_output *outputs;
	size_t output_count;
};

/* Reads a manifest. False where it is none that some version of acrn-cfg wrote. */
bool manifest_read(struct arena *arena, const char *bytes, size_t size, struct manifest *manifest);

/* The manifest among the files, or NULL. */
const struct output_file *manifest_find(const struct output_files *files);

#endif
