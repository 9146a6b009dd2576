/* SPDX-License-Identifier: BSD-3-Clause
 * collect.c: reads <files>. */
#include "render/collect.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/string_map.h"
#include "render/capture.h"

DEFINE_CLEANUP(xmlChar *, xmlFree)

struct collection {
	struct arena *arena;
	struct string_map *paths;  /* of the files, for themselves */
	struct output_file *files; /* arena_grow()n */
	size_t count;
};

static void add(struct collection *collection, struct output_file file)
{
	string_map_put(collection->paths, file.path, (void *)file.path);
	collection->files =
		arena_grow(collection->arena, collection->files, collection->count, sizeof(file));
	collection->files[collection->count++] = file;
}

struct collection *collect_new(struct arena *arena, const struct output_files *files)
{
	struct collection *collection = arena_alloc(arena, sizeof(*collection));

	collection->arena = arena;
	collection->paths = string_map_new(arena, 64);
	for (size_t i = 0; i < files->count; i++)
		add(collection, files->files[i]);
	return collection;
}

/* Reads the text of a <file>; false where it holds more than text. */
static bool read_text(struct arena *arena, const xmlNode *element, struct output_file *file)
{
	char *text, *to;

	for (const xmlNode *node = element->children; node; node = node->next) {
		if (node->type != XML_TEXT_NODE && node->type != XML_CDATA_SECTION_NODE)
			return false;
		file->size += node->content ? strlen((const char *)node->content) : 0;
	}
	text = to = arena_alloc(arena, file->size + 1);
	for (const xmlNode *node = element->children; node; node = node->next)
		if (node->content)
			to = stpcpy(to, (const char *)node->content);
	file->text = text;
	return true;
}

static const char *attribute(struct arena *arena, const xmlNode *element, const char *name)
{
	CLEANUP(xmlFree) xmlChar *value = xmlGetNoNsProp(element, BAD_CAST name);

	return value ? arena_copy(arena, (const char *)value, strlen((const char *)value)) : "";
}

/* Adds a <file path= mode= time=>. */
static void add_file(struct collection *collection, const xmlNode *element, struct capture *capture)
{
	struct arena *arena = collection->arena;
	const char *mode = attribute(arena, element, "mode");
	const char *time = attribute(arena, element, "time");
	struct output_file file = {
		.path = attribute(arena, element, "path"),
		.is_executable = strcmp(mode, "executable") == 0,
		.has_common_time = strcmp(time, "common") == 0,
	};

	if (!output_files_is_path(file.path)) {
		capture_report(capture, 0, "'%s' is not a path below the output directory",
			       file.path);
	} else if (output_files_is_reserved(file.path)) {
		capture_report(capture, 0, "'%s' is reserved for acrn-cfg", file.path);
	} else if (!file.is_executable && strcmp(mode, "plain") != 0) {
		capture_report(capture, 0, "invalid mode of '%s': use executable or plain",
			       file.path);
	} else if (!file.has_common_time && *time) {
		capture_report(capture, 0, "invalid time of '%s': use common, or none", file.path);
	} else if (string_map_find(collection->paths, file.path)) {
		capture_report(capture, 0, "duplicate file '%s'", file.path);
	} else if (!read_text(arena, element, &file)) {
		capture_report(capture, 0, "the file '%s' holds more than text", file.path);
	} else {
		add(collection, file);
	}
}

void collect_files(struct collection *collection, xmlDoc *result, struct capture *capture)
{
	const xmlNode *root = xmlDocGetRootElement(result);

	if (!root || root->ns || !xmlStrEqual(root->name, BAD_CAST "files")) {
		capture_report(capture, 0, "the result is not a files element");
		return;
	}
	for (const xmlNode *child = root->children; child; child = child->next) {
		if (child->type == XML_ELEMENT_NODE && !child->ns &&
		    xmlStrEqual(child->name, BAD_CAST "file"))
			add_file(collection, child, capture);
		else if (child->type == XML_ELEMENT_NODE || !xmlIsBlankNode(child))
			capture_report(capture, 0,
				       "the files element holds more than file elements");
	}
}

static int compare_paths(const void *left, const void *right)
{
	const struct output_file *a = left, *b = right;

	return strcmp(a->path, b->path);
}

void collect_finish(struct collection *collection, struct output_files *files)
{
	if (collection->count)
		qsort(collection->files, collection->count, sizeof(*collection->files),
		      compare_paths);
	files->files = collection->files;
	files->count = collection->count;
}
