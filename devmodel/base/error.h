/* SPDX-License-Identifier: BSD-3-Clause
 * error.h: why something could not be done, in one line for the user.
 *
 * A function that can fail takes a `struct error *` last, returns false (or NULL, or -1) and fills
 * it in; whoever called decides where it is shown. Nothing below main() prints or exits.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdbool.h>

struct error {
	char text[1024]; /* one line, no line feed; control characters are escaped */
};

/* Says what is wrong, and returns false, for `return error_set(…)`. What is too long is cut. */
bool error_set(struct error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same, with ": " and the text of errno behind it. */
bool error_set_errno(struct error *error, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
