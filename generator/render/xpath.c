/* SPDX-License-Identifier: BSD-3-Clause
 * xpath.c: the functions of templates, and their registration. */
#include "render/xpath.h"

#include <inttypes.h>
#include <libxml/xpathInternals.h>
#include <libxslt/extensions.h>
#include <libxslt/xsltutils.h>
#include <nettle/base64.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/argv.h"
#include "base/embed.h"
#include "base/source.h"
#include "diag/markdown.h"
#include "diag/printable.h"
#include "render/find.h"
#include "render/host_paths.h"
#include "schema/bdf.h"
#include "schema/number.h"
#include "schema/static_config.h"

#define MIB (UINT64_C(1) << 20)

/* The low bits of a memory BAR, and what a 64-bit, prefetchable one has there. */
#define BAR_FLAGS_MASK	    UINT64_C(0xf)
#define BAR_64_PREFETCHABLE UINT64_C(0xc)

DEFINE_CLEANUP(xmlChar *, xmlFree)

/* What the functions work with: the transform's `_private`. */
struct xpath_context {
	struct arena *arena;
	const struct template_files *files;
};

/* A backslash and a quote would end or change the literal. */
static bool is_plain_in_c(char c)
{
	return c >= ' ' && c <= '~' && c != '"' && c != '\\';
}

const char *xpath_c_string(struct arena *arena, const char *text)
{
	size_t length = strlen(text);
	char *literal = arena_alloc(arena, length * 4 + 3);
	char *to = literal;

	*to++ = '"';
	for (const char *from = text; *from; from++) {
		/* Two '?' may begin one. */
		bool is_trigraph = from > text && from[-1] == '?' && *from == '?';

		if (is_plain_in_c(*from) && !is_trigraph) {
			*to++ = *from;
		} else {
			/* Always three digits, so that a digit that follows is not part of it. */
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

/* In double quotes these four are literal after a backslash, and no other is special in a script.
 */
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

const char *xpath_sh_quote(struct arena *arena, const char *text)
{
	char *word;

	if (!strpbrk(text, "$`\\"))
		return argv_quote(arena, text);
	word = arena_alloc(arena, strlen(text) * 2 + 3);
	quote_double(word, text); /* linters warn of them in single quotes */
	return word;
}

const char *xpath_hex(struct arena *arena, const char *text)
{
	uint64_t value;

	return number_parse_decimal(text, strlen(text), UINT64_MAX, &value)
		       ? arena_printf(arena, "0x%" PRIx64, value)
		       : NULL;
}

/* 0x and lower-case hex, as the plan has addresses. */
static bool parse_address(const char *text, uint64_t *address)
{
	return strncmp(text, "0x", 2) == 0 && number_parse(text, strlen(text), UINT64_MAX, address);
}

const char *xpath_bar64(struct arena *arena, const char *text)
{
	uint64_t address;

	if (!parse_address(text, &address) || address & BAR_FLAGS_MASK)
		return NULL;
	return arena_printf(arena, "0x%" PRIx64, address | BAR_64_PREFETCHABLE);
}

const char *xpath_mib(struct arena *arena, const char *text)
{
	uint64_t bytes;

	if (!number_parse_decimal(text, strlen(text), UINT64_MAX, &bytes) || bytes % MIB)
		return NULL;
	return arena_printf(arena, "%" PRIu64, bytes / MIB);
}

/* BUS:DEVICE.FUNCTION, perhaps after the PCI domain 0000. */
static bool parse_bdf(const char *text, uint16_t *bdf)
{
	static const char domain[] = "0000:";
	size_t length;

	if (strncmp(text, domain, strlen(domain)) == 0)
		text += strlen(domain);
	return bdf_parse(text, bdf, &length) && !text[length];
}

const char *xpath_cfg_bdf(struct arena *arena, const char *text)
{
	uint16_t bdf;

	return parse_bdf(text, &bdf) ? arena_printf(arena, "CFG_BDF(%u, %u, %u)", CFG_BDF_BUS(bdf),
						    CFG_BDF_DEVICE(bdf), CFG_BDF_FUNCTION(bdf))
				     : NULL;
}

const char *xpath_dm_bdf(struct arena *arena, const char *text)
{
	uint16_t bdf;

	return parse_bdf(text, &bdf) ? arena_printf(arena, "%x/%x/%x", CFG_BDF_BUS(bdf),
						    CFG_BDF_DEVICE(bdf), CFG_BDF_FUNCTION(bdf))
				     : NULL;
}

const char *xpath_comment(struct arena *arena, const char *text)
{
	const char *visible = diag_printable(arena, text);
	char *comment = arena_alloc(arena, strlen(visible) * 2 + 1);
	char *to = comment;

	for (const char *from = visible; *from; from++) {
		/* Neither the end of a C comment nor the start of one inside it. */
		if (to > comment &&
		    ((to[-1] == '*' && *from == '/') || (to[-1] == '/' && *from == '*')))
			*to++ = ' ';
		*to++ = *from;
	}
	return comment;
}

const char *xpath_csp_hash(struct arena *arena, const char *text)
{
	uint8_t digest[SHA256_DIGEST_SIZE];
	char base64[BASE64_ENCODE_RAW_LENGTH(SHA256_DIGEST_SIZE) + 1] = "";
	struct sha256_ctx context;

	sha256_init(&context);
	sha256_update(&context, strlen(text), (const uint8_t *)text);
	sha256_digest(&context, sizeof(digest), digest);
	base64_encode_raw(base64, sizeof(digest), digest);
	return arena_printf(arena, "'sha256-%s'", base64);
}

const char *xpath_embedded(struct arena *arena, const char *path)
{
	size_t size;
	const char *bytes = embed_find(path, &size);

	return bytes ? arena_copy(arena, bytes, size) : NULL;
}

const char *xpath_shell(const struct template_files *files, const char *name)
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

/* Returns `result` of a function, for the argument `text`, to XPath. Where it is NULL the template
 * ends with an error: the argument is not `expected`. */
static void push_result(xmlXPathParserContext *xpath, const xmlChar *text, const char *result,
			const char *expected)
{
	xsltTransformContext *transform = xsltXPathGetTransformContext(xpath);

	if (!result) {
		xsltTransformError(transform, NULL, transform->inst, "'%s' is not %s\n", text,
				   expected);
		transform->state = XSLT_STATE_STOPPED;
	}
	valuePush(xpath, xmlXPathNewCString(result ? result : ""));
}

/* The functions of an argument: what they return, and what the argument is where they may return
 * NULL. */
static const struct converter {
	const char *name;
	const char *(*convert)(struct arena *arena, const char *text);
	const char *expected;
} converters[] = {
	{ "c-string", xpath_c_string, NULL },
	{ "sh-quote", xpath_sh_quote, NULL },
	{ "comment", xpath_comment, NULL },
	{ "csp-hash", xpath_csp_hash, NULL },
	{ "md-code", markdown_code, NULL },
	{ "md-text", markdown_short_text, NULL },
	{ "md-lines", markdown_lines, NULL },
	{ "md-fence", markdown_fence, NULL },
	{ "hex", xpath_hex, "a decimal number of at most 64 bits" },
	{ "bar64", xpath_bar64, "the address of a memory BAR" },
	{ "mib", xpath_mib, "a number of bytes that is a multiple of a MiB" },
	{ "cfg-bdf", xpath_cfg_bdf, "a PCI address" },
	{ "dm-bdf", xpath_dm_bdf, "a PCI address" },
	{ "embedded", xpath_embedded, "a file that is built in" },
	{ "acl-path", host_paths_acl, NULL },
	{ "apparmor-path", host_paths_apparmor, NULL },
	{ "selinux-path", host_paths_selinux, NULL },
	{ "tmpfiles-path", host_paths_tmpfiles, "a path without control characters" },
	{ "unit-path", host_paths_unit, "a path without control characters" },
};

#define CONVERTER_COUNT (sizeof(converters) / sizeof(converters[0]))

/* Calls the converter of the name by which the template called this. */
static void convert(xmlXPathParserContext *xpath, int argument_count)
{
	const struct xpath_context *context = xsltXPathGetTransformContext(xpath)->_private;
	CLEANUP(xmlFree) xmlChar *text = pop_text(xpath, argument_count);
	const struct converter *converter = converters;

	if (!text)
		return;
	while (!xmlStrEqual(BAD_CAST converter->name, xpath->context->function))
		converter++;
	push_result(xpath, text, converter->convert(context->arena, (const char *)text),
		    converter->expected);
}

static void shell(xmlXPathParserContext *xpath, int argument_count)
{
	const struct xpath_context *context = xsltXPathGetTransformContext(xpath)->_private;
	CLEANUP(xmlFree) xmlChar *text = pop_text(xpath, argument_count);

	if (text)
		push_result(xpath, text, xpath_shell(context->files, (const char *)text),
			    "a shell file of the templates");
}

static bool add_function(xsltTransformContext *context, const char *name, xmlXPathFunction function)
{
	return xsltRegisterExtFunction(context, BAD_CAST name, BAD_CAST XPATH_NAMESPACE,
				       function) == 0;
}

bool xpath_register(xsltTransformContext *context, struct arena *arena,
		    const struct template_files *files)
{
	struct xpath_context *functions_context = arena_alloc(arena, sizeof(*functions_context));

	*functions_context = (struct xpath_context) { arena, files };
	context->_private = functions_context;
	for (size_t i = 0; i < CONVERTER_COUNT; i++)
		if (!add_function(context, converters[i].name, convert))
			return false;
	return add_function(context, "shell", shell);
}
