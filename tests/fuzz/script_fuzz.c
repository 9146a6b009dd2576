/* SPDX-License-Identifier: BSD-3-Clause
 * script_fuzz.c: libFuzzer on scripts that are parsed and followed: whatever the script, the
 * commands are within limits, and each part of an argument is a text or an unknown, with its place.
 */
#include "generator.h"

#include "shell/shell.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check_place(const struct source *source, struct span at)
{
	REQUIRE(at.source == source && at.start <= at.end && at.end <= source->size,
		"a place outside of the script");
}

static void check_argument(const struct source *source, const struct shell_run *run,
			   const struct shell_argument *argument)
{
	check_place(source, argument->at);
	check_place(source, argument->used_at);
	REQUIRE(condition_implies(argument->when, run->when) ||
			!condition_can_meet(argument->when, NULL),
		"an argument without its command");
	for (size_t i = 0; i < argument->part_count; i++) {
		const struct shell_part *part = &argument->parts[i];

		REQUIRE(!part->text != !part->unknown, "a part that is neither or both");
		if (part->unknown)
			check_place(source, part->unknown->at);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena *arena = fuzz_arena();
	struct diags *diags = diags_new(arena);
	const struct source *source = fuzz_source(arena, "fuzz.sh", bytes, size);
	const struct shell_list *list = shell_parse(arena, source, diags);
	const struct shell_trace *trace = shell_run(arena, source, list);

	for (size_t i = 0; i < trace->run_count; i++) {
		const struct shell_run *run = &trace->runs[i];

		check_place(source, run->at);
		REQUIRE(run->when != &condition_never, "a command that never runs");
		for (size_t j = 0; j < run->argument_count; j++)
			check_argument(source, run, &run->arguments[j]);
	}
	fuzz_check_messages(diags);
	arena_free(arena);
	return 0;
}
