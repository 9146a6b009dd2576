/* SPDX-License-Identifier: BSD-3-Clause
 * aml_read.c: reads a device's AML as far as it has to be understood. */
#include "render/acpi/aml_read.h"

#include <string.h>

#include "base/arena.h"

/* How deep devices may be in each other. */
#define LEVELS_MAX 16

struct reader {
	const uint8_t *bytes;
	size_t at, end;
	unsigned level;
	struct aml_error *error;
};

static bool fail(const struct reader *reader, const char *text)
{
	*reader->error = (struct aml_error) { .offset = reader->at, .text = text };
	return false;
}

static bool skip(struct reader *reader, size_t size)
{
	if (size > reader->end - reader->at)
		return fail(reader, "bytes are missing");
	reader->at += size;
	return true;
}

static bool read_byte(struct reader *reader, unsigned *byte)
{
	if (!skip(reader, 1))
		return false;
	*byte = reader->bytes[reader->at - 1];
	return true;
}

static bool read_opcode(struct reader *reader, unsigned *opcode)
{
	unsigned second;

	if (!read_byte(reader, opcode))
		return false;
	if (*opcode != AML_EXTENDED)
		return true;
	if (!read_byte(reader, &second))
		return false;
	*opcode = *opcode << 8 | second;
	return true;
}

/* Reads the length of a package, which counts from its own first byte; *end is behind the package.
 * The two highest bits of that byte say how many bytes follow, each of eight more bits of the
 * length, above the lowest four. */
static bool read_package(struct reader *reader, size_t *end)
{
	size_t start = reader->at;
	size_t length;
	unsigned lead, next;

	if (!read_byte(reader, &lead))
		return false;
	length = lead >> 6 ? lead & 0xf : lead & 0x3f;
	for (unsigned i = 0; i < lead >> 6; i++) {
		if (!read_byte(reader, &next))
			return false;
		length |= (size_t)next << (4 + 8 * i);
	}
	if (length < reader->at - start || length > reader->end - start)
		return fail(reader, "the length of a package is not that of its content");
	*end = start + length;
	return true;
}

static bool read_segments(struct reader *reader, struct aml_name *name)
{
	name->bytes = (const char *)reader->bytes + reader->at;
	if (!skip(reader, name->count * AML_SEGMENT))
		return false;
	for (size_t i = 0; i < name->count * AML_SEGMENT; i++)
		if (!aml_is_name_byte(name->bytes[i], i % AML_SEGMENT == 0))
			return fail(reader, "a name has an invalid byte");
	return true;
}

/* What is before the segments. A name can be nothing but that. */
static bool read_prefixes(struct reader *reader, struct aml_name *name, unsigned *byte)
{
	*name = (struct aml_name) { .count = 1 };
	if (!read_byte(reader, byte))
		return false;
	if (*byte == AML_ROOT) {
		name->is_absolute = true;
		return read_byte(reader, byte);
	}
	for (; *byte == AML_PARENT; name->parents++)
		if (!read_byte(reader, byte))
			return false;
	return true;
}

static bool read_name(struct reader *reader, struct aml_name *name)
{
	unsigned byte, count;

	if (!read_prefixes(reader, name, &byte))
		return false;
	if (byte == AML_ZERO) {
		name->count = 0;
		return true;
	}
	if (byte == AML_DUAL) {
		name->count = 2;
	} else if (byte == AML_MULTI) {
		if (!read_byte(reader, &count))
			return false;
		if (!count)
			return fail(reader, "a name has no segment");
		name->count = count;
	} else {
		reader->at--;
	}
	return read_segments(reader, name);
}

static bool skip_string(struct reader *reader)
{
	const uint8_t *start = reader->bytes + reader->at;
	const uint8_t *nul = memchr(start, 0, reader->end - reader->at);

	if (!nul)
		return fail(reader, "a string has no end");
	reader->at += (size_t)(nul - start) + 1;
	return true;
}

static bool skip_package(struct reader *reader)
{
	return read_package(reader, &reader->at);
}

/* A name may stand for an object. */
static bool skip_reference(struct reader *reader)
{
	struct aml_name name;
	unsigned byte = reader->bytes[reader->at];

	if (byte != AML_ROOT && byte != AML_PARENT && byte != AML_DUAL && byte != AML_MULTI &&
	    !aml_is_name_byte((char)byte, true))
		return fail(reader, "a constant, a buffer, a package or a name is expected");
	return read_name(reader, &name);
}

static bool skip_object(struct reader *reader)
{
	size_t start = reader->at;
	unsigned opcode;

	if (!read_opcode(reader, &opcode))
		return false;
	switch (opcode) {
	case AML_ZERO:
	case AML_ONE:
	case AML_ONES:
	case AML_REVISION:
		return true;
	case AML_BYTE:
		return skip(reader, 1);
	case AML_WORD:
		return skip(reader, 2);
	case AML_DWORD:
		return skip(reader, 4);
	case AML_QWORD:
		return skip(reader, 8);
	case AML_STRING:
		return skip_string(reader);
	case AML_BUFFER:
	case AML_PACKAGE:
	case AML_VAR_PACKAGE:
		return skip_package(reader);
	default:
		reader->at = start;
		return skip_reference(reader);
	}
}

/* What follows the opcodes of terms: 'p' a package's length, and whatever the package holds beyond
 * the rest; 'n' the name that the term defines, 'r' another name, 'b' a byte, 'o' an object, 't'
 * terms up to the end of the package. */
static const struct operands {
	enum aml_opcode opcode;
	const char *kinds;
} operands[] = {
	{ AML_ALIAS, "rn" },
	{ AML_NAME, "no" },
	{ AML_SCOPE, "prt" },
	{ AML_METHOD, "pnb" },
	{ AML_EXTERNAL, "rbb" },
	{ AML_MUTEX, "nb" },
	{ AML_EVENT, "n" },
	{ AML_REGION, "nboo" },
	{ AML_FIELD, "prb" },
	{ AML_DEVICE, "pnt" },
	{ AML_PROCESSOR, "pnbbbbbbt" },
	{ AML_POWER_RESOURCE, "pnbbbt" },
	{ AML_THERMAL_ZONE, "pnt" },
	{ AML_INDEX_FIELD, "prrb" },
	{ AML_BANK_FIELD, "prrob" },
	{ AML_DATA_REGION, "nooo" },
};

static const char *operands_find(unsigned opcode)
{
	for (size_t i = 0; i < sizeof(operands) / sizeof(operands[0]); i++)
		if (operands[i].opcode == opcode)
			return operands[i].kinds;
	return NULL;
}

static bool read_term(struct reader *reader, struct aml_term *term);

static bool skip_terms(struct reader *reader)
{
	struct aml_term term;

	if (reader->level == LEVELS_MAX)
		return fail(reader, "there are too many devices inside each other");
	reader->level++;
	while (reader->at < reader->end)
		if (!read_term(reader, &term))
			return false;
	return true;
}

static bool read_operand(struct reader *reader, char kind, struct aml_term *term)
{
	struct aml_name other;

	switch (kind) {
	case 'n':
		term->has_name = true;
		return read_name(reader, &term->name);
	case 'r':
		return read_name(reader, &other);
	case 'b':
		return skip(reader, 1);
	case 't':
		return skip_terms(reader);
	default:
		return skip_object(reader);
	}
}

static bool read_operands(struct reader *reader, const char *kinds, struct aml_term *term)
{
	struct reader inside = *reader;
	bool is_package = *kinds == 'p';

	if (is_package && !read_package(&inside, &inside.end))
		return false;
	for (kinds += is_package; *kinds; kinds++)
		if (!read_operand(&inside, *kinds, term))
			return false;
	reader->at = is_package ? inside.end : inside.at;
	return true;
}

static bool read_term(struct reader *reader, struct aml_term *term)
{
	const char *kinds;
	unsigned opcode;
	size_t start = reader->at;

	term->has_name = false;
	if (!read_opcode(reader, &opcode))
		return false;
	kinds = operands_find(opcode);
	if (!kinds) {
		reader->at = start;
		return fail(reader, "devices have no such term");
	}
	if (!read_operands(reader, kinds, term))
		return false;
	term->opcode = opcode;
	term->bytes = reader->bytes + start;
	term->size = reader->at - start;
	return true;
}

static bool read_terms(struct arena *arena, struct reader *reader, struct aml_terms *terms)
{
	struct aml_term *list = NULL;

	*terms = (struct aml_terms) { 0 };
	while (reader->at < reader->end) {
		list = arena_grow(arena, list, terms->count, sizeof(*list));
		if (!read_term(reader, &list[terms->count]))
			return false;
		terms->count++;
	}
	terms->terms = list;
	return true;
}

bool aml_read_terms(struct arena *arena, const uint8_t *bytes, size_t size, struct aml_terms *terms,
		    struct aml_error *error)
{
	struct reader reader = { .bytes = bytes, .end = size, .error = error };

	return read_terms(arena, &reader, terms);
}

bool aml_read_device(struct arena *arena, const uint8_t *bytes, size_t size,
		     struct aml_device *device, struct aml_error *error)
{
	struct reader reader = { .bytes = bytes, .end = size, .error = error };
	unsigned opcode;
	size_t end;

	if (!read_opcode(&reader, &opcode))
		return false;
	if (opcode != AML_DEVICE)
		return fail(&reader, "it does not begin with a device");
	if (!read_package(&reader, &end))
		return false;
	if (end != size)
		return fail(&reader, "the device is not all of it");
	if (!read_name(&reader, &device->name))
		return false;
	if (!device->name.is_absolute || !device->name.count)
		return fail(&reader, "the device's path does not begin at the root");
	return read_terms(arena, &reader, &device->terms);
}

bool aml_is_name(const struct aml_term *term, const char *segment)
{
	const struct aml_name *name = &term->name;

	return term->opcode == AML_NAME && !name->is_absolute && !name->parents &&
	       name->count == 1 && memcmp(name->bytes, segment, AML_SEGMENT) == 0;
}

const char *aml_scope_text(struct arena *arena, const struct aml_name *name)
{
	char *text = arena_alloc(arena, 1 + name->count * (AML_SEGMENT + 1));
	char *to = text;

	*to++ = AML_ROOT;
	for (size_t i = 0; i + 1 < name->count; i++) {
		if (i)
			*to++ = '.';
		memcpy(to, name->bytes + i * AML_SEGMENT, AML_SEGMENT);
		to += AML_SEGMENT;
	}
	return text;
}
