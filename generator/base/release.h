/* SPDX-License-Identifier: BSD-3-Clause
 * release.h: the releases of ACRN, by name and in their order.
 *
 * What a release has that an earlier one has not is stated where it is used, by a comparison such
 * as `release >= RELEASE_3_3`.
 */
#ifndef BASE_RELEASE_H
#define BASE_RELEASE_H

#include <stdbool.h>

enum release {
	RELEASE_2_0,
	RELEASE_2_1,
	RELEASE_2_2,
	RELEASE_2_3,
	RELEASE_2_4,
	RELEASE_2_5,
	RELEASE_2_6,
	RELEASE_2_7,
	RELEASE_3_0,
	RELEASE_3_0_1,
	RELEASE_3_0_2,
	RELEASE_3_1,
	RELEASE_3_2,
	RELEASE_3_3,
	RELEASE_MASTER, /* after the last release */
};

#define RELEASE_COUNT (RELEASE_MASTER + 1)

/* "3.0.1", or "master": as --acrn-release takes it and the plan shows it. */
const char *release_name(enum release release);

/* Finds a release by its name, or by the name of its tag: "v3.0.1". False if there is none. */
bool release_find(const char *name, enum release *release);

/* Whether a release is that of the name, or a later one. Names such as "1.4" are of releases before
 * all of these. */
bool release_has(enum release release, const char *name);

/* Finds the only release of whose name, or tag, `name` is a likely typo. False if there is none, or
 * more. */
bool release_find_likely(const char *name, enum release *release);

#endif
