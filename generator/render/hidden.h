/* SPDX-License-Identifier: BSD-3-Clause
 * hidden.h: characters that would hide or reorder the text around them.
 */
#ifndef RENDER_HIDDEN_H
#define RENDER_HIDDEN_H

struct arena;

/* The text with '?' for each control character, line end, and mark that turns the direction of
 * writing, and for each byte that is not UTF-8; but with the ASCII characters of `kept`. */
const char *hidden_replace(struct arena *arena, const char *text, const char *kept);

#endif
