/* SPDX-License-Identifier: BSD-3-Clause
 * tables.h: an independent reader of ACPI tables: lengths, checksums, and the structure of AML down
 * to the bodies of methods.
 *
 * Each function returns NULL, or what is wrong.
 */
#ifndef TABLES_H
#define TABLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static inline uint64_t table_number(const uint8_t *bytes, unsigned width)
{
	uint64_t value = 0;

	while (width--)
		value = value << 8 | bytes[width];
	return value;
}

static inline const char *table_check(const uint8_t *bytes, size_t size, const char *signature)
{
	uint8_t sum = 0;

	if (size < 36)
		return "a table is shorter than its header";
	if (memcmp(bytes, signature, 4) != 0)
		return "a table has another signature";
	if (table_number(bytes + 4, 4) != size)
		return "a table has another length";
	for (size_t i = 0; i < size; i++)
		sum = (uint8_t)(sum + bytes[i]);
	return sum ? "a table's checksum is wrong" : NULL;
}

/* The rest of a list of terms. */
struct walk {
	const uint8_t *at, *end;
	const char *error;
};

static inline unsigned walk_byte(struct walk *walk)
{
	if (walk->at < walk->end)
		return *walk->at++;
	walk->error = "AML ends too early";
	return 0;
}

static inline void walk_skip(struct walk *walk, size_t size)
{
	if (size <= (size_t)(walk->end - walk->at))
		walk->at += size;
	else
		walk->error = "AML ends too early";
}

/* What a package holds; the outer walk goes on behind it. */
static inline struct walk walk_package(struct walk *walk)
{
	const uint8_t *start = walk->at;
	unsigned lead = walk_byte(walk), more = lead >> 6;
	size_t length = more ? lead & 15 : lead & 63;
	struct walk inside = { 0 };

	for (unsigned i = 0; i < more; i++)
		length += (size_t)walk_byte(walk) << (4 + 8 * i);
	if (walk->error)
		return inside;
	if (length < (size_t)(walk->at - start) || length > (size_t)(walk->end - start)) {
		walk->error = "a package is not inside of what holds it";
		return inside;
	}
	inside = (struct walk) { walk->at, start + length, NULL };
	walk->at = inside.end;
	return inside;
}

static inline void walk_name(struct walk *walk)
{
	unsigned byte;
	size_t count = 1;

	while (walk->at < walk->end && (*walk->at == '\\' || *walk->at == '^'))
		walk->at++;
	byte = walk_byte(walk);
	if (byte == 0x2e)
		count = 2;
	else if (byte == 0x2f)
		count = walk_byte(walk);
	else if (byte == 0)
		count = 0;
	else
		walk->at--;
	for (size_t i = 0; i < 4 * count && !walk->error; i++) {
		byte = walk_byte(walk);
		if (byte != '_' && !(byte >= 'A' && byte <= 'Z') &&
		    (i % 4 == 0 || byte < '0' || byte > '9'))
			walk->error = "a name has an invalid byte";
	}
}

static inline void walk_object(struct walk *walk)
{
	unsigned opcode = walk_byte(walk);

	if (opcode == 0x5b && walk_byte(walk) != 0x30)
		walk->error = "an object is not known";
	else if (opcode == 0x0a || opcode == 0x0b || opcode == 0x0c)
		walk_skip(walk, 1u << (opcode - 0x0a));
	else if (opcode == 0x0e)
		walk_skip(walk, 8);
	else if (opcode == 0x0d)
		while (!walk->error && walk_byte(walk))
			;
	else if (opcode >= 0x11 && opcode <= 0x13)
		walk_package(walk);
	else if (opcode > 1 && opcode != 0xff && opcode != 0x5b) {
		walk->at--;
		walk_name(walk);
	}
}

static inline void walk_terms(struct walk *walk);

/* A term that is a package with a name: the terms in it, or what is not looked at. */
static inline void walk_block(struct walk *walk, bool has_terms)
{
	struct walk inside = walk_package(walk);

	if (walk->error)
		return;
	walk_name(&inside);
	if (has_terms && !inside.error)
		walk_terms(&inside);
	walk->error = inside.error;
}

static inline void walk_extended(struct walk *walk)
{
	unsigned opcode = walk_byte(walk);

	if (opcode == 0x01 || opcode == 0x02) {
		walk_name(walk);
		walk_skip(walk, opcode == 0x01);
	} else if (opcode == 0x80 || opcode == 0x88) {
		walk_name(walk);
		walk_skip(walk, opcode == 0x80);
		for (unsigned i = opcode == 0x80 ? 1 : 0; i < 3; i++)
			walk_object(walk);
	} else if (opcode == 0x82) {
		walk_block(walk, true);
	} else if (opcode == 0x81 || opcode == 0x86 || opcode == 0x87) {
		walk_package(walk);
	} else if (opcode >= 0x83 && opcode <= 0x85) {
		walk_block(walk, false);
	} else {
		walk->error = "a term is not known";
	}
}

static inline void walk_term(struct walk *walk)
{
	unsigned opcode = walk_byte(walk);

	if (opcode == 0x5b) {
		walk_extended(walk);
	} else if (opcode == 0x08) {
		walk_name(walk);
		walk_object(walk);
	} else if (opcode == 0x06) {
		walk_name(walk);
		walk_name(walk);
	} else if (opcode == 0x10) {
		walk_block(walk, true);
	} else if (opcode == 0x14) {
		walk_block(walk, false);
	} else {
		walk->error = "a term is not known";
	}
}

static inline void walk_terms(struct walk *walk)
{
	while (walk->at < walk->end && !walk->error)
		walk_term(walk);
}

/* A whole DSDT. */
static inline const char *table_check_dsdt(const uint8_t *bytes, size_t size)
{
	const char *error = table_check(bytes, size, "DSDT");
	struct walk walk = { bytes + 36, bytes + size, NULL };

	if (!error)
		walk_terms(&walk);
	return error ? error : walk.error;
}

/* The image of a VM's tables at 0x7fe00000: its XSDT leads to all of them, in their places. Only
 * the table of a TPM may be missing. */
static inline const char *table_check_image(const uint8_t *image)
{
	static const struct {
		const char *signature;
		size_t offset, end;
	} places[] = {
		{ "FACP", 0x100, 0x240 },    { "MCFG", 0xbc0, 0xc00 },	{ "APIC", 0xc00, 0xf00 },
		{ "TPM2", 0x1300, 0x10000 }, { "RTCT", 0xf00, 0x1300 },
	};
	size_t size = table_number(image + 0x84, 4), place = 0;
	const char *error = size > 0x80 ? "a long XSDT" : table_check(image + 0x80, size, "XSDT");

	for (size_t at = 36; at < size && !error; at += 8, place++) {
		uint64_t offset = table_number(image + 0x80 + at, 8) - 0x7fe00000;

		while (place < 5 && places[place].offset != offset)
			place++;
		if (place == 5)
			return "the XSDT leads elsewhere";
		size_t length = table_number(image + offset + 4, 4);

		if (length > places[place].end - offset)
			return "a table is too long";
		if (length || strcmp(places[place].signature, "TPM2") != 0)
			error = table_check(image + offset, length, places[place].signature);
	}
	if (error)
		return error;
	if (table_number(image + 0x100 + 40, 4) != 0x7fe00240)
		return "the FADT leads to no DSDT";
	size = table_number(image + 0x244, 4);
	return size > 0x980 ? "a long DSDT" : table_check_dsdt(image + 0x240, size);
}

#endif
