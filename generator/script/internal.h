/* SPDX-License-Identifier: BSD-3-Clause
 * internal.h: what the parts of the reader of scripts share.
 */
#ifndef SCRIPT_INTERNAL_H
#define SCRIPT_INTERNAL_H

#include "base/arena.h"
#include "script/script.h"

/* script/text.c: an argument as a text; parts as a text, which is at `at` where they have no place;
 * a text as the model has it. */
struct launch_text launch_text_of(struct arena *arena, const struct shell_argument *argument);
struct launch_text launch_text_of_parts(struct arena *arena, const struct shell_part *parts,
					size_t count, struct span at);
struct text launch_known(const struct launch_text *text);

bool launch_is(const struct launch_text *text, const char *value);

/* Where the next of the fields with commas between ends, which begins at *at; *at is then the next
 * one's beginning. False behind the last. With `doubles` two commas do not end a field. */
bool launch_next_field(const struct launch_text *text, bool doubles, size_t *at, size_t *end);

/* script/programs.c: whether a program starts VMs; whether a command does, and not only shows
 * something. */
bool script_find_program(const struct launch_text *text, enum launch_program *program);
bool script_starts_vm(const struct launch *launch);

/* script/words.c: the options and words of a command, from an argument on. */
void script_read_words(struct arena *arena, enum release release, size_t first,
		       struct launch *launch);

/* script/acrn_dm.c, script/qemu.c: the options of one word, which begins with a dash. Those with a
 * value in the next word have wants_word. */
struct word_option {
	struct launch_option option;
	bool wants_word;
};

struct word_options {
	struct word_option *options;
	size_t count;
};

struct word_options acrn_dm_read_word(struct arena *arena, enum release release,
				      const struct launch_text *word);
struct word_options qemu_read_word(struct arena *arena, const struct launch_text *word);

/* The devices that the options of a launch add. */
void acrn_dm_read_devices(struct arena *arena, struct launch *launch);
void qemu_read_devices(struct arena *arena, struct launch *launch);

/* The kind that -device, -object and -chardev begin with, perhaps behind KEY=; value NULL where it
 * is unknown. The rest is *options. */
struct text qemu_read_kind(struct arena *arena, const struct launch_text *value, const char *key,
			   struct launch_text *options);

/* script/qemu_backends.c, script/qemu_ivshmem.c: what QEMU's devices refer to, and its ivshmem
 * devices. */
void qemu_read_backends(struct arena *arena, struct launch *launch);
void qemu_read_ivshmems(struct arena *arena, struct launch *launch);

#endif
