/* SPDX-License-Identifier: BSD-3-Clause
 * files.h: the files that rendering makes, in memory.
 */
#ifndef RENDER_FILES_H
#define RENDER_FILES_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct source;

/* Paths below the output directory that acrn-cfg reserves: the manifest, and the directory in which
 * a run stages files. */
#define OUTPUT_MANIFEST "manifest.json"
#define OUTPUT_STAGING	".acrn-cfg"

struct output_file {
	const char *path; /* below the output directory: "launch/launch_user_vm_id1.sh" */
	const char *text;
	size_t size; /* of the text, in bytes */
	bool is_executable;
	/* Makes with the others that have it what make(1) takes for up to date: whenever one of
	 * them changes they all get the same time of modification. */
	bool has_common_time;
};

struct output_files {
	struct output_file *files; /* sorted by path, each path once */
	size_t count;
	const struct source **templates; /* those of the user's that had a part in them */
	size_t template_count;
	const char **inputs; /* output_files_add_input() */
	size_t input_count;
};

/* Whether that is a path below the output directory, with no part empty, "." or "..", and nothing
 * that a terminal or a file system would not show. */
bool output_files_is_path(const char *path);

/* Whether such a path is the manifest's, or the staging directory's or below it. */
bool output_files_is_reserved(const char *path);

/* The file at `path`, or NULL. */
const struct output_file *output_files_find(const struct output_files *files, const char *path);

/* Adds a plain file; none of the files has that path yet. */
void output_files_add(struct arena *arena, struct output_files *files, const char *path,
		      const char *text);

/* The same for a file that is not text. The bytes are not copied. */
void output_files_add_bytes(struct arena *arena, struct output_files *files, const char *path,
			    const char *bytes, size_t size);

/* Adds the name of a file that the run has read, as the user wrote it; "-" is standard input. */
void output_files_add_input(struct arena *arena, struct output_files *files, const char *name);

#endif
