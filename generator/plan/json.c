/* SPDX-License-Identifier: BSD-3-Clause
 * json.c: the plan in JSON. An item of a list with several kinds has its kind as "type". */
#include <jansson.h>
#include <string.h>

#include "base/arena.h"
#include "plan/formats.h"
#include "plan/writer.h"

/* Objects and lists within one another: the plan, vms, the list of them, a VM, devices, a
 * virtio-gpu, displays, a window. */
#define DEPTH_MAX 8

struct json_writer {
	struct plan_writer base;
	struct {
		json_t *value;	  /* an object or an array */
		const char *list; /* of an array: its name */
	} open[DEPTH_MAX];	  /* the innermost one last */
	size_t depth;
};

static void free_json(void *value)
{
	json_decref(value);
}

/* Adds a value to the object or the array that is open, which owns it from then on. */
static void add(struct plan_writer *writer, const char *name, json_t *value)
{
	struct json_writer *json = (struct json_writer *)writer;
	json_t *parent = json->open[json->depth - 1].value;
	int failed = json_is_array(parent) ? json_array_append_new(parent, value)
					   : json_object_set_new(parent, name, value);

	if (failed)
		arena_exhausted(writer->arena);
}

static void open_value(struct plan_writer *writer, const char *name, json_t *value)
{
	struct json_writer *json = (struct json_writer *)writer;

	add(writer, name, value);
	json->open[json->depth].value = value;
	json->open[json->depth].list = json_is_array(value) ? name : NULL;
	json->depth++;
}

static void text(struct plan_writer *writer, const char *name, const char *value)
{
	add(writer, name, json_string(value));
}

/* What XML says by an element's name, an array with several kinds of items has to say otherwise. */
static void begin(struct plan_writer *writer, const char *name)
{
	struct json_writer *json = (struct json_writer *)writer;
	const char *list = json->open[json->depth - 1].list;

	open_value(writer, name, json_object());
	if (list && strcmp(list, name) != 0)
		text(writer, "type", name);
}

static void begin_list(struct plan_writer *writer, const char *name)
{
	open_value(writer, name, json_array());
}

static void end(struct plan_writer *writer)
{
	struct json_writer *json = (struct json_writer *)writer;

	json->depth--;
}

static void number(struct plan_writer *writer, const char *name, int64_t value)
{
	add(writer, name, json_integer(value));
}

static void boolean(struct plan_writer *writer, const char *name, bool value)
{
	add(writer, name, json_boolean(value));
}

static void flag(struct plan_writer *writer, const char *name)
{
	boolean(writer, name, true);
}

void writer_print_json(struct arena *arena, FILE *stream,
		       void (*write)(struct plan_writer *writer, const void *object),
		       const void *object)
{
	static const struct plan_format format = {
		.begin = begin,
		.end = end,
		.begin_list = begin_list,
		.end_list = end,
		.text = text,
		.number = number,
		.boolean = boolean,
		.flag = flag,
	};
	CLEANUP(arena_free) struct arena *scratch = arena_new_like(arena);
	struct json_writer json = {
		.base = { .format = &format, .arena = scratch },
		.open = { { .value = json_object() } },
		.depth = 1,
	};

	if (!json.open[0].value)
		arena_exhausted(scratch);
	arena_adopt(scratch, json.open[0].value, free_json);
	write(&json.base, object);
	/* It also fails where the stream does, which the caller sees. */
	if (json_dumpf(json.open[0].value, stream, JSON_INDENT(2)) != 0 && !ferror(stream))
		arena_exhausted(scratch);
	fputc('\n', stream);
}

static void write_plan(struct plan_writer *writer, const void *plan)
{
	plan_write(writer, plan);
}

void plan_print_json(struct arena *arena, const struct plan *plan, FILE *stream)
{
	writer_print_json(arena, stream, write_plan, plan);
}
