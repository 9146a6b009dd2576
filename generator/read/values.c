/* SPDX-License-Identifier: BSD-3-Clause
 * values.c: reads the values of elements: texts, yes and no, numbers, addresses. */
#include <string.h>

#include "base/arena.h"
#include "load/load.h"
#include "read/internal.h"
#include "schema/bdf.h"
#include "schema/number.h"

const xmlNode *read_first(const xmlNode *parent, const char *list, const char *entry)
{
	const xmlNode *found = parent ? load_child(parent, list) : NULL;

	return found ? load_child(found, entry) : NULL;
}

struct text read_text(const struct reader *reader, const xmlNode *element)
{
	return (struct text) {
		.value = load_text(reader->arena, element),
		.at = load_text_span(reader->doc, element),
	};
}

struct text read_child(const struct reader *reader, const xmlNode *element, const char *child)
{
	const xmlNode *found = element ? load_child(element, child) : NULL;

	return found ? read_text(reader, found) : (struct text) { 0 };
}

struct text read_attribute(const struct reader *reader, const xmlNode *element, const char *name)
{
	return (struct text) {
		.value = load_attribute(reader->arena, element, name),
		.at = load_attribute_span(reader->doc, element, name),
	};
}

struct text read_name(const struct reader *reader, const xmlNode *element, const char *child,
		      struct span at)
{
	struct text name = read_child(reader, element, child);

	return name.value ? name : (struct text) { .value = "", .at = at };
}

struct text read_part(struct arena *arena, struct text text, size_t start, size_t end)
{
	struct span at = text.at;

	if (at.end - at.start == strlen(text.value))
		at = source_span(at.source, at.start + start, at.start + end);
	return (struct text) { arena_copy(arena, text.value + start, end - start), at };
}

bool read_is(struct text text, const char *value)
{
	return text.value && strcmp(text.value, value) == 0;
}

struct section read_element(const struct reader *reader, const xmlNode *element)
{
	return (struct section) { reader, element, load_element_span(reader->doc, element) };
}

struct section read_section(const struct section *parent, const char *name)
{
	const xmlNode *found = load_child(parent->element, name);

	return found ? read_element(parent->reader, found) : *parent;
}

struct text read_value(const struct section *section, const char *name, const char *missing)
{
	struct text text = read_child(section->reader, section->element, name);

	if (!text.value)
		text.at = section->at;
	if (model_is_blank(text))
		text.value = missing;
	return text;
}

struct flag read_flag(const struct section *section, const char *name, const char *missing)
{
	struct text text = read_child(section->reader, section->element, name);

	if (read_is(text, "y") || read_is(text, "n"))
		return (struct flag) { *text.value == 'y', true, text.at };
	return (struct flag) { *missing == 'y', false, section->at };
}

static bool parse_hex(const char *text, uint64_t *value)
{
	bool has_prefix = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');

	return (has_prefix || strcmp(text, "0") == 0) &&
	       number_parse(text, strlen(text), UINT64_MAX, value);
}

static bool parse_decimal(const char *text, uint64_t *value)
{
	return number_parse_decimal(text, strlen(text), UINT64_MAX, value);
}

static struct number read_number(const struct section *section, const char *name,
				 const char *missing,
				 bool (*parse)(const char *text, uint64_t *value))
{
	struct text text = read_child(section->reader, section->element, name);
	struct number number = { .is_given = true, .text = text.value, .at = text.at };

	if (!model_is_blank(text) && parse(text.value, &number.value))
		return number;
	number.is_given = false;
	number.is_invalid = !model_is_blank(text);
	number.text = missing;
	number.at = section->at;
	if (missing)
		parse(missing, &number.value);
	return number;
}

struct number read_decimal(const struct section *section, const char *name, const char *missing)
{
	return read_number(section, name, missing, parse_decimal);
}

struct number read_hex(const struct section *section, const char *name, const char *missing)
{
	return read_number(section, name, missing, parse_hex);
}

uint64_t read_default_number(const char *text)
{
	uint64_t value = 0;

	parse_decimal(text, &value);
	return value;
}

struct device_address read_vbdf(struct text text)
{
	struct device_address address = { .kind = ADDRESS_ANY, .text = text };
	size_t length;

	if (model_is_blank(text))
		return address;
	address.kind = bdf_parse(text.value, &address.vbdf, &length) && !text.value[length]
			       ? ADDRESS_FIXED
			       : ADDRESS_BAD_VBDF;
	return address;
}

struct device_address read_slot(struct text text)
{
	struct device_address address = { .is_slot_number = true, .text = text };
	uint64_t slot;

	if (!text.value)
		return address;
	address.kind = ADDRESS_BAD_SLOT;
	if (number_parse_decimal(text.value, strlen(text.value), CFG_SLOT_MAX, &slot)) {
		address.kind = ADDRESS_FIXED;
		address.vbdf = CFG_BDF(0, slot, 0);
	}
	return address;
}
