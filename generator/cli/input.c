/* SPDX-License-Identifier: BSD-3-Clause
 * input.c: loads the scenario of a run, and the launch XML that belongs to it. */
#include <string.h>

#include "base/arena.h"
#include "cli/internal.h"
#include "diag/diag.h"
#include "load/load.h"
#include "upgrade/upgrade.h"

static const struct doc *load_path(const struct input_loader *loader, const char *path)
{
	const struct source *source = load_read(loader->arena, path, loader->diags);
	const struct doc *doc = source ? loader->load(loader->memory, source, loader->diags) : NULL;

	diags_add_input(loader->diags, path);
	if (!doc)
		diags_set_incomplete(loader->diags);
	return doc;
}

bool input_is_launch(const struct doc *doc)
{
	enum upgrade_form form = upgrade_form(doc);

	return form == UPGRADE_FORM_LAUNCH || form == UPGRADE_FORM_LAUNCH_2_7;
}

/* The scenario that a launch XML names. */
static bool find_scenario(const struct input_loader *loader, const char *path,
			  struct scenario_input *input)
{
	const char *places;
	struct diag *diag;

	input->path = beside_scenario(loader->arena, path, &places);
	if (input->path)
		input->scenario = load_path(loader, input->path);
	if (input->path)
		return input->scenario;
	diag = diag_add(loader->diags, DIAG_LAUNCH_SCENARIO_MISSING, load_root_span(input->launch),
			"no scenario for this launch XML");
	if (places)
		diag_note(diag, load_root_span(input->launch), "searched: %s", places);
	diag_help(diag, "give the scenario as an argument, too");
	return false;
}

/* A name that the launch XML has, too, is the same one. */
static void compare(const struct input_loader *loader, const struct scenario_input *input,
		    const char *name)
{
	const xmlNode *scenario = xmlDocGetRootElement(input->scenario->xml);
	const xmlNode *launch = xmlDocGetRootElement(input->launch->xml);
	const char *one = load_attribute(loader->arena, scenario, name);
	const char *other = load_attribute(loader->arena, launch, name);
	struct diag *diag;

	if (!one || !*one || !other || !*other || strcmp(one, other) == 0)
		return;
	diag = diag_add(loader->diags, DIAG_LAUNCH_SCENARIO_MISMATCH,
			load_attribute_span(input->launch, launch, name),
			"the launch XML is for the %s '%s', the scenario has '%s'", name, other,
			one);
	diag_note(diag, load_attribute_span(input->scenario, scenario, name),
		  "the scenario is '%s'", input->path);
}

bool input_take(const struct input_loader *loader, const char *path, const struct doc *doc,
		struct scenario_input *input)
{
	if (!input->launch && input_is_launch(doc)) {
		input->launch = doc;
	} else if (!input->scenario) {
		input->scenario = doc;
		input->path = path;
	} else {
		diag_add(loader->diags, DIAG_FORMAT_UNSUPPORTED, load_root_span(doc),
			 "the file is %s: expected a scenario and its launch XML",
			 upgrade_form_name(upgrade_form(doc)));
		return false;
	}
	return true;
}

void input_take_launch_beside(const struct input_loader *loader, struct scenario_input *input)
{
	const struct doc *scenario = input->scenario;
	bool has_any = scenario && !input->launch && scenario->source->is_file &&
		       upgrade_form(scenario) != UPGRADE_FORM_3_X;
	const char *path = has_any ? beside_launch(loader->arena, scenario->source->name) : NULL;
	const struct source *source = path ? load_read(loader->arena, path, loader->diags) : NULL;

	if (source)
		input->launch = load_source(loader->memory, source, loader->diags);
}

bool input_complete(const struct input_loader *loader, const char *path,
		    struct scenario_input *input)
{
	if (!input->scenario && !find_scenario(loader, path, input))
		return false;
	if (input->launch) {
		compare(loader, input, "board");
		compare(loader, input, "scenario");
	}
	return true;
}

bool input_load(const struct input_loader *loader, char *const *paths, size_t count,
		struct scenario_input *input)
{
	*input = (struct scenario_input) { 0 };
	for (size_t i = 0; i < count; i++) {
		const struct doc *doc = load_path(loader, paths[i]);

		if (!doc || !input_take(loader, paths[i], doc, input))
			return false;
	}
	return input_complete(loader, paths[0], input);
}
