/* SPDX-License-Identifier: BSD-3-Clause
 * yaml_text.c: writes texts of several lines, which keep all but their indentation. */
#include <stdint.h>
#include <string.h>

#include "base/source.h"
#include "fmt/yaml.h"

/* The bytes of a part of the source. */
struct text {
	const char *at, *end;
};

static struct text text_of(const struct fmt_output *output, const struct yaml_shape *shape)
{
	const char *bytes = output->source->bytes;

	return (struct text) { bytes + shape->start, bytes + shape->end };
}

/* Takes the next line, without its end. */
static struct text next_line(struct text *text)
{
	const char *end = memchr(text->at, '\n', (size_t)(text->end - text->at));
	struct text line = { text->at, end ? end : text->end };

	text->at = end ? end + 1 : text->end;
	return line;
}

static size_t indentation(struct text line, const char *blanks)
{
	size_t length = strspn(line.at, blanks);
	size_t size = (size_t)(line.end - line.at);

	return length < size ? length : size;
}

static bool is_blank(struct text line)
{
	return indentation(line, " \t") == (size_t)(line.end - line.at);
}

static void write_line(FILE *out, struct text line, size_t column)
{
	if (line.at < line.end)
		fmt_indent(out, column);
	fwrite(line.at, 1, (size_t)(line.end - line.at), out);
}

/* How far all lines behind the first are indented. */
static size_t common_indentation(struct text text)
{
	size_t common = SIZE_MAX;

	next_line(&text);
	while (text.at < text.end) {
		struct text line = next_line(&text);
		size_t own = indentation(line, " ");

		if (!is_blank(line) && own < common)
			common = own;
	}
	return common;
}

void fmt_yaml_write_flow(const struct fmt_output *output, const struct yaml_shape *shape,
			 size_t column)
{
	struct text text = text_of(output, shape);
	size_t common = common_indentation(text);

	write_line(output->out, next_line(&text), 0);
	while (text.at < text.end) {
		struct text line = next_line(&text);
		size_t own = indentation(line, " ");

		line.at += own < common ? own : common;
		fputc('\n', output->out);
		write_line(output->out, line, column);
	}
}

void fmt_yaml_write_scalar(const struct fmt_output *output, const struct yaml_shape *shape,
			   size_t column)
{
	struct text text = text_of(output, shape);

	write_line(output->out, next_line(&text), 0);
	while (text.at < text.end) {
		struct text line = next_line(&text);

		line.at += indentation(line, " \t");
		fputc('\n', output->out);
		write_line(output->out, line, column);
	}
}

/* The digit of a block scalar's first line that says how far it is indented, or 0. */
static size_t indicator_of(struct text header)
{
	for (const char *at = header.at + 1; at < header.end && !strchr(" \t#", *at); at++)
		if (*at >= '1' && *at <= '9')
			return (size_t)(*at - '0');
	return 0;
}

/* '-', '+' or 0, by the first line. A block that ends with the file, without a line end, has none,
 * either; a line end is added there. */
static char chomping_of(const struct fmt_output *output, const struct yaml_shape *shape,
			struct text header)
{
	const struct source *source = output->source;

	for (const char *at = header.at + 1; at < header.end && !strchr(" \t#", *at); at++)
		if (*at == '-' || *at == '+')
			return shape->end == source->size && source->bytes[shape->end - 1] != '\n'
				       ? '-'
				       : *at;
	return shape->end == source->size && source->bytes[shape->end - 1] != '\n' ? '-' : 0;
}

char fmt_yaml_write_header(const struct fmt_output *output, const struct yaml_shape *shape)
{
	struct text text = text_of(output, shape), header = next_line(&text);
	char chomping = chomping_of(output, shape, header);

	fputc(*header.at, output->out);
	if (indicator_of(header))
		fprintf(output->out, "%d", FMT_INDENT);
	if (chomping)
		fputc(chomping, output->out);
	return chomping;
}

/* How far the lines of a block scalar are indented in the source. */
static size_t block_indentation(const struct yaml_shape *shape, struct text text)
{
	size_t indicator = indicator_of(next_line(&text));

	if (indicator)
		return shape->around + indicator;
	while (text.at < text.end) {
		struct text line = next_line(&text);

		if (indentation(line, " ") < (size_t)(line.end - line.at))
			return indentation(line, " ");
	}
	return SIZE_MAX;
}

/* Without the empty lines at its end, where they are not part of the text: those with no more than
 * the indentation of the others. */
static void trim_end(struct text *text, size_t indented)
{
	for (;;) {
		const char *end = text->end, *start;

		end -= end > text->at && end[-1] == '\n';
		start = end;
		while (start > text->at && start[-1] == ' ')
			start--;
		if (start == text->end || (size_t)(end - start) > indented ||
		    (start > text->at && start[-1] != '\n'))
			return;
		text->end = start;
	}
}

void fmt_yaml_write_lines(const struct fmt_output *output, const struct yaml_shape *shape,
			  bool keeps_end, size_t column)
{
	struct text text = text_of(output, shape);
	size_t indented = block_indentation(shape, text);

	next_line(&text);
	if (!keeps_end)
		trim_end(&text, indented);
	while (text.at < text.end) {
		struct text line = next_line(&text);
		size_t own = indentation(line, " ");

		line.at += own < indented ? own : indented;
		write_line(output->out, line, column);
		fputc('\n', output->out);
	}
}
