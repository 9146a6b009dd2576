/* SPDX-License-Identifier: BSD-3-Clause
 * beside.c: recognizes the files beside a scenario, without their names, by how they begin. */
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
#include "board/internal.h"
#include "diag/diag.h"
#include "load/load.h"

/* How many XML files of a directory are opened, and how much of each is read: a directory may have
 * any number of files, of any size. */
#define FILES_MAX 64
#define HEAD_SIZE 16384

DEFINE_CLEANUP(DIR *, closedir)

/* Reads the beginning of a regular file. Returns the number of bytes, 0 for none, or -1 with errno.
 */
static ssize_t read_head(int directory, const char *name, char head[HEAD_SIZE])
{
	int fd = openat(directory, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat status;
	ssize_t size = -1;

	if (fd < 0)
		return file_is_absent(errno) ? 0 : -1;
	if (fstat(fd, &status) == 0)
		size = S_ISREG(status.st_mode) ? read(fd, head, HEAD_SIZE) : 0;
	file_close(fd, false);
	return size;
}

/* The first two elements of a file. */
struct beginning {
	struct arena *arena;
	size_t elements;  /* so far */
	bool is_acrn;	  /* the first one is <acrn-config> */
	bool is_board;	  /* and the second one is an element with which board inspectors begin */
	bool is_scenario; /* or one of a scenario */
	const char *name; /* the board attribute, or NULL */
};

static const char *board_attribute(struct arena *arena, const xmlChar **attributes, int count)
{
	for (; count > 0; count--, attributes += 5) /* name, prefix, URI, value, its end */
		if (!attributes[1] && xmlStrEqual(attributes[0], BAD_CAST "board"))
			return arena_copy(arena, (const char *)attributes[3],
					  (size_t)(attributes[4] - attributes[3]));
	return NULL;
}

static const char *const of_board[] = { "BIOS_INFO", "BASE_BOARD_INFO", "PCI_DEVICE", "processors",
					NULL };
static const char *const of_scenario[] = { "hv", "vm", NULL };

static bool is_among(const xmlChar *name, const char *const *names)
{
	while (*names && !xmlStrEqual(name, BAD_CAST * names))
		names++;
	return *names;
}

static void start_element(void *context, const xmlChar *name, const xmlChar *prefix,
			  const xmlChar *uri, int namespace_count, const xmlChar **namespaces,
			  int attribute_count, int defaulted_count, const xmlChar **attributes)
{
	struct beginning *beginning = context;

	(void)prefix;
	(void)namespace_count;
	(void)namespaces;
	(void)defaulted_count;
	switch (++beginning->elements) {
	case 1:
		beginning->is_acrn = !uri && xmlStrEqual(name, BAD_CAST "acrn-config");
		beginning->name = board_attribute(beginning->arena, attributes, attribute_count);
		break;
	case 2:
		beginning->is_board = beginning->is_acrn && is_among(name, of_board);
		beginning->is_scenario = beginning->is_acrn && is_among(name, of_scenario);
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
static struct beginning parse_head(struct arena *arena, const char *head, size_t size)
{
	struct beginning beginning = { .arena = arena };
	xmlSAXHandler handler = {
		.initialized = XML_SAX2_MAGIC,
		.startElementNs = start_element,
		.serror = ignore_error,
	};

	xmlSAXUserParseMemory(&handler, &beginning, head, (int)size);
	return beginning;
}

/* The name of the board that a file describes whose beginning is `head`, or NULL. */
static const char *board_name(struct arena *arena, const char *file, const char *head, size_t size)
{
	struct beginning beginning = parse_head(arena, head, size);

	if (!beginning.is_board)
		return NULL;
	return beginning.name && *beginning.name ? beginning.name
						 : arena_copy(arena, file, load_stem(file));
}

static int compare_names(const void *left, const void *right)
{
	const char *const *a = left, *const *b = right;

	return strcmp(*a, *b);
}

static bool is_xml(const char *name)
{
	return strcmp(name + load_stem(name), ".xml") == 0;
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
		names[count++] = arena_copy(arena, entry->d_name, strlen(entry->d_name));
	}
	error = errno;
	qsort(names, count, sizeof(*names), compare_names);
	errno = error;
	return count;
}

/* Adds a file if it is a board description. False with errno. */
static bool list_board(struct arena *arena, struct board_listing *listing, int directory,
		       const char *file)
{
	CLEANUP(arena_free) struct arena *own = arena_new_like(arena);
	char *head = arena_alloc(own, HEAD_SIZE);
	ssize_t size = read_head(directory, file, head);
	const char *name = size > 0 ? board_name(own, file, head, (size_t)size) : NULL;

	if (!name)
		return size >= 0;
	listing->boards =
		arena_grow(arena, listing->boards, listing->count, sizeof(*listing->boards));
	listing->boards[listing->count++] = (struct board_listed) {
		.path = arena_printf(arena, "%s/%s", listing->directory, file),
		.name = arena_copy(arena, name, strlen(name)),
	};
	return true;
}

const struct board_listing *board_list(struct arena *arena, const char *path)
{
	struct board_listing *listing = arena_alloc(arena, sizeof(*listing));
	CLEANUP(closedir) DIR *directory = opendir(path);
	CLEANUP(arena_free) struct arena *own = arena_new_like(arena);
	const char **names = arena_array(own, FILES_MAX, sizeof(*names));
	size_t count = 0;

	listing->directory = arena_copy(arena, path, strlen(path));
	if (directory)
		count = list_names(own, directory, names);
	else if (file_is_absent(errno))
		return listing;
	listing->error = errno;
	listing->is_too_large = count > FILES_MAX;
	for (size_t i = 0; i < count && !listing->is_too_large; i++)
		if (!list_board(arena, listing, dirfd(directory), names[i]))
			listing->error = errno;
	return listing;
}

static bool is_scenario_in_yaml(struct arena *arena, const char *path)
{
	struct diags *diags = diags_new(arena);
	const struct source *source = load_read(arena, path, diags);
	const struct doc *doc = source ? load_source(arena, source, diags) : NULL;
	const xmlNode *root = doc ? xmlDocGetRootElement(doc->xml) : NULL;

	return root && (load_child(root, "hv") || load_child(root, "vm"));
}

bool board_is_scenario(struct arena *arena, const char *path)
{
	CLEANUP(arena_free) struct arena *own = arena_new_like(arena);
	char *head;
	ssize_t size;

	if (!is_xml(path))
		return is_scenario_in_yaml(own, path);
	head = arena_alloc(own, HEAD_SIZE);
	size = read_head(AT_FDCWD, path, head);
	return size > 0 && parse_head(own, head, (size_t)size).is_scenario;
}
