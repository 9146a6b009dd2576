/* SPDX-License-Identifier: BSD-3-Clause
 * list.c: prints which keys there are, and who has them. */
#include "keys/list.h"

#include "base/arena.h"
#include "base/string_map.h"

/* The columns that a guest prints, too. */
static const char *describe(struct arena *arena, const struct key_file *file)
{
	char fingerprint[KEY_FINGERPRINT_TEXT_SIZE];

	secrets_fingerprint_text(file->fingerprint, fingerprint);
	return arena_printf(arena, "%-27s  %10u  %s", file->region, file->generation, fingerprint);
}

/* The names of the VMs whose image has a key, by what describe() says of it. */
static struct string_map *map_holders(struct arena *arena, const struct key_store *store)
{
	struct string_map *map = string_map_new(arena, store->key_count);

	for (size_t i = 0; i < store->image_count; i++)
		for (size_t j = 0; j < store->images[i].key_count; j++) {
			const char *key = describe(arena, &store->images[i].keys[j]);
			const char *others = string_map_find(map, key);

			string_map_put(map, key,
				       arena_printf(arena, "%s%s%s", others ? others : "",
						    others ? " " : "", store->images[i].vm));
		}
	return map;
}

void key_list_print(struct arena *arena, const struct key_store *store, FILE *stream)
{
	CLEANUP(string_map_free) struct string_map *holders = map_holders(arena, store);

	fprintf(stream, "%-27s  %10s  %-16s  %s\n", "REGION", "GENERATION", "FINGERPRINT", "VMS");
	for (size_t i = 0; i < store->key_count; i++) {
		const char *key = describe(arena, &store->keys[i]);
		const char *vms = string_map_find(holders, key);

		fprintf(stream, "%s  %s\n", key, vms ? vms : "-");
	}
}
