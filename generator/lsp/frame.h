/* SPDX-License-Identifier: BSD-3-Clause
 * frame.h: messages in a stream of bytes: a header with Content-Length, and so many bytes.
 */
#ifndef LSP_FRAME_H
#define LSP_FRAME_H

#include <stdbool.h>

#include "lsp/buffer.h"

/* A document of 64 MiB, each character of which is escaped. */
#define FRAME_SIZE_MAX ((size_t)128 * 1024 * 1024)

struct frames {
	struct buffer input;
	size_t length;	/* of the message whose header was read */
	size_t skipped; /* bytes of a message that is too large, which are still to come */
	bool has_header;
};

enum frame {
	FRAME_MORE, /* the message is not complete */
	FRAME_MESSAGE,
	FRAME_TOO_LARGE, /* a message of more than FRAME_SIZE_MAX bytes, which are not kept */
	FRAME_BROKEN,	 /* no header: where the next message begins is not known */
};

/* Takes the next message out of frames->input. With FRAME_MESSAGE, *body has *size bytes, which are
 * there until frame_remove(). */
enum frame frame_next(struct frames *frames, const char **body, size_t *size);
void frame_remove(struct frames *frames, size_t size);

/* Adds a message to what is to be written. */
void frame_write(struct buffer *output, const char *body, size_t size);

#endif
