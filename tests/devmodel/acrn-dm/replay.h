/* SPDX-License-Identifier: BSD-3-Clause
 * replay.h: any bytes as a command line, and what must be true of every one.
 */
#ifndef REPLAY_H
#define REPLAY_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "acrn-dm/arguments.h"
#include "acrn-dm/qemu.h"

#define REPLAY_SIZE_MAX	 0x4000
#define REPLAY_WORDS_MAX 600

/* How far a command line got. */
enum replay_result { REPLAY_BROKEN, REPLAY_NOT_READ, REPLAY_NOT_BUILT, REPLAY_BUILT };

static inline bool is_one_line(const struct error *error)
{
	return *error->text && !strpbrk(error->text, "\n\r\t\033");
}

/* What a claim may be, whatever was written. */
static inline bool is_sound_device(const struct dm_device *device)
{
	const struct claim *claim = &device->claim;

	if (device->slot > 31 || device->function > 7 || !*device->kind)
		return false;
	return !device->is_ivshmem || (claim->size >= 4096 && claim->size <= 512u << 20 &&
				       (claim->size & (claim->size - 1)) == 0 &&
				       strlen(claim->name) >= 1 && strlen(claim->name) <= 27);
}

static inline bool is_sound(const struct arguments *arguments)
{
	for (unsigned i = 0; i < arguments->device_count; i++)
		if (!is_sound_device(&arguments->devices[i]))
			return false;
	return arguments->vm && arguments->memory >= 16u << 20 && arguments->cpus >= 1 &&
	       arguments->cpus <= 255 && (arguments->shm_mode & ~0777u) == 0;
}

static inline enum replay_result replay_build(const struct arguments *arguments)
{
	static const struct socket_directory none, some = { .path = "/h\"\\" };
	struct qemu_setup setup = {
		.arguments = arguments, .vmm = "qemu", .run_dir = "/r\"\\", .server = &none
	};
	enum replay_result result = REPLAY_BUILT;

	for (unsigned i = 0; i < 4; i++) {
		struct qemu_line line = { 0 };
		struct error error = { "" };

		setup.is_builtin = i & 1;
		setup.hypervisor = i & 2 ? &some : &none;
		if (!qemu_build(&setup, &line, &error))
			result = is_one_line(&error) && result ? REPLAY_NOT_BUILT : REPLAY_BROKEN;
		qemu_line_free(&line);
	}
	return result;
}

/* The words are the lines of `bytes`. */
static inline enum replay_result replay(const uint8_t *bytes, size_t size)
{
	static char text[REPLAY_SIZE_MAX + 1], *argv[REPLAY_WORDS_MAX];
	static struct arguments arguments;
	struct error error = { "" };
	char *rest = text;
	int argc = 0;

	if (size > REPLAY_SIZE_MAX)
		size = REPLAY_SIZE_MAX;
	if (size && bytes[size - 1] == '\n')
		size--;
	memcpy(text, bytes, size);
	text[size] = '\0';
	argv[argc++] = text + size;
	for (char *word; argc < REPLAY_WORDS_MAX && (word = strsep(&rest, "\n"));)
		argv[argc++] = word;
	if (!arguments_read(argc, argv, &arguments, &error))
		return is_one_line(&error) ? REPLAY_NOT_READ : REPLAY_BROKEN;
	if (arguments.action == ACTION_HELP || arguments.action == ACTION_VERSION)
		return REPLAY_BUILT;
	return is_sound(&arguments) ? replay_build(&arguments) : REPLAY_BROKEN;
}

#endif
