/* SPDX-License-Identifier: BSD-3-Clause
 * lsp_fuzz.c: what the language server reads of its client: frames, JSON and changes of documents.
 * Its children, which do the rest, are not started. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "lsp/task.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void out_of_memory(void)
{
	abort();
}

/* Sessions, as they are recorded, have a message a line. */
static void feed_lines(struct server *server, const uint8_t *data, size_t size)
{
	const char *line = (const char *)data, *end = line + size;

	while (line < end) {
		const char *feed = memchr(line, '\n', (size_t)(end - line));
		const char *line_end = feed ? feed : end;

		server_receive(server, line, (size_t)(line_end - line));
		line = line_end + 1;
	}
}

static void feed_frames(struct server *server, const uint8_t *data, size_t size)
{
	const char *body;
	size_t length;
	enum frame frame;

	buffer_append(&server->frames.input, (const char *)data, size);
	do {
		frame = frame_next(&server->frames, &body, &length);
		if (frame != FRAME_MESSAGE)
			continue;
		server_receive(server, body, length);
		frame_remove(&server->frames, length);
	} while (!server->is_over && (frame == FRAME_MESSAGE || frame == FRAME_TOO_LARGE));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct lsp_host host = { .seconds = 1 };
	struct arena *arena = arena_new(out_of_memory);
	struct server server = {
		.arena = arena,
		.host = &host,
		.state = SERVER_READY,
		.frames = { .input = { .arena = arena } },
		.out = { .arena = arena },
		.documents = { .arena = arena },
	};

	if (size)
		server.client.encoding = data[0] & 1 ? LSP_UTF8 : LSP_UTF16;
	feed_lines(&server, data, size);
	feed_frames(&server, data, size);
	tasks_stop(&server);
	while (server.documents.first)
		documents_close(&server.documents, server.documents.first);
	if (server.documents.size)
		abort();
	buffer_release(&server.frames.input);
	buffer_release(&server.out);
	arena_free(arena);
	return 0;
}
