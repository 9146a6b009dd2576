/* SPDX-License-Identifier: BSD-3-Clause
 * release.c: looks up the releases of ACRN. */
#include "base/release.h"

#include <ctype.h>
#include <string.h>

#include "base/typo.h"

static const char *const names[RELEASE_COUNT] = {
	"2.0", "2.1",	"2.2",	 "2.3", "2.4", "2.5", "2.6",	"2.7",
	"3.0", "3.0.1", "3.0.2", "3.1", "3.2", "3.3", "master",
};

const char *release_name(enum release release)
{
	return names[release];
}

/* The name of a release in the name of its tag. */
static const char *skip_prefix(const char *name)
{
	return *name == 'v' && isdigit((unsigned char)name[1]) ? name + 1 : name;
}

bool release_find(const char *name, enum release *release)
{
	name = skip_prefix(name);
	for (enum release each = RELEASE_2_0; each <= RELEASE_MASTER; each++) {
		if (strcmp(name, names[each]) == 0) {
			*release = each;
			return true;
		}
	}
	return false;
}

bool release_has(enum release release, const char *name)
{
	enum release since;

	return !release_find(name, &since) || release >= since;
}

bool release_find_likely(const char *name, enum release *release)
{
	size_t count = 0;

	name = skip_prefix(name);
	for (enum release each = RELEASE_2_0; each <= RELEASE_MASTER; each++) {
		if (typo_is_one_apart(name, names[each])) {
			*release = each;
			count++;
		}
	}
	return count == 1;
}
