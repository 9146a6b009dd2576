/* SPDX-License-Identifier: BSD-3-Clause
 * names.c: lists the boards that there are, by name. */
#include <string.h>

#include "base/arena.h"
#include "base/embed.h"
#include "board/internal.h"
#include "load/load.h"

struct list {
	struct arena *arena;
	const char **names; /* arena_grow()n */
	size_t count;
};

static void add(struct list *list, const char *name)
{
	list->names = arena_grow(list->arena, list->names, list->count, sizeof(*list->names));
	list->names[list->count++] = name;
}

static void add_beside(struct list *list, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *directory =
		slash ? arena_copy(list->arena, path, (size_t)(slash - path) + 1) : ".";
	const struct board_listing *listing = board_list(list->arena, directory);

	for (size_t i = 0; i < listing->count; i++)
		add(list, listing->boards[i].name);
}

/* A board that is built in is boards/NAME/NAME.xml. */
static void add_embedded(struct list *list)
{
	const char *path;

	for (size_t i = 0; (path = embed_path(i)); i++) {
		const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
		size_t length = slash ? load_stem(name) : 0;

		if (slash && strncmp(path, "boards/", 7) == 0 &&
		    (size_t)(slash - path) == 7 + length && strncmp(path + 7, name, length) == 0)
			add(list, arena_copy(list->arena, name, length));
	}
}

const char *const *board_names(struct arena *arena, const char *scenario_path)
{
	struct list list = { .arena = arena };

	if (scenario_path)
		add_beside(&list, scenario_path);
	add_embedded(&list);
	add(&list, NULL);
	return list.names;
}
