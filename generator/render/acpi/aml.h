/* SPDX-License-Identifier: BSD-3-Clause
 * aml.h: the words of AML, the byte code of ACPI (ACPI 6.5, chapter 20).
 *
 * An opcode of two bytes is a number here as well: 0x5b82 is the bytes 0x5b 0x82.
 */
#ifndef RENDER_ACPI_AML_H
#define RENDER_ACPI_AML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

enum aml_opcode {
	AML_ZERO = 0x00,
	AML_ONE = 0x01,
	AML_ALIAS = 0x06,
	AML_NAME = 0x08,
	AML_BYTE = 0x0a,
	AML_WORD = 0x0b,
	AML_DWORD = 0x0c,
	AML_STRING = 0x0d,
	AML_QWORD = 0x0e,
	AML_SCOPE = 0x10,
	AML_BUFFER = 0x11,
	AML_PACKAGE = 0x12,
	AML_VAR_PACKAGE = 0x13,
	AML_METHOD = 0x14,
	AML_EXTERNAL = 0x15,
	AML_EXTENDED = 0x5b, /* the first byte of those of two bytes */
	AML_ONES = 0xff,
	AML_MUTEX = 0x5b01,
	AML_EVENT = 0x5b02,
	AML_REVISION = 0x5b30,
	AML_REGION = 0x5b80,
	AML_FIELD = 0x5b81,
	AML_DEVICE = 0x5b82,
	AML_PROCESSOR = 0x5b83,
	AML_POWER_RESOURCE = 0x5b84,
	AML_THERMAL_ZONE = 0x5b85,
	AML_INDEX_FIELD = 0x5b86,
	AML_BANK_FIELD = 0x5b87,
	AML_DATA_REGION = 0x5b88,
};

/* A name has segments of this many bytes, shorter ones with '_' behind. */
#define AML_SEGMENT 4

/* The first bytes of what has more than one segment, and what can be before them. */
enum aml_prefix {
	AML_ROOT = '\\',
	AML_PARENT = '^',
	AML_DUAL = 0x2e,  /* two segments follow */
	AML_MULTI = 0x2f, /* the number of segments follows */
};

#define AML_SEGMENTS_MAX 255

/* A name as AML has it. */
struct aml_name {
	bool is_absolute;  /* from the root */
	size_t parents;	   /* how many scopes up it begins */
	const char *bytes; /* `count` segments, without full stops */
	size_t count;	   /* 0 for the root itself, or a parent */
};

/* Whether a byte can be in a segment; digits not at its beginning. */
static inline bool aml_is_name_byte(char byte, bool is_first)
{
	return (byte >= 'A' && byte <= 'Z') || byte == '_' ||
	       (!is_first && byte >= '0' && byte <= '9');
}

#endif
