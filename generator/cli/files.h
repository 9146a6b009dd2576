/* SPDX-License-Identifier: BSD-3-Clause
 * files.h: the files that a command line names, by themselves and by directories.
 */
#ifndef CLI_FILES_H
#define CLI_FILES_H

#include "cli/options.h"

struct doc;
struct scopes;
struct source;

/* A directory on the command line. */
struct file_directory {
	const char *path;
	size_t checked_count; /* for the caller, 0 at first: how many of its files it has used */
};

/* A file that is to be read. */
struct file_entry {
	const char *path;
	const char *scenario; /* for a launch XML, or NULL: its own, where it is known */
	bool is_covered;      /* a scenario that is read with its launch XML: not alone */
	struct file_directory *directory; /* in which it was found; NULL for an argument */
	const char *failure;		  /* why a directory below that one cannot be searched */
};

struct file_list {
	struct file_entry *entries; /* arena_grow()n, in the order of the command line */
	size_t count;
	struct file_directory **directories; /* arena_grow()n */
	size_t directory_count;
};

/* The files of some arguments. In a directory, and in those below it that are not hidden, they are
 * the files with the suffix of XML or YAML, by their names; links may make a circle of directories,
 * so that only so many are searched below each other. What the settings exclude is left out there;
 * `scopes` may be NULL. */
struct file_list files_find(struct arena *arena, char *const *paths, size_t count,
			    struct scopes *scopes);

/* Whether a path leads to a directory; "-" does not. */
bool files_is_directory(const char *path);

/* Why a file is not checked where only some of many files are scenarios; NULL where it is one or a
 * launch XML, or may be one. A NULL `doc` is a file that cannot be parsed. */
const char *files_skip_reason(struct arena *arena, const struct source *source,
			      const struct doc *doc, const struct options *options);

/* Whether a file that can be read is a launch script, or may be one; with --skip-others a script
 * that says nothing of a device model is none. */
bool files_is_script(const struct source *source, const struct options *options);

/* Moves the scripts among the arguments, by their names, or where these say nothing by what is in
 * them, to the beginning of `sorted`, in their order, and the others behind them. Returns how many
 * scripts there are; with --skip-others those that start no VM are left out, and *count is less. */
size_t files_partition(struct arena *arena, const struct options *options, char **sorted,
		       size_t *count);

#endif
