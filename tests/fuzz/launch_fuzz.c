/* SPDX-License-Identifier: BSD-3-Clause
 * launch_fuzz.c: libFuzzer on scripts, up to the model of the VMs that they start: every text is
 * what it says of itself, and everything has a place in the script. */
#include "generator.h"

#include "read/read.h"
#include "script/script.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check_span(const struct source *source, struct span span)
{
	REQUIRE(span.source == source && span.start <= span.end && span.end <= source->size,
		"a place is outside the script");
}

static void check_text(const struct source *source, const struct launch_text *text)
{
	size_t unknown = 0;

	for (size_t i = 0; i < text->part_count; i++)
		unknown += !text->parts[i].text;
	REQUIRE(!text->value || !unknown, "a value has unknown parts");
	REQUIRE(strlen(text->head) <= text->length, "the text before an unknown part is too long");
	if (text->value)
		REQUIRE(strlen(text->value) == text->length, "a value ends early");
	check_span(source, text->at);
}

static void check_launch(struct arena *arena, const struct launch *launch)
{
	const struct source *source = launch->source;

	for (size_t i = 0; i < launch->option_count; i++) {
		check_span(source, launch->options[i].at);
		if (launch->options[i].has_value)
			check_text(source, &launch->options[i].value);
	}
	for (size_t i = 0; i < launch->name_count; i++) {
		struct launch_text name = launch_name(arena, launch, launch->names[i]);

		check_text(source, &name);
	}
	for (size_t i = 0; i < launch->device_count; i++) {
		check_span(source, launch->devices[i].at);
		check_text(source, &launch->devices[i].options);
	}
	for (size_t i = 0; i < launch->ivshmem_count; i++)
		if (launch->ivshmems[i].region.value)
			check_span(source, launch->ivshmems[i].region.at);
}

static void check_model(const struct source *source, const struct model *model)
{
	for (size_t i = 0; i < model->vm_count; i++) {
		const struct vm *vm = &model->vms[i];

		check_span(source, vm->name.at);
		for (size_t j = 0; j < vm->device_count; j++)
			check_span(source, vm->devices[j].at);
	}
	for (size_t i = 0; i < model->region_count; i++)
		check_span(source, model->regions[i]->name.at);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena *arena = fuzz_arena();
	struct diags *diags = diags_new(arena);
	const struct source *source = fuzz_source(arena, "fuzz.sh", bytes, size);
	struct model_context context = { .release = size % RELEASE_COUNT };
	const struct script *script = script_read(arena, source, context.release, diags);

	if (script) {
		for (size_t i = 0; i < script->launch_count; i++)
			check_launch(arena, script->launches[i]);
		check_model(source, read_launches(arena, &script, 1, &context));
	}
	fuzz_check_messages(diags);
	arena_free(arena);
	return 0;
}
