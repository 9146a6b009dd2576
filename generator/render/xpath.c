/* SPDX-License-Identifier: BSD-3-Clause
 * xpath.c: the functions of templates, and their way into XPath. */
#include "render/xpath.h"

#include <inttypes.h>
#include <libxml/xpathInternals.h>
#include <libxslt/extensions.h>
#include <libxslt/xsltutils.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/embed.h"
#include "base/source.h"
#include "render/find.h"

DEFINE_CLEANUP(xmlChar *, xmlFree)

/* What the functions work with: the transform's `_private`. */
struct emit_context {
	struct arena *arena;
	const struct template_files *files;
};

/* Built by hand, because ctype.h asks the locale. */
static bool is_alphanumeric(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* A backslash and a quote would end or change the literal, two '?' may begin a trigraph. */
static bool is_plain_in_c(char c)
{
	return c >= ' ' && c <= '~' && c != '"' && c != '\\' && c != '?';
}

const char *emit_c_string(struct arena *arena, const char *text)
{
	size_t length = strlen(text);
	char *literal = arena_alloc(arena, length * 4 + 3);
	char *to = literal;

	*to++ = '"';
	for (const char *from = text; *from; from++) {
		if (is_plain_in_c(*from)) {
			*to++ = *from;
		} else {
			/* Always three digits: a digit that follows is not taken in. */
			unsigned int byte = (unsigned char)*from;

			*to++ = '\\';
			*to++ = (char)('0' + (byte >> 6));
			*to++ = (char)('0' + (byte >> 3 & 7));
			*to++ = (char)('0' + (byte & 7));
		}
	}
	*to = '"';
	return literal;
}

/* A tilde is special only in front, but it is not in the list at all. */
static bool is_bare_word(const char *text)
{
	for (const char *c = text; *c; c++)
		if (!is_alphanumeric(*c) && !strchr("_@%+=:,./-", *c))
			return false;
	return *text;
}

/* In single quotes everything but a single quote stands for itself. */
static void quote_single(char *to, const char *text)
{
	*to++ = '\'';
	for (; *text; text++) {
		if (*text == '\'')
			to = stpcpy(to, "'\\''");
		else
			*to++ = *text;
	}
	*to = '\'';
}

/* In double quotes a backslash makes these four stand for themselves, and no other is special in a
 * script. */
static void quote_double(char *to, const char *text)
{
	*to++ = '"';
	for (; *text; text++) {
		if (strchr("\"$`\\", *text))
			*to++ = '\\';
		*to++ = *text;
	}
	*to = '"';
}

const char *emit_sh_quote(struct arena *arena, const char *text)
{
	size_t length = strlen(text);
	char *word = arena_alloc(arena, length * 4 + 3);

	if (is_bare_word(text))
		memcpy(word, text, length);
	else if (strpbrk(text, "$`\\"))
		quote_double(word, text); /* in single quotes they look like a mistake to linters */
	else
		quote_single(word, text);
	return word;
}

const char *emit_hex(struct arena *arena, const char *text)
{
	uint64_t value = 0;

	for (const char *c = text; *c; c++) {
		if (*c < '0' || *c > '9' || __builtin_mul_overflow(value, 10, &value) ||
		    __builtin_add_overflow(value, (uint64_t)(*c - '0'), &value))
			return NULL;
	}
	return *text ? arena_printf(arena, "0x%" PRIx64, value) : NULL;
}

/* Control characters, line ends, and the marks that turn the direction of writing. */
static bool is_hidden(int c)
{
	return c < ' ' || (c >= 0x7f && c <= 0x9f) || c == 0x61c || c == 0x200e || c == 0x200f ||
	       (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

const char *emit_comment(struct arena *arena, const char *text)
{
	size_t length = strlen(text);
	char *comment = arena_alloc(arena, length * 2 + 1);
	char *to = comment;
	int size;

	for (const char *from = text; *from; from += size) {
		int c;

		size = 4; /* in: the most bytes to look at; out: those of this character */
		c = xmlGetUTF8Char((const unsigned char *)from, &size);
		if (c < 0)
			size = 1;
		if (is_hidden(c)) {
			*to++ = '?';
			continue;
		}
		/* Neither the end of a C comment nor the start of one inside it. */
		if (to > comment && ((to[-1] == '*' && c == '/') || (to[-1] == '/' && c == '*')))
			*to++ = ' ';
		memcpy(to, from, (size_t)size);
		to += size;
	}
	return comment;
}

const char *emit_embedded(struct arena *arena, const char *path)
{
	size_t size;
	const char *bytes = embed_find(path, &size);

	return bytes ? arena_copy(arena, bytes, size) : NULL;
}

const char *emit_shell(const struct template_files *files, const char *name)
{
	const struct source *source = template_files_shell(files, name);
	const char *text = source ? source->bytes : NULL;

	while (text && *text == '#') {
		text += strcspn(text, "\n");
		text += *text == '\n';
	}
	return text;
}

/* The one argument of each function as text; NULL, with XPath's error set, without exactly one.
 * xmlFree() it. */
static xmlChar *pop_text(xmlXPathParserContext *xpath, int argument_count)
{
	xmlChar *text;

	if (argument_count != 1) {
		xmlXPathSetArityError(xpath);
		return NULL;
	}
	text = xmlXPathPopString(xpath);
	if (xmlXPathCheckError(xpath)) {
		xmlFree(text);
		return NULL;
	}
	return text;
}

/* Gives `result`, which was made of the argument `text`, to XPath. Where it is NULL the template
 * ends with an error: the argument is not what was `wanted`. */
static void give(xmlXPathParserContext *xpath, const xmlChar *text, const char *result,
		 const char *wanted)
{
	xsltTransformContext *transform = xsltXPathGetTransformContext(xpath);

	if (!result) {
		xsltTransformError(transform, NULL, transform->inst, "'%s' is not %s\n", text,
				   wanted);
		transform->state = XSLT_STATE_STOPPED;
	}
	valuePush(xpath, xmlXPathNewCString(result ? result : ""));
}

/* Gives what `function` makes of the argument; `wanted` is NULL where every text will do. */
static void apply(xmlXPathParserContext *xpath, int argument_count,
		  const char *(*function)(struct arena *arena, const char *text),
		  const char *wanted)
{
	const struct emit_context *context = xsltXPathGetTransformContext(xpath)->_private;
	CLEANUP(xmlFree) xmlChar *text = pop_text(xpath, argument_count);

	if (text)
		give(xpath, text, function(context->arena, (const char *)text), wanted);
}

static void c_string(xmlXPathParserContext *xpath, int argument_count)
{
	apply(xpath, argument_count, emit_c_string, NULL);
}

static void sh_quote(xmlXPathParserContext *xpath, int argument_count)
{
	apply(xpath, argument_count, emit_sh_quote, NULL);
}

static void hex(xmlXPathParserContext *xpath, int argument_count)
{
	apply(xpath, argument_count, emit_hex, "a decimal number of at most 64 bits");
}

static void comment(xmlXPathParserContext *xpath, int argument_count)
{
	apply(xpath, argument_count, emit_comment, NULL);
}

static void embedded(xmlXPathParserContext *xpath, int argument_count)
{
	apply(xpath, argument_count, emit_embedded, "a file that is built in");
}

static void shell(xmlXPathParserContext *xpath, int argument_count)
{
	const struct emit_context *context = xsltXPathGetTransformContext(xpath)->_private;
	CLEANUP(xmlFree) xmlChar *text = pop_text(xpath, argument_count);

	if (text)
		give(xpath, text, emit_shell(context->files, (const char *)text),
		     "a shell file of the templates");
}

bool emit_xpath_register(xsltTransformContext *context, struct arena *arena,
			 const struct template_files *files)
{
	static const struct {
		const char *name;
		xmlXPathFunction function;
	} functions[] = {
		{ "c-string", c_string }, { "sh-quote", sh_quote }, { "hex", hex },
		{ "comment", comment },	  { "embedded", embedded }, { "shell", shell },
	};
	struct emit_context *functions_context = arena_alloc(arena, sizeof(*functions_context));

	*functions_context = (struct emit_context) { arena, files };
	context->_private = functions_context;
	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++)
		if (xsltRegisterExtFunction(context, (const xmlChar *)functions[i].name,
					    (const xmlChar *)EMIT_NAMESPACE,
					    functions[i].function) != 0)
			return false;
	return true;
}
