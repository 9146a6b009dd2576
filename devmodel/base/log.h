/* SPDX-License-Identifier: BSD-3-Clause
 * log.h: events, one line each on standard error, in logfmt:
 *
 *     log_event(LEVEL_INFO, "join", log_text("region", name), log_number("peer", id));
 *     level=info event=join region=pair peer=3
 *
 * A value that is empty or contains blanks, '"', '=', a backslash or anything but printable ASCII
 * is quoted and escaped as in JSON, byte by byte, so that untrusted text cannot form a field or a
 * line. A line is one write(2) of at most LOG_LINE_MAX bytes, cut at the end if it is longer. It is
 * lost if it cannot be written at once: logging never blocks. SIGPIPE must be ignored for that.
 *
 * Where systemd's journal reads standard error, a line begins with its level as in sd-daemon(3). It
 * has no time stamp: the journal adds that.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LOG_LINE_MAX 4096 /* bytes, with the line feed; a write of so many to a pipe is atomic */

enum log_level { LEVEL_ERROR, LEVEL_WARNING, LEVEL_INFO };

/* One field of a line. Key and text must live until the line is written. */
struct log_field {
	const char *key;  /* of [a-z_]; NULL behind the last field */
	const char *text; /* NULL: the number is the value */
	int64_t number;
};

/* `value` may be untrusted. */
static inline struct log_field log_text(const char *key, const char *value)
{
	return (struct log_field) { .key = key, .text = value };
}

static inline struct log_field log_number(const char *key, int64_t value)
{
	return (struct log_field) { .key = key, .number = value };
}

/* The fields of an event, for log_write(). */
#define LOG_FIELDS(event, ...) \
	((const struct log_field[]) { log_text("event", event), ##__VA_ARGS__, { .key = NULL } })

/* log_event(level, event, field…): writes a line. */
#define log_event(level, ...) log_write(level, LOG_FIELDS(__VA_ARGS__))
void log_write(enum log_level level, const struct log_field *fields);

/* The limit, in lines a second, for events that clients can cause as often as they like. */
#define LOG_LIMIT_LINES 10

/* The state of one kind of such events. All zero is a new one. */
struct log_limit {
	int64_t second;	    /* of CLOCK_MONOTONIC */
	unsigned lines;	    /* written in it */
	int64_t suppressed; /* lines that were not written and not reported yet */
};

/* log_limited(limit, level, event, field…): writes a line, or only counts it. The next line that is
 * written has one before it with the same event and `suppressed=COUNT`. */
#define log_limited(limit, level, ...) log_write_limited(limit, level, LOG_FIELDS(__VA_ARGS__))
void log_write_limited(struct log_limit *limit, enum log_level level,
		       const struct log_field *fields);

/* Whether one more line may be written in this second. It is counted, as written or suppressed. */
bool log_limit_admit(struct log_limit *limit, int64_t second);

/* Reports how many lines of this event were suppressed, if any, in a separate line: at the end, or
 * when the next event may take long. */
void log_limit_flush(struct log_limit *limit, const char *event);

#endif
