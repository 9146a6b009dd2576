/* SPDX-License-Identifier: BSD-3-Clause
 * copy.c: `ivshmem read` and `ivshmem write`: memory to standard output, and back. */
#include "guest/tool/tool.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { CHUNK = 65536 };

/* The number of bytes: up to the end of the memory, unless a length is given. */
static bool range_of(const struct tool_options *options, const struct ivshm_device *device,
		     uint64_t *length)
{
	uint64_t size = ivshm_size(device);

	if (options->offset <= size) {
		*length = options->has_length ? options->length : size - options->offset;
		if (*length <= size - options->offset)
			return true;
	}
	tool_fail("invalid range at offset %llu of length %llu: the memory has %llu bytes",
		  (unsigned long long)options->offset, (unsigned long long)options->length,
		  (unsigned long long)size);
	return false;
}

/* A peer wrote this: control characters and the backslash are shown as \xNN. */
static void print_escaped(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		unsigned char byte = (unsigned char)text[i];

		if ((byte < ' ' && byte != '\n' && byte != '\t') || byte == 0x7f || byte == '\\')
			printf("\\x%02x", byte);
		else
			putchar(byte);
	}
}

/* One chunk to standard output; false at the end of a text. */
static bool put_chunk(const struct tool_options *options, const char *chunk, size_t length)
{
	size_t text_length;

	if (!options->is_text) {
		fwrite(chunk, 1, length, stdout);
		return true;
	}
	text_length = strnlen(chunk, length);
	print_escaped(chunk, text_length);
	return text_length == length;
}

static enum tool_status copy_out(const struct tool_options *options,
				 const struct ivshm_device *device)
{
	struct ivshm_error error;
	char chunk[CHUNK];
	uint64_t left;

	if (!range_of(options, device, &left))
		return TOOL_FAILED;
	for (uint64_t at = options->offset; left;) {
		size_t length = left < CHUNK ? (size_t)left : CHUNK;

		if (!ivshm_read(device, at, chunk, length, &error))
			return tool_fail("%s", error.text);
		if (!put_chunk(options, chunk, length) || ferror(stdout))
			break;
		at += length;
		left -= length;
	}
	if (options->is_text)
		putchar('\n');
	return TOOL_DONE;
}

/* Copies standard input to memory; input beyond the range is an error, and dropped. */
static enum tool_status copy_in(const struct tool_options *options,
				const struct ivshm_device *device, uint64_t left)
{
	struct ivshm_error error;
	char chunk[CHUNK];
	uint64_t at = options->offset;
	size_t length;

	while (left && (length = fread(chunk, 1, left < CHUNK ? (size_t)left : CHUNK, stdin))) {
		if (!ivshm_write(device, at, chunk, length, &error))
			return tool_fail("%s", error.text);
		at += length;
		left -= length;
	}
	if (!left && getc(stdin) != EOF)
		return tool_fail("the input is longer than the %llu bytes that were written",
				 (unsigned long long)(at - options->offset));
	if (ferror(stdin))
		return tool_fail("cannot read standard input: %s", strerror(errno));
	if (options->has_length && left)
		return tool_fail("the input is %llu bytes shorter than the length",
				 (unsigned long long)left);
	return TOOL_DONE;
}

static enum tool_status copy_text(const struct tool_options *options,
				  const struct ivshm_device *device, uint64_t left)
{
	size_t length = strlen(options->text) + 1;
	struct ivshm_error error;

	if (length > left)
		return tool_fail("the text and its zero byte are %zu bytes, too long for %llu",
				 length, (unsigned long long)left);
	if (!ivshm_write(device, options->offset, options->text, length, &error))
		return tool_fail("%s", error.text);
	return TOOL_DONE;
}

enum tool_status tool_read(const struct tool_options *options)
{
	struct ivshm_device *device = tool_open(options);
	enum tool_status status;

	if (!device)
		return TOOL_FAILED;
	status = copy_out(options, device);
	ivshm_close(device);
	return status;
}

enum tool_status tool_write(const struct tool_options *options)
{
	struct ivshm_device *device = tool_open(options);
	enum tool_status status = TOOL_FAILED;
	uint64_t left;

	if (!device)
		return TOOL_FAILED;
	if (range_of(options, device, &left))
		status = options->text ? copy_text(options, device, left)
				       : copy_in(options, device, left);
	ivshm_publish();
	ivshm_close(device);
	return status;
}
