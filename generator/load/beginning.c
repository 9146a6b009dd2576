/* SPDX-License-Identifier: BSD-3-Clause
 * beginning.c: recognizes files without their names, by how they begin. */
#include "load/beginning.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libxml/parser.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "diag/diag.h"
#include "load/load.h"
#include "load/overlay.h"

/* How many XML files of a directory are opened, and how much of each is read. */
#define FILES_MAX 64
#define HEAD_SIZE 16384

DEFINE_CLEANUP(DIR *, closedir)

/* Reads the head of a regular file. Returns the number of bytes, 0 for none, or -1 with errno. */
static ssize_t read_head(const char *path, char head[HEAD_SIZE])
{
	const struct overlay *overlay = overlay_find(path);
	struct stat status;
	ssize_t size = -1;
	int fd;

	if (overlay) {
		size = overlay->size < HEAD_SIZE ? (ssize_t)overlay->size : HEAD_SIZE;
		memcpy(head, overlay->bytes, (size_t)size);
		return size;
	}
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return file_is_absent(errno) ? 0 : -1;
	if (fstat(fd, &status) == 0)
		size = S_ISREG(status.st_mode) ? read(fd, head, HEAD_SIZE) : 0;
	file_close(fd, false);
	return size;
}

/* What the parser has found. */
struct finding {
	struct arena *arena;
	struct beginning *beginning;
	size_t elements; /* so far */
};

static const char *copy(struct arena *arena, const void *text)
{
	return arena_copy(arena, text, strlen(text));
}

static void find_attributes(struct finding *finding, const xmlChar **from, size_t count)
{
	struct beginning_attribute *to = arena_array(finding->arena, count, sizeof(*to));

	for (size_t i = 0; i < count; i++, from += 5) { /* name, prefix, URI, value, its end */
		if (from[1])
			continue;
		to[finding->beginning->attribute_count++] = (struct beginning_attribute) {
			.name = copy(finding->arena, from[0]),
			.value = arena_copy(finding->arena, (const char *)from[3],
					    (size_t)(from[4] - from[3])),
		};
	}
	finding->beginning->attributes = to;
}

static void start_element(void *context, const xmlChar *name, const xmlChar *prefix,
			  const xmlChar *uri, int namespace_count, const xmlChar **namespaces,
			  int attribute_count, int defaulted_count, const xmlChar **attributes)
{
	struct finding *finding = context;

	(void)prefix;
	(void)namespace_count;
	(void)namespaces;
	(void)defaulted_count;
	switch (++finding->elements) {
	case 1:
		if (!uri)
			finding->beginning->root = copy(finding->arena, name);
		find_attributes(finding, attributes, (size_t)attribute_count);
		break;
	case 2:
		finding->beginning->child = copy(finding->arena, name);
		break;
	default:
		break;
	}
}

static void ignore_error(void *context, xmlError *error)
{
	(void)context;
	(void)error;
}

/* Further below the file may be malformed: texts of the firmware may contain any byte. */
static bool read_xml(struct arena *arena, struct beginning *beginning)
{
	CLEANUP(arena_free) struct arena *own = arena_new_like(arena);
	struct finding finding = { .arena = arena, .beginning = beginning };
	xmlSAXHandler handler = {
		.initialized = XML_SAX2_MAGIC,
		.startElementNs = start_element,
		.serror = ignore_error,
	};
	char *head = arena_alloc(own, HEAD_SIZE);
	ssize_t size = read_head(beginning->path, head);

	if (size > 0)
		xmlSAXUserParseMemory(&handler, &finding, head, (int)size);
	return size >= 0;
}

/* YAML, or what has no suffix that says what it is. */
static void read_whole(struct arena *arena, struct beginning *beginning)
{
	CLEANUP(arena_free) struct arena *own = arena_new_like(arena);
	struct diags *ignored = diags_new(own);
	const struct source *source = load_read(own, beginning->path, ignored);
	const struct doc *doc = source ? load_source(own, source, ignored) : NULL;
	const xmlNode *root = doc ? xmlDocGetRootElement(doc->xml) : NULL;
	const xmlNode *child = root ? xmlFirstElementChild((xmlNode *)root) : NULL;
	struct beginning_attribute *to = NULL;

	if (!root)
		return;
	beginning->root = copy(arena, root->name);
	if (child)
		beginning->child = copy(arena, child->name);
	for (const xmlAttr *each = root->properties; each; each = each->next) {
		const char *name = copy(arena, each->name);

		to = arena_grow(arena, to, beginning->attribute_count, sizeof(*to));
		to[beginning->attribute_count++] = (struct beginning_attribute) {
			.name = name,
			.value = load_attribute(arena, root, name),
		};
	}
	beginning->attributes = to;
}

static bool is_xml(const char *name)
{
	return strcmp(name + load_stem(name), ".xml") == 0;
}

bool beginning_read(struct arena *arena, const char *path, struct beginning *beginning)
{
	*beginning = (struct beginning) { .path = path, .root = "", .child = "" };
	if (is_xml(path))
		return read_xml(arena, beginning);
	read_whole(arena, beginning);
	return true;
}

const char *beginning_attribute(const struct beginning *beginning, const char *name)
{
	for (size_t i = 0; i < beginning->attribute_count; i++)
		if (strcmp(beginning->attributes[i].name, name) == 0)
			return beginning->attributes[i].value;
	return NULL;
}

bool beginning_is_acrn(const struct beginning *beginning, const char *const *names)
{
	while (*names && strcmp(beginning->child, *names) != 0)
		names++;
	return *names && strcmp(beginning->root, "acrn-config") == 0;
}

static int compare_names(const void *left, const void *right)
{
	const char *const *a = left, *const *b = right;

	return strcmp(*a, *b);
}

/* The names of the XML files of a directory, sorted, or those before an error, with errno. More
 * than FILES_MAX where there are too many. */
static size_t list_names(struct arena *arena, DIR *directory, const char *names[FILES_MAX])
{
	const struct dirent *entry;
	size_t count = 0;
	int error;

	while (errno = 0, (entry = readdir(directory))) {
		if (entry->d_name[0] == '.' || !is_xml(entry->d_name))
			continue;
		if (count == FILES_MAX)
			return FILES_MAX + 1;
		names[count++] = copy(arena, entry->d_name);
	}
	error = errno;
	qsort(names, count, sizeof(*names), compare_names);
	errno = error;
	return count;
}

static void list_file(struct arena *arena, struct beginning_list *list, const char *name)
{
	list->files = arena_grow(arena, list->files, list->count, sizeof(*list->files));
	if (beginning_read(arena, arena_printf(arena, "%s/%s", list->directory, name),
			   &list->files[list->count]))
		list->count++;
	else
		list->error = errno;
}

const struct beginning_list *beginning_list(struct arena *arena, const char *path)
{
	struct beginning_list *list = arena_alloc(arena, sizeof(*list));
	CLEANUP(closedir) DIR *directory = opendir(path);
	CLEANUP(arena_free) struct arena *own = arena_new_like(arena);
	const char **names = arena_array(own, FILES_MAX, sizeof(*names));
	size_t count = 0;

	list->directory = copy(arena, path);
	if (directory)
		count = list_names(own, directory, names);
	else if (file_is_absent(errno))
		return list;
	list->error = errno;
	list->is_too_large = count > FILES_MAX;
	for (size_t i = 0; i < count && !list->is_too_large; i++)
		list_file(arena, list, names[i]);
	return list;
}
