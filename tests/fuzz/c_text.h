/* SPDX-License-Identifier: BSD-3-Clause
 * c_text.h: whether a generated C text hangs together: nothing of the scenario's has ended or begun
 * a literal, a comment or a block.
 */
#ifndef C_TEXT_H
#define C_TEXT_H

#include <stdbool.h>
#include <string.h>

/* Behind the literal that begins at `text`; NULL where its line ends first. */
static inline const char *behind_literal(const char *text)
{
	char quote = *text++;

	for (; *text && *text != '\n'; text++) {
		if (*text == quote)
			return text + 1;
		text += *text == '\\' && text[1];
	}
	return NULL;
}

/* Behind the comment that begins at `text`; NULL where it has no end, or another one inside. */
static inline const char *behind_comment(const char *text)
{
	const char *end = text[1] == '*' ? strstr(text + 2, "*/") : strchr(text, '\n');

	if (!end || memmem(text + 2, (size_t)(end - text - 2), "/*", 2))
		return NULL;
	return text[1] == '*' ? end + 2 : end;
}

/* The bracket that closes `c`; 0 where it opens none. */
static inline char closing(char c)
{
	return c == '(' ? ')' : c == '[' ? ']' : c == '{' ? '}' : 0;
}

static inline bool is_balanced_c(const char *text)
{
	char open[64];
	size_t depth = 0;

	while (text && *text) {
		if (*text == '"' || *text == '\'') {
			text = behind_literal(text);
		} else if (text[0] == '/' && (text[1] == '*' || text[1] == '/')) {
			text = behind_comment(text);
		} else if (closing(*text)) {
			if (depth == sizeof(open))
				return false;
			open[depth++] = closing(*text++);
		} else if (strchr(")]}", *text)) {
			if (!depth || open[--depth] != *text++)
				return false;
		} else {
			text++;
		}
	}
	return text && depth == 0;
}

#endif
