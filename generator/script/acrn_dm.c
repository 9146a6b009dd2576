/* SPDX-License-Identifier: BSD-3-Clause
 * acrn_dm.c: acrn-dm's options in a word, and the devices of -s: [[BUS:]SLOT[:FUNCTION]],KIND[,b]
 * [,OPTIONS]. */
#include <string.h>

#include "script/internal.h"
#include "vmm/acrn_dm.h"
#include "vmm/slot.h"

static const char *full_name(struct arena *arena, const struct acrn_dm_option *option)
{
	if (option->letter)
		return arena_printf(arena, "-%c", option->letter);
	return arena_printf(arena, "--%s", option->name);
}

/* A letter or a long name that acrn-dm does not have. */
static const char *unknown_name(struct arena *arena, const struct launch_text *word,
				const struct acrn_dm_found *found)
{
	if (word->head[1] != '-')
		return arena_printf(arena, "-%c", word->head[found->end - 1]);
	return arena_copy(arena, word->head, found->end);
}

/* An option whose value or name goes on behind what is known of the word. */
static void read_rest(struct arena *arena, const struct launch_text *word,
		      const struct acrn_dm_found *found, struct word_option *to)
{
	bool is_long = word->head[1] == '-';

	if (is_long && !found->has_value) {
		to->option.name = arena_copy(arena, word->head, found->end);
		to->option.acrn_dm = NULL;
		to->option.is_known = to->option.is_uncertain = true;
		to->wants_word = false;
	} else if (to->wants_word) {
		to->option.has_value = true;
		to->option.value = launch_slice(arena, word, found->end, word->length);
		to->wants_word = false;
	}
}

static struct word_option read_option(struct arena *arena, const struct launch_text *word,
				      const struct acrn_dm_found *found)
{
	struct word_option to = { .wants_word = found->wants_word };
	struct launch_option *option = &to.option;

	option->acrn_dm = found->option;
	option->is_known = found->option;
	option->name =
		found->option ? full_name(arena, found->option) : unknown_name(arena, word, found);
	option->at = launch_slice(arena, word, found->start, found->end).at;
	option->has_value = found->has_value;
	if (found->has_value)
		option->value = launch_slice(arena, word, found->value, word->length);
	if (!word->value && found->end == strlen(word->head))
		read_rest(arena, word, found, &to);
	return to;
}

/* The options that one word is read for: acrn-dm has fewer letters. */
#define WORD_OPTIONS_MAX 64u

struct word_options acrn_dm_read_word(struct arena *arena, enum release release,
				      const struct launch_text *word)
{
	struct word_options all = { 0 };
	struct acrn_dm_found found;

	for (size_t at = 0; all.count < WORD_OPTIONS_MAX &&
			    acrn_dm_next_option(release, word->head, &at, &found);) {
		all.options = arena_grow(arena, all.options, all.count, sizeof(*all.options));
		all.options[all.count++] = read_option(arena, word, &found);
	}
	return all;
}

static void read_address(struct launch_device *device, const struct launch_text *text)
{
	uint16_t address;

	device->address = launch_known(text);
	if (!text->value)
		return;
	device->has_address = slot_parse(text->value, &address);
	device->has_bad_address = !device->has_address;
	if (!device->has_address)
		return;
	device->bus = (uint8_t)CFG_BDF_BUS(address);
	device->slot = (uint8_t)CFG_BDF_DEVICE(address);
	device->function = (uint8_t)CFG_BDF_FUNCTION(address);
}

static struct launch_device read_device(struct arena *arena, const struct launch_option *option)
{
	const struct launch_text *value = &option->value;
	struct launch_device device = { .when = option->when, .option = option, .at = value->at };
	size_t at = 0, start = 0, end = 0;
	struct launch_text field;

	launch_next_field(value, false, &at, &end);
	field = launch_slice(arena, value, 0, end);
	read_address(&device, &field);
	start = at;
	if (launch_next_field(value, false, &at, &end)) {
		field = launch_slice(arena, value, start, end);
		device.kind = launch_known(&field);
		device.is_boot = at < value->length && strncmp(value->head + at, "b,", 2) == 0;
		at += device.is_boot ? strlen("b,") : 0;
	}
	device.options =
		launch_slice(arena, value, at < value->length ? at : value->length, value->length);
	return device;
}

void acrn_dm_read_devices(struct arena *arena, struct launch *launch)
{
	struct launch_device *devices = arena_array(arena, launch->option_count, sizeof(*devices));

	for (size_t i = 0; i < launch->option_count; i++) {
		const struct launch_option *option = &launch->options[i];

		if (option->has_value && strcmp(option->name, "-s") == 0)
			devices[launch->device_count++] = read_device(arena, option);
	}
	launch->devices = devices;
}
