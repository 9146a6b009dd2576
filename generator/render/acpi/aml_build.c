/* SPDX-License-Identifier: BSD-3-Clause
 * aml_build.c: writes AML. */
#include "render/acpi/aml_build.h"

#include <string.h>

static void add_opcode(struct bytes *to, enum aml_opcode opcode)
{
	if (opcode > 0xff)
		bytes_add_number(to, opcode >> 8, 1);
	bytes_add_number(to, opcode & 0xff, 1);
}

/* How many bytes the length of a package takes, which is part of the package. */
static unsigned length_width(size_t content)
{
	return content + 1 < 1 << 6 ? 1 : content + 2 < 1 << 12 ? 2 : content + 3 < 1 << 20 ? 3 : 4;
}

/* In one byte six bits; else the lowest four in the first byte, which says how many follow. */
static void add_length(struct bytes *to, size_t content)
{
	unsigned width = length_width(content);
	size_t length = content + width;

	if (width == 1) {
		bytes_add_number(to, length, 1);
		return;
	}
	bytes_add_number(to, (width - 1) << 6 | (length & 0xf), 1);
	bytes_add_number(to, length >> 4, width - 1);
}

void aml_add_integer(struct bytes *to, uint64_t value)
{
	static const struct {
		enum aml_opcode opcode;
		unsigned width;
	} forms[] = { { AML_BYTE, 1 }, { AML_WORD, 2 }, { AML_DWORD, 4 }, { AML_QWORD, 8 } };
	size_t form = 0;

	if (value <= 1) {
		add_opcode(to, value ? AML_ONE : AML_ZERO);
		return;
	}
	while (forms[form].width < 8 && value >> 8 * forms[form].width)
		form++;
	add_opcode(to, forms[form].opcode);
	bytes_add_number(to, value, forms[form].width);
}

void aml_add_string(struct bytes *to, const char *text)
{
	add_opcode(to, AML_STRING);
	bytes_add(to, text, strlen(text) + 1);
}

static unsigned hex_value(char digit)
{
	return (unsigned)(digit <= '9' ? digit - '0' : digit - 'A' + 10);
}

/* Three letters in five bits each, and four digits, the highest bits first. */
void aml_add_eisa_id(struct bytes *to, const char *id)
{
	uint32_t value = 0;
	uint32_t swapped = 0;

	for (unsigned i = 0; i < 3; i++)
		value = value << 5 | (uint32_t)(id[i] - '@');
	for (unsigned i = 3; i < 7; i++)
		value = value << 4 | hex_value(id[i]);
	for (unsigned i = 0; i < 4; i++)
		swapped = swapped << 8 | (value >> 8 * i & 0xff);
	aml_add_integer(to, swapped);
}

void aml_add_buffer(struct bytes *to, const struct bytes *content)
{
	add_opcode(to, AML_BUFFER);
	add_length(to, 3 + content->size);
	add_opcode(to, AML_WORD);
	bytes_add_number(to, content->size, 2);
	bytes_add(to, content->data, content->size);
}

void aml_add_package(struct bytes *to, const struct bytes *elements, size_t count)
{
	add_opcode(to, AML_PACKAGE);
	add_length(to, 1 + elements->size);
	bytes_add_number(to, count, 1);
	bytes_add(to, elements->data, elements->size);
}

void aml_add_name(struct bytes *to, const char *segment)
{
	add_opcode(to, AML_NAME);
	bytes_add(to, segment, AML_SEGMENT);
}

void aml_add_block(struct bytes *to, enum aml_opcode opcode, const char *segment, size_t size)
{
	add_opcode(to, opcode);
	add_length(to, AML_SEGMENT + size);
	bytes_add(to, segment, AML_SEGMENT);
}

size_t aml_block_size(enum aml_opcode opcode, size_t size)
{
	size_t content = AML_SEGMENT + size;

	return (opcode > 0xff ? 2 : 1) + length_width(content) + content;
}
