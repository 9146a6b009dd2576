/* SPDX-License-Identifier: BSD-3-Clause
 * qemu.c: QEMU's option in a word, and the devices of -device. */
#include <string.h>

#include "script/internal.h"
#include "vmm/qemu.h"
#include "vmm/slot.h"

struct word_options qemu_read_word(struct arena *arena, const struct launch_text *word)
{
	struct word_option *only = arena_alloc(arena, sizeof(*only));
	const char *name = word->head + (strncmp(word->head, "--", 2) == 0 ? 2 : 1);
	struct launch_option *option = &only->option;

	option->at = word->at;
	if (word->value) {
		option->is_known = qemu_find_option(&name, &only->wants_word);
	} else {
		option->is_known = option->is_uncertain = true;
	}
	option->name = option->is_known ? arena_printf(arena, "-%s", name) : word->head;
	return (struct word_options) { only, 1 };
}

/* The slot on the root bus; on other buses, and without one, only QEMU knows it. */
static void read_address(struct arena *arena, struct launch_device *device)
{
	struct launch_text value;
	uint16_t address;

	if (launch_property(arena, &device->options, "addr", &value) != LAUNCH_FOUND)
		return;
	device->address = launch_known(&value);
	if (!value.value)
		return;
	device->has_bad_address = !slot_parse_qemu(value.value, &address);
	if (device->has_bad_address)
		return;
	device->slot = (uint8_t)CFG_BDF_DEVICE(address);
	device->function = (uint8_t)CFG_BDF_FUNCTION(address);
	switch (launch_property(arena, &device->options, "bus", &value)) {
	case LAUNCH_MISSING:
		device->has_address = true;
		break;
	case LAUNCH_FOUND:
		device->has_address = launch_is(&value, "pci.0") || launch_is(&value, "pcie.0");
		break;
	case LAUNCH_MAYBE:
		break;
	}
}

struct text qemu_read_kind(struct arena *arena, const struct launch_text *value, const char *key,
			   struct launch_text *options)
{
	size_t at = 0, end = 0, key_length = strlen(key);
	struct launch_text kind;

	launch_next_field(value, true, &at, &end);
	if (strncmp(value->head, key, key_length) != 0 || value->head[key_length] != '=')
		key_length = 0;
	else
		key_length++;
	kind = launch_slice(arena, value, key_length, end);
	if (value->head[0] == '{') /* JSON */
		kind.value = NULL;
	*options =
		launch_slice(arena, value, at < value->length ? at : value->length, value->length);
	return launch_known(&kind);
}

void qemu_read_devices(struct arena *arena, struct launch *launch)
{
	struct launch_device *devices = arena_array(arena, launch->option_count, sizeof(*devices));

	for (size_t i = 0; i < launch->option_count; i++) {
		const struct launch_option *option = &launch->options[i];
		struct launch_device *device = &devices[launch->device_count];

		if (!option->has_value || strcmp(option->name, "-device") != 0)
			continue;
		*device = (struct launch_device) {
			.when = option->when,
			.option = option,
			.at = option->value.at,
		};
		device->kind = qemu_read_kind(arena, &option->value, "driver", &device->options);
		read_address(arena, device);
		launch->device_count++;
	}
	launch->devices = devices;
}
