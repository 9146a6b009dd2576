/* SPDX-License-Identifier: BSD-3-Clause
 * options.c: compares the options of two command lines, apart from devices. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/space.h"
#include "compare/internal.h"
#include "diag/diag.h"
#include "schema/number.h"
#include "vmm/acrn_dm.h"

/* The largest APIC ID that is compared, and one more. */
#define APIC_IDS 1024u

/* Options that no scenario decides: of old releases, or gen's own. */
static const char *const ignored[] = { "",   "-s", "-A", "-U", "-W",	     "-Y",
				       "-G", "-i", "-c", "-p", "--mac_seed", "--logger_setting" };

/* One option, and its counterpart on the other command line. */
struct side {
	const struct launch_option *option;
	const char *name;
	const char *value; /* in one form for equal values; NULL for none */
	bool is_matched;
};

struct sides {
	struct side *all;
	size_t count;
};

static bool is_ignored(const struct comparing *comparing, const char *name)
{
	for (size_t i = 0; i < sizeof(ignored) / sizeof(ignored[0]); i++)
		if (strcmp(ignored[i], name) == 0)
			return true;
	return !comparing->model->board && strcmp(name, "--cpu_affinity") == 0;
}

/* Bytes, whatever their unit; the text where it is not a size. */
static const char *memory_value(struct arena *arena, const char *text)
{
	uint64_t bytes;

	return acrn_dm_parse_memory(text, &bytes) ? arena_printf(arena, "%" PRIu64, bytes) : text;
}

/* APIC IDs by rising number; the text where it has anything else. */
static const char *affinity_value(struct arena *arena, const char *text)
{
	bool is_listed[APIC_IDS] = { false };
	char list[APIC_IDS * sizeof("1023,")];
	size_t length = 0;

	for (const char *at = text;; at++) {
		size_t digits = strcspn(at, ",");
		uint64_t id;

		if (!number_parse_decimal(at, digits, APIC_IDS - 1, &id))
			return text;
		is_listed[id] = true;
		at += digits;
		if (!*at)
			break;
	}
	for (unsigned id = 0; id < APIC_IDS; id++)
		if (is_listed[id])
			length += (size_t)snprintf(list + length, sizeof(list) - length, "%u,", id);
	return arena_copy(arena, list, length);
}

/* A kernel's arguments with one blank between each two. */
static const char *cmdline_value(struct arena *arena, const char *text)
{
	char *line = arena_alloc(arena, strlen(text) + 1), *end = line;

	for (; *text; text++)
		if (!is_space(*text))
			*end++ = *text;
		else if (end > line && end[-1] != ' ')
			*end++ = ' ';
	while (end > line && end[-1] == ' ')
		*--end = '\0';
	return line;
}

static const char *value_of(struct arena *arena, const struct launch_option *option)
{
	const char *text = option->has_value ? option->value.value : NULL;

	if (!text)
		return NULL;
	if (strcmp(option->name, "-m") == 0)
		return memory_value(arena, text);
	if (strcmp(option->name, "--cpu_affinity") == 0)
		return affinity_value(arena, text);
	return strcmp(option->name, "-B") == 0 ? cmdline_value(arena, text) : text;
}

static struct sides list_sides(const struct comparing *comparing, const struct launch *launch)
{
	struct sides sides = {
		arena_array(comparing->arena, launch->option_count, sizeof(*sides.all)), 0
	};

	for (size_t i = 0; i < launch->option_count; i++) {
		const struct launch_option *option = &launch->options[i];
		/* As ACRN called it up to 2.4. */
		const char *name = strcmp(option->name, "--psram") == 0 ? "--ssram" : option->name;

		if (!is_ignored(comparing, name))
			sides.all[sides.count++] = (struct side) {
				.option = option,
				.name = name,
				.value = value_of(comparing->arena, option),
			};
	}
	return sides;
}

static bool is_known(const struct side *side)
{
	return !side->option->is_uncertain && (!side->option->has_value || side->value);
}

static bool has_same_value(const struct side *one, const struct side *other)
{
	if (!one->value || !other->value)
		return one->value == other->value;
	return strcmp(one->value, other->value) == 0;
}

/* Where the scenario has what makes an option; the words of customized_parameters for the rest. */
static struct span place_of(const struct comparing *comparing, const char *name)
{
	const struct vm *vm = comparing->vm;
	const struct {
		const char *name;
		struct span at;
	} places[] = {
		{ "-m", vm->memory_size.at },	{ "-k", vm->kernel.at },
		{ "-r", vm->ramdisk.at },	{ "-B", vm->cmdline.at },
		{ "--ovmf", vm->ovmf_text.at }, { "--cpu_affinity", vm->cpus_at },
		{ "--rtvm", vm->type_at },	{ "--lapic_pt", vm->lapic_passthrough.at },
		{ "-l", vm->com1.at },
	};

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (strcmp(places[i].name, name) == 0 && places[i].at.source)
			return places[i].at;
	return vm->at;
}

static void note_place(const struct comparing *comparing, struct diag *diag, const char *name)
{
	diag_note(diag, place_of(comparing, name), "the scenario has VM '%s' here",
		  comparing->plan->name);
}

/* An option with its value, as it is written. */
static const char *shown(struct arena *arena, const struct launch_option *option)
{
	if (!option->has_value)
		return option->name;
	return arena_printf(arena, "%s %s", option->name, option->value.head);
}

/* --lapic_pt makes a real-time VM, too. */
static bool is_implied(const struct side *expected, const struct sides *actual)
{
	for (size_t i = 0; i < actual->count; i++)
		if (strcmp(expected->name, "--rtvm") == 0 &&
		    strcmp(actual->all[i].name, "--lapic_pt") == 0)
			return true;
	return false;
}

static void report_missing(const struct comparing *comparing, const struct side *expected,
			   const struct sides *actual)
{
	struct diag *diag;

	if (comparing->actual->may_have_more || is_implied(expected, actual))
		return;
	diag = compare_report(comparing, comparing->actual->run->at,
			      "'%s' of VM '%s' is in the scenario, but not in the script",
			      shown(comparing->arena, expected->option), comparing->plan->name);
	note_place(comparing, diag, expected->name);
}

static void report_value(const struct comparing *comparing, const struct side *expected,
			 const struct side *actual)
{
	struct diag *diag = compare_report(
		comparing, actual->option->value.at, "'%s' of VM '%s' is '%s' by the scenario",
		shown(comparing->arena, actual->option), comparing->plan->name,
		shown(comparing->arena, expected->option));

	note_place(comparing, diag, expected->name);
}

static void report_extra(const struct comparing *comparing, const struct side *actual)
{
	struct diag *diag;

	if (!is_known(actual) || !compare_is_certain(comparing, actual->option->when))
		return;
	diag = compare_report(comparing, actual->option->at,
			      "'%s' of VM '%s' is in the script, but not in the scenario",
			      shown(comparing->arena, actual->option), comparing->plan->name);
	note_place(comparing, diag, actual->name);
}

/* Matches what is equal on both sides. */
static void match_equal(const struct sides *expected, const struct sides *actual)
{
	for (size_t i = 0; i < expected->count; i++)
		for (size_t j = 0; j < actual->count && !expected->all[i].is_matched; j++) {
			struct side *one = &expected->all[i], *other = &actual->all[j];

			if (other->is_matched || !is_known(other) ||
			    strcmp(one->name, other->name) != 0 || !has_same_value(one, other))
				continue;
			one->is_matched = other->is_matched = true;
		}
}

/* Reports another value of an option, where it is known and certain to be there. */
static bool match_other(const struct comparing *comparing, struct side *expected,
			const struct sides *actual)
{
	for (size_t i = 0; i < actual->count; i++) {
		struct side *other = &actual->all[i];

		if (other->is_matched || strcmp(expected->name, other->name) != 0)
			continue;
		other->is_matched = true;
		if (is_known(other) && compare_is_certain(comparing, other->option->when))
			report_value(comparing, expected, other);
		return true;
	}
	return false;
}

void compare_options(const struct comparing *comparing)
{
	struct sides expected = list_sides(comparing, comparing->expected);
	struct sides actual = list_sides(comparing, comparing->actual);

	match_equal(&expected, &actual);
	for (size_t i = 0; i < expected.count; i++)
		if (!expected.all[i].is_matched && is_known(&expected.all[i]) &&
		    !match_other(comparing, &expected.all[i], &actual))
			report_missing(comparing, &expected.all[i], &actual);
	for (size_t i = 0; i < actual.count; i++)
		if (!actual.all[i].is_matched)
			report_extra(comparing, &actual.all[i]);
}
