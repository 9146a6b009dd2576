/* SPDX-License-Identifier: BSD-3-Clause
 * yaml_write.c: writes YAML in the canonical form: block mappings and lists on lines of their own,
 * scalars and flows as they are in the source. */
#include <string.h>

#include "base/arena.h"
#include "base/source.h"
#include "fmt/yaml.h"
#include "validate/place.h"

struct writer {
	struct fmt_output output;
	bool is_first;	   /* nothing is before it in its mapping or list */
	bool ends_comment; /* the last line is a comment of its own, at `comment_column` */
	size_t comment_column;
	bool ends_text; /* the last lines are a block scalar to which empty lines belong */
};

static void begin_line(struct writer *writer, bool is_after_blank, size_t column)
{
	if (is_after_blank && !writer->is_first && !writer->ends_text)
		fputc('\n', writer->output.out);
	fmt_indent(writer->output.out, column);
	writer->is_first = writer->ends_comment = writer->ends_text = false;
}

static void begin_behind_dash(struct writer *writer)
{
	fputc(' ', writer->output.out);
	writer->is_first = writer->ends_comment = writer->ends_text = false;
}

static void end_line(struct writer *writer, const struct yaml_comment *behind)
{
	const struct source *source = writer->output.source;

	if (behind)
		fprintf(writer->output.out, "  %.*s", (int)(behind->end - behind->start),
			source->bytes + behind->start);
	fputc('\n', writer->output.out);
}

/* A comment of one or several lines; an empty line keeps it apart from another one before it. */
static void write_comment(struct writer *writer, const struct yaml_comment *comment, size_t column)
{
	const struct source *source = writer->output.source;
	const char *line = source->bytes + comment->start, *end = source->bytes + comment->end;
	bool is_after_blank = fmt_yaml_is_after_blank(source, comment->start) ||
			      (writer->ends_comment && writer->comment_column == column);

	while (line < end) {
		size_t length = strcspn(line, "\n");

		begin_line(writer, is_after_blank, column);
		is_after_blank = false;
		if (length > (size_t)(end - line))
			length = (size_t)(end - line);
		fwrite(line, 1, length, writer->output.out);
		fputc('\n', writer->output.out);
		line += length;
		line += strspn(line, " \n");
	}
	writer->ends_comment = true;
	writer->comment_column = column;
}

static void write_comments(struct writer *writer, struct fmt_yaml_comments comments, size_t column)
{
	for (size_t i = 0; i < comments.count; i++)
		write_comment(writer, comments.items[i], column);
}

static void write_items(struct writer *writer, const struct fmt_yaml_items *items,
			const struct schema_type *type, size_t column, bool is_behind_dash);

/* The entries of a mapping or list, behind its key or '-'. The first entry of a mapping may stand
 * behind the '-'. */
static void write_block(struct writer *writer, const struct yaml_shape *shape,
			const struct schema_type *type, size_t column, bool is_behind_dash)
{
	struct fmt_yaml_items items = fmt_yaml_divide(&writer->output, shape);
	bool is_on_line;

	if (shape->kind == YAML_SHAPE_MAPPING && type)
		fmt_yaml_sort(&writer->output, type, &items);
	is_on_line = is_behind_dash && shape->kind == YAML_SHAPE_MAPPING && !*shape->properties &&
		     !items.at_key && !items.head.count && !items.items[0].before.count;
	if (!is_on_line)
		end_line(writer, items.at_key);
	write_items(writer, &items, type, column, is_on_line);
}

/* A value that is absent, and what may be said of it. */
static void write_absent(struct writer *writer, const struct yaml_shape *shape, size_t column,
			 const struct yaml_comment *behind)
{
	struct fmt_yaml_items items = fmt_yaml_divide(&writer->output, shape);

	end_line(writer, items.at_key ? items.at_key : behind);
	writer->is_first = true;
	write_comments(writer, items.tail, column);
	writer->is_first = false;
}

static void write_block_scalar(struct writer *writer, const struct yaml_shape *shape, size_t column,
			       const struct yaml_comment *behind)
{
	bool keeps_end = fmt_yaml_write_header(&writer->output, shape) == '+';

	end_line(writer, behind);
	fmt_yaml_write_lines(&writer->output, shape, keeps_end, column);
	writer->ends_text = keeps_end;
}

/* A value behind its key or '-'; what it consists of is at `column`. */
static void write_value(struct writer *writer, const struct yaml_shape *shape,
			const struct schema_type *type, size_t column, bool is_behind_dash,
			const struct yaml_comment *behind)
{
	FILE *out = writer->output.out;

	if (*shape->properties)
		fprintf(out, " %s", shape->properties);
	if (shape->kind == YAML_SHAPE_MAPPING || shape->kind == YAML_SHAPE_LIST) {
		write_block(writer, shape, type, column, is_behind_dash);
		return;
	}
	if (shape->start == shape->end) {
		write_absent(writer, shape, column, behind);
		return;
	}
	fputc(' ', out);
	if (shape->kind == YAML_SHAPE_BLOCK) {
		write_block_scalar(writer, shape, column, behind);
		return;
	}
	if (shape->kind == YAML_SHAPE_FLOW)
		fmt_yaml_write_flow(&writer->output, shape, column);
	else
		fmt_yaml_write_scalar(&writer->output, shape, column);
	end_line(writer, behind);
}

/* The type of what is behind a key; content in its order, by the key '$', has none. */
static const struct schema_type *
type_of(const struct writer *writer, const struct schema_type *parent, const struct yaml_shape *key)
{
	return schema_place(writer->output.schema, parent, key->text ? key->text : "").type;
}

static void write_key(struct writer *writer, const struct yaml_shape_entry *entry, size_t column)
{
	const struct yaml_shape *key = entry->key;
	FILE *out = writer->output.out;

	if (entry->is_explicit)
		fputs("? ", out);
	if (*key->properties)
		fprintf(out, "%s%s", key->properties, key->start < key->end ? " " : "");
	if (key->kind == YAML_SHAPE_BLOCK) {
		write_block_scalar(writer, key, column + FMT_INDENT, NULL);
	} else {
		fmt_yaml_write_scalar(&writer->output, key, column + FMT_INDENT);
		if (entry->is_explicit)
			fputc('\n', out);
	}
	if (entry->is_explicit)
		fmt_indent(out, column);
	fputs(key->kind == YAML_SHAPE_ALIAS && !entry->is_explicit ? " :" : ":", out);
}

static void write_item(struct writer *writer, const struct fmt_yaml_item *item,
		       const struct schema_type *type, size_t column)
{
	const struct yaml_shape_entry *entry = item->entry;

	if (entry->key) {
		write_key(writer, entry, column);
		write_value(writer, entry->value, type_of(writer, type, entry->key),
			    column + FMT_INDENT, false, item->behind);
	} else {
		fputc('-', writer->output.out);
		write_value(writer, entry->value, type, column + FMT_INDENT, true, item->behind);
	}
}

/* Whether an empty line is between an entry and what is before it: its comments, which may come
 * from behind its key, or else the head. */
static bool is_apart(const struct writer *writer, const struct fmt_yaml_items *items, size_t index)
{
	const struct fmt_yaml_item *item = &items->items[index];
	size_t start = item->entry->start, count = item->before.count;

	if (count && item->before.items[count - 1]->start > start)
		return false;
	return (index == 0 && items->head.count && !count) ||
	       fmt_yaml_is_after_blank(writer->output.source, start);
}

static void write_items(struct writer *writer, const struct fmt_yaml_items *items,
			const struct schema_type *type, size_t column, bool is_behind_dash)
{

	writer->is_first = true;
	write_comments(writer, items->head, column);
	for (size_t i = 0; i < items->count; i++) {
		const struct fmt_yaml_item *item = &items->items[i];
		write_comments(writer, item->before, column);
		if (i == 0 && is_behind_dash)
			begin_behind_dash(writer);
		else
			begin_line(writer, is_apart(writer, items, i), column);
		write_item(writer, item, type, column);
	}
	write_comments(writer, items->tail, column);
}

/* Comments before an offset in the file. Returns the first behind it. */
static const struct yaml_comment *
write_comments_before(struct writer *writer, const struct yaml_comment *comment, size_t end)
{
	for (; comment && comment->start < end; comment = comment->next)
		write_comment(writer, comment, 0);
	return comment;
}

/* A file that is one flow, such as JSON. */
static void write_flow_file(struct writer *writer, const struct yaml_shape *root)
{
	const struct yaml_comment *comment =
		write_comments_before(writer, root->comments, root->start);

	begin_line(writer, false, 0);
	if (*root->properties)
		fprintf(writer->output.out, "%s ", root->properties);
	fwrite(writer->output.source->bytes + root->start, 1, root->end - root->start,
	       writer->output.out);
	fputc('\n', writer->output.out);
	while (comment && comment->start < root->end)
		comment = comment->next;
	write_comments_before(writer, comment, SIZE_MAX);
}

/* The directives, and the '---'. Returns the comments that are behind them. */
static struct fmt_yaml_comments write_start(struct writer *writer,
					    const struct yaml_shape_file *file,
					    struct fmt_yaml_comments comments,
					    const struct yaml_comment *behind)
{
	if (file->start == file->start_end)
		return comments;
	for (; comments.count && comments.items[0]->start < file->start_end;
	     comments.items++, comments.count--)
		if (comments.items[0]->start < file->start)
			write_comment(writer, comments.items[0], 0);
	begin_line(writer, false, 0);
	fwrite(writer->output.source->bytes + file->start, 1, file->start_end - file->start,
	       writer->output.out);
	end_line(writer, behind);
	return comments;
}

/* The root element, and instructions beside it. */
static void write_mapping_file(struct writer *writer, const struct yaml_shape_file *file,
			       const struct schema_type *root)
{
	struct fmt_yaml_items items = fmt_yaml_divide(&writer->output, file->root);

	items.items[0].before = write_start(writer, file, items.items[0].before, items.at_key);
	for (size_t i = 0; i < items.count; i++) {
		const struct fmt_yaml_item *item = &items.items[i];
		const char *key = item->entry->key->text;

		write_comments(writer, item->before, 0);
		begin_line(writer,
			   fmt_yaml_is_after_blank(writer->output.source, item->entry->start), 0);
		write_key(writer, item->entry, 0);
		write_value(writer, item->entry->value, key && key[0] != '?' ? root : NULL,
			    FMT_INDENT, false, item->behind);
	}
	write_comments(writer, items.tail, 0);
}

bool fmt_write_yaml(const struct fmt_output *output, const struct schema_type *root)
{
	const struct yaml_shape_file *file = yaml_shape_read(output->arena, output->source);
	struct writer writer = { .output = *output, .is_first = true };

	if (!file)
		return false;
	if (file->root->kind == YAML_SHAPE_FLOW)
		write_flow_file(&writer, file->root);
	else if (file->root->count)
		write_mapping_file(&writer, file, root);
	if (file->has_end)
		fputs("...\n", output->out);
	return true;
}
