/* SPDX-License-Identifier: BSD-3-Clause
 * report.c: checks, what they find, and how that is printed. */
#include <stdarg.h>
#include <string.h>

#include "doctor/internal.h"

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

enum doctor_status doctor_status(const struct doctor_check *check)
{
	if (diags_worst(check->diags) >= DIAG_ERROR)
		return DOCTOR_FAIL;
	if (diags_worst(check->diags) == DIAG_WARNING)
		return DOCTOR_WARN;
	return check->skip_reason ? DOCTOR_SKIP : DOCTOR_PASS;
}

const char *doctor_remark(const struct doctor_check *check)
{
	if (!check->skip_reason || !check->text)
		return check->skip_reason ? check->skip_reason : check->text;
	return arena_printf(check->arena, "%s; %s", check->text, check->skip_reason);
}

bool doctor_has_seen(const struct doctor *doctor)
{
	for (size_t i = 0; i < doctor->check_count; i++)
		if (doctor_status(doctor->checks[i]) != DOCTOR_SKIP)
			return true;
	return false;
}

bool doctor_has_failed(const struct doctor *doctor)
{
	for (size_t i = 0; i < doctor->check_count; i++)
		if (doctor_status(doctor->checks[i]) == DOCTOR_FAIL)
			return true;
	return false;
}

static void print_check(const struct doctor_check *check, FILE *stream, bool color)
{
	static const char *const names[] = { "PASS", "WARN", "FAIL", "SKIP" };
	static const char *const colors[] = { "\033[1;32m", "\033[1;35m", "\033[1;31m", "\033[1m" };
	enum doctor_status status = doctor_status(check);
	const char *remark = doctor_remark(check);

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
	size_t counts[DOCTOR_COUNT] = { 0 };

	for (size_t i = 0; i < doctor->check_count; i++) {
		counts[doctor_status(doctor->checks[i])]++;
		print_check(doctor->checks[i], stream, color);
		diags_print(doctor->checks[i]->diags, stream, format, color);
	}
	fprintf(stream, "%zu passed, %zu with warnings, %zu failed, %zu skipped\n",
		counts[DOCTOR_PASS], counts[DOCTOR_WARN], counts[DOCTOR_FAIL], counts[DOCTOR_SKIP]);
}

void doctor_collect(const struct doctor *doctor, struct diags *diags)
{
	for (size_t i = 0; i < doctor->check_count; i++)
		diags_append(diags, doctor->checks[i]->diags);
}
