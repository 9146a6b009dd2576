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
	struct string_map *names; /* what is defined in it, by segment: a node, or `other` */
	size_t size;		  /* of its terms and what is below it */
};

struct addition {
	size_t index;
	const char *scope, *segment;
	const struct bytes *terms;
	struct span at;
};

/* Devices and other names that a scope has room for, beside those of its own terms. */
#define NAMES_MIN 16

struct namespace
{
	struct arena *arena;
	struct addition *additions;
	size_t addition_count;
	struct node root;
	struct node other; /* stands for every name that is no device's or scope's of the tree */
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

static bool is_predefined(const struct namespace *namespace, const struct node *scope,
			  const char *segment)
{
	static const char *const segments[] = { "_GPE", "_PR_", "_SB_", "_SI_", "_TZ_" };

	for (size_t i = 0; scope == &namespace->root && i < sizeof(segments) / sizeof(*segments);
	     i++)
		if (memcmp(segment, segments[i], AML_SEGMENT) == 0)
			return true;
	return false;
}

static struct node *find(const struct node *scope, const char *segment)
{
	char name[AML_SEGMENT + 1] = "";

	memcpy(name, segment, AML_SEGMENT);
	return string_map_find(scope->names, name);
}

static void define(struct node *scope, const char *segment, const struct node *node)
{
	char name[AML_SEGMENT + 1] = "";

	memcpy(name, segment, AML_SEGMENT);
	string_map_put(scope->names, name, node);
}

/* With room for about so many names: a map with far more of them would be slow. */
static struct node *append(struct namespace *namespace, struct node *scope, const char *segment,
			   size_t names)
{
	struct node *node = arena_alloc(namespace->arena, sizeof(*node));

	memcpy(node->segment, segment, AML_SEGMENT);
	node->opcode = is_predefined(namespace, scope, segment) ? AML_SCOPE : AML_DEVICE;
	node->names = string_map_new(namespace->arena, names);
	if (scope->last)
		scope->last->next = node;
	else
		scope->first = node;
	scope->last = node;
	define(scope, segment, node);
	return node;
}

static bool report(struct namespace *namespace, const char *path, struct span at)
{
	*namespace->duplicate = (struct namespace_duplicate) { .path = path, .at = at };
	return false;
}

/* The scope of a device; those that are not there yet are opened. NULL where one of them has the
 * name of something else. */
static struct node *open_scope(struct namespace *namespace, const struct addition *addition)
{
	const char *path = addition->scope;
	struct node *scope = &namespace->root;
	struct node *inner;

	for (const char *at = path + 1; *at; at += AML_SEGMENT, at += *at == '.', scope = inner) {
		inner = find(scope, at);
		if (!inner)
			inner = append(namespace, scope, at, NAMES_MIN);
		if (inner == &namespace->other) {
			report(namespace,
			       arena_copy(namespace->arena, path,
					  (size_t)(at - path) + AML_SEGMENT),
			       addition->at);
			return NULL;
		}
	}
	return scope;
}

static const char *join(struct arena *arena, const char *scope, const char *segment)
{
	return arena_printf(arena, "%s%s%.4s", scope, scope[1] ? "." : "", segment);
}

static struct aml_terms read_terms(struct arena *arena, const struct bytes *bytes)
{
	struct aml_error error;
	struct aml_terms terms;

	aml_read_terms(arena, bytes->data, bytes->size, &terms, &error);
	return terms;
}

/* Defines the names that the terms of a device define in it. Those with a path of their own define
 * something elsewhere, which no board does. Returns the first one that is there already, or NULL.
 */
static const char *define_terms(struct namespace *namespace, struct node *node,
				const struct aml_terms *terms)
{
	for (size_t i = 0; i < terms->count; i++) {
		const struct aml_name *name = &terms->terms[i].name;

		if (!terms->terms[i].has_name || name->is_absolute || name->parents ||
		    name->count != 1)
			continue;
		if (find(node, name->bytes))
			return name->bytes;
		define(node, name->bytes, &namespace->other);
	}
	return NULL;
}

static bool place(struct namespace *namespace, const struct addition *addition)
{
	struct aml_terms terms = read_terms(namespace->arena, addition->terms);
	struct node *scope = open_scope(namespace, addition);
	const char *path, *duplicate;
	struct node *node;

	if (!scope)
		return false;
	path = join(namespace->arena, addition->scope, addition->segment);
	if (find(scope, addition->segment) || is_predefined(namespace, scope, addition->segment))
		return report(namespace, path, addition->at);
	node = append(namespace, scope, addition->segment, NAMES_MIN + terms.count);
	node->terms = addition->terms;
	duplicate = define_terms(namespace, node, &terms);
	return !duplicate ||
	       report(namespace, join(namespace->arena, path, duplicate), addition->at);
}

struct namespace *namespace_new(struct arena *arena, const struct bytes *terms)
{
	struct namespace *namespace = arena_alloc(arena, sizeof(*namespace));
	struct aml_terms list = read_terms(arena, terms);

	namespace->arena = arena;
	namespace->root.names = string_map_new(arena, NAMES_MIN + list.count);
	namespace->root.terms = terms;
	define_terms(namespace, &namespace->root, &list);
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
