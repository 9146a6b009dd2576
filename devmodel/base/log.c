/* SPDX-License-Identifier: BSD-3-Clause
 * log.c: formats lines and writes them. */
#include "base/log.h"

#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <systemd/sd-daemon.h>
#include <time.h>
#include <unistd.h>

/* What a line has room for, so that its last quote and the line feed always fit. */
#define ROOM (LOG_LINE_MAX - 2)

struct line {
	char text[LOG_LINE_MAX];
	size_t length;
	bool is_full; /* something did not fit: nothing more is added */
};

static const struct level {
	const char *prefix, *name;
} levels[] = {
	[LEVEL_ERROR] = { SD_ERR, "error" },
	[LEVEL_WARNING] = { SD_WARNING, "warning" },
	[LEVEL_INFO] = { SD_INFO, "info" },
};

/* The whole of `text`, or nothing. */
static void put(struct line *line, const char *text)
{
	size_t length = strlen(text);

	if (line->is_full || line->length + length > ROOM) {
		line->is_full = true;
		return;
	}
	memcpy(line->text + line->length, text, length);
	line->length += length;
}

static void put_escaped(struct line *line, char byte)
{
	char text[] = "\\u00xx";

	if (byte == '"' || byte == '\\')
		snprintf(text, sizeof(text), "\\%c", byte);
	else if (byte == '\n')
		snprintf(text, sizeof(text), "\\n");
	else if (byte < ' ' || byte > '~')
		snprintf(text, sizeof(text), "\\u%04x", (unsigned)(unsigned char)byte);
	else
		snprintf(text, sizeof(text), "%c", byte);
	put(line, text);
}

static bool is_plain(const char *text)
{
	const char *at = text;

	while (*at > ' ' && *at <= '~' && !strchr("\"=\\", *at))
		at++;
	return at > text && *at == '\0';
}

static void put_text(struct line *line, const char *text)
{
	if (is_plain(text)) {
		put(line, text);
		return;
	}
	put(line, "\"");
	if (line->is_full)
		return;
	for (; *text; text++)
		put_escaped(line, *text);
	line->text[line->length++] = '"';
}

static void put_field(struct line *line, const struct log_field *field)
{
	char number[24];

	put(line, " ");
	put(line, field->key);
	put(line, "=");
	if (field->text) {
		put_text(line, field->text);
		return;
	}
	snprintf(number, sizeof(number), "%" PRId64, field->number);
	put(line, number);
}

/* systemd names the socket that it gave to the service, which may have replaced it since. */
static bool is_read_by_journal(void)
{
	const char *stream = getenv("JOURNAL_STREAM");
	char self[64];
	struct stat status;

	if (!stream || fstat(STDERR_FILENO, &status) < 0)
		return false;
	snprintf(self, sizeof(self), "%ju:%ju", (uintmax_t)status.st_dev, (uintmax_t)status.st_ino);
	return strcmp(stream, self) == 0;
}

/* A reader that has stopped must not block us: what does not fit into the pipe is lost. */
static bool has_room(void)
{
	struct pollfd out = { .fd = STDERR_FILENO, .events = POLLOUT };

	return poll(&out, 1, 0) == 1 && (out.revents & POLLOUT);
}

void log_write(enum log_level level, const struct log_field *fields)
{
	struct line line = { .length = 0 };
	ssize_t ignored;

	if (is_read_by_journal())
		put(&line, levels[level].prefix);
	put(&line, "level=");
	put(&line, levels[level].name);
	for (; fields->key; fields++)
		put_field(&line, fields);
	line.text[line.length++] = '\n';
	ignored = has_room() ? write(STDERR_FILENO, line.text, line.length) : 0;
	(void)ignored;
}

bool log_limit_admit(struct log_limit *limit, int64_t second)
{
	if (limit->second != second) {
		limit->second = second;
		limit->lines = 0;
	}
	if (limit->lines < LOG_LIMIT_LINES) {
		limit->lines++;
		return true;
	}
	limit->suppressed++;
	return false;
}

void log_limit_flush(struct log_limit *limit, const char *event)
{
	if (limit->suppressed)
		log_event(LEVEL_WARNING, event, log_number("suppressed", limit->suppressed));
	limit->suppressed = 0;
}

void log_write_limited(struct log_limit *limit, enum log_level level,
		       const struct log_field *fields)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	if (!log_limit_admit(limit, now.tv_sec))
		return;
	log_limit_flush(limit, fields->text);
	log_write(level, fields);
}
