/* SPDX-License-Identifier: BSD-3-Clause
 * audit.c: audits a scenario, or a host on which it is installed. */
#include "audit/audit.h"

#include <libxml/tree.h>
#include <stdio.h>

#include "base/arena.h"
#include "cli/internal.h"
#include "cli/messages.h"
#include "cli/verbs.h"
#include "host/host.h"
#include "model/harden.h"
#include "plan/formats.h"
#include "plan/plan.h"
#include "render/render.h"
#include "suppress/suppress.h"

/* The parts that count: a host has what gen writes by default, if nothing else is said. */
static unsigned parts_of(const struct options *options)
{
	return options->hardening || !options->root ? options->hardening : HARDEN_DEFAULT;
}

/* Also without --harden there is a plan of it: the files of the VMs are there. */
static const struct plan *make_plan(struct arena *arena, const struct options *options,
				    struct diags *diags)
{
	struct options hardened = *options;
	unsigned parts = parts_of(options);
	const struct model *model;

	hardened.hardening = parts ? parts : HARDEN_DEFAULT;
	model = verbs_model(arena, arena, &hardened, diags);
	return model ? plan_build(arena, model) : NULL;
}

/* Opens the host, and makes what should be installed there. */
static bool prepare_host(struct arena *arena, const struct options *options,
			 struct audit_request *request, struct output_files *files,
			 struct diags *diags)
{
	CLEANUP(arena_free) struct arena *memory = arena_new_like(arena);

	request->host = host_open(arena, options->root, diags);
	request->root = options->root;
	request->files = files;
	return request->host && render_plan(arena, options->templates,
					    plan_xml(memory, request->plan), diags, files);
}

/* NULL with the reason in `diags`. */
static const struct audit *make_audit(struct arena *arena, const struct options *options,
				      struct diags *diags)
{
	struct output_files *files = arena_alloc(arena, sizeof(*files));
	struct audit_request request = {
		.plan = make_plan(arena, options, diags),
		.path = options->arguments[0],
		.parts = parts_of(options),
	};

	if (!request.plan)
		return NULL;
	if (options->root && !prepare_host(arena, options, &request, files, diags))
		return NULL;
	return audit_run(arena, &request);
}

/* Prints the audit, or its findings; a document of messages is left to the report. Findings count
 * for the exit status by -Werror only. */
static int print(const struct options *options, const struct audit *audit,
		 struct messages *messages, struct diags *findings)
{
	struct diags *diags = diags_new(diags_arena(findings));

	audit_report(audit, findings);
	suppress_filter(diags_arena(findings), findings);
	messages_include(messages, findings);
	if (options->format == DIAG_FORMAT_TEXT)
		audit_print_text(audit, stdout);
	else if (options->format == DIAG_FORMAT_GCC)
		diags_print(findings, stdout, DIAG_FORMAT_GCC, false);
	else if (options->format == DIAG_FORMAT_JSON)
		audit_print_json(diags_arena(findings), audit, stdout);
	if (!verbs_flush_stdout(diags))
		messages_add(messages, diags);
	if (options->has_threshold && audit_worst(audit) > options->threshold)
		return STATUS_FINDINGS;
	return diags_error_count(findings) ? STATUS_FINDINGS : STATUS_CLEAN;
}

int verb_audit(struct arena *arena, const struct options *options)
{
	struct messages *messages = messages_new(arena, options);
	struct diags *diags = diags_new(arena), *findings = diags_new(arena);
	const struct audit *audit;
	int status, reported;

	options_set_levels(options, diags);
	options_set_levels(options, findings);
	audit = make_audit(arena, options, diags);
	messages_add(messages, diags);
	status = audit ? print(options, audit, messages, findings) : STATUS_FAILED;
	reported = messages_end(messages);
	if (!audit && reported != STATUS_CLEAN)
		return reported;
	return reported > status ? reported : status;
}
