/* SPDX-License-Identifier: BSD-3-Clause
 * beside.c: recognizes the board descriptions beside a scenario, without their names. */
#include <string.h>

#include "base/arena.h"
#include "board/internal.h"
#include "load/beginning.h"
#include "load/load.h"

/* The elements with which board inspectors begin, and those of scenarios and launch XML. */
static const char *const of_board[] = { "BIOS_INFO", "BASE_BOARD_INFO", "PCI_DEVICE", "processors",
					NULL };
static const char *const of_scenario[] = { "hv", "vm", "uos", "user_vm", NULL };

/* The name of the board that a file describes. */
static const char *board_name(struct arena *arena, const struct beginning *file)
{
	const char *name = beginning_attribute(file, "board");
	const char *base = strrchr(file->path, '/') + 1;

	return name && *name ? name : arena_copy(arena, base, load_stem(base));
}

const struct board_listing *board_list(struct arena *arena, const char *path)
{
	const struct beginning_list *list = beginning_list(arena, path);
	struct board_listing *listing = arena_alloc(arena, sizeof(*listing));

	*listing = (struct board_listing) {
		.directory = list->directory,
		.boards = arena_array(arena, list->count, sizeof(*listing->boards)),
		.is_too_large = list->is_too_large,
		.error = list->error,
	};
	for (size_t i = 0; i < list->count; i++)
		if (beginning_is_acrn(&list->files[i], of_board))
			listing->boards[listing->count++] = (struct board_listed) {
				.path = list->files[i].path,
				.name = board_name(arena, &list->files[i]),
			};
	return listing;
}

bool board_is_scenario(struct arena *arena, const char *path)
{
	CLEANUP(arena_free) struct arena *own = arena_new_like(arena);
	struct beginning beginning;

	return beginning_read(own, path, &beginning) && beginning_is_acrn(&beginning, of_scenario);
}
