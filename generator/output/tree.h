/* SPDX-License-Identifier: BSD-3-Clause
 * tree.h: the output directory. What is below it is reached without following symbolic links,
 * so that nobody can lead a run by root astray.
 */
#ifndef OUTPUT_TREE_H
#define OUTPUT_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/signals.h"

struct arena;
struct diags;

/* A directory that is kept open. Below the output directory `path` is relative to it. */
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
	size_t inside; /* the first of them that is below it */
	bool is_held;  /* signals that would end the program wait */
	struct signals signals;
};

enum tree_purpose {
	TREE_READ,  /* a missing output directory is an empty one */
	TREE_WRITE, /* it is made; no other run reads or writes until tree_close() */
};

/* Opens the output directory, and waits for other runs to be done with it. Returns false with the
 * reason in `diags`; tree_close() is due in any case. With TREE_WRITE signals that end the program
 * have no effect from here on until tree_close(), which may therefore not return. */
bool tree_open(struct tree *tree, struct arena *arena, const char *output,
	       enum tree_purpose purpose, struct diags *diags);
void tree_close(struct tree *tree);

/* The directory that `path` lies in, and its name there. -1 with errno. With `make` directories are
 * made where they are missing. */
int tree_parent(struct tree *tree, const char *path, bool make, const char **name);

/* Removes the directories that this run made, if they are empty. */
void tree_take_back(struct tree *tree);

/* Removes the directories that lead to `path` as long as they are empty, up to the output
 * directory, which stays. */
void tree_prune(struct tree *tree, const char *path);

/* Whether a signal waits for tree_close(). */
bool tree_is_interrupted(const struct tree *tree);

/* Makes new names last on the disk. -1 with errno. */
int tree_sync(struct tree *tree);

enum tree_entry {
	TREE_NOTHING,
	TREE_FILE,
	TREE_SECRET, /* a regular file that may not be read; errno says why */
	TREE_OTHER,  /* no regular file, or not to be reached; errno says why */
};

struct tree_file {
	const char *bytes; /* bytes[size] is NUL */
	size_t size;
	bool is_executable; /* by its owner */
};

/* Reads the file at `path`. Its bytes live as long as `arena`. */
enum tree_entry tree_read(struct tree *tree, struct arena *arena, const char *path,
			  struct tree_file *file);

/* Reports errno about `path` ("": the output directory itself), and returns false. */
bool tree_fail(struct tree *tree, const char *path, const char *what);

#endif
