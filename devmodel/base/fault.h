/* SPDX-License-Identifier: BSD-3-Clause
 * fault.h: why something could not be done, in one line for the user.
 *
 * A function that can fail takes a `struct fault *` last, returns false (or NULL, or -1) and fills
 * it in; whoever called decides where it is shown. Nothing below main() prints or exits.
 */
#ifndef FAULT_H
#define FAULT_H

#include <stdbool.h>

struct fault {
	char text[1024]; /* one line, no line feed; control characters are escaped */
};

/* Says what is wrong, and returns false, for `return fault_set(…)`. What is too long is cut. */
bool fault_set(struct fault *fault, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same, with ": " and the text of errno behind it. */
bool fault_set_errno(struct fault *fault, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
