/* SPDX-License-Identifier: BSD-3-Clause
 * error.c: formats error messages. */
#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* In UTF-8: U+0080 to U+009F are control characters, like ESC and a letter. */
static bool is_c1_control(const unsigned char *at)
{
	return at[0] == 0xc2 && at[1] >= 0x80 && at[1] <= 0x9f;
}

/* The text may contain untrusted input, which must not control a terminal. */
static void escape(struct error *error)
{
	for (unsigned char *at = (unsigned char *)error->text; *at; at++) {
		if (is_c1_control(at))
			at[0] = at[1] = '?';
		else if (*at < ' ' || *at == 0x7f)
			*at = '?';
	}
}

bool error_set(struct error *error, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(error->text, sizeof(error->text), format, arguments);
	va_end(arguments);
	escape(error);
	return false;
}

bool error_set_errno(struct error *error, const char *format, ...)
{
	const char *reason = strerror(errno);
	va_list arguments;
	size_t length;

	va_start(arguments, format);
	vsnprintf(error->text, sizeof(error->text), format, arguments);
	va_end(arguments);
	length = strlen(error->text);
	snprintf(error->text + length, sizeof(error->text) - length, ": %s", reason);
	escape(error);
	return false;
}
