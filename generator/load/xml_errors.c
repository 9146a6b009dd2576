/* SPDX-License-Identifier: BSD-3-Clause
 * xml_errors.c: describes the errors of libxml2's parser. */
#include <libxml/xmlerror.h>
#include <limits.h>
#include <stddef.h>
#include <string.h>

#include "base/space.h"
#include "load/internal.h"

/* What an error code means: `before` the name that the error has, and `behind` it; without the name
 * where `behind` is NULL. */
struct meaning {
	int code;
	const char *before, *behind;
	const char *help;      /* or NULL */
	const char *construct; /* the text at whose start the error is shown; NULL: the cursor */
};

#define ESCAPE_LESS "if the '<' is part of the text, write '&lt;'"
#define ESCAPE_AND  "if the '&' is part of the text, write '&amp;'"
#define QUOTES	    "write each attribute as NAME=\"VALUE\", with a space before it"
#define DECLARATION "write <?xml version=\"1.0\" encoding=\"UTF-8\"?>"
#define REMOVE	    "remove it"
#define REMOVE_CONTROL                                                                    \
	"remove it, for example with tr -d '\\000-\\010\\013\\014\\016-\\037': texts of " \
	"the firmware, such as DMI strings, may contain any byte"

static const struct meaning meanings[] = {
	{ XML_ERR_DOCUMENT_EMPTY, "no root element found", NULL, "an XML file begins with '<'",
	  NULL },
	{ XML_ERR_DOCUMENT_END, "content after the end of the root element", NULL,
	  "a file has one root element, with everything else in it", NULL },
	{ XML_ERR_INVALID_HEX_CHARREF, "invalid character reference", NULL,
	  "write '&#x', a hexadecimal number and ';'", NULL },
	{ XML_ERR_INVALID_DEC_CHARREF, "invalid character reference", NULL,
	  "write '&#', a decimal number and ';'", NULL },
	{ XML_ERR_INVALID_CHARREF, "reference to a character that XML does not allow", NULL,
	  "remove the reference", NULL },
	{ XML_ERR_INVALID_CHAR, "character that XML does not allow", NULL, REMOVE, NULL },
	{ XML_ERR_INVALID_ENCODING, "invalid byte: expected UTF-8", NULL,
	  "convert the file, for example: iconv -f ISO-8859-1 -t UTF-8", NULL },
	{ XML_ERR_ENTITYREF_NO_NAME, "'&' without a name", NULL, ESCAPE_AND, NULL },
	{ XML_ERR_ENTITYREF_SEMICOL_MISSING, "'&' and a name without ';'", NULL, ESCAPE_AND, NULL },
	{ XML_ERR_UNDECLARED_ENTITY, "unknown entity '&", ";'",
	  "write the character itself: XML has only &lt; &gt; &amp; &quot; and &apos;", NULL },
	{ XML_ERR_LT_IN_ATTRIBUTE, "'<' in the value of an attribute", NULL,
	  "close the value with a quote, or write '&lt;'", NULL },
	{ XML_ERR_ATTRIBUTE_NOT_STARTED, "value of an attribute without quotes", NULL, QUOTES,
	  NULL },
	{ XML_ERR_ATTRIBUTE_NOT_FINISHED, "value of an attribute without a closing quote", NULL,
	  NULL, NULL },
	{ XML_ERR_ATTRIBUTE_WITHOUT_VALUE, "attribute '", "' without a value", ESCAPE_LESS, NULL },
	{ XML_ERR_ATTRIBUTE_REDEFINED, "duplicate attribute '", "'", "remove one of the two",
	  NULL },
	{ XML_ERR_COMMENT_NOT_FINISHED, "comment without an end", NULL, "end it with '-->'",
	  "<!--" },
	{ XML_ERR_HYPHEN_IN_COMMENT, "'--' inside a comment", NULL,
	  "use another character: a comment may contain '--' only in its final '-->'", NULL },
	{ XML_ERR_PI_NOT_STARTED, "processing instruction without a name", NULL, ESCAPE_LESS,
	  NULL },
	{ XML_ERR_PI_NOT_FINISHED, "processing instruction without an end", NULL,
	  "end it with '?>'", "<?" },
	{ XML_ERR_XMLDECL_NOT_FINISHED, "XML declaration without an end", NULL, "end it with '?>'",
	  NULL },
	{ XML_ERR_VERSION_MISSING, "XML declaration without a version", NULL, DECLARATION, NULL },
	{ XML_ERR_UNKNOWN_VERSION, "unsupported version of XML", NULL, DECLARATION, NULL },
	{ XML_ERR_ENCODING_NAME, "invalid name of an encoding", NULL, DECLARATION, NULL },
	{ XML_ERR_STRING_NOT_STARTED, "value in the XML declaration without quotes", NULL,
	  DECLARATION, NULL },
	{ XML_ERR_STRING_NOT_CLOSED, "invalid value in the XML declaration", NULL, DECLARATION,
	  NULL },
	{ XML_ERR_RESERVED_XML_NAME, "XML declaration that is not at the start of the file", NULL,
	  "remove everything before '<?xml', blank lines included", NULL },
	{ XML_ERR_MISPLACED_CDATA_END, "']]>' in text", NULL, "write ']]&gt;'", NULL },
	{ XML_ERR_CDATA_NOT_FINISHED, "CDATA section without an end", NULL, "end it with ']]>'",
	  "<![CDATA[" },
	{ XML_ERR_SPACE_REQUIRED, "invalid attribute, or no space before it", NULL, QUOTES, NULL },
	{ XML_ERR_EQUAL_REQUIRED, "expected '='", NULL, QUOTES, NULL },
	{ XML_ERR_NAME_REQUIRED, "'<' without a name", NULL, ESCAPE_LESS, NULL },
	{ XML_ERR_GT_REQUIRED, "expected '>' at the end of a tag", NULL,
	  "end the tag with '>'; " ESCAPE_LESS, NULL },
	{ XML_ERR_LTSLASH_REQUIRED, "expected an end tag", NULL, NULL, NULL },
	{ XML_ERR_NAME_TOO_LONG, "name that is too long", NULL, NULL, NULL },
};

/* libxml2 has one code for a missing name behind '<', behind '&' and of an attribute. */
static int code_of_missing_name(const struct load_xml_error *error)
{
	const char *at = error->source->bytes + error->at;

	if (error->at > 0 && at[-1] == '&')
		return XML_ERR_ENTITYREF_NO_NAME;
	return error->at > 0 && at[-1] != '<' && *at != '<' ? XML_ERR_SPACE_REQUIRED
							    : XML_ERR_NAME_REQUIRED;
}

/* It also has one code for characters and bytes. */
static int code_of(const struct load_xml_error *error)
{
	const char *message = error->error->message ? error->error->message : "";

	if (error->error->code == XML_ERR_NAME_REQUIRED)
		return code_of_missing_name(error);
	if (error->error->code == XML_ERR_INVALID_CHAR && strstr(message, "not proper UTF-8"))
		return XML_ERR_INVALID_ENCODING;
	return error->error->code;
}

static const struct meaning *find_meaning(int code)
{
	for (size_t i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++)
		if (meanings[i].code == code)
			return &meanings[i];
	return NULL;
}

/* The length of libxml2's message without the line feed at its end, and without its advice to
 * programmers. */
static int message_length(const char *message)
{
	const char *advice = strstr(message, " use XML_PARSE_HUGE");
	size_t length = advice ? (size_t)(advice - message) : strcspn(message, "\n");

	return length > INT_MAX ? INT_MAX : (int)length;
}

static struct span start_tag(const struct source *source, const xmlNode *element)
{
	struct doc doc = { .source = source, .syntax = &load_xml_syntax };

	return load_element_span(&doc, element);
}

static void note_element(struct diag *diag, const struct source *source, const xmlNode *element)
{
	if (element)
		diag_note(diag, start_tag(source, element),
			  "inside element <%s>, which starts here", (const char *)element->name);
}

static bool is_blank_from(const struct source *source, size_t at)
{
	while (at < source->size && is_space(source->bytes[at]))
		at++;
	return at >= source->size;
}

/* An end tag that matches an element around the open one: the open one has none. */
static void report_unclosed(const struct load_xml_error *error, struct span end_tag)
{
	const xmlNode *element = error->element;
	const char *name = (const char *)element->name;
	struct diag *diag =
		diag_add(error->diags, DIAG_XML_MALFORMED, start_tag(error->source, element),
			 "element <%s> without an end tag", name);

	diag_note(diag, end_tag, "</%s> closes an element around it", error->error->str2);
	diag_help(diag, "add </%s>, or write '&lt;%s' if the '<' is part of the text", name, name);
}

/* The name in the end tag at `at`, which libxml2 makes up where there is none. */
static const char *closed_name(const struct load_xml_error *error, size_t at)
{
	const char *name = error->error->str2;

	return strncmp(error->source->bytes + at + 2, name, strlen(name)) == 0 ? name : "";
}

static void report_mismatch(const struct load_xml_error *error)
{
	size_t at = load_find_before(error->source, error->at, "</");
	const char *closed = closed_name(error, at);
	struct span end_tag = source_span(error->source, at, at + 2 + strlen(closed));
	const xmlNode *around = error->element->parent;
	struct diag *diag;

	while (around->type == XML_ELEMENT_NODE && strcmp((const char *)around->name, closed) != 0)
		around = around->parent;
	if (around->type == XML_ELEMENT_NODE) {
		report_unclosed(error, end_tag);
		return;
	}
	diag = diag_add(error->diags, DIAG_XML_MALFORMED, end_tag,
			"end tag </%s> does not match start tag <%s>", closed,
			(const char *)error->element->name);
	diag_note(diag, start_tag(error->source, error->element), "<%s> starts here",
		  (const char *)error->element->name);
	diag_help(diag, "use </%s>, or remove this end tag", (const char *)error->element->name);
}

static void report_end_of_file(const struct load_xml_error *error)
{
	struct diag *diag =
		diag_add(error->diags, DIAG_XML_MALFORMED,
			 source_span(error->source, error->at, error->at + 1),
			 "the file ends inside element <%s>", (const char *)error->element->name);

	note_element(diag, error->source, error->element);
	diag_help(diag, "the file is incomplete: write or copy it again");
}

/* The name of the tag in which libxml2 has found an attribute without a value. */
static struct span broken_tag(const struct load_xml_error *error)
{
	const struct source *source = error->source;
	size_t start = load_find_before(source, error->at, "<");
	size_t length = strcspn(source->bytes + start, " \t\r\n/>");

	return source_span(source, start, start + length);
}

static bool is_control(char byte)
{
	return (unsigned char)byte < 0x20;
}

static void report_control(const struct load_xml_error *error)
{
	struct diag *diag = diag_add(error->diags, DIAG_XML_MALFORMED,
				     source_span(error->source, error->at, error->at + 1),
				     "invalid control character 0x%02x",
				     (unsigned)error->source->bytes[error->at]);

	note_element(diag, error->source, error->element);
	diag_help(diag, REMOVE_CONTROL);
}

static void report_meaning(const struct load_xml_error *error, const struct meaning *meaning)
{
	bool has_name = meaning->behind && error->error->str1;
	size_t at = meaning->construct
			    ? load_find_before(error->source, error->at, meaning->construct)
			    : error->at;
	struct diag *diag =
		diag_add(error->diags, DIAG_XML_MALFORMED, source_span(error->source, at, at + 1),
			 "%s%s%s", meaning->before, has_name ? error->error->str1 : "",
			 has_name ? meaning->behind : "");

	if (meaning->code == XML_ERR_ATTRIBUTE_WITHOUT_VALUE)
		diag_note(diag, broken_tag(error), "the tag starts here");
	note_element(diag, error->source, error->element);
	if (meaning->help)
		diag_help(diag, "%s", meaning->help);
}

/* A file in UTF-16 without a byte order mark begins with '<' and a NUL byte, or the reverse. */
void load_report_nul(const struct load_xml_error *error)
{
	const struct source *source = error->source;
	struct diag *diag =
		diag_add(error->diags, DIAG_XML_MALFORMED,
			 source_span(source, error->at, error->at + 1), "invalid NUL byte");

	note_element(diag, source, error->element);
	if (error->at <= 1 && memchr(source->bytes, '<', source->size < 2 ? source->size : 2))
		diag_help(diag, "convert the file, for example: iconv -f UTF-16%s -t UTF-8",
			  error->at ? "LE" : "BE");
	else
		diag_help(diag, REMOVE_CONTROL);
}

void load_report_xml_error(const struct load_xml_error *error)
{
	int code = code_of(error);
	const struct meaning *meaning = find_meaning(code);
	const char *message = error->error->message ? error->error->message : "";

	if (code == XML_ERR_TAG_NAME_MISMATCH && error->element && error->error->str2)
		report_mismatch(error);
	else if (error->element && !(meaning && meaning->construct) &&
		 is_blank_from(error->source, error->at))
		report_end_of_file(error);
	else if (code == XML_ERR_DOCUMENT_EMPTY && is_blank_from(error->source, 0))
		diag_add(error->diags, DIAG_XML_MALFORMED,
			 source_span(error->source, error->at, error->at + 1), "the file is empty");
	else if (code == XML_ERR_INVALID_CHAR && is_control(error->source->bytes[error->at]))
		report_control(error);
	else if (meaning)
		report_meaning(error, meaning);
	else
		note_element(diag_add(error->diags, DIAG_XML_MALFORMED,
				      source_span(error->source, error->at, error->at + 1), "%.*s",
				      message_length(message), message),
			     error->source, error->element);
}
