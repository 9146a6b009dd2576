/* SPDX-License-Identifier: BSD-3-Clause
 * report.c: checks, what they find, and how that is printed. */
#include <stdarg.h>
#include <string.h>

#include "doctor/internal.h"
#include "plan/writer.h"

enum status {
	STATUS_PASS,
	STATUS_WARN,
	STATUS_FAIL,
	STATUS_SKIP,
	STATUS_COUNT,
};

struct doctor_check *doctor_begin(struct doctor *doctor, const char *name, const char *subject)
{
	struct doctor_check *check = arena_alloc(doctor->arena, sizeof(*check));

	*check = (struct doctor_check) {
		.arena = doctor->arena,
		.name = name,
		.subject = subject,
		.diags = diags_new_like(doctor->arena, doctor->request.levels),
	};
	doctor->checks = arena_grow(doctor->arena, doctor->checks, doctor->check_count,
				    sizeof(struct doctor_check *));
	doctor->checks[doctor->check_count++] = check;
	return check;
}

struct diags *doctor_diags(const struct doctor_check *check)
{
	return check->diags;
}

void doctor_say(struct doctor_check *check, const char *format, ...)
{
	va_list arguments;
	const char *text;

	va_start(arguments, format);
	text = arena_vprintf(check->arena, format, arguments);
	va_end(arguments);
	check->text = check->text ? arena_printf(check->arena, "%s; %s", check->text, text) : text;
}

void doctor_skip(struct doctor_check *check, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	check->skip_reason = arena_vprintf(check->arena, format, arguments);
	va_end(arguments);
}

struct diag *doctor_find(struct doctor_check *check, enum diag_code code, const char *format, ...)
{
	va_list arguments;
	struct diag *diag;

	va_start(arguments, format);
	diag = diag_add_va(check->diags, code, (struct span) { 0 }, format, arguments);
	va_end(arguments);
	return diag;
}

void doctor_declared(struct diag *diag, struct span at)
{
	if (at.source)
		diag_note(diag, at, "the scenario declares it here");
}

static enum status status_of(const struct doctor_check *check)
{
	if (diags_worst(check->diags) >= DIAG_ERROR)
		return STATUS_FAIL;
	if (diags_worst(check->diags) == DIAG_WARNING)
		return STATUS_WARN;
	return check->skip_reason ? STATUS_SKIP : STATUS_PASS;
}

/* What is to be read beside the status; NULL for nothing. */
static const char *remark_of(const struct doctor_check *check)
{
	if (!check->skip_reason || !check->text)
		return check->skip_reason ? check->skip_reason : check->text;
	return arena_printf(check->arena, "%s; %s", check->text, check->skip_reason);
}

bool doctor_has_seen(const struct doctor *doctor)
{
	for (size_t i = 0; i < doctor->check_count; i++)
		if (status_of(doctor->checks[i]) != STATUS_SKIP)
			return true;
	return false;
}

bool doctor_has_failed(const struct doctor *doctor)
{
	for (size_t i = 0; i < doctor->check_count; i++)
		if (status_of(doctor->checks[i]) == STATUS_FAIL)
			return true;
	return false;
}

static void print_check(const struct doctor_check *check, FILE *stream, bool color)
{
	static const char *const names[] = { "PASS", "WARN", "FAIL", "SKIP" };
	static const char *const colors[] = { "\033[1;32m", "\033[1;35m", "\033[1;31m", "\033[1m" };
	enum status status = status_of(check);
	const char *remark = remark_of(check);

	fprintf(stream, "%s%s%s  %s", color ? colors[status] : "", names[status],
		color ? "\033[0m" : "", check->name);
	if (check->subject) {
		fputc(' ', stream);
		diag_print_safely(stream, check->subject, strlen(check->subject));
	}
	if (remark) {
		fputs(": ", stream);
		diag_print_safely(stream, remark, strlen(remark));
	}
	fputc('\n', stream);
}

void doctor_print_text(struct doctor *doctor, FILE *stream, enum diag_format format, bool color)
{
	size_t counts[STATUS_COUNT] = { 0 };

	for (size_t i = 0; i < doctor->check_count; i++) {
		counts[status_of(doctor->checks[i])]++;
		print_check(doctor->checks[i], stream, color);
		diags_print(doctor->checks[i]->diags, stream, format, color);
	}
	fprintf(stream, "%zu passed, %zu with warnings, %zu failed, %zu skipped\n",
		counts[STATUS_PASS], counts[STATUS_WARN], counts[STATUS_FAIL], counts[STATUS_SKIP]);
}

static void write_finding(struct plan_writer *writer, const struct diag_message *message)
{
	writer_begin(writer, "findings");
	writer_text(writer, "level", message->level == DIAG_WARNING ? "warning" : "error");
	writer_text(writer, "rule", message->rule->slug);
	writer_number(writer, "code", message->rule->code);
	writer_text(writer, "message", message->text);
	writer_text(writer, "help", message->help);
	if (message->at.source)
		writer_origin(writer, message->at);
	writer_end(writer);
}

static void write_check(struct plan_writer *writer, const struct doctor_check *check)
{
	static const char *const names[] = { "pass", "warn", "fail", "skip" };
	size_t count = diags_count(check->diags);

	writer_begin(writer, "checks");
	writer_text(writer, "status", names[status_of(check)]);
	writer_text(writer, "check", check->name);
	writer_text(writer, "subject", check->subject);
	writer_text(writer, "text", remark_of(check));
	writer_begin_list(writer, "findings");
	for (size_t i = 0; i < count; i++) {
		const struct diag_message message = diags_get(check->diags, i);

		write_finding(writer, &message);
	}
	writer_end_list(writer);
	writer_end(writer);
}

static void write_report(struct plan_writer *writer, const void *object)
{
	const struct doctor *doctor = object;

	writer_text(writer, "scenario", doctor->plan ? doctor->plan->scenario : NULL);
	writer_boolean(writer, "live", host_is_live(doctor->host));
	writer_begin_list(writer, "checks");
	for (size_t i = 0; i < doctor->check_count; i++)
		write_check(writer, doctor->checks[i]);
	writer_end_list(writer);
}

void doctor_print_json(struct doctor *doctor, FILE *stream)
{
	writer_print_json(doctor->arena, stream, write_report, doctor);
}
