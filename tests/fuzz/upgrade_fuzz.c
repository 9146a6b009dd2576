/* SPDX-License-Identifier: BSD-3-Clause
 * upgrade_fuzz.c: libFuzzer on the upgrade of scenarios and launch XML of earlier releases: each
 * element of the result has a place, the result can be written and read again, and is current.
 *
 * An input is a scenario, and a launch XML behind a line of SEPARATOR if there is one. */
#include "straight_line.h"

#include "convert/convert.h"
#include "upgrade/upgrade.h"

#define SEPARATOR "\n%%\n"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check_span(struct span span)
{
	REQUIRE(span.source && span.start <= span.end && span.end <= span.source->size,
		"a place is outside its source");
}

/* Whatever is asked for later. */
static void check_origins(const struct doc *doc, const xmlNode *node)
{
	for (; node; node = node->next) {
		if (node->type != XML_ELEMENT_NODE)
			continue;
		check_span(load_element_span(doc, node));
		check_span(load_text_span(doc, node));
		check_span(load_text_range(doc, node, 1, 3));
		for (const xmlAttr *each = node->properties; each; each = each->next)
			check_span(load_attribute_span(doc, node, (const char *)each->name));
		check_origins(doc, node->children);
	}
}

static bool is_launch(const struct doc *doc)
{
	enum upgrade_form form = upgrade_form(doc);

	return form == UPGRADE_FORM_LAUNCH || form == UPGRADE_FORM_LAUNCH_2_7;
}

/* A document of the bytes behind the separator, if that is a launch XML. */
static const struct doc *load_launch(struct arena *arena, const uint8_t *bytes, size_t size)
{
	const struct source *source = fuzz_source(arena, "launch.xml", bytes, size);
	const struct doc *doc = load_source(arena, source, diags_new(arena));

	return doc && is_launch(doc) ? doc : NULL;
}

/* The upgraded document as `acrn-cfg upgrade` writes it, read again. NULL where it is too large. */
static const struct doc *write_again(struct arena *arena, const struct doc *doc)
{
	struct diags *diags = diags_new(arena);
	size_t size;
	const char *text = convert_to_xml(arena, doc, &size);
	const struct doc *again =
		load_source(arena, fuzz_source(arena, "again.xml", text, size), diags);

	REQUIRE(again || diags_error_count(diags), "an upgraded document is not XML");
	return again;
}

static bool is_old(enum upgrade_form form)
{
	return form == UPGRADE_FORM_1_X || form == UPGRADE_FORM_2_0 || form == UPGRADE_FORM_2_3 ||
	       form == UPGRADE_FORM_2_7;
}

static bool is_scenario(const struct doc *doc)
{
	return is_old(upgrade_form(doc)) || upgrade_form(doc) == UPGRADE_FORM_3_X;
}

static void check_upgrade(struct arena *arena, const struct doc *scenario, const struct doc *launch)
{
	struct diags *diags = diags_new(arena);
	const struct doc *doc = upgrade_scenario(arena, scenario, launch, NULL, true, diags);

	fuzz_check_messages(diags);
	if (doc == scenario)
		return;
	check_origins(doc, xmlDocGetRootElement(doc->xml));
	doc = write_again(arena, doc);
	REQUIRE(!doc || !is_old(upgrade_form(doc)), "an upgraded document is old");
	REQUIRE(!doc || !is_scenario(doc) ||
			upgrade_scenario(arena, doc, NULL, NULL, true, diags) == doc,
		"an upgraded document is outdated");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena *arena = fuzz_arena();
	struct diags *diags = diags_new(arena);
	const uint8_t *line = memmem(bytes, size, SEPARATOR, strlen(SEPARATOR));
	const uint8_t *rest = line ? line + strlen(SEPARATOR) : bytes + size;
	const struct source *source =
		fuzz_source(arena, "fuzz.xml", bytes, line ? (size_t)(line - bytes) : size);
	const struct doc *launch = load_launch(arena, rest, size - (size_t)(rest - bytes));
	const struct doc *scenario = load_source(arena, source, diags);
	struct scenario_input input = { "-", scenario, launch };

	if (scenario && scenario_is_supported(arena, scenario, diags)) {
		check_upgrade(arena, scenario, launch);
		scenario_check(arena, &straight_line()->context, &input, diags);
	}
	fuzz_check_messages(diags);
	arena_free(arena);
	return 0;
}
