/* SPDX-License-Identifier: BSD-3-Clause
 * test_aml.c: what the reader of AML accepts, and what the builder writes. */
#include "tests/generator/helpers.h"

#include "render/acpi/aml_build.h"
#include "render/acpi/aml_read.h"
#include "render/acpi/resources.h"

static const uint8_t *from_hex(struct fixture *fixture, const char *hex, size_t *size)
{
	uint8_t *bytes = arena_alloc(fixture->arena, strlen(hex) / 2 + 1);

	*size = 0;
	for (const char *digit = hex; *digit; digit++) {
		unsigned byte;

		if (*digit == ' ')
			continue;
		assert_int_equal(sscanf(digit++, "%2x", &byte), 1);
		bytes[(*size)++] = (uint8_t)byte;
	}
	return bytes;
}

static const char *to_hex(struct fixture *fixture, const uint8_t *bytes, size_t size)
{
	char *hex = arena_alloc(fixture->arena, 2 * size + 1);

	for (size_t i = 0; i < size; i++)
		sprintf(hex + 2 * i, "%02x", bytes[i]);
	return hex;
}

#define assert_bytes(fixture, bytes, hex) \
	assert_string_equal(to_hex(fixture, (bytes).data, (bytes).size), hex)

/* The message about AML that is not valid, with the offset; NULL for what is. */
static const char *read_terms(struct fixture *fixture, const char *hex, struct aml_terms *terms)
{
	struct aml_error error;
	size_t size;
	const uint8_t *bytes = from_hex(fixture, hex, &size);

	if (aml_read_terms(fixture->arena, bytes, size, terms, &error))
		return NULL;
	assert_true(error.offset <= size);
	return arena_printf(fixture->arena, "%zu: %s", error.offset, error.text);
}

static const char *read_device(struct fixture *fixture, const char *hex, struct aml_device *device)
{
	struct aml_error error;
	size_t size;
	const uint8_t *bytes = from_hex(fixture, hex, &size);

	if (aml_read_device(fixture->arena, bytes, size, device, &error))
		return NULL;
	assert_true(error.offset <= size);
	return arena_printf(fixture->arena, "%zu: %s", error.offset, error.text);
}

/* Each of these is one term, of which nothing is left over. */
static void test_terms(void **state)
{
	static const struct {
		enum aml_opcode opcode;
		const char *hex, *name;
	} cases[] = {
		{ AML_NAME, "08 5f414452 00", "_ADR" },
		{ AML_NAME, "08 5f414452 01", "_ADR" },
		{ AML_NAME, "08 5f414452 ff", "_ADR" },
		{ AML_NAME, "08 5f414452 0a02", "_ADR" },
		{ AML_NAME, "08 5f414452 0b0200", "_ADR" },
		{ AML_NAME, "08 5f414452 0c02000000", "_ADR" },
		{ AML_NAME, "08 5f414452 0e0200000000000000", "_ADR" },
		{ AML_NAME, "08 5f414452 0d4142430000", NULL },
		{ AML_NAME, "08 5f414452 0d41424300", "_ADR" },
		{ AML_NAME, "08 5f414452 11050a020102", "_ADR" },
		{ AML_NAME, "08 5f414452 12050200 0a02", "_ADR" },
		{ AML_NAME, "08 5f414452 130401 01 00", "_ADR" },
		{ AML_NAME, "08 5f414452 5b30", "_ADR" },
		{ AML_NAME, "08 5f414452 5e5e 41424344", "_ADR" },
		{ AML_NAME, "08 5c2e41424344 5f414452 00", "ABCD" },
		{ AML_ALIAS, "06 41424344 45464748", "EFGH" },
		{ AML_SCOPE, "10 0e 41424344 06 41424344 45464748", "" },
		{ AML_METHOD, "14 07 5f535441 00 a4", "_STA" },
		{ AML_METHOD, "14 4700 5f535441 00", "_STA" },
		{ AML_EXTERNAL, "15 5c41424344 0600", "" },
		{ AML_MUTEX, "5b01 4d555458 00", "MUTX" },
		{ AML_EVENT, "5b02 45564e54", "EVNT" },
		{ AML_REGION, "5b80 52454749 00 0c00000080 0a10", "REGI" },
		{ AML_FIELD, "5b81 08 52454749 00 ffff", "" },
		{ AML_DEVICE, "5b82 0c 44455649 085f41445200 00", NULL },
		{ AML_DEVICE, "5b82 0b 44455649 085f41445200", "DEVI" },
		{ AML_PROCESSOR, "5b83 0b 50524f43 00 00000000 00", "PROC" },
		{ AML_POWER_RESOURCE, "5b84 08 50575231 00 0000", "PWR1" },
		{ AML_THERMAL_ZONE, "5b85 05 54485a4e", "THZN" },
		{ AML_INDEX_FIELD, "5b86 0a 41424344 45464748 00", "" },
		{ AML_BANK_FIELD, "5b87 0b 41424344 45464748 00 00", "" },
		{ AML_DATA_REGION, "5b88 44415441 0d00 0d00 0d00", "DATA" },
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct aml_terms terms;

		if (!cases[i].name) {
			assert_non_null(read_terms(fixture, cases[i].hex, &terms));
			continue;
		}
		assert_null(read_terms(fixture, cases[i].hex, &terms));
		assert_int_equal(terms.count, 1);
		assert_int_equal(terms.terms[0].opcode, cases[i].opcode);
		assert_int_equal(terms.terms[0].has_name, *cases[i].name != '\0');
		if (*cases[i].name)
			assert_memory_equal(terms.terms[0].name.bytes, cases[i].name, 4);
	}
}

static void test_list(void **state)
{
	struct fixture *fixture = *state;
	struct aml_terms terms;

	assert_null(read_terms(fixture, "", &terms));
	assert_int_equal(terms.count, 0);
	assert_null(read_terms(fixture, "085f554944 00 14065f53544100 085f414452 01", &terms));
	assert_int_equal(terms.count, 3);
	assert_false(aml_is_name(&terms.terms[0], "_ADR"));
	assert_false(aml_is_name(&terms.terms[1], "_STA"));
	assert_true(aml_is_name(&terms.terms[2], "_ADR"));
	assert_int_equal(terms.terms[2].size, 6);
}

static void test_invalid_terms(void **state)
{
	static const char *const cases[][2] = {
		{ "a4", "0: devices have no such term" },
		{ "5b", "1: bytes are missing" },
		{ "5bff", "0: devices have no such term" },
		{ "10 08 41424344 08", "2: the length of a package is not that of its content" },
		{ "08", "1: bytes are missing" },
		{ "085f41445200 085f4144", "7: bytes are missing" },
		{ "08 5f414452", "5: bytes are missing" },
		{ "08 5f414452 0b01", "6: bytes are missing" },
		{ "08 5f414452 0e01020304050607", "6: bytes are missing" },
		{ "08 5f414452 0d4142", "6: a string has no end" },
		{ "08 5f414452 5b31", "5: a constant, a buffer, a package or a name is expected" },
		{ "08 5f414452 70", "5: a constant, a buffer, a package or a name is expected" },
		{ "08 5f414452 1105", "7: the length of a package is not that of its content" },
		{ "08 5f414452 1100", "7: the length of a package is not that of its content" },
		{ "08 5f414452 11c0", "7: bytes are missing" },
		{ "08 5f414452 11cfffffff",
		  "10: the length of a package is not that of its content" },
		{ "08 30414452 00", "5: a name has an invalid byte" },
		{ "08 5f616472 00", "5: a name has an invalid byte" },
		{ "08 2f00 00", "3: a name has no segment" },
		{ "08 2f", "2: bytes are missing" },
		{ "08 5e", "2: bytes are missing" },
		{ "08 2f02 41424344 4546", "3: bytes are missing" },
		{ "14 03 5f535441 00", "2: bytes are missing" },
		{ "15 41424344 00", "6: bytes are missing" },
	};
	struct fixture *fixture = *state;
	struct aml_terms terms;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(read_terms(fixture, cases[i][0], &terms), cases[i][1]);
}

/* Scopes inside each other, of which the reader follows 16. */
static void test_levels(void **state)
{
	struct fixture *fixture = *state;
	struct bytes inner = { .arena = fixture->arena };
	struct aml_terms terms;
	struct aml_error error;

	for (unsigned level = 1; level <= 17; level++) {
		struct bytes outer = { .arena = fixture->arena };

		aml_add_block(&outer, AML_SCOPE, "_SB_", inner.size);
		bytes_add(&outer, inner.data, inner.size);
		inner = outer;
		assert_int_equal(
			aml_read_terms(fixture->arena, inner.data, inner.size, &terms, &error),
			level <= 16);
	}
	assert_string_equal(error.text, "there are too many devices inside each other");
}

static void test_device(void **state)
{
	struct fixture *fixture = *state;
	struct aml_device device;

	assert_null(read_device(fixture, "5b82 16 5c2f03 5f53425f 50434930 53415430 085f414452 00",
				&device));
	assert_int_equal(device.name.count, 3);
	assert_int_equal(device.terms.count, 1);
	assert_string_equal(aml_scope_text(fixture->arena, &device.name), "\\_SB_.PCI0");
	assert_null(read_device(fixture, "5b82 06 5c 43485542", &device));
	assert_string_equal(aml_scope_text(fixture->arena, &device.name), "\\");
	assert_null(read_device(fixture, "5b82 0b 5c2e 5f53425f 54504d5f", &device));
	assert_string_equal(aml_scope_text(fixture->arena, &device.name), "\\_SB_");
}

static void test_invalid_device(void **state)
{
	static const char *const cases[][2] = {
		{ "", "0: bytes are missing" },
		{ "085f41445200", "1: it does not begin with a device" },
		{ "5b82", "2: bytes are missing" },
		{ "5b82 06 5c 43485542 00", "3: the device is not all of it" },
		{ "5b82 07 5c 43485542", "3: the length of a package is not that of its content" },
		{ "5b82 05 43485542", "7: the device's path does not begin at the root" },
		{ "5b82 06 5e 43485542", "8: the device's path does not begin at the root" },
		{ "5b82 06 5c 30414243", "8: a name has an invalid byte" },
		{ "5b82 03 5c 00", "5: the device's path does not begin at the root" },
		{ "5b82 07 5c 43485542 a4", "8: devices have no such term" },
	};
	struct fixture *fixture = *state;
	struct aml_device device;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(read_device(fixture, cases[i][0], &device), cases[i][1]);
}

static void test_integers(void **state)
{
	static const struct {
		uint64_t value;
		const char *hex;
	} cases[] = {
		{ 0, "00" },
		{ 1, "01" },
		{ 2, "0a02" },
		{ 0xff, "0aff" },
		{ 0x100, "0b0001" },
		{ 0xffff, "0bffff" },
		{ 0x10000, "0c00000100" },
		{ 0xffffffff, "0cffffffff" },
		{ 0x100000000, "0e0000000001000000" },
		{ UINT64_MAX, "0effffffffffffffff" },
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct bytes bytes = { .arena = fixture->arena };

		aml_add_integer(&bytes, cases[i].value);
		assert_bytes(fixture, bytes, cases[i].hex);
	}
}

static const char *long_text(struct fixture *fixture, size_t length)
{
	char *text = arena_alloc(fixture->arena, length + 1);

	memset(text, 'A', length);
	return text;
}

/* Where one more byte needs a longer length, and what the reader makes of it. */
static void test_lengths(void **state)
{
	static const struct {
		size_t size;
		const char *length;
	} cases[] = {
		{ 58, "3f" },	    { 59, "4104" },	   { 4089, "4fff" },
		{ 4090, "810001" }, { 1048568, "8fffff" }, { 1048569, "c1000001" },
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct bytes bytes = { .arena = fixture->arena };
		size_t digits = strlen(cases[i].length), head;
		struct aml_terms terms;
		struct aml_error error;

		aml_add_block(&bytes, AML_DEVICE, "DEVI", cases[i].size);
		head = bytes.size;
		assert_int_equal(head, 2 + digits / 2 + 4);
		assert_string_equal(to_hex(fixture, bytes.data + 2, digits / 2), cases[i].length);
		aml_add_name(&bytes, "_STR");
		aml_add_string(&bytes, long_text(fixture, cases[i].size - 7));
		assert_int_equal(aml_block_size(AML_DEVICE, cases[i].size), bytes.size);
		assert_true(aml_read_terms(fixture->arena, bytes.data, bytes.size, &terms, &error));
		assert_int_equal(terms.count, 1);
	}
}

static void test_objects(void **state)
{
	struct fixture *fixture = *state;
	struct bytes bytes = { .arena = fixture->arena };
	struct bytes content = { .arena = fixture->arena };

	aml_add_name(&bytes, "_DDN");
	aml_add_string(&bytes, "COM1");
	assert_bytes(fixture, bytes, "085f44444e0d434f4d3100");
	bytes.size = 0;
	aml_add_eisa_id(&bytes, "PNP0A08");
	assert_bytes(fixture, bytes, "0c41d00a08");
	bytes_add(&content, "\1\2", 2);
	bytes.size = 0;
	aml_add_buffer(&bytes, &content);
	assert_bytes(fixture, bytes, "11060b02000102");
	bytes.size = 0;
	aml_add_package(&bytes, &content, 2);
	assert_bytes(fixture, bytes, "1204020102");
	bytes.size = 0;
	aml_add_block(&bytes, AML_SCOPE, "_SB_", 0);
	assert_bytes(fixture, bytes, "10055f53425f");
	assert_int_equal(aml_block_size(AML_SCOPE, 0), bytes.size);
}

static void test_resources(void **state)
{
	struct fixture *fixture = *state;
	struct bytes resources = { .arena = fixture->arena };
	struct bytes bytes = { .arena = fixture->arena };

	resource_add_range(&resources, RESOURCE_BUS, 2, 0, 0xff);
	assert_bytes(fixture, resources, "880d00020c0000000000ff0000000001");
	resources.size = 0;
	resource_add_range(&resources, RESOURCE_IO, 4, 0, 0xffff);
	assert_bytes(fixture, resources, "871700010c030000000000000000ffff00000000000000000100");
	resources.size = 0;
	resource_add_range(&resources, RESOURCE_MEMORY, 4, 0x80000000, 0xdfffffff);
	assert_bytes(fixture, resources, "871700000c010000000000000080ffffffdf0000000000000060");
	resources.size = 0;
	resource_add_ports(&resources, 0x3f8, 8);
	resource_add_irq(&resources, 4);
	resource_add_crs(&bytes, &resources);
	assert_bytes(fixture, bytes, "085f43525311110b0d004701f803f8030108221000790e");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_terms),     TEST(test_list),	  TEST(test_invalid_terms),
		TEST(test_levels),    TEST(test_device),  TEST(test_invalid_device),
		TEST(test_integers),  TEST(test_lengths), TEST(test_objects),
		TEST(test_resources),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
