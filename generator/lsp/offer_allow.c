/* SPDX-License-Identifier: BSD-3-Clause
 * offer_allow.c: offers the rules that a comment can allow: "acrn-cfg: allow SLUG, SLUG: reason".
 */
#include <string.h>

#include "base/arena.h"
#include "base/space.h"
#include "diag/diag.h"
#include "lsp/offer.h"

#define BEGINNING "acrn-cfg:"
#define ALLOW	  "allow"

/* The line up to the offset. */
static struct span line_before(const struct lsp_query *query)
{
	size_t start = query->offset;

	while (start && query->source->bytes[start - 1] != '\n')
		start--;
	return source_span(query->source, start, query->offset);
}

static bool is_slug_byte(char byte)
{
	return byte == '-' || (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z');
}

/* What is typed of the last word before the offset. */
static struct span last_word(struct span line)
{
	size_t start = line.end;

	while (start > line.start && is_slug_byte(line.source->bytes[start - 1]))
		start--;
	return source_span(line.source, start, line.end);
}

/* Whether a comment is about to name a rule: nothing but "acrn-cfg: allow" and rules with commas is
 * in front of the word. */
static bool is_allowing(struct arena *arena, struct span line, struct span word)
{
	const char *text = outline_text(arena, source_span(line.source, line.start, word.start));
	const char *beginning = strstr(text, BEGINNING);

	if (!beginning)
		return false;
	beginning += strlen(BEGINNING);
	while (is_space(*beginning))
		beginning++;
	if (strncmp(beginning, ALLOW, strlen(ALLOW)) != 0)
		return false;
	beginning += strlen(ALLOW);
	return is_space(*beginning) && !strchr(beginning, ':');
}

void offer_allowed(struct offer *offer)
{
	struct span line = line_before(offer->query), word = last_word(line);

	if (!is_allowing(offer->arena, line, word))
		return;
	offer->word = word;
	for (const struct diag_rule *rule = diag_rules(); rule->slug; rule++)
		if (diag_rule_has_warnings(rule))
			offer_add(offer, &(struct offer_item) {
						 .label = rule->slug,
						 .kind = OFFER_REFERENCE,
						 .detail = rule->summary,
					 });
}
