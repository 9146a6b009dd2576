/* SPDX-License-Identifier: BSD-3-Clause
 * markdown.h: text that stays text in the Markdown of GitHub and GitLab.
 *
 * Escapes are not enough there: names of users and numbers of issues become links even so, but not
 * in code. Nothing is hidden or reordered: texts become printable (diag/printable.h). Results live
 * in `arena`.
 */
#ifndef DIAG_MARKDOWN_H
#define DIAG_MARKDOWN_H

struct arena;

/* One line as code, for anywhere in a paragraph or a cell of a table: a bar of the text, which
 * would end the cell, is between two pieces of code. Of a long text it is the beginning, with "…".
 * Empty for an empty text. */
const char *markdown_code(struct arena *arena, const char *text);

/* One line within a paragraph or a cell, for sentences that may quote a user's text: what could be
 * a mark is a character reference. */
const char *markdown_text(struct arena *arena, const char *text);

/* The same, but of a long text the beginning, with "…". */
const char *markdown_short_text(struct arena *arena, const char *text);

/* Lines for within a block of code, each with an end; of long lines the beginning, with "…". */
const char *markdown_lines(struct arena *arena, const char *text);

/* The backticks before and after a block of code with these lines. */
const char *markdown_fence(struct arena *arena, const char *text);

#endif
