/* SPDX-License-Identifier: BSD-3-Clause
 * json_pattern.c: patterns of XML Schema, which are for values whose white space is collapsed, as
 * patterns for texts where it is not. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "validate/prepare/json.h"

#define SPACES "(?:[ \\t\\r\\n]+)"

/* Copies a set up to its ']'. */
static const char *copy_set(const char *at, FILE *out)
{
	while (*at && *at != ']') {
		if (*at == '\\')
			fputc(*at++, out);
		fputc(*at++, out);
	}
	return at;
}

char *json_pattern(const char *pattern)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		abort();
	for (const char *at = pattern; *at; at++) {
		if (*at == ' ') {
			fputs(SPACES, out);
		} else if (*at == '.') {
			fputs("[\\s\\S]", out); /* line ends are spaces in the value */
		} else if (*at == '^' || *at == '$') {
			fprintf(out, "\\%c", *at);
		} else {
			fputc(*at, out);
			if (*at == '\\')
				fputc(*++at, out);
			else if (*at == '[')
				at = copy_set(at + 1, out) - 1;
		}
	}
	fclose(out);
	return text;
}

char *json_pattern_of_text(const char *text)
{
	char *quoted = NULL, *pattern;
	size_t size;
	FILE *out = open_memstream(&quoted, &size);

	if (!out)
		abort();
	for (const char *at = text; *at; at++)
		fprintf(out, strchr("\\.^$*+?()[]{}|/", *at) ? "\\%c" : "%c", *at);
	fclose(out);
	pattern = json_pattern(quoted);
	free(quoted);
	return pattern;
}
