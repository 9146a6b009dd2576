/* SPDX-License-Identifier: BSD-3-Clause
 * qemu_backends.c: what QEMU's devices refer to: its -object and -chardev, and whether something
 * refers to them. */
#include <string.h>

#include "base/string_map.h"
#include "script/internal.h"

static struct launch_backend read_backend(struct arena *arena, const struct launch_option *option,
					  bool is_chardev)
{
	struct launch_backend backend = {
		.when = option->when,
		.option = option,
		.at = option->value.at,
		.is_chardev = is_chardev,
	};
	struct launch_text id;

	backend.kind = qemu_read_kind(arena, &option->value, is_chardev ? "backend" : "qom-type",
				      &backend.options);
	if (launch_property(arena, &backend.options, "id", &id) == LAUNCH_FOUND)
		backend.id = launch_known(&id);
	return backend;
}

/* The texts that an option may refer to something by: each field, its value, and what is behind
 * chardev: in -serial and the like. True where one of them is not known. */
static bool add_references(struct arena *arena, const struct launch_text *text,
			   struct string_map *references)
{
	size_t start = 0;
	bool has_unknown = false;

	for (size_t at = 0, end; launch_next_field(text, true, &at, &end); start = at) {
		const char *field = arena_copy(arena, text->head + start, end - start);
		const char *value = field + strcspn(field, "=:");
		size_t key = (size_t)(value - field);

		has_unknown |= strlen(field) < end - start;
		value = *value ? value + 1 : field;
		if (key == strlen("id") && strncmp(field, "id=", 3) == 0)
			continue;
		string_map_put(references, value, text);
	}
	return has_unknown;
}

/* Only in these an unknown text may well be a reference. */
static bool has_references(const char *option)
{
	return strcmp(option, "-device") == 0 || strcmp(option, "-object") == 0 ||
	       strcmp(option, "-machine") == 0 || strcmp(option, "-numa") == 0;
}

static void find_used(struct arena *arena, const struct launch *launch,
		      struct launch_backend *backends)
{
	CLEANUP(string_map_free)
	struct string_map *references = string_map_new(arena, launch->option_count);
	bool is_unknown = launch->may_have_more;

	for (size_t i = 0; i < launch->option_count; i++) {
		const struct launch_option *option = &launch->options[i];

		if (option->has_value && add_references(arena, &option->value, references))
			is_unknown |= has_references(option->name);
	}
	for (size_t i = 0; i < launch->backend_count; i++)
		backends[i].is_used = is_unknown || !backends[i].id.value ||
				      string_map_find(references, backends[i].id.value);
}

void qemu_read_backends(struct arena *arena, struct launch *launch)
{
	struct launch_backend *backends =
		arena_array(arena, launch->option_count, sizeof(*backends));

	for (size_t i = 0; i < launch->option_count; i++) {
		const struct launch_option *option = &launch->options[i];
		bool is_chardev = strcmp(option->name, "-chardev") == 0;

		if (option->has_value && (is_chardev || strcmp(option->name, "-object") == 0))
			backends[launch->backend_count++] = read_backend(arena, option, is_chardev);
	}
	launch->backends = backends;
	find_used(arena, launch, backends);
}
