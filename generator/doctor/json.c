/* SPDX-License-Identifier: BSD-3-Clause
 * json.c: checks for programs, by schema/doctor.schema.json. */
#include "diag/document.h"
#include "doctor/internal.h"

static void set_text(struct arena *arena, json_t *object, const char *key, const char *text)
{
	if (text)
		document_set(arena, object, key, document_text(arena, text));
}

static void add_finding(struct arena *arena, json_t *findings, const struct diag_message *message)
{
	json_t *object = document_append_object(arena, findings);

	set_text(arena, object, "level", message->level == DIAG_WARNING ? "warning" : "error");
	set_text(arena, object, "rule", message->rule->slug);
	document_set(arena, object, "code", document_number((size_t)message->rule->code));
	set_text(arena, object, "message", message->text);
	set_text(arena, object, "help", message->help);
	set_text(arena, object, "source", message->at.source ? message->at.source->name : NULL);
}

static void add_check(struct arena *arena, json_t *checks, const struct doctor_check *check)
{
	static const char *const names[] = { "pass", "warn", "fail", "skip" };
	json_t *object = document_append_object(arena, checks), *findings;
	size_t count = diags_count(check->diags);

	set_text(arena, object, "status", names[doctor_status(check)]);
	set_text(arena, object, "check", check->name);
	set_text(arena, object, "subject", check->subject);
	set_text(arena, object, "text", doctor_remark(check));
	findings = document_set_array(arena, object, "findings");
	for (size_t i = 0; i < count; i++) {
		const struct diag_message message = diags_get(check->diags, i);

		add_finding(arena, findings, &message);
	}
}

void doctor_print_json(struct doctor *doctor, FILE *stream)
{
	struct arena *arena = doctor->arena;
	json_t *root = json_object(), *checks;

	if (!root)
		arena_exhausted(arena);
	set_text(arena, root, "scenario", doctor->plan ? doctor->plan->scenario : NULL);
	document_set(arena, root, "live", json_boolean(host_is_live(doctor->host)));
	checks = document_set_array(arena, root, "checks");
	for (size_t i = 0; i < doctor->check_count; i++)
		add_check(arena, checks, doctor->checks[i]);
	document_print(arena, root, stream, JSON_INDENT(2));
}
