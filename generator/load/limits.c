/* SPDX-License-Identifier: BSD-3-Clause
 * limits.c: checks that a file is text, and small enough to be parsed by libxml2.
 */
#include <libxml/xmlstring.h>
#include <stdint.h>
#include <string.h>

#include "diag/diag.h"
#include "load/internal.h"

static struct diag *refuse(struct diags *diags, enum diag_code code, const struct source *source,
			   size_t at, const char *what)
{
	return diag_add(diags, code, source_span(source, at, at + 1), "%s", what);
}

/* The offset of the first byte at or after `at` that is not ASCII, or the source's size: eight at a
 * time, since every file is looked through. */
static size_t skip_ascii(const struct source *source, size_t at)
{
	uint64_t word;

	for (; at + sizeof(word) <= source->size; at += sizeof(word)) {
		memcpy(&word, source->bytes + at, sizeof(word));
		if (word & UINT64_C(0x8080808080808080))
			break;
	}
	while (at < source->size && (unsigned char)source->bytes[at] < 0x80)
		at++;
	return at;
}

/* The offset of the first byte that is not part of a UTF-8 character, or the source's size. */
static size_t find_invalid_byte(const struct source *source)
{
	size_t at = skip_ascii(source, 0);

	while (at < source->size) {
		int length = source->size - at < 4 ? (int)(source->size - at) : 4;

		if (xmlGetUTF8Char((const unsigned char *)source->bytes + at, &length) < 0)
			return at;
		at = skip_ascii(source, at + (size_t)length);
	}
	return at;
}

bool load_is_text(const struct source *source, enum diag_code rule, struct diags *diags)
{
	const char *nul = memchr(source->bytes, '\0', source->size);
	bool has_utf16_mark = source->size >= 2 && (memcmp(source->bytes, "\xFF\xFE", 2) == 0 ||
						    memcmp(source->bytes, "\xFE\xFF", 2) == 0);
	size_t invalid = find_invalid_byte(source);

	if (has_utf16_mark) {
		diag_help(refuse(diags, rule, source, 0,
				 "invalid encoding: expected UTF-8, got UTF-16"),
			  "convert it: iconv -f UTF-16 -t UTF-8");
		return false;
	}
	if (nul && rule == DIAG_YAML_MALFORMED) {
		refuse(diags, rule, source, (size_t)(nul - source->bytes), "invalid NUL byte");
		return false;
	}
	if (invalid < source->size) {
		diag_help(refuse(diags, rule, source, invalid, "invalid byte: expected UTF-8"),
			  "convert the file, for example: iconv -f ISO-8859-1 -t UTF-8");
		return false;
	}
	return true;
}

/* Markup: from its '<' to behind its '>'. */
struct markup {
	size_t start, end;
	size_t attributes;
	bool is_tag; /* and not a comment, CDATA or a processing instruction */
};

/* Behind the next occurrence of `word`, or the source's end. */
static size_t behind(const struct source *source, size_t at, const char *word)
{
	const char *found = memmem(source->bytes + at, source->size - at, word, strlen(word));

	return found ? (size_t)(found - source->bytes) + strlen(word) : source->size;
}

/* Goes to the end of a tag; what is between quotes is an attribute, and may have a '>' in it. */
static void scan_tag(const struct source *source, struct markup *markup)
{
	const char *at = source->bytes + markup->start;

	while ((at = strpbrk(at, "\"'>")) && *at != '>') {
		markup->attributes++;
		at = strchr(at + 1, *at);
		if (!at)
			break;
		at++;
	}
	markup->end = at ? (size_t)(at - source->bytes) + 1 : source->size;
}

static struct markup scan_markup(const struct source *source, size_t start)
{
	static const struct {
		const char *opening, *closing;
	} others[] = { { "<!--", "-->" }, { "<![CDATA[", "]]>" }, { "<?", "?>" } };
	struct markup markup = { .start = start, .is_tag = true };
	bool may_be_other = strchr("!?", source->bytes[start + 1]);

	for (size_t i = 0; may_be_other && i < sizeof(others) / sizeof(others[0]); i++) {
		size_t length = strlen(others[i].opening);

		if (strncmp(source->bytes + start, others[i].opening, length) != 0)
			continue;
		markup.is_tag = false;
		markup.end = behind(source, start + length, others[i].closing);
		return markup;
	}
	scan_tag(source, &markup);
	return markup;
}

/* What was counted up to and including one markup. */
struct tally {
	size_t nodes;
	size_t text;	 /* where the last tag ended */
	size_t comments; /* and the like, since then */
};

bool load_report_limit(struct diags *diags, const struct source *source, size_t at,
		       const char *what, unsigned limit)
{
	struct diag *diag = diag_add(diags, DIAG_XML_TOO_LARGE, source_span(source, at, at + 1),
				     "too many %s: the limit is %u", what, limit);

	diag_help(diag, "no known scenario or board comes close to this limit: check that this is "
			"the right file");
	return false;
}

static bool is_bounded(const struct source *source, const struct tally *tally,
		       const struct markup *markup, struct diags *diags)
{
	size_t text_end = markup->is_tag ? markup->start : markup->end;

	if (text_end - tally->text > LOAD_CHUNK_MAX)
		return load_report_limit(diags, source, tally->text, "bytes between two tags",
					 LOAD_CHUNK_MAX);
	if (markup->end - text_end > LOAD_CHUNK_MAX)
		return load_report_limit(diags, source, markup->start, "bytes in a tag",
					 LOAD_CHUNK_MAX);
	if (tally->comments > LOAD_COMMENTS_MAX)
		return load_report_limit(diags, source, markup->start, "comments between two tags",
					 LOAD_COMMENTS_MAX);
	if (markup->attributes > LOAD_ATTRIBUTES_MAX)
		return load_report_limit(diags, source, markup->start, "attributes in a tag",
					 LOAD_ATTRIBUTES_MAX);
	return tally->nodes <= LOAD_NODES_MAX ||
	       load_report_limit(diags, source, markup->start, "elements and attributes",
				 LOAD_NODES_MAX);
}

bool load_is_bounded(const struct source *source, struct diags *diags)
{
	const char *next = source->bytes;
	struct tally tally = { 0 };

	while ((next = strchr(next, '<'))) {
		struct markup markup = scan_markup(source, (size_t)(next - source->bytes));

		tally.nodes += markup.attributes + (markup.is_tag && next[1] != '/');
		tally.comments += !markup.is_tag;
		if (!is_bounded(source, &tally, &markup, diags))
			return false;
		if (markup.is_tag) {
			tally.text = markup.end;
			tally.comments = 0;
		}
		next = source->bytes + markup.end;
	}
	return true;
}
