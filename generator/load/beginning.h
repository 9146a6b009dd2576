/* SPDX-License-Identifier: BSD-3-Clause
 * beginning.h: what a file is, by its first two elements: for those that lie beside another one, of
 * which a directory may have any number, of any size.
 */
#ifndef LOAD_BEGINNING_H
#define LOAD_BEGINNING_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

struct beginning_attribute {
	const char *name, *value;
};

struct beginning {
	const char *path;
	const char *root;  /* the name of the first element; "" in a namespace, or without one */
	const char *child; /* of the second one, "" without one */
	const struct beginning_attribute *attributes; /* of the first one */
	size_t attribute_count;
};

/* Reads the beginning of a file. Of *.xml only the first 16 KiB are read, and what is malformed
 * ends the beginning; other files are read as a whole. A file that is absent, not regular or
 * neither of both has no elements. False with errno where it cannot be read. `path` has to last as
 * long as the arena.
 */
bool beginning_read(struct arena *arena, const char *path, struct beginning *beginning);

/* The value of an attribute of the root, or NULL. */
const char *beginning_attribute(const struct beginning *beginning, const char *name);

/* Whether the root is <acrn-config> and its first child one of `names`, which end with NULL. */
bool beginning_is_acrn(const struct beginning *beginning, const char *const *names);

/* The XML files of a directory, by rising path. */
struct beginning_list {
	const char *directory;
	struct beginning *files; /* arena_grow()n */
	size_t count;
	bool is_too_large; /* the directory has more than 64 XML files: none was read */
	int error;	   /* why the list is incomplete; 0 where it is not */
};

/* Lists a directory; nothing where this user may not read it. */
const struct beginning_list *beginning_list(struct arena *arena, const char *path);

#endif
