/* SPDX-License-Identifier: BSD-3-Clause
 * fingerprint.h: finds the messages of one run again in a later one.
 *
 * A fingerprint says what a message is about, not where: it stays the same where lines are added or
 * removed, and where the line is indented in another way.
 */
#ifndef DIAG_FINGERPRINT_H
#define DIAG_FINGERPRINT_H

#include "diag/diag.h"

struct fingerprints;

/* For the messages of one run. Paths are relative to the directory `root`, or to the working
 * directory where that is NULL. */
struct fingerprints *fingerprints_new(struct arena *arena, const char *root);

/* The fingerprint of a message of a rule: the SHA-256, in lower-case hex, of the path, the slug,
 * the text and the line without the white space around it. Messages that have all of this in common
 * are counted, and the number is a part of it: each call has another result. Costs the same however
 * long the line is. */
const char *fingerprint_next(struct fingerprints *fingerprints, const struct diag_rule *rule,
			     struct span at, const char *text);

#endif
