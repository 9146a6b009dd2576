/* SPDX-License-Identifier: BSD-3-Clause
 * straight_line.h: from the bytes of a scenario to its plan, in memory, as `acrn-cfg plan -` goes.
 */
#ifndef STRAIGHT_LINE_H
#define STRAIGHT_LINE_H

#include "generator.h"

#include <libxml/xmlschemas.h>

#include "base/embed.h"
#include "board/board.h"
#include "cli/pipeline.h"
#include "plan/formats.h"
#include "plan/plan.h"
#include "validate/internal.h"

/* What every input needs and costs most of the time; lives as long as the process. */
struct straight_line {
	struct scenario_context context;
	xmlSchema *plan_schema;
};

static inline const struct straight_line *straight_line(void)
{
	static struct straight_line line;
	static struct arena *arena;
	xmlSchemaParserCtxt *parser;
	const char *bytes;
	size_t size;

	if (arena)
		return &line;
	arena = arena_new(abort);
	line.context.schema = schema_load(arena, "schema/scenario.xsd");
	line.context.boards = boards_new(arena, schema_load(arena, "schema/board.xsd"), false);
	bytes = embed_find("schema/plan.xsd", &size);
	parser = xmlSchemaNewMemParserCtxt(bytes, (int)size);
	line.plan_schema = xmlSchemaParse(parser);
	xmlSchemaFreeParserCtxt(parser);
	REQUIRE(line.plan_schema, "a schema");
	return &line;
}

static inline void check_plan(const struct straight_line *line, xmlDoc *plan)
{
	xmlSchemaValidCtxt *context = xmlSchemaNewValidCtxt(line->plan_schema);

	REQUIRE(xmlSchemaValidateDoc(context, plan) == 0, "a plan does not obey plan.xsd");
	xmlSchemaFreeValidCtxt(context);
}

/* What the tables let pass, libxml2 does, too, and has nothing to prune. */
static inline void check_acceptance(struct arena *arena, struct schema *schema,
				    const struct source *source)
{
	struct diags *unheard = diags_new(arena), *diags = diags_new(arena);
	const struct doc *doc = load_source(arena, source, unheard);
	bool is_accepted = schema_accepts(schema, doc->xml);

	schema_prune(schema, doc, unheard);
	REQUIRE(!is_accepted || diags_worst(unheard) == DIAG_OFF, "the tables accept too much");
	if (!schema_accepts(schema, doc->xml))
		return;
	REQUIRE(schema_validate_by_libxml2(schema, doc, diags), "no validation");
	REQUIRE(!diags_error_count(diags), "the tables accept what libxml2 does not");
}

/* The model of a scenario for that release and target; NULL where it has errors. Its board is one
 * of those built in, by its name, or none. */
static inline const struct model *straight_model(struct arena *arena, const struct source *source,
						 enum release release, enum target target,
						 struct diags *diags)
{
	const struct straight_line *line = straight_line();
	struct scenario_context context = line->context;
	const struct doc *doc = load_source(arena, source, diags);
	const struct model *model;

	context.release = release;
	context.target = target;
	model = doc ? scenario_check(arena, &context, &(struct scenario_input) { "-", doc, NULL },
				     diags)
		    : NULL;
	REQUIRE(model || diags_error_count(diags), "no model without a reason");
	if (model)
		check_acceptance(arena, context.schema, source);
	return diags_error_count(diags) ? NULL : model;
}

/* Its plan. */
static inline xmlDoc *straight_plan(struct arena *arena, const struct model *model)
{
	xmlDoc *plan = plan_xml(arena, plan_build(arena, model));

	check_plan(straight_line(), plan);
	return plan;
}

#endif
