/* SPDX-License-Identifier: BSD-3-Clause
 * frame.c: finds messages by their headers. */
#include "lsp/frame.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Far more than any client sends. */
#define HEADER_SIZE_MAX 4096u

static const char length_field[] = "Content-Length:";

/* A decimal number alone on a line, but for spaces around it. Numbers that are too large to count
 * are SIZE_MAX. */
static bool read_length(const char *text, const char *end, size_t *length)
{
	size_t digits = 0;

	*length = 0;
	while (text < end && (*text == ' ' || *text == '\t'))
		text++;
	for (; text < end && *text >= '0' && *text <= '9'; text++, digits++) {
		size_t digit = (size_t)(*text - '0');

		*length = *length > (SIZE_MAX - digit) / 10 ? SIZE_MAX : *length * 10 + digit;
	}
	while (text < end && (*text == ' ' || *text == '\t'))
		text++;
	return digits && text == end && *length < SIZE_MAX;
}

/* The length that a header, which ends with an empty line, has in one of its lines. */
static bool find_length(const char *header, const char *end, size_t *length)
{
	const size_t name_size = sizeof(length_field) - 1;
	bool is_found = false;

	while (header < end) {
		const char *line_end = memmem(header, (size_t)(end - header), "\r\n", 2);

		if ((size_t)(line_end - header) >= name_size &&
		    strncasecmp(header, length_field, name_size) == 0) {
			if (is_found || !read_length(header + name_size, line_end, length))
				return false;
			is_found = true;
		}
		header = line_end + 2;
	}
	return is_found;
}

static enum frame read_header(struct frames *frames)
{
	const char *bytes = buffer_bytes(&frames->input);
	size_t size = frames->input.size;
	size_t searched = size < HEADER_SIZE_MAX ? size : HEADER_SIZE_MAX;
	const char *end = searched ? memmem(bytes, searched, "\r\n\r\n", 4) : NULL;

	if (!end)
		return searched == HEADER_SIZE_MAX ? FRAME_BROKEN : FRAME_MORE;
	if (!find_length(bytes, end + 2, &frames->length))
		return FRAME_BROKEN;
	buffer_remove(&frames->input, (size_t)(end + 4 - bytes));
	if (frames->length > FRAME_SIZE_MAX) {
		frames->skipped = frames->length;
		return FRAME_TOO_LARGE;
	}
	frames->has_header = true;
	return FRAME_MESSAGE;
}

static void skip(struct frames *frames)
{
	size_t size = frames->input.size < frames->skipped ? frames->input.size : frames->skipped;

	buffer_remove(&frames->input, size);
	frames->skipped -= size;
}

enum frame frame_next(struct frames *frames, const char **body, size_t *size)
{
	enum frame found = FRAME_MESSAGE;

	skip(frames);
	if (!frames->has_header)
		found = read_header(frames);
	if (found != FRAME_MESSAGE)
		return found;
	if (frames->input.size < frames->length)
		return FRAME_MORE;
	*body = buffer_bytes(&frames->input);
	*size = frames->length;
	return FRAME_MESSAGE;
}

void frame_remove(struct frames *frames, size_t size)
{
	buffer_remove(&frames->input, size);
	frames->has_header = false;
}

void frame_write(struct buffer *output, const char *body, size_t size)
{
	char header[64];
	int length = snprintf(header, sizeof(header), "Content-Length: %zu\r\n\r\n", size);

	buffer_append(output, header, (size_t)length);
	buffer_append(output, body, size);
}
