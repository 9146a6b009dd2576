/* SPDX-License-Identifier: BSD-3-Clause
 * doctor.c: checks a host, and compares it with a scenario. */
#include "doctor/doctor.h"

#include <stdio.h>

#include "base/arena.h"
#include "cli/internal.h"
#include "cli/messages.h"
#include "cli/verbs.h"
#include "host/host.h"
#include "model/harden.h"
#include "script/eras.h"

/* What a run of the verb has. */
struct examination {
	struct arena *arena;
	struct options options;	   /* with the parts of the hardening that the host has */
	struct diags *diags;	   /* about what cannot be checked */
	const struct model *model; /* NULL without a scenario */
};

/* The rules for scripts hold for the command lines of device models that run. Those of the
 * scenario's VMs are compared with it: VMs of other scenarios may run besides. */
static void check_commands(const struct examination *examination, struct doctor *doctor)
{
	struct arena *arena = examination->arena;
	const struct options *options = &examination->options;
	struct doctor_check *check = doctor_begin(doctor, "command lines", NULL);
	struct script_set set = { .release = options->release };
	struct scenario_context context;

	set.scripts = doctor_scripts(doctor, false, &set.count);
	doctor_say(check, "%zu", set.count);
	if (doctor_unread(doctor))
		doctor_skip(check, "%s", doctor_unread(doctor));
	if (!set.count || !verbs_context(arena, options, examination->diags, &context))
		return;
	scripts_check(arena, &context, &set, doctor_diags(check));
	if (!examination->model)
		return;
	set.scripts = doctor_scripts(doctor, true, &set.count);
	scripts_compare(arena, &set, examination->model, doctor_diags(check));
}

/* The formats for messages alone have no place for a check without any. */
static bool has_right_format(const struct options *options)
{
	return options->format == DIAG_FORMAT_TEXT || options->format == DIAG_FORMAT_GCC ||
	       options->format == DIAG_FORMAT_JSON ||
	       options_refuse(options, "invalid format for", "doctor", "use text, gcc or json");
}

static const struct model *read_model(const struct examination *examination, struct diags *diags)
{
	return verbs_model(examination->arena, examination->arena, &examination->options, diags);
}

/* Where the host has keys, VMs have the images of these, too. */
static void add_keys(struct examination *examination, struct host *host)
{
	const struct plan *plan = plan_build(examination->arena, examination->model);
	const struct model *with_keys;
	struct host_file keys;

	if (!host_stat(host, plan->hardening->keys, &keys))
		return;
	examination->options.hardening |= 1u << HARDEN_KEYS;
	with_keys = read_model(examination, diags_new(examination->arena));
	if (with_keys)
		examination->model = with_keys;
}

/* The scenario is checked first: to a wrong one nothing can be compared. */
static bool read_scenario(struct examination *examination, struct host *host)
{
	if (!examination->options.argument_count)
		return true;
	examination->model = read_model(examination, examination->diags);
	if (examination->model)
		add_keys(examination, host);
	return examination->model;
}

static struct doctor *examine(const struct examination *examination, struct host *host)
{
	const struct model *model = examination->model;
	const struct doctor_request request = {
		.host = host,
		.plan = model ? plan_build(examination->arena, model) : NULL,
		.release = examination->options.release,
		.target = examination->options.target,
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
	const struct options *options = &examination->options;

	if (options->format == DIAG_FORMAT_JSON)
		doctor_print_json(doctor, stdout);
	else
		doctor_print_text(doctor, stdout, options->format, options->has_output_color);
	verbs_flush_stdout(examination->diags);
}

/* The findings are printed with their checks already. */
static int finish(const struct examination *examination, const struct doctor *doctor)
{
	struct messages *messages = messages_new(examination->arena, &examination->options);
	struct diags *findings = diags_new(examination->arena);

	messages_add(messages, examination->diags);
	if (doctor)
		doctor_collect(doctor, findings);
	messages_include(messages, findings);
	return messages_end(messages);
}

int verb_doctor(struct arena *arena, const struct options *options)
{
	struct examination examination = { arena, *options, diags_new(arena), NULL };
	struct doctor *doctor = NULL;
	struct host *host;
	int status;

	/* Any part makes the plan have the names of all. */
	examination.options.hardening |= 1u << HARDEN_GROUPS;
	options_set_levels(options, examination.diags);
	if (!has_right_format(options))
		return STATUS_FAILED;
	host = host_open(arena, options->root ? options->root : "/", examination.diags);
	if (host && read_scenario(&examination, host)) {
		doctor = examine(&examination, host);
		print(&examination, doctor);
	}
	status = finish(&examination, doctor);
	if (!doctor || !doctor_has_seen(doctor) || status == STATUS_FAILED)
		return STATUS_FAILED;
	return doctor_has_failed(doctor) ? STATUS_FINDINGS : status;
}
