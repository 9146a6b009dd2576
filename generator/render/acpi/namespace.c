/* SPDX-License-Identifier: BSD-3-Clause
 * namespace.c: the devices of a DSDT by their paths. */
#include "render/acpi/namespace.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/string_map.h"
#include "render/acpi/aml_read.h"

/* A device or a scope of the tree that is written. */
struct node {
	char segment[AML_SEGMENT];
	enum aml_opcode opcode;
	const struct bytes *terms; /* NULL for none */
	struct node *first, *last, *next;
	size_t size; /* of its terms and what is below it */
};

struct addition {
	size_t index;
	const char *scope, *segment;
	const struct bytes *terms;
	struct span at;
};

struct namespace
{
	struct arena *arena;
	struct addition *additions;
	size_t addition_count;
	struct string_map *names; /* by path: a device's or scope's node, or `other` */
	struct node root, other;
	struct namespace_duplicate *duplicate;
};

bool namespace_is_path(const char *path)
{
	size_t length = strlen(path);

	if (*path != AML_ROOT || length % (AML_SEGMENT + 1) != 0 ||
	    length / (AML_SEGMENT + 1) > AML_SEGMENTS_MAX)
		return false;
	for (size_t i = 0; i < length; i++) {
		size_t in_segment = i % (AML_SEGMENT + 1);

		if (in_segment ? !aml_is_name_byte(path[i], in_segment == 1) : i && path[i] != '.')
			return false;
	}
	return length > 0;
}

void namespace_add(struct namespace *namespace, const char *scope, const char *segment,
		   const struct bytes *terms, struct span at)
{
	size_t count = namespace->addition_count;

	namespace->additions =
		arena_grow(namespace->arena, namespace->additions, count, sizeof(struct addition));
	namespace->additions[count] = (struct addition) {
		.index = count, .scope = scope, .segment = segment, .terms = terms, .at = at
	};
	namespace->addition_count++;
}

static int compare_scopes(const void *first, const void *second)
{
	const struct addition *a = first, *b = second;
	int order = strcmp(a->scope, b->scope);

	return order ? order : a->index < b->index ? -1 : 1;
}

static const char *join(struct arena *arena, const char *scope, const char *segment)
{
	return arena_printf(arena, "%s%s%.4s", scope, scope[1] ? "." : "", segment);
}

static bool is_predefined(const char *path)
{
	static const char *const paths[] = { "\\_GPE", "\\_PR_", "\\_SB_", "\\_SI_", "\\_TZ_" };

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		if (strcmp(path, paths[i]) == 0)
			return true;
	return false;
}

static struct node *append(struct namespace *namespace, struct node *parent, const char *path)
{
	struct node *node = arena_alloc(namespace->arena, sizeof(*node));

	memcpy(node->segment, path + strlen(path) - AML_SEGMENT, AML_SEGMENT);
	node->opcode = is_predefined(path) ? AML_SCOPE : AML_DEVICE;
	if (parent->last)
		parent->last->next = node;
	else
		parent->first = node;
	parent->last = node;
	string_map_put(namespace->names, path, node);
	return node;
}

/* The scope at a path; those around it are opened first. */
static struct node *open_scope(struct namespace *namespace, const char *path)
{
	struct node *node = string_map_find(namespace->names, path);
	size_t length = strlen(path) - AML_SEGMENT;

	if (node)
		return node;
	length -= length > 1; /* the full stop */
	return append(namespace, open_scope(namespace, arena_copy(namespace->arena, path, length)),
		      path);
}

static bool take(struct namespace *namespace, const char *path, struct span at)
{
	if (!string_map_find(namespace->names, path) && !is_predefined(path))
		return true;
	*namespace->duplicate = (struct namespace_duplicate) { .path = path, .at = at };
	return false;
}

/* Takes the names that the terms of a device define in it. Those with a path of their own define
 * something elsewhere, which no board does. */
static bool take_terms(struct namespace *namespace, const char *path, const struct bytes *bytes,
		       struct span at)
{
	struct aml_error error;
	struct aml_terms terms;

	aml_read_terms(namespace->arena, bytes->data, bytes->size, &terms, &error);
	for (size_t i = 0; i < terms.count; i++) {
		const struct aml_name *name = &terms.terms[i].name;
		const char *inner;

		if (!terms.terms[i].has_name || name->is_absolute || name->parents ||
		    name->count != 1)
			continue;
		inner = join(namespace->arena, path, name->bytes);
		if (!take(namespace, inner, at))
			return false;
		string_map_put(namespace->names, inner, &namespace->other);
	}
	return true;
}

static bool place(struct namespace *namespace, const struct addition *addition)
{
	const char *path = join(namespace->arena, addition->scope, addition->segment);
	struct node *parent = open_scope(namespace, addition->scope);

	if (!take(namespace, path, addition->at))
		return false;
	append(namespace, parent, path)->terms = addition->terms;
	return take_terms(namespace, path, addition->terms, addition->at);
}

struct namespace *namespace_new(struct arena *arena, const struct bytes *terms)
{
	struct namespace *namespace = arena_alloc(arena, sizeof(*namespace));

	namespace->arena = arena;
	namespace->names = string_map_new(arena, 64);
	namespace->root.terms = terms;
	string_map_put(namespace->names, "\\", &namespace->root);
	take_terms(namespace, "\\", terms, (struct span) { 0 });
	return namespace;
}

/* A path has AML_SEGMENTS_MAX segments at the most, and the tree as many levels. */
static void measure(struct node *node)
{
	node->size = node->terms ? node->terms->size : 0;
	for (struct node *child = node->first; child; child = child->next) {
		measure(child);
		node->size += aml_block_size(child->opcode, child->size);
	}
}

static void write_node(const struct node *node, struct bytes *to)
{
	if (node->terms)
		bytes_add(to, node->terms->data, node->terms->size);
	for (const struct node *child = node->first; child; child = child->next) {
		aml_add_block(to, child->opcode, child->segment, child->size);
		write_node(child, to);
	}
}

bool namespace_write(struct namespace *namespace, struct bytes *to,
		     struct namespace_duplicate *duplicate)
{
	namespace->duplicate = duplicate;
	if (namespace->addition_count)
		qsort(namespace->additions, namespace->addition_count,
		      sizeof(namespace->additions[0]), compare_scopes);
	for (size_t i = 0; i < namespace->addition_count; i++)
		if (!place(namespace, &namespace->additions[i]))
			return false;
	measure(&namespace->root);
	write_node(&namespace->root, to);
	return true;
}
