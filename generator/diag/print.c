/* SPDX-License-Identifier: BSD-3-Clause
 * print.c: puts messages in order, those of several files together, and prints them. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "diag/internal.h"
#include "diag/reads.h"

/* Numbers the sources by the order of their first messages. The sources of one run are few: the
 * last one seen is nearly always the right one. */
static void number_files(struct diags *diags)
{
	for (size_t i = 0; i < diags->count; i++) {
		struct diag *diag = &diags->all[i];

		if (!diag->at.source || diag->file)
			continue;
		for (size_t j = i; j-- > 0 && !diag->file;)
			if (diags->all[j].at.source == diag->at.source)
				diag->file = diags->all[j].file;
		if (!diag->file)
			diag->file = ++diags->file_count;
	}
}

static void add_input(struct diags *diags, const struct diag_input *input)
{
	diags->inputs =
		arena_grow(diags->arena, diags->inputs, diags->input_count, sizeof(*diags->inputs));
	diags->inputs[diags->input_count++] = *input;
}

void diags_add_input(struct diags *diags, const char *path)
{
	bool is_stdin = strcmp(path, "-") == 0;

	add_input(diags, &(struct diag_input) {
				 .path = is_stdin ? "<stdin>"
						  : arena_copy(diags->arena, path, strlen(path)),
			 });
}

size_t diags_input_count(const struct diags *diags)
{
	return diags->input_count;
}

const char *diags_input(const struct diags *diags, size_t index)
{
	return diags->inputs[index].path;
}

static void add_read(struct diags *diags, const char *path)
{
	diags->reads =
		arena_grow(diags->arena, diags->reads, diags->read_count, sizeof(*diags->reads));
	diags->reads[diags->read_count++] = path;
}

void diags_add_read(struct diags *diags, const char *path)
{
	add_read(diags, arena_copy(diags->arena, path, strlen(path)));
}

size_t diags_read_count(const struct diags *diags)
{
	return diags->read_count;
}

const char *diags_read(const struct diags *diags, size_t index)
{
	return diags->reads[index];
}

void diags_set_incomplete(struct diags *diags)
{
	for (size_t i = 0; i < diags->input_count; i++)
		diags->inputs[i].is_incomplete = true;
}

/* The number of the input that a message is about. */
static size_t number_of_input(const struct diags *diags, const struct diag *diag)
{
	for (size_t i = 0; diag->at.source && i < diags->input_count; i++)
		if (strcmp(diags->inputs[i].path, diag->at.source->name) == 0)
			return i + 1;
	return diags->input_count ? 1 : 0;
}

static void number_inputs(struct diags *diags)
{
	for (size_t i = 0; i < diags->count; i++)
		if (!diags->all[i].input)
			diags->all[i].input = number_of_input(diags, &diags->all[i]);
}

/* A message of another list, with numbers that follow those of this one. */
static void append(struct diags *diags, const struct diag *diag)
{
	struct diag *copy;

	diags->all = arena_grow(diags->arena, diags->all, diags->count, sizeof(*diags->all));
	copy = &diags->all[diags->count];
	*copy = *diag;
	if (copy->file)
		copy->file += diags->file_count;
	if (copy->input)
		copy->input += diags->input_count;
	copy->order = diags->count++;
}

void diags_append(struct diags *diags, struct diags *others)
{
	number_files(others);
	number_inputs(others);
	for (size_t i = 0; i < others->count; i++)
		append(diags, &others->all[i]);
	for (size_t i = 0; i < others->input_count; i++)
		add_input(diags, &others->inputs[i]);
	for (size_t i = 0; i < others->read_count; i++)
		add_read(diags, others->reads[i]);
	diags->file_count += others->file_count;
	for (size_t level = 0; level <= DIAG_FAILURE; level++) {
		diags->counts[level] += others->counts[level];
		diags->hidden[level] += others->hidden[level];
	}
}

/* By place in the input; what has none comes first, in the order of reporting. Files keep the order
 * in which their first message came. */
static int compare(const void *left, const void *right)
{
	const struct diag *a = left, *b = right;

	if (a->file != b->file)
		return a->file < b->file ? -1 : 1;
	if (a->at.start != b->at.start)
		return a->at.start < b->at.start ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

void diags_sort(struct diags *diags)
{
	number_files(diags);
	if (diags->count)
		qsort(diags->all, diags->count, sizeof(*diags->all), compare);
}

static const struct {
	const char *name;
	void (*print)(const struct diag_report *report, FILE *stream);
} formats[] = {
#define FORMAT(id, format_name, function, summary) [DIAG_FORMAT_##id] = { format_name, function },
#include "diag/formats.def"
#undef FORMAT
};

bool diag_format_find(const char *name, enum diag_format *format)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		if (strcmp(formats[i].name, name) != 0)
			continue;
		*format = (enum diag_format)i;
		return true;
	}
	return false;
}

const char *diag_format_name(enum diag_format format)
{
	return formats[format].name;
}

bool diag_format_is_text(enum diag_format format)
{
	return format == DIAG_FORMAT_TEXT || format == DIAG_FORMAT_GCC;
}

bool diag_format_is_document(enum diag_format format)
{
	return !diag_format_is_text(format) && format != DIAG_FORMAT_JSON;
}

void diags_print(struct diags *diags, FILE *stream, enum diag_format format, bool color)
{
	struct diag_report report = {
		.arena = diags->arena,
		.diags = diags->all,
		.count = diags->count,
		.inputs = diags->inputs,
		.input_count = diags->input_count,
		.omission = {
			.errors = diags->hidden[DIAG_ERROR] + diags->hidden[DIAG_FAILURE],
			.warnings = diags->hidden[DIAG_WARNING],
		},
		.color = color,
	};

	number_inputs(diags);
	diags_sort(diags);
	formats[format].print(&report, stream);
}
