/* SPDX-License-Identifier: BSD-3-Clause
 * doctor.c: checks a host, and compares it with a scenario. */
#include "doctor/doctor.h"

#include <stdio.h>

#include "base/arena.h"
#include "cli/internal.h"
#include "cli/verbs.h"
#include "host/host.h"
#include "model/harden.h"
#include "script/eras.h"

/* What a run of the verb has. */
struct examination {
	struct arena *arena;
	const struct options *options; /* with the hardening's names */
	struct diags *diags;	       /* about what cannot be checked */
	const struct model *model;     /* NULL without a scenario */
};

/* The rules for scripts hold for the command lines of device models that run, and so does the
 * comparison with the scenario. */
static void check_commands(const struct examination *examination, struct doctor *doctor)
{
	struct arena *arena = examination->arena;
	const struct options *options = examination->options;
	struct doctor_check *check = doctor_begin(doctor, "command lines", NULL);
	struct script_set set = { .release = options->release };
	const struct script *const *scripts = doctor_scripts(doctor, &set.count);
	struct scenario_context context;

	doctor_say(check, "%zu", set.count);
	if (doctor_unread(doctor))
		doctor_skip(check, "%s", doctor_unread(doctor));
	if (!set.count || !verbs_context(arena, options, examination->diags, &context))
		return;
	set.scripts = arena_array(arena, set.count, sizeof(const struct script *));
	for (size_t i = 0; i < set.count; i++)
		set.scripts[i] = scripts[i];
	scripts_check(arena, &context, &set, doctor_diags(check));
	if (examination->model)
		scripts_compare(arena, &set, examination->model, doctor_diags(check));
}

/* The formats for messages alone have no place for a check without any. */
static bool has_right_format(const struct options *options)
{
	return options->format == DIAG_FORMAT_TEXT || options->format == DIAG_FORMAT_GCC ||
	       options->format == DIAG_FORMAT_JSON ||
	       options_report("invalid format for", "doctor", "use text, gcc or json");
}

/* The scenario is checked first: to a wrong one nothing can be compared. */
static bool read_scenario(struct examination *examination)
{
	if (!examination->options->argument_count)
		return true;
	examination->model = verbs_model(examination->arena, examination->arena,
					 examination->options, examination->diags);
	return examination->model;
}

static struct doctor *examine(const struct examination *examination, struct host *host)
{
	const struct model *model = examination->model;
	const struct doctor_request request = {
		.host = host,
		.plan = model ? plan_build(examination->arena, model) : NULL,
		.release = examination->options->release,
		.target = examination->options->target,
		.levels = examination->diags,
	};
	struct doctor *doctor = doctor_new(examination->arena, &request);

	doctor_check_host(doctor);
	doctor_check_memory(doctor);
	doctor_check_vms(doctor);
	check_commands(examination, doctor);
	if (request.plan)
		doctor_check_scenario(doctor);
	return doctor;
}

static void print(const struct examination *examination, struct doctor *doctor)
{
	const struct options *options = examination->options;

	if (options->format == DIAG_FORMAT_JSON)
		doctor_print_json(doctor, stdout);
	else
		doctor_print_text(doctor, stdout, options->format, options->has_color);
	verbs_flush_stdout(examination->diags);
}

int verb_doctor(struct arena *arena, const struct options *options)
{
	struct options named = *options;
	struct examination examination = { arena, &named, diags_new(arena), NULL };
	struct doctor *doctor = NULL;
	struct host *host;
	int status;

	/* Any part makes the plan have the names of all. */
	named.hardening |= 1u << HARDEN_GROUPS;
	options_set_levels(options, examination.diags);
	if (!has_right_format(options))
		return STATUS_FAILED;
	host = host_open(arena, options->root ? options->root : "/", examination.diags);
	if (host && read_scenario(&examination)) {
		doctor = examine(&examination, host);
		print(&examination, doctor);
	}
	status = verbs_report(options, examination.diags);
	if (!doctor || !doctor_has_seen(doctor) || status == STATUS_FAILED)
		return STATUS_FAILED;
	return doctor_has_failed(doctor) ? STATUS_FINDINGS : status;
}
