/* SPDX-License-Identifier: BSD-3-Clause
 * fault.c: puts faults into words. */
#include "fault.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* As UTF-8: from U+0080 to U+009F there is what ESC and a letter say, too. */
static bool is_c1_control(const unsigned char *at)
{
	return at[0] == 0xc2 && at[1] >= 0x80 && at[1] <= 0x9f;
}

/* Text of others may be in it: nothing of that moves the cursor. */
static void escape(struct fault *fault)
{
	for (unsigned char *at = (unsigned char *)fault->text; *at; at++) {
		if (is_c1_control(at))
			at[0] = at[1] = '?';
		else if (*at < ' ' || *at == 0x7f)
			*at = '?';
	}
}

bool fault_set(struct fault *fault, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(fault->text, sizeof(fault->text), format, arguments);
	va_end(arguments);
	escape(fault);
	return false;
}

bool fault_set_errno(struct fault *fault, const char *format, ...)
{
	const char *reason = strerror(errno);
	va_list arguments;
	size_t length;

	va_start(arguments, format);
	vsnprintf(fault->text, sizeof(fault->text), format, arguments);
	va_end(arguments);
	length = strlen(fault->text);
	snprintf(fault->text + length, sizeof(fault->text) - length, ": %s", reason);
	escape(fault);
	return false;
}
