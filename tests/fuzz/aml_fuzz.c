/* SPDX-License-Identifier: BSD-3-Clause
 * aml_fuzz.c: libFuzzer on the AML of a board's devices: what is accepted as a device makes tables
 * that are whole, or messages. The first byte says which device the rest is the AML of, or that it
 * is its text in hex, or the path of the host bridge. */
#include "generator.h"

#include "render/acpi/aml_read.h"
#include "tests/generator/render/acpi/scene.h"
#include "tests/generator/render/acpi/tables.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* Terms follow each other, to the end. */
static void check_terms(const struct aml_terms *terms, const uint8_t *end)
{
	for (size_t i = 0; i < terms->count; i++) {
		const struct aml_term *term = &terms->terms[i];
		const uint8_t *next = i + 1 < terms->count ? term[1].bytes : end;

		REQUIRE(term->size && term->bytes + term->size == next, "there is a gap");
	}
}

static void check_device(struct arena *arena, const uint8_t *bytes, size_t size)
{
	struct aml_device device;
	struct aml_error error = { 0 };

	if (aml_read_device(arena, bytes, size, &device, &error)) {
		check_terms(&device.terms, bytes + size);
		REQUIRE(*aml_scope_text(arena, &device.name) == '\\', "the scope is no path");
	} else {
		REQUIRE(error.text && error.offset <= size, "an error is outside");
	}
}

static const char *hex_of(struct arena *arena, const uint8_t *bytes, size_t size)
{
	char *hex = arena_alloc(arena, 2 * size + 1);

	for (size_t i = 0; i < size; i++)
		snprintf(hex + 2 * i, 3, "%02x", bytes[i]);
	return hex;
}

static void change(struct arena *arena, struct scene *scene, unsigned what, const uint8_t *bytes,
		   size_t size)
{
	switch (what % 5) {
	case 0:
		scene->nodes[SCENE_DISK].aml_template = hex_of(arena, bytes, size);
		break;
	case 1:
		scene->nodes[SCENE_GPIO].aml_template = hex_of(arena, bytes, size);
		break;
	case 2:
		scene->nodes[SCENE_TPM].aml_template = hex_of(arena, bytes, size);
		break;
	case 3:
		scene->nodes[SCENE_DISK].aml_template =
			arena_copy(arena, (const char *)bytes, size);
		break;
	default:
		scene->nodes[SCENE_BUS].acpi_object = arena_copy(arena, (const char *)bytes, size);
	}
}

static void check_files(const struct output_files *files)
{
	for (size_t i = 0; i < files->count; i++) {
		const char *error;

		if (files->files[i].size != ACPI_IMAGE_SIZE)
			continue;
		error = table_check_image((const uint8_t *)files->files[i].text);
		REQUIRE(!error, error);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena *arena = fuzz_arena();
	struct diags *diags = diags_new(arena);
	struct output_files files = { 0 };
	struct scene scene;

	if (size) {
		check_device(arena, bytes + 1, size - 1);
		scene_fill(arena, &scene);
		scene_add_tpm(&scene);
		change(arena, &scene, *bytes, bytes + 1, size - 1);
		if (acpi_render(arena, &scene.plan, diags, &files))
			REQUIRE(files.count == 7, "a table is missing");
		check_files(&files);
		fuzz_check_messages(diags);
	}
	arena_free(arena);
	return 0;
}
