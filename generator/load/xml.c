/* SPDX-License-Identifier: BSD-3-Clause
 * xml.c: parses XML with libxml2, hardened, and keeps where every element starts. */
#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/space.h"
#include "diag/diag.h"
#include "load/internal.h"

#define OPTIONS                                                                             \
	(XML_PARSE_NONET | XML_PARSE_IGNORE_ENC | XML_PARSE_BIG_LINES | XML_PARSE_NOCDATA | \
	 XML_PARSE_COMPACT)

/* xmlParserMaxDepth, and the element that libxml2 refuses for its sake. */
#define DEPTH_MAX 257

/* What the parser's callbacks work on; hangs on the parser context. */
struct parse {
	const struct source *source;
	struct diags *diags;
	size_t end;		      /* of what is parsed: the first NUL byte */
	size_t fed;		      /* bytes of the source that the parser has */
	size_t last_tag;	      /* the offset of the last start tag's '<' */
	size_t namespaces;	      /* declared so far */
	bool is_refused;	      /* reported: everything after it is a consequence */
	bool has_text[DEPTH_MAX + 1]; /* of the open elements, by their depth */
};

DEFINE_CLEANUP(xmlParserCtxt *, xmlFreeParserCtxt)
DEFINE_CLEANUP(xmlDoc *, xmlFreeDoc)

/* Gives the parser its next bytes. A document that is refused ends there: libxml2 would read on to
 * the end, and report at every step. */
static int feed(void *context, char *buffer, int capacity)
{
	struct parse *parse = context;
	size_t left = parse->is_refused ? 0 : parse->end - parse->fed;
	size_t size = left < (size_t)capacity ? left : (size_t)capacity;

	memcpy(buffer, parse->source->bytes + parse->fed, size);
	parse->fed += size;
	return (int)size;
}

static size_t cursor(xmlParserCtxt *context)
{
	const struct parse *parse = context->_private;
	long offset = xmlByteConsumed(context);

	if (offset < 0)
		return 0;
	return (size_t)offset < parse->source->size ? (size_t)offset : parse->source->size;
}

size_t load_find_before(const struct source *source, size_t offset, const char *word)
{
	size_t length = strlen(word);

	while (offset > 0) {
		offset--;
		if (source->size - offset >= length &&
		    memcmp(source->bytes + offset, word, length) == 0)
			return offset;
	}
	return 0;
}

/* The last '<' before `offset`, where a start tag is known to be. It is not before the last one:
 * to search no further matters where memrchr() looks at the whole range, as in AddressSanitizer. */
static size_t tag_before(struct parse *parse, size_t offset)
{
	const char *bytes = parse->source->bytes;
	size_t length = offset > parse->last_tag ? offset - parse->last_tag : 0;
	const char *tag = memrchr(bytes + parse->last_tag, '<', length);

	if (tag)
		parse->last_tag = (size_t)(tag - bytes);
	return parse->last_tag;
}

/* libxml2 compares each name and namespace with all those before. */
static void check_limits(xmlParserCtxt *parser, size_t start)
{
	struct parse *parse = parser->_private;

	if (parse->namespaces > LOAD_NAMESPACES_MAX)
		load_report_limit(parse->diags, parse->source, start, "declared namespaces",
				  LOAD_NAMESPACES_MAX);
	else if (xmlDictSize(parser->dict) > (int)LOAD_NAMES_MAX)
		load_report_limit(parse->diags, parse->source, start, "different names",
				  LOAD_NAMES_MAX);
	else
		return;
	parse->is_refused = true;
	xmlStopParser(parser);
}

/* Keeps the offset of the element's '<' in the node. The parser stands right behind the attributes,
 * whose values cannot hold a '<', so the last one before the cursor is the tag's own. */
static void start_element(void *context, const xmlChar *name, const xmlChar *prefix,
			  const xmlChar *uri, int namespace_count, const xmlChar **namespaces,
			  int attribute_count, int defaulted_count, const xmlChar **attributes)
{
	xmlParserCtxt *parser = context;
	struct parse *parse = parser->_private;
	size_t start = tag_before(parse, cursor(parser));

	xmlSAX2StartElementNs(context, name, prefix, uri, namespace_count, namespaces,
			      attribute_count, defaulted_count, attributes);
	if (parser->node)
		parser->node->_private = (void *)(uintptr_t)start;
	parse->namespaces += (size_t)namespace_count;
	parse->has_text[parser->nodeNr] = false;
	check_limits(parser, start);
}

static bool is_blank(const xmlChar *text, int length)
{
	while (length > 0 && is_space((char)text[length - 1]))
		length--;
	return length == 0;
}

/* White space before an element or a comment, in a parent that has no text so far: half of what a
 * tree would be made of, and never part of a value. */
static bool is_layout(const xmlParserCtxt *parser, const xmlChar *text, int length)
{
	const struct parse *parse = parser->_private;
	/* The parser has not always stepped over the text by now. */
	const xmlChar *cursor = parser->input->cur;
	const xmlChar *next = cursor == text ? cursor + length : cursor;

	return *next == '<' && !parse->has_text[parser->nodeNr] && is_blank(text, length);
}

static void take_text(void *context, const xmlChar *text, int length)
{
	xmlParserCtxt *parser = context;
	struct parse *parse = parser->_private;

	if (is_layout(parser, text, length))
		return;
	parse->has_text[parser->nodeNr] = true;
	xmlSAX2Characters(context, text, length);
}

static void refuse_doctype(void *context, const xmlChar *name, const xmlChar *external_id,
			   const xmlChar *system_id)
{
	xmlParserCtxt *parser = context;
	struct parse *parse = parser->_private;
	size_t start = load_find_before(parse->source, cursor(parser), "<!DOCTYPE");
	struct diag *diag;

	(void)name;
	(void)external_id;
	(void)system_id;
	if (!parse->is_refused) {
		diag = diag_add(parse->diags, DIAG_DOCTYPE_FORBIDDEN,
				source_span(parse->source, start, start + strlen("<!DOCTYPE")),
				"document type declarations are not allowed");
		diag_help(diag, "remove it, and replace its entities by their text");
	}
	parse->is_refused = true;
	xmlStopParser(parser);
}

/* Reports what libxml2 refuses, or the NUL byte before which its input ends. */
static void report_malformed(void *context, xmlError *error)
{
	xmlParserCtxt *parser = context;
	struct parse *parse = parser->_private;
	struct load_xml_error report = {
		.diags = parse->diags,
		.source = parse->source,
		.error = error,
		.at = cursor(parser),
		.element = parser->node,
	};

	if (parse->is_refused || error->level != XML_ERR_FATAL)
		return;
	parse->is_refused = true;
	if (report.at >= parse->end && parse->end < parse->source->size)
		load_report_nul(&report);
	else
		load_report_xml_error(&report);
}

xmlDoc *load_xml(const struct source *source, bool is_whole, struct diags *diags)
{
	struct parse parse = {
		.source = source,
		.diags = diags,
		.end = strlen(source->bytes),
	};
	CLEANUP(xmlFreeParserCtxt) xmlParserCtxt *parser = xmlNewParserCtxt();
	CLEANUP(xmlFreeDoc) xmlDoc *xml = NULL;

	if (!parser || !load_is_bounded(source, diags))
		return NULL;
	parser->_private = &parse;
	parser->sax->startElementNs = start_element;
	if (!is_whole)
		parser->sax->characters = parser->sax->ignorableWhitespace = take_text;
	parser->sax->internalSubset = refuse_doctype;
	parser->sax->serror = report_malformed;
	xml = xmlCtxtReadIO(parser, feed, NULL, &parse, NULL, NULL, OPTIONS);
	if (!parse.is_refused && parse.end < source->size) {
		load_report_nul(&(struct load_xml_error) {
			.diags = diags, .source = source, .at = parse.end });
		return NULL;
	}
	if (!xml && !parse.is_refused)
		diag_add(diags, DIAG_XML_MALFORMED, source_span(source, 0, 1),
			 "not an XML document");
	return parse.is_refused ? NULL : STEAL(xml);
}
