/* SPDX-License-Identifier: BSD-3-Clause
 * typo.c: one edit apart (Damerau-Levenshtein distance 1), in one pass. */
#include "base/typo.h"

#include <string.h>
#include <strings.h>

#define SHORTEST 3

bool typo_is_one_apart(const char *a, const char *b)
{
	size_t a_length = strlen(a), b_length = strlen(b), same = 0;

	if (a_length < SHORTEST || b_length < SHORTEST || strcmp(a, b) == 0)
		return false;
	if (strcasecmp(a, b) == 0)
		return true;
	while (a[same] && a[same] == b[same])
		same++;
	a += same;
	b += same;
	if (a_length > b_length)
		return strcmp(a + 1, b) == 0;
	if (a_length < b_length)
		return strcmp(a, b + 1) == 0;
	if (strcmp(a + 1, b + 1) == 0)
		return true;
	return a[0] == b[1] && a[1] == b[0] && strcmp(a + 2, b + 2) == 0;
}

bool typo_has_same_digits(const char *a, const char *b)
{
	static const char digits[] = "0123456789";

	do {
		a += strcspn(a, digits);
		b += strcspn(b, digits);
		if (*a != *b)
			return false;
	} while (*a++ && *b++);
	return true;
}

bool typo_is_alike(const char *a, const char *b)
{
	for (; *a && *b; a++, b++)
		if (strncasecmp(a, b, 1) != 0 && !(strchr(" _-", *a) && strchr(" _-", *b)))
			return false;
	return *a == *b;
}
