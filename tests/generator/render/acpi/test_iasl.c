/* SPDX-License-Identifier: BSD-3-Clause
 * test_iasl.c: ACPI's own compiler reads all tables of a VM, without a warning. */
#include "tests/generator/helpers.h"

#include "scene.h"

/* The output of `iasl -d NAME` in the test's directory. */
static const char *disassemble(struct fixture *fixture, const char *name)
{
	const char *command = arena_printf(fixture->arena, "cd '%s' && iasl -d '%s' 2>&1",
					   fixture_directory(fixture), name);
	char *output = arena_alloc(fixture->arena, 1 << 16);
	FILE *stream = popen(command, "r");

	assert_non_null(stream);
	output[fread(output, 1, (1 << 16) - 1, stream)] = '\0';
	if (pclose(stream))
		fail_msg("%s: %s", name, output);
	return output;
}

static void check_table(struct fixture *fixture, const struct output_file *file)
{
	const char *name = strrchr(file->path, '/') + 1;
	const char *path = fixture_file(fixture, name, "");
	FILE *stream = fopen(path, "wb");
	const char *output;

	assert_non_null(stream);
	assert_int_equal(fwrite(file->text, 1, file->size, stream), file->size);
	fclose(stream);
	output = disassemble(fixture, name);
	if (!strstr(output, "utput:") || strstr(output, "Warning") || strstr(output, "Error"))
		fail_msg("%s: %s", name, output);
}

static void test_iasl(void **state)
{
	struct fixture *fixture = *state;
	struct output_files files = { 0 };
	struct scene scene;

	scene_fill(fixture->arena, &scene);
	scene_add_tpm(&scene);
	scene_add_ssram(&scene);
	assert_true(acpi_render(fixture->arena, &scene.plan, fixture->diags, &files));
	for (size_t i = 0; i < files.count; i++)
		if (strstr(files.files[i].path, ".aml"))
			check_table(fixture, &files.files[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = { TEST(test_iasl) };

	if (system("command -v iasl >/dev/null")) {
		puts("SKIP: no iasl (acpica-tools)");
		return 77;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
