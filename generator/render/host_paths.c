/* SPDX-License-Identifier: BSD-3-Clause
 * host_paths.c: paths of a host in the syntaxes of the tools that set their owners and rights. */
#include "render/host_paths.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"

static const char plain[] =
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@+=:./-";

static char *put_octal(char *to, char c)
{
	unsigned int byte = (unsigned char)c;

	*to++ = '\\';
	*to++ = (char)('0' + (byte >> 6));
	*to++ = (char)('0' + (byte >> 3 & 7));
	*to++ = (char)('0' + (byte & 7));
	return to;
}

const char *host_paths_acl(struct arena *arena, const char *path)
{
	char *whole = arena_alloc(arena, strlen(path) * 4 + 2);
	char *to = whole;

	path += strspn(path, "/");
	if (!*path)
		*to = '.';
	for (; *path; path++) {
		if (strchr(plain, *path))
			*to++ = *path;
		else
			to = put_octal(to, *path);
	}
	return whole;
}

/* In the quotes a backslash makes the next character literal; after that '%' begins a specifier,
 * and the rest is a pattern of glob(3), where a backslash does the same. Not every systemd knows
 * other escapes. */
const char *host_paths_tmpfiles(struct arena *arena, const char *path)
{
	char *field = arena_alloc(arena, strlen(path) * 4 + 3);
	char *to = field;

	*to++ = '"';
	for (; *path; path++) {
		if ((unsigned char)*path < ' ')
			return NULL;
		if (*path == '%')
			*to++ = '%';
		else if (*path == '"')
			*to++ = '\\';
		else if (*path == '\\')
			to = stpcpy(to, "\\\\\\");
		else if (strchr("*?[]{},~", *path))
			to = stpcpy(to, "\\\\");
		*to++ = *path;
	}
	*to = '"';
	return field;
}

/* In the quotes a backslash makes the next character literal, and octal digits after it are a byte.
 * A backslash before the quote at the end would not end the text, so one is a set of characters. */
const char *host_paths_apparmor(struct arena *arena, const char *path)
{
	char *word = arena_alloc(arena, strlen(path) * 4 + 3);
	char *to = word;

	*to++ = '"';
	for (; *path; path++) {
		if ((unsigned char)*path < ' ' || *path == 0x7f) {
			to = put_octal(to, *path);
		} else if (*path == '\\') {
			to = stpcpy(to, "[\\\\]");
		} else {
			if (strchr("\"*?[]{}^@", *path))
				*to++ = '\\';
			*to++ = *path;
		}
	}
	*to = '"';
	return word;
}

/* In the quotes a backslash makes '"' and '\\' literal, and a '%' begins a specifier. */
const char *host_paths_unit(struct arena *arena, const char *path)
{
	char *word = arena_alloc(arena, strlen(path) * 2 + 3);
	char *to = word;

	*to++ = '"';
	for (; *path; path++) {
		if ((unsigned char)*path < ' ')
			return NULL;
		if (*path == '"' || *path == '\\')
			*to++ = '\\';
		else if (*path == '%')
			*to++ = '%';
		*to++ = *path;
	}
	*to = '"';
	return word;
}

const char *host_paths_selinux(struct arena *arena, const char *path)
{
	char *expression = arena_alloc(arena, strlen(path) * 4 + 1);
	char *to = expression;

	for (; *path; path++) {
		if (*path == '.' || *path == '+')
			*to++ = '\\';
		if (strchr(plain, *path))
			*to++ = *path;
		else
			to += sprintf(to, "\\x%02x", (unsigned)(unsigned char)*path);
	}
	return expression;
}
