/* SPDX-License-Identifier: BSD-3-Clause
 * tree.h: the output directory and what is below it. Paths are relative to it, and symbolic links
 * on them are never followed, so that a hostile tree cannot redirect a run by root.
 *
 * Unless stated otherwise, functions that return bool return false with errno.
 */
#ifndef OUTPUT_TREE_H
#define OUTPUT_TREE_H

#include <dirent.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>
#include <time.h>

#include "base/arena.h"
#include "base/signals.h"

struct diags;
struct output_file;

/* A directory that is kept open. */
struct tree_directory {
	const char *path;
	int fd;
	int parent;	  /* where this run made it, with `name` in there; else -1 */
	const char *name; /* the last part of the path */
};

struct tree {
	struct arena *arena;
	struct diags *diags;
	const char *output;		    /* as the user wrote it, without slashes at its end */
	int fd;				    /* of the output directory; -1 where there is none */
	struct tree_directory *directories; /* arena_grow()n: those that lead to it come first */
	size_t directory_count;
	size_t inside;	 /* the first of them that is below it */
	bool is_durable; /* tree_write() and tree_sync() wait for the disk; set by the caller */
	bool is_held;	 /* signals that would end the program wait */
	struct signals signals;
};

enum tree_purpose {
	TREE_READ,  /* a missing output directory is an empty one */
	TREE_WRITE, /* it is made; no other run reads or writes until tree_close() */
};

/* Opens the output directory, and waits until other runs have closed it. Returns false with the
 * reason in `diags`; call tree_close() in any case. With TREE_WRITE signals that end the program
 * wait from here on until tree_close(), which may therefore not return. */
bool tree_open(struct tree *tree, struct arena *arena, const char *output,
	       enum tree_purpose purpose, struct diags *diags);
void tree_close(struct tree *tree);

/* Whether a signal waits for tree_close(). */
bool tree_is_interrupted(const struct tree *tree);

enum tree_entry {
	TREE_MISSING,
	TREE_FILE,
	TREE_LARGE, /* a file that is larger than it may be */
	TREE_OTHER, /* not a regular file, or ENOTDIR: not below a directory */
	TREE_ERROR, /* cannot be read; errno says why */
};

struct tree_file {
	const char *bytes; /* bytes[size] is NUL */
	size_t size;
	bool is_executable; /* by its owner */
	struct stat status; /* this is also there for one that is TREE_LARGE */
};

/* Reads the file at `path`, if it has at most `max` bytes. They live as long as `arena`. */
enum tree_entry tree_read(struct tree *tree, struct arena *arena, const char *path, size_t max,
			  struct tree_file *file);

/* The entries of a directory; NULL with errno, which is that of a missing one also where something
 * else is there, such as a symbolic link. */
DIR *tree_list(struct tree *tree, const char *path);
DEFINE_CLEANUP(DIR *, closedir)

/* Writes the text and the mode of `file` to a new file at `path`. */
bool tree_write(struct tree *tree, const char *path, const struct output_file *file);

/* Sets the time of modification of the file at `path`. */
bool tree_set_time(struct tree *tree, const char *path, struct timespec time);

/* As renameat() and linkat(); the directories that lead to `to` are made where they are missing. */
bool tree_rename(struct tree *tree, const char *from, const char *to);
bool tree_link(struct tree *tree, const char *from, const char *to);

/* Removes a file. */
bool tree_remove(struct tree *tree, const char *path);

/* Removes the directories that lead to `path` as long as they are empty, up to the output
 * directory, which stays. */
bool tree_prune(struct tree *tree, const char *path);

/* Removes the directories that this run made, if they are empty. */
void tree_remove_made(struct tree *tree);

/* Where the tree is durable, returns when all names in its directories are on the disk. */
bool tree_sync(struct tree *tree);

/* inside.c: sets *inside to where `path`, as the user wrote it, is below the output directory, by
 * whatever links and directories it leads there; NULL: elsewhere. */
bool tree_inside(struct tree *tree, const char *path, const char **inside);

/* Reports `path` ("": the output directory itself), with `why` or, where that is NULL, errno.
 * Returns false. */
bool tree_fail(struct tree *tree, const char *path, const char *why);

/* The same with the advice to run again, or to remove `path`. */
bool tree_fail_staging(struct tree *tree, const char *path);

#endif
