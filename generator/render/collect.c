/* SPDX-License-Identifier: BSD-3-Clause
 * collect.c: reads <files>, and keeps of each file what is there so far. */
#include "render/collect.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/string_map.h"
#include "base/xml_free.h"
#include "render/capture.h"

DEFINE_CLEANUP(xmlChar *, xmlFree)

/* What one result says of a file: the texts around its <each> elements, one more than those, and
 * the texts in them. */
struct said {
	const char *path;
	bool is_executable;
	const char **around, **each;
	size_t each_count;
};

/* A file in the making. */
struct draft {
	const char *path;
	bool is_executable;
	const struct source *template; /* that makes it */
	const char **around;
	xmlBuffer **each; /* what the pieces have added so far */
	size_t each_count;
	size_t last_result; /* that has told of it */
};

struct collection {
	struct arena *arena;
	struct string_map *by_path; /* the drafts */
	struct draft **drafts;	    /* arena_grow()n */
	size_t count;
	size_t result_count;
};

struct collection *collection_new(struct arena *arena)
{
	struct collection *collection = arena_alloc(arena, sizeof(*collection));

	collection->arena = arena;
	collection->by_path = string_map_new(arena, 64);
	return collection;
}

/* The text of `first` and its siblings up to `end`, which does not belong to them. NULL where one
 * of them is no text. */
static const char *text_up_to(struct arena *arena, const xmlNode *first, const xmlNode *end)
{
	size_t size = 0;
	char *text, *to;

	for (const xmlNode *node = first; node != end; node = node->next) {
		if (node->type != XML_TEXT_NODE && node->type != XML_CDATA_SECTION_NODE)
			return NULL;
		size += node->content ? strlen((const char *)node->content) : 0;
	}
	text = to = arena_alloc(arena, size + 1);
	for (const xmlNode *node = first; node != end; node = node->next)
		if (node->content)
			to = stpcpy(to, (const char *)node->content);
	return text;
}

static const xmlNode *next_each(const xmlNode *node)
{
	while (node && !(node->type == XML_ELEMENT_NODE && !node->ns &&
			 xmlStrEqual(node->name, BAD_CAST "each")))
		node = node->next;
	return node;
}

/* Reads what is in a <file>; false where it is more than text. */
static bool read_texts(struct arena *arena, const xmlNode *file, struct said *said)
{
	const xmlNode *first = file->children, *each;
	size_t count = 0;

	for (each = next_each(first); each; each = next_each(each->next))
		count++;
	said->around = arena_array(arena, count + 1, sizeof(*said->around));
	said->each = arena_array(arena, count, sizeof(*said->each));
	for (each = next_each(first); each; each = next_each(first)) {
		said->around[said->each_count] = text_up_to(arena, first, each);
		said->each[said->each_count] = text_up_to(arena, each->children, NULL);
		if (!said->around[said->each_count] || !said->each[said->each_count])
			return false;
		said->each_count++;
		first = each->next;
	}
	said->around[count] = text_up_to(arena, first, NULL);
	return said->around[count];
}

static const char *attribute(struct arena *arena, const xmlNode *element, const char *name)
{
	CLEANUP(xmlFree) xmlChar *value = xmlGetNoNsProp(element, BAD_CAST name);

	return value ? arena_copy(arena, (const char *)value, strlen((const char *)value)) : "";
}

/* What acrn-cfg itself writes there. */
static bool is_reserved(const char *path)
{
	size_t length = strcspn(path, "/");

	return strcmp(path, OUTPUT_MANIFEST) == 0 ||
	       (length == strlen(SWITCH_FOLDER) && strncmp(path, SWITCH_FOLDER, length) == 0);
}

/* Reads one <file path= mode=>; false after a complaint. */
static bool read_file(struct arena *arena, const xmlNode *element, struct hearing *hearing,
		      struct said *said)
{
	const char *mode = attribute(arena, element, "mode");

	*said = (struct said) {
		.path = attribute(arena, element, "path"),
		.is_executable = strcmp(mode, "executable") == 0,
	};
	if (!output_files_is_path(said->path))
		hearing_complain(hearing, 0, "'%s' is not a path below the output directory",
				 said->path);
	else if (is_reserved(said->path))
		hearing_complain(hearing, 0, "'%s' is acrn-cfg's own", said->path);
	else if (!said->is_executable && strcmp(mode, "plain") != 0)
		hearing_complain(hearing, 0, "the mode of '%s' is neither executable nor plain",
				 said->path);
	else if (!read_texts(arena, element, said))
		hearing_complain(hearing, 0, "the file '%s' holds more than text and <each> of it",
				 said->path);
	else
		return true;
	return false;
}

static xmlBuffer *new_buffer(struct arena *arena)
{
	xmlBuffer *buffer = arena_adopt(arena, xmlBufferCreate(), xml_free_buffer);

	if (!buffer)
		arena_exhausted(arena);
	xmlBufferSetAllocationScheme(buffer, XML_BUFFER_ALLOC_DOUBLEIT);
	return buffer;
}

static void append(struct arena *arena, xmlBuffer *buffer, const char *text)
{
	if (xmlBufferCat(buffer, BAD_CAST text) != 0)
		arena_exhausted(arena);
}

static struct draft *new_draft(struct collection *collection, const struct said *said,
			       const struct source *template)
{
	struct arena *arena = collection->arena;
	struct draft *draft = arena_alloc(arena, sizeof(*draft));

	*draft = (struct draft) {
		.path = arena_copy(arena, said->path, strlen(said->path)),
		.is_executable = said->is_executable,
		.template = template,
		.around = arena_array(arena, said->each_count + 1, sizeof(*draft->around)),
		.each = arena_array(arena, said->each_count, sizeof(*draft->each)),
		.each_count = said->each_count,
	};
	for (size_t i = 0; i <= said->each_count; i++)
		draft->around[i] = arena_copy(arena, said->around[i], strlen(said->around[i]));
	for (size_t i = 0; i < said->each_count; i++)
		draft->each[i] = new_buffer(arena);
	collection->drafts = arena_grow(arena, collection->drafts, collection->count,
					sizeof(*collection->drafts));
	collection->drafts[collection->count++] = draft;
	string_map_put(collection->by_path, draft->path, draft);
	return draft;
}

/* Whether a piece says the same as the first one did. */
static bool is_alike(const struct draft *draft, const struct said *said)
{
	if (draft->is_executable != said->is_executable || draft->each_count != said->each_count)
		return false;
	for (size_t i = 0; i <= said->each_count; i++)
		if (strcmp(draft->around[i], said->around[i]) != 0)
			return false;
	return true;
}

static void take_file(struct collection *collection, const struct said *said,
		      struct hearing *hearing)
{
	struct draft *draft = string_map_find(collection->by_path, said->path);

	if (!draft) {
		draft = new_draft(collection, said, hearing->template);
	} else if (draft->template != hearing->template ||
		   draft->last_result == collection->result_count) {
		hearing_complain(hearing, 0, "'%s' is made twice", said->path);
		return;
	} else if (!is_alike(draft, said)) {
		hearing_complain(hearing, 0,
				 "'%s' is not alike for all pieces of the plan: what differs goes "
				 "into <each>",
				 said->path);
		return;
	}
	draft->last_result = collection->result_count;
	for (size_t i = 0; i < said->each_count; i++)
		append(collection->arena, draft->each[i], said->each[i]);
}

void collection_take(struct collection *collection, xmlDoc *result, struct hearing *hearing)
{
	CLEANUP(arena_free) struct arena *scratch = arena_new_like(collection->arena);
	const xmlNode *root = xmlDocGetRootElement(result);

	collection->result_count++;
	if (!root || root->ns || !xmlStrEqual(root->name, BAD_CAST "files")) {
		hearing_complain(hearing, 0, "the result is not a files element");
		return;
	}
	for (const xmlNode *child = root->children; child; child = child->next) {
		struct said said;

		if (child->type == XML_ELEMENT_NODE && !child->ns &&
		    xmlStrEqual(child->name, BAD_CAST "file")) {
			if (read_file(scratch, child, hearing, &said))
				take_file(collection, &said, hearing);
		} else if (child->type == XML_ELEMENT_NODE || !xmlIsBlankNode(child)) {
			hearing_complain(hearing, 0,
					 "the files element holds more than file elements");
		}
	}
}

static size_t draft_size(const struct draft *draft)
{
	size_t size = strlen(draft->around[draft->each_count]);

	for (size_t i = 0; i < draft->each_count; i++)
		size += strlen(draft->around[i]) + (size_t)xmlBufferLength(draft->each[i]);
	return size;
}

/* The whole text. Large buffers go as soon as they are copied. */
static const char *join(struct arena *arena, const struct draft *draft, size_t size)
{
	char *text, *to;

	if (draft->each_count == 0)
		return draft->around[0];
	text = to = arena_alloc(arena, size + 1);
	for (size_t i = 0; i < draft->each_count; i++) {
		to = stpcpy(to, draft->around[i]);
		to = stpcpy(to, (const char *)xmlBufferContent(draft->each[i]));
		xmlFree(xmlBufferDetach(draft->each[i]));
	}
	stpcpy(to, draft->around[draft->each_count]);
	return text;
}

static int compare_paths(const void *left, const void *right)
{
	const struct draft *const *a = left, *const *b = right;

	return strcmp((*a)->path, (*b)->path);
}

void collection_finish(struct collection *collection, struct output_files *files)
{
	struct arena *arena = collection->arena;

	if (collection->count)
		qsort(collection->drafts, collection->count, sizeof(*collection->drafts),
		      compare_paths);
	files->files = arena_array(arena, collection->count, sizeof(*files->files));
	files->count = collection->count;
	for (size_t i = 0; i < collection->count; i++) {
		const struct draft *draft = collection->drafts[i];
		size_t size = draft_size(draft);

		files->files[i] = (struct output_file) {
			.path = draft->path,
			.text = join(arena, draft, size),
			.size = size,
			.is_executable = draft->is_executable,
		};
	}
}
