/* SPDX-License-Identifier: BSD-3-Clause
 * checkstyle.c: messages in the XML of Checkstyle, which many CI systems and editors read: those of
 * each file together. Files without any are named, too. */
#include "base/arena.h"
#include "base/string_map.h"
#include "diag/internal.h"
#include "diag/path.h"

/* A file, and the messages about it by their indices in the report. */
struct file {
	const char *path;
	size_t *diags; /* arena_grow()n */
	size_t count;
	const char *omission; /* how many messages are left out of the report, or NULL */
};

struct files {
	struct arena *arena;
	struct file **files; /* arena_grow()n */
	size_t count;
	struct string_map *by_path;
};

static struct file *file_of(struct files *files, const char *path)
{
	struct file *file = string_map_find(files->by_path, path);

	if (file)
		return file;
	file = arena_alloc(files->arena, sizeof(*file));
	file->path = path;
	string_map_put(files->by_path, path, file);
	files->files = arena_grow(files->arena, files->files, files->count, sizeof(file));
	files->files[files->count++] = file;
	return file;
}

static void collect(const struct diag_report *report, struct files *files)
{
	for (size_t i = 0; i < report->input_count; i++)
		file_of(files, diag_path(report->arena, NULL, report->inputs[i].path));
	for (size_t i = 0; i < report->count; i++) {
		struct file *file = file_of(files, diag_report_path(report, &report->diags[i]));

		file->diags =
			arena_grow(files->arena, file->diags, file->count, sizeof(*file->diags));
		file->diags[file->count++] = i;
	}
	if (report->omission.errors || report->omission.warnings)
		file_of(files, ".")->omission = diag_omission_text(report->arena, report->omission);
}

/* The line of a message without a place is 0. */
static void print_diag(struct arena *arena, const struct diag *diag, FILE *stream)
{
	struct position position = { 0 };

	if (diag->at.source)
		position = source_position(diag->at.source, diag->at.start);
	fprintf(stream, "    <error line=\"%zu\" ", position.line);
	if (diag->at.source)
		fprintf(stream, "column=\"%zu\" ", position.column);
	fprintf(stream, "severity=\"%s\" message=\"",
		diag->level == DIAG_WARNING ? "warning" : "error");
	diag_print_xml(stream, diag_full_text(arena, diag));
	fprintf(stream, "\" source=\"acrn-cfg.%s\"/>\n", diag->rule->slug);
}

static void print_file(const struct diag_report *report, const struct file *file, FILE *stream)
{
	fputs("  <file name=\"", stream);
	diag_print_xml(stream, diag_printable(report->arena, file->path));
	if (!file->count && !file->omission) {
		fputs("\"/>\n", stream);
		return;
	}
	fputs("\">\n", stream);
	for (size_t i = 0; i < file->count; i++)
		print_diag(report->arena, &report->diags[file->diags[i]], stream);
	if (file->omission)
		fprintf(stream,
			"    <error line=\"0\" severity=\"%s\" message=\"%s\" "
			"source=\"acrn-cfg.omitted\"/>\n",
			report->omission.errors ? "error" : "warning", file->omission);
	fputs("  </file>\n", stream);
}

void diag_print_checkstyle(const struct diag_report *report, FILE *stream)
{
	struct files files = { .arena = report->arena };

	files.by_path = string_map_new(report->arena, report->input_count);
	collect(report, &files);
	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">\n", stream);
	for (size_t i = 0; i < files.count; i++)
		print_file(report, files.files[i], stream);
	fputs("</checkstyle>\n", stream);
}
