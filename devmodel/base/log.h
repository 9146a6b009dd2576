/* SPDX-License-Identifier: BSD-3-Clause
 * log.h: what happens, a line each on standard error, in logfmt:
 *
 *     log_event(LEVEL_INFO, "join", log_text("region", name), log_number("peer", id));
 *     level=info event=join region=pair peer=3
 *
 * A value is quoted by what is in it, never by who logs it: with blanks, '"', '=', a backslash or
 * anything but printable ASCII in it, or nothing, it stands in quotes and is escaped as in JSON,
 * byte by byte. So nobody's text makes a field or a line of its own. A line is one write(2) of at
 * most LOG_LINE_MAX bytes; what is too much is cut at the end. It is lost where it cannot be
 * written at once: nothing waits for who reads the log. SIGPIPE must be ignored for that.
 *
 * Where systemd's journal reads standard error, a line has its level in front as sd-daemon(3) says.
 * It has no time: the journal knows that better.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LOG_LINE_MAX 4096 /* bytes, with the line feed; a pipe takes so many at once */

enum log_level { LEVEL_ERROR, LEVEL_WARNING, LEVEL_INFO };

/* One field of a line. Key and text must live until the line is written. */
struct log_field {
	const char *key;  /* of [a-z_]; NULL behind the last field */
	const char *text; /* NULL: the number is the value */
	int64_t number;
};

/* `value` may be anybody's text. */
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

/* So many lines a second are written of events that a client can cause as often as it likes. */
#define LOG_LIMIT_LINES 10

/* A kind of such events. All zero is a new one. */
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

/* May one more line be written in this second? It is counted, as written or as suppressed. */
bool log_limit_admit(struct log_limit *limit, int64_t second);

/* Reports what was suppressed of this event, if anything, in a line of its own: at the end, or when
 * the next event may take long. */
void log_limit_flush(struct log_limit *limit, const char *event);

#endif
