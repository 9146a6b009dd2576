/* SPDX-License-Identifier: BSD-3-Clause
 * yaml_text.c: quotes texts for YAML, and turns comments of the one kind into the other.
 *
 * "# text" is "<!-- text -->": the blank before "-->" is YAML's line end, and "#text" is
 * "<!--text-->". A comment that no lines of YAML stand for is written in double quotes: #"text".
 * XML comments have no two hyphens in a row, and none at the end: a backslash follows the first of
 * them, and one backslash more where there are some. */
#include "load/yaml_text.h"

#include <libxml/parserInternals.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/space.h"
#include "load/yaml.h"

DEFINE_CLEANUP(yaml_parser_t *, yaml_parser_delete)

/* Text that grows at its end, in an arena. */
struct growing {
	struct arena *arena;
	char *text;
	size_t length;
};

static void put(struct growing *out, char byte)
{
	out->text = arena_grow(out->arena, out->text, out->length, 1);
	out->text[out->length++] = byte;
}

static void put_text(struct growing *out, const char *text)
{
	while (*text)
		put(out, *text++);
}

static const char *finish(struct growing *out)
{
	put(out, '\0');
	return out->text;
}

/* Whether YAML's readers take a character as it is, and no editor makes another of it: no control
 * character, no line end of Unicode's, no byte order mark. */
static bool is_printable(int character)
{
	return character == '\t' || character == '\n' ||
	       (character >= ' ' && !(character >= 0x7F && character < 0xA0) &&
		character != 0x2028 && character != 0x2029 && character != 0xFEFF);
}

static bool is_all_printable(const char *text)
{
	for (size_t i = 0; text[i];) {
		int length = 4;

		if (!is_printable(xmlGetUTF8Char((const unsigned char *)text + i, &length)))
			return false;
		i += (size_t)length;
	}
	return true;
}

static void put_escaped(struct growing *out, int character)
{
	const char *escape = character == '"'	 ? "\\\""
			     : character == '\\' ? "\\\\"
			     : character == '\n' ? "\\n"
			     : character == '\r' ? "\\r"
			     : character == '\t' ? "\\t"
						 : NULL;

	put_text(out, escape ? escape
			     : arena_printf(out->arena, character < 0x100 ? "\\x%02X" : "\\u%04X",
					    (unsigned)character));
}

static const char *double_quoted(struct arena *arena, const char *text)
{
	struct growing out = { .arena = arena };

	put(&out, '"');
	for (size_t i = 0; text[i];) {
		int length = 4;
		int character = xmlGetUTF8Char((const unsigned char *)text + i, &length);

		if (!is_printable(character) || strchr("\"\\\n\t", character)) {
			put_escaped(&out, character);
		} else {
			for (int j = 0; j < length; j++)
				put(&out, text[i + (size_t)j]);
		}
		i += (size_t)length;
	}
	put(&out, '"');
	return finish(&out);
}

static const char *single_quoted(struct arena *arena, const char *text)
{
	struct growing out = { .arena = arena };

	put(&out, '\'');
	for (; *text; text++) {
		if (*text == '\'')
			put(&out, '\'');
		put(&out, *text);
	}
	put(&out, '\'');
	return finish(&out);
}

/* Whether a text is a number that comes back as it was from every reader. */
static bool is_plain_number(const char *text)
{
	const char *digits = text + (*text == '-');
	size_t count = strspn(digits, "0123456789");

	return count > 0 && count < 16 && !digits[count] && (*digits != '0' || !text[1]);
}

/* Words that YAML 1.1 or 1.2 takes for something else than a text. */
static bool is_special_word(const char *text)
{
	static const char *const words[] = { "y",  "n",	  "yes",   "no",  "true",
					     "on", "off", "false", "null" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcasecmp(text, words[i]) == 0)
			return true;
	return false;
}

/* Whether a text may stand without quotes. Whatever begins as a number might is quoted, unless it
 * has a character that no number, date or time has. */
static bool is_plain(const char *text)
{
	size_t length = strlen(text);
	char first = *text;
	bool is_word = (first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z') ||
		       (first & 0x80) || first == '_' || first == '/' || first == '$';
	bool is_numeric = first >= '0' && first <= '9' &&
			  text[strspn(text, "0123456789abcdefABCDEFxoTZt_.:+- ")] == '\0';

	if (is_plain_number(text))
		return true;
	if (!is_word && !(first >= '0' && first <= '9'))
		return false;
	return !is_numeric && !is_special_word(text) && !strstr(text, ": ") &&
	       !strstr(text, " #") && !strpbrk(text, "\t\n") && text[length - 1] != ' ' &&
	       text[length - 1] != ':' && is_all_printable(text);
}

const char *yaml_text_quoted(struct arena *arena, const char *text, char quote)
{
	if (quote == '"')
		return double_quoted(arena, text);
	return is_all_printable(text) && !strchr(text, '\n') ? single_quoted(arena, text) : NULL;
}

const char *yaml_text_scalar(struct arena *arena, const char *text)
{
	const char *single;

	if (*text && is_plain(text))
		return text;
	single = yaml_text_quoted(arena, text, '\'');
	return single ? single : double_quoted(arena, text);
}

bool yaml_text_is_plain(const char *text, bool in_flow)
{
	size_t length = strlen(text);
	bool is_dash = length > 1 && *text == '-' && text[1] != ' ' && text[1] != '-';

	if (!length || is_space(*text) || is_space(text[length - 1]) || text[length - 1] == ':')
		return false;
	if (strchr("-?:,[]{}#&*!|>'\"%@`", *text) && !is_dash)
		return false;
	return !strstr(text, ": ") && !strstr(text, " #") && !strpbrk(text, "\t\n\r") &&
	       !(in_flow && strpbrk(text, ",[]{}:?")) && strcmp(text, "~") != 0 &&
	       strcasecmp(text, "null") != 0 && is_all_printable(text);
}

bool yaml_text_is_block(const char *text)
{
	size_t length = strlen(text);

	return strchr(text, '\n') && text[strspn(text, " \t\n")] && is_all_printable(text) &&
	       !(length > 1 && strcmp(text + length - 2, "\n\n") == 0);
}

/* Gives the hyphens of a comment a backslash more, or one less: a hyphen before a hyphen or at the
 * end, whatever backslashes are between. */
static const char *with_hyphens(struct arena *arena, const char *text, bool is_for_xml)
{
	struct growing out = { .arena = arena };

	for (size_t i = 0; text[i]; i++) {
		size_t next = i + 1 + strspn(text + i + 1, "\\");

		put(&out, text[i]);
		if (text[i] != '-' || (text[next] != '-' && text[next] != '\0'))
			continue;
		if (is_for_xml)
			put(&out, '\\');
		else if (next > i + 1)
			i++;
	}
	return finish(&out);
}

const char *yaml_text_comment(struct arena *arena, const char *comment)
{
	const char *text = with_hyphens(arena, comment, false);
	size_t length = strlen(text);
	bool has_blank = *text == ' ';

	if (*text == '"' || strchr(text, '\r') || !is_all_printable(text) ||
	    (has_blank && (length < 2 || text[length - 1] != ' ')))
		return double_quoted(arena, text);
	return has_blank ? arena_copy(arena, text, length - 1) : text;
}

/* The text of a comment in double quotes; NULL if it is not a valid one. */
static const char *unquoted(struct arena *arena, const char *text)
{
	CLEANUP(yaml_parser_delete)
	yaml_parser_t *parser = yaml_parser_of(arena, text, strlen(text));
	yaml_document_t document;
	const char *result = NULL;
	yaml_node_t *root;

	if (!yaml_parser_load(parser, &document)) {
		yaml_check_memory(arena, parser);
		return NULL;
	}
	root = yaml_document_get_root_node(&document);
	if (root && root->type == YAML_SCALAR_NODE && root->end_mark.column &&
	    text[strlen(text) - 1] == '"' && !strchr(text, '\n'))
		result = arena_copy(arena, (const char *)root->data.scalar.value,
				    root->data.scalar.length);
	yaml_document_delete(&document);
	for (size_t i = 0; result && result[i];) {
		int length = 4;

		int character = xmlGetUTF8Char((const unsigned char *)result + i, &length);

		if (!IS_CHAR(character) || character == '\r')
			return NULL;
		i += (size_t)length;
	}
	return result;
}

/* The lines of a comment without the '#' of each and what is before it. */
static const char *lines_of(struct arena *arena, const char *bytes, size_t size)
{
	struct growing out = { .arena = arena };
	bool is_in_line = false;

	for (size_t i = 0; i < size; i++) {
		if (bytes[i] == '\n' || bytes[i] == '\r') {
			if (is_in_line)
				put(&out, '\n');
			is_in_line = false;
		} else if (is_in_line) {
			put(&out, bytes[i]);
		} else {
			is_in_line = bytes[i] == '#';
		}
	}
	return finish(&out);
}

const char *yaml_text_of_comment(struct arena *arena, const char *bytes, size_t size)
{
	const char *lines = lines_of(arena, bytes, size);
	const char *quoted = *lines == '"' ? unquoted(arena, lines) : NULL;

	if (!quoted)
		quoted = *lines == ' ' ? arena_printf(arena, "%s ", lines) : lines;
	return with_hyphens(arena, quoted, true);
}
