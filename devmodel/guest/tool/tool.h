/* SPDX-License-Identifier: BSD-3-Clause
 * tool.h: the verbs of the command `ivshmem`, and what its files share.
 *
 * A verb prints on standard output and returns the exit status. Only main() exits.
 */
#ifndef GUEST_TOOL_TOOL_H
#define GUEST_TOOL_TOOL_H

#include "guest/lib/ivshmem_guest.h"
#include "schema/key_image.h"

enum tool_status {
	TOOL_DONE = 0,
	TOOL_NEGATIVE = 1, /* done, with a negative result: a check failed, or no answer */
	TOOL_FAILED = 2,   /* not done: wrong usage, no such device, no permission */
};

struct tool_options {
	struct ivshm_paths paths;
	const char *device; /* NULL: the only one */
	enum ivshm_map map;
	const char *text;	       /* the argument of `write` or `keys`, or NULL */
	const char *exported, *output; /* as they are written, or NULL */
	uint64_t offset, length;
	bool has_offset, has_length, has_peer;
	bool is_text, is_echo, is_any;
	uint32_t count; /* 0: the default */
	uint16_t peer, vector;
	int timeout_ms;
};

enum tool_status tool_list(const struct tool_options *options);
enum tool_status tool_read(const struct tool_options *options);
enum tool_status tool_write(const struct tool_options *options);
enum tool_status tool_ring(const struct tool_options *options);
enum tool_status tool_wait(const struct tool_options *options);
enum tool_status tool_ping(const struct tool_options *options);
enum tool_status tool_bench(const struct tool_options *options);
enum tool_status tool_selftest(const struct tool_options *options);
enum tool_status tool_keys(const struct tool_options *options);

/* Reads the image of this VM's keys: the file that the options name, else the only disk that is
 * one. It may be invalid. Prints an error message unless it returns TOOL_DONE. */
enum tool_status tool_read_key_image(const struct tool_options *options,
				     uint8_t bytes[KEY_IMAGE_SIZE]);

/* Prints an error message, and returns TOOL_FAILED. */
enum tool_status tool_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Opens the device of the options; NULL after an error message. */
struct ivshm_device *tool_open(const struct tool_options *options);

/* CLOCK_MONOTONIC in nanoseconds. */
int64_t tool_now(void);

#endif
