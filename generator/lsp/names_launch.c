/* SPDX-License-Identifier: BSD-3-Clause
 * names_launch.c: names in the launch XML of a scenario of ACRN 2.x, of which the model has none
 * where they only repeat what the scenario says. */
#include "base/arena.h"
#include "base/space.h"
#include "lsp/names.h"
#include "outline/outline.h"
#include "schema/ivshmem_argument.h"

static void add_vm(struct lsp_names *names, struct span at)
{
	const char *text = outline_text(names->query->arena, at);

	lsp_add_name(names, (struct lsp_name) {
				    .kind = LSP_VM,
				    .text = text,
				    .at = at,
				    .is_whole = true,
				    .vm = lsp_vm(names, text),
			    });
}

/* The name in "hv:/NAME,2", without white space around it. */
static struct span find_region_name(struct arena *arena, struct span text)
{
	const char *bytes = outline_text(arena, text);
	struct ivshmem_argument argument;
	struct ivshmem_field *name = &argument.name;

	ivshmem_argument_parse(bytes, &argument);
	while (name->start < name->end && is_space(bytes[name->start]))
		name->start++;
	while (name->end > name->start && is_space(bytes[name->end - 1]))
		name->end--;
	return source_span(text.source, text.start + name->start, text.start + name->end);
}

static void add_region(struct lsp_names *names, struct span text)
{
	struct span at = find_region_name(names->query->arena, text);
	const char *name = outline_text(names->query->arena, at);
	const struct shm_region *region = lsp_region(names, name);

	if (region)
		lsp_add_name(names, (struct lsp_name) {
					    .kind = LSP_REGION,
					    .text = name,
					    .at = at,
					    .region = region,
				    });
}

/* Adds what is below a node, which is as deep as an outline at the most. */
static void add_below(struct lsp_names *names, const struct outline_node *parent)
{
	for (const struct outline_node *node = parent->first; node; node = node->next) {
		if (outline_is(node->name, "vm_name"))
			add_vm(names, node->text);
		else if (outline_is(node->name, "shm_region"))
			add_region(names, node->text);
		add_below(names, node);
	}
}

void lsp_add_launch(struct lsp_names *names)
{
	const struct source *source = names->model->launch_source;

	if (source)
		add_below(names, outline_new(names->query->arena, source, 0)->top);
}
