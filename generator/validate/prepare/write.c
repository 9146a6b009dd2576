/* SPDX-License-Identifier: BSD-3-Clause
 * write.c: prints what an XSD says as C. */
#include "validate/prepare/write.h"

#include <ctype.h>
#include <stdio.h>

void write_string(const char *text)
{
	putchar('"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			putchar('\\');
		putchar(*text);
	}
	putchar('"');
}

void write_release(const char *name)
{
	printf("RELEASE_");
	for (; *name; name++)
		putchar(*name == '.' ? '_' : toupper((unsigned char)*name));
}
