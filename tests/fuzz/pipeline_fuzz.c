/* SPDX-License-Identifier: BSD-3-Clause
 * pipeline_fuzz.c: libFuzzer on the whole straight line, from a scenario's bytes to the text of
 * every file; nothing is written. A second run has the same result. Which release
 * and target it is for comes from the bytes' number: an input is a scenario and nothing else. */
#include "straight_line.h"

#include "c_text.h"
#include "render/render.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* What one run comes to. */
struct product {
	const char *plan; /* NULL where there is none */
	struct output_files files;
};

static const char *plan_text(struct arena *arena, xmlDoc *plan)
{
	xmlChar *text = NULL;
	const char *copy;
	int size;

	xmlDocDumpFormatMemory(plan, &text, &size, 1);
	copy = arena_copy(arena, (const char *)text, (size_t)size);
	xmlFree(text);
	return copy;
}

static void check_file(const struct output_file *file)
{
	const char *suffix = strrchr(file->path, '.');

	REQUIRE(file->size && file->text[file->size - 1] == '\n',
		"a file does not end with a line");
	for (const char *c = file->text; *c; c++)
		REQUIRE((unsigned char)*c >= ' ' || strchr("\t\n", *c),
			"a file holds a control character");
	if (suffix && (strcmp(suffix, ".c") == 0 || strcmp(suffix, ".h") == 0))
		REQUIRE(is_balanced_c(file->text), "a C text does not hang together");
}

static struct product run(struct arena *arena, const struct source *source)
{
	struct diags *diags = diags_new(arena);
	enum release release = (enum release)(source->size % (RELEASE_MASTER + 1));
	enum target target = source->size / 4 % 3 ? TARGET_ACRN : TARGET_LAB;
	const struct model *model = straight_model(arena, source, release, target, diags);
	struct product product = { 0 };

	if (model) {
		xmlDoc *plan = straight_plan(arena, model);

		product.plan = plan_text(arena, plan);
		REQUIRE(render_plan(arena, NULL, plan, diags, &product.files),
			"no files of a plan");
	}
	fuzz_check_messages(diags);
	return product;
}

static void check_same(const struct product *first, const struct product *second)
{
	REQUIRE(!first->plan == !second->plan && first->files.count == second->files.count,
		"a second run comes to something else");
	REQUIRE(!first->plan || strcmp(first->plan, second->plan) == 0, "a second plan differs");
	for (size_t i = 0; i < first->files.count; i++)
		REQUIRE(strcmp(first->files.files[i].path, second->files.files[i].path) == 0 &&
				strcmp(first->files.files[i].text, second->files.files[i].text) ==
					0,
			"a second run's file differs");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena *arena = fuzz_arena();
	const struct source *source = fuzz_source(arena, "fuzz.xml", bytes, size);
	struct product first = run(arena, source), second;

	for (size_t i = 0; i < first.files.count; i++)
		check_file(&first.files.files[i]);
	if (first.plan) {
		second = run(arena, source);
		check_same(&first, &second);
	}
	arena_free(arena);
	return 0;
}
