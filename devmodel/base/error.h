/* SPDX-License-Identifier: BSD-3-Clause
 * error.h: why something could not be done, in one line for the user.
 *
 * A function that can fail takes a `struct error *` last, returns false (or NULL, or -1) and fills
 * it in; the caller decides where it is shown. Nothing below main() prints or exits.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdbool.h>

struct error {
	char text[1024]; /* one line, no line feed; control characters are '?' */
};

/* Sets the text, cut to its size, and returns false, for `return error_set(…)`. */
bool error_set(struct error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same, followed by ": " and the text of errno. */
bool error_set_errno(struct error *error, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
