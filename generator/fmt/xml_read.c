/* SPDX-License-Identifier: BSD-3-Clause
 * xml_read.c: finds the parts of an XML file. libxml2 has parsed it before, so that nothing here
 * can be unexpected; all loops end at the end of the source nevertheless. */
#include <string.h>

#include "base/arena.h"
#include "base/source.h"
#include "base/space.h"
#include "fmt/xml.h"

struct reading {
	struct arena *arena;
	const struct source *source;
	struct fmt_xml *open; /* the innermost element that is open, or the top */
	size_t at;
	size_t gap; /* where the white space before `at` begins */
};

static bool begins(const struct reading *reading, const char *word)
{
	return strncmp(reading->source->bytes + reading->at, word, strlen(word)) == 0;
}

/* The offset behind the next `word` from `at` on. */
static size_t behind(const struct reading *reading, size_t at, const char *word)
{
	const char *found = strstr(reading->source->bytes + at, word);

	return found ? (size_t)(found - reading->source->bytes) + strlen(word)
		     : reading->source->size;
}

static size_t skip_space(const struct source *source, size_t at)
{
	while (at < source->size && is_space(source->bytes[at]))
		at++;
	return at;
}

static size_t skip_name(const struct source *source, size_t at)
{
	return at + strcspn(source->bytes + at, " \t\r\n=/><");
}

/* How many line ends are in the white space before the next part. */
static size_t breaks_before(const struct reading *reading)
{
	size_t count = 0;

	for (size_t i = reading->gap; i < reading->at; i++)
		count += reading->source->bytes[i] == '\n';
	return count;
}

static struct fmt_xml *add(struct reading *reading, enum fmt_xml_kind kind, size_t end)
{
	struct fmt_xml *part = arena_alloc(reading->arena, sizeof(*part));
	struct fmt_xml *parent = reading->open;
	size_t breaks = breaks_before(reading);

	part->kind = kind;
	part->start = reading->at;
	part->end = end;
	part->is_behind = breaks == 0;
	part->is_after_blank = breaks > 1;
	part->parent = parent;
	if (parent->last)
		parent->last->next = part;
	else
		parent->first = part;
	parent->last = part;
	reading->at = reading->gap = end;
	return part;
}

static bool is_within(const char *text, size_t length, const char *word)
{
	return memmem(text, length, word, strlen(word));
}

/* Whether the content of an element with such a start tag is to stay as it is. */
static bool keeps_space(const struct reading *reading, size_t start, size_t end)
{
	return is_within(reading->source->bytes + start, end - start, "xml:space");
}

static void begin_element(struct reading *reading)
{
	const struct source *source = reading->source;
	size_t name_end = skip_name(source, reading->at + 1), end = name_end;
	struct fmt_xml *element;

	while (end < source->size && source->bytes[end] != '>') {
		const char *quote = strchr("\"'", source->bytes[end]);

		end++;
		if (quote && *quote)
			end = behind(reading, end, *quote == '"' ? "\"" : "'");
	}
	end += end < source->size;
	element = add(reading, FMT_XML_ELEMENT, end);
	element->name = arena_copy(reading->arena, source->bytes + element->start + 1,
				   name_end - element->start - 1);
	element->content_start = element->content_end = end;
	element->is_verbatim = reading->open->is_verbatim || keeps_space(reading, name_end, end);
	if (source->bytes[end - 2] != '/')
		reading->open = element;
}

static void end_element(struct reading *reading)
{
	struct fmt_xml *element = reading->open;

	element->content_end = reading->at;
	element->has_space = !element->first && reading->gap < reading->at;
	reading->at = reading->gap = element->end = behind(reading, reading->at, ">");
	if (element->parent)
		reading->open = element->parent;
}

/* Text, which has to stay where it is, and with it all that is around it in the element. */
static void pass_text(struct reading *reading, size_t end)
{
	reading->open->is_verbatim = true;
	reading->at = reading->gap = end;
}

static void read_part(struct reading *reading)
{
	const struct source *source = reading->source;

	if (begins(reading, "<!--"))
		add(reading, FMT_XML_COMMENT, behind(reading, reading->at + 4, "-->"));
	else if (begins(reading, "<?"))
		add(reading, FMT_XML_INSTRUCTION, behind(reading, reading->at, "?>"));
	else if (begins(reading, "<![CDATA["))
		pass_text(reading, behind(reading, reading->at, "]]>"));
	else if (begins(reading, "</"))
		end_element(reading);
	else if (begins(reading, "<"))
		begin_element(reading);
	else
		pass_text(reading, reading->at + strcspn(source->bytes + reading->at, "<"));
}

struct fmt_xml *fmt_xml_read(struct arena *arena, const struct source *source)
{
	struct fmt_xml *top = arena_alloc(arena, sizeof(*top));
	struct reading reading = { .arena = arena, .source = source, .open = top };

	top->kind = FMT_XML_ELEMENT;
	for (;;) {
		reading.at = skip_space(source, reading.at);
		if (reading.at >= source->size)
			return top;
		read_part(&reading);
	}
}

struct fmt_attribute *fmt_xml_attributes(struct arena *arena, const struct source *source,
					 const struct fmt_xml *element, size_t *count)
{
	struct fmt_attribute *attributes = NULL;
	size_t at = skip_name(source, element->start + 1);

	*count = 0;
	for (;;) {
		struct fmt_attribute *attribute;
		size_t name = skip_space(source, at), name_end = skip_name(source, name);
		const char *end;

		if (name_end == name)
			return attributes;
		attributes = arena_grow(arena, attributes, *count, sizeof(*attributes));
		attribute = &attributes[(*count)++];
		attribute->name = arena_copy(arena, source->bytes + name, name_end - name);
		at = skip_space(source, skip_space(source, name_end) + 1); /* behind the '=' */
		attribute->quote = source->bytes[at];
		attribute->start = at + 1;
		end = strchr(source->bytes + attribute->start, attribute->quote);
		attribute->end = end ? (size_t)(end - source->bytes) : source->size;
		at = attribute->end + 1;
		if (at >= source->size)
			return attributes;
	}
}
