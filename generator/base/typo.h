/* SPDX-License-Identifier: BSD-3-Clause
 * typo.h: whether two names differ by a single typing mistake.
 */
#ifndef BASE_TYPO_H
#define BASE_TYPO_H

#include <stdbool.h>

/* True when one insertion, deletion, substitution, swap of neighbours or a difference in case only
 * makes `a` out of `b`, and the two differ. Names of one or two characters are never typos. */
bool typo_is_one_apart(const char *a, const char *b);

/* Whether two names have the same digits in the same order: those of a series, such as VM1 and VM2,
 * have not, and may be meant as they are. */
bool typo_has_same_digits(const char *a, const char *b);

/* Whether two words differ only in case, and in what is between their parts: ' ', '_' or '-'. */
bool typo_is_alike(const char *a, const char *b);

#endif
