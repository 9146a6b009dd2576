/* SPDX-License-Identifier: BSD-3-Clause
 * pci_names.c: names for the board's PCI functions, made of what lspci says about them. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/string_map.h"
#include "board/platform.h"
#include "plan/internal.h"
#include "schema/bdf.h"

/* The device at 00:00.0, of which there is one. */
#define HOST_BRIDGE "HOST_BRIDGE"

/* What a name begins with whose class does not begin with a letter. */
#define NO_LETTER "CLASS_"

struct namer {
	struct arena *arena;
	struct string_map *counts; /* of each class: unsigned */
	struct plan_pci_name *names;
	size_t count;
};

static char capital(char c)
{
	return (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
}

static bool is_letter(char c)
{
	return c >= 'A' && c <= 'Z';
}

/* A class as an identifier of C: capitals, digits, and '_' for all that is between them. */
static const char *identifier(struct arena *arena, const char *text, size_t length)
{
	char *name = arena_alloc(arena, strlen(NO_LETTER) + length + 1);
	size_t size = 0;

	if (!length || !is_letter(capital(*text)))
		size = (size_t)(stpcpy(name, NO_LETTER) - name);
	for (size_t i = 0; i < length; i++) {
		char c = capital(text[i]);

		if (is_letter(c) || (c >= '0' && c <= '9'))
			name[size++] = c;
		else if (size && name[size - 1] != '_')
			name[size++] = '_';
	}
	while (size && name[size - 1] == '_')
		size--;
	name[size] = '\0';
	return name;
}

/* How many functions of a class there were before. */
static unsigned count_class(struct namer *namer, const char *class)
{
	unsigned *count = string_map_find(namer->counts, class);

	if (!count) {
		count = arena_alloc(namer->arena, sizeof(*count));
		string_map_put(namer->counts, class, count);
	}
	return (*count)++;
}

static void add(struct namer *namer, uint16_t bdf, const char *class)
{
	unsigned index = count_class(namer, class);
	bool is_only = index == 0 && strcmp(class, HOST_BRIDGE) == 0;

	namer->names = arena_grow(namer->arena, namer->names, namer->count, sizeof(*namer->names));
	namer->names[namer->count++] = (struct plan_pci_name) {
		.name = is_only ? class : arena_printf(namer->arena, "%s_%u", class, index),
		.bdf = bdf,
	};
}

/* A function begins with "00:1f.0 ISA bridge: Intel Corporation ...". */
static void read_line(struct namer *namer, const char *line)
{
	uint16_t bdf;
	size_t length;
	const char *class;

	if (!bdf_parse(line, &bdf, &length) || line[length] != ' ')
		return;
	class = line + length + 1;
	length = strcspn(class, ":");
	if (class[length])
		add(namer, bdf, identifier(namer->arena, class, length));
}

void plan_fill_pci_names(struct planner *planner)
{
	const struct board_block *block =
		&planner->model->board->platform->blocks[BOARD_PCI_DEVICE];
	struct namer namer = {
		.arena = planner->arena,
		.counts = string_map_new(planner->arena, 0),
	};

	for (size_t i = 0; i < block->line_count; i++)
		read_line(&namer, block->lines[i]);
	planner->hypervisor->pci_names = namer.names;
	planner->hypervisor->pci_name_count = namer.count;
}
