/* SPDX-License-Identifier: BSD-3-Clause
 * junit.c: messages as results of tests, in the XML of JUnit: a suite for each input, and in it a
 * test for each group of rules.
 *
 * Errors are failures of a test, failures its errors, and warnings what it prints. A test has no
 * time, so that the same input leads to the same report.
 */
#include "base/arena.h"
#include "diag/internal.h"
#include "diag/path.h"

/* The messages of a suite about one group of rules: their indices in the report. */
struct test {
	size_t *diags; /* arena_grow()n */
	size_t count;
	enum diag_level worst;
};

struct suite {
	const char *path;
	bool is_incomplete;
	struct test *tests; /* by group */
};

struct junit {
	struct arena *arena;
	const struct diag_report *report;
	struct diag_groups groups;
	bool *is_checked; /* by group: whether it has rules about scenarios and scripts */
	struct suite *suites;
	size_t suite_count;
};

/* How many tests of suites there are. */
struct counts {
	size_t tests, failures, errors, skipped;
};

/* The findings of audit and doctor have these numbers (diag/codes.def). */
static bool is_finding(const struct diag_rule *rule)
{
	return rule->code / 100 == 10;
}

static void find_groups(struct junit *junit)
{
	junit->groups = diag_groups(junit->arena);
	junit->is_checked =
		arena_array(junit->arena, junit->groups.count, sizeof(*junit->is_checked));
	for (const struct diag_rule *rule = diag_rules(); rule->slug; rule++)
		if (!is_finding(rule))
			junit->is_checked[junit->groups.of_rules[rule - diag_rules()]] = true;
}

/* A suite for each input, and behind these one for messages that are about none. */
static void make_suites(struct junit *junit)
{
	const struct diag_report *report = junit->report;

	junit->suite_count = report->input_count + 1;
	junit->suites = arena_array(junit->arena, junit->suite_count, sizeof(*junit->suites));
	for (size_t i = 0; i < junit->suite_count; i++) {
		struct suite *suite = &junit->suites[i];

		suite->path = "acrn-cfg";
		if (i < report->input_count) {
			suite->path = diag_path(junit->arena, NULL, report->inputs[i].path);
			suite->is_incomplete = report->inputs[i].is_incomplete;
		}
		suite->tests =
			arena_array(junit->arena, junit->groups.count, sizeof(*suite->tests));
	}
}

static void distribute(struct junit *junit)
{
	for (size_t i = 0; i < junit->report->count; i++) {
		const struct diag *diag = &junit->report->diags[i];
		size_t index = diag->input ? diag->input - 1 : junit->suite_count - 1;
		size_t group = junit->groups.of_rules[diag->rule - diag_rules()];
		struct test *test = &junit->suites[index].tests[group];

		test->diags =
			arena_grow(junit->arena, test->diags, test->count, sizeof(*test->diags));
		test->diags[test->count++] = i;
		if (diag->level > test->worst)
			test->worst = diag->level;
	}
}

/* Every input has the same tests; a group about something else is there with its messages only. */
static bool has_test(const struct junit *junit, const struct suite *suite, size_t group)
{
	bool is_input = suite < &junit->suites[junit->suite_count - 1];

	return suite->tests[group].count || (is_input && junit->is_checked[group]);
}

static void count_tests(const struct junit *junit, const struct suite *suite, struct counts *counts)
{
	for (size_t group = 0; group < junit->groups.count; group++) {
		const struct test *test = &suite->tests[group];

		counts->tests += has_test(junit, suite, group);
		counts->failures += test->worst == DIAG_ERROR;
		counts->errors += test->worst == DIAG_FAILURE;
		counts->skipped +=
			suite->is_incomplete && !test->count && has_test(junit, suite, group);
	}
}

/* Prints the messages of a test that are warnings, or those that are not, a line each. */
static void print_messages(const struct junit *junit, const struct test *test, bool are_warnings,
			   FILE *stream)
{
	for (size_t i = 0; i < test->count; i++) {
		const struct diag *diag = &junit->report->diags[test->diags[i]];
		const char *path;

		if ((diag->level == DIAG_WARNING) != are_warnings)
			continue;
		path = diag_report_path(junit->report, diag);
		diag_print_xml(stream, diag_printable(junit->arena, path));
		if (diag->at.source) {
			struct position at = source_position(diag->at.source, diag->at.start);

			fprintf(stream, ":%zu:%zu", at.line, at.column);
		}
		fprintf(stream, ": %s: [%s] ", are_warnings ? "warning" : "error",
			diag->rule->slug);
		diag_print_xml(stream, diag_full_text(junit->arena, diag));
		fputc('\n', stream);
	}
}

/* The worst message of a test stands for it. */
static void print_failure(const struct junit *junit, const struct test *test, FILE *stream)
{
	const char *element = test->worst == DIAG_FAILURE ? "error" : "failure";
	const struct diag *worst = &junit->report->diags[test->diags[0]];

	for (size_t i = 0; worst->level != test->worst; i++)
		worst = &junit->report->diags[test->diags[i]];
	fprintf(stream, "      <%s type=\"%s\" message=\"", element, worst->rule->slug);
	diag_print_xml(stream, diag_printable(junit->arena, worst->message));
	fputs("\">", stream);
	print_messages(junit, test, false, stream);
	fprintf(stream, "</%s>\n", element);
}

static bool has_warnings(const struct junit *junit, const struct test *test)
{
	for (size_t i = 0; i < test->count; i++)
		if (junit->report->diags[test->diags[i]].level == DIAG_WARNING)
			return true;
	return false;
}

static void print_test(const struct junit *junit, const struct suite *suite, size_t group,
		       FILE *stream)
{
	const struct test *test = &suite->tests[group];

	fputs("    <testcase classname=\"", stream);
	diag_print_xml(stream, diag_printable(junit->arena, suite->path));
	fputs("\" name=\"", stream);
	diag_print_xml(stream, junit->groups.titles[group]);
	if (!test->count && !suite->is_incomplete) {
		fputs("\"/>\n", stream);
		return;
	}
	fputs("\">\n", stream);
	if (!test->count)
		fputs("      <skipped message=\"not checked completely, because of errors\"/>\n",
		      stream);
	if (test->worst > DIAG_WARNING)
		print_failure(junit, test, stream);
	if (has_warnings(junit, test)) {
		fputs("      <system-out>", stream);
		print_messages(junit, test, true, stream);
		fputs("</system-out>\n", stream);
	}
	fputs("    </testcase>\n", stream);
}

static void print_suite(const struct junit *junit, const struct suite *suite, FILE *stream)
{
	struct counts counts = { 0 };

	count_tests(junit, suite, &counts);
	if (!counts.tests)
		return;
	fputs("  <testsuite name=\"", stream);
	diag_print_xml(stream, diag_printable(junit->arena, suite->path));
	fprintf(stream, "\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\">\n",
		counts.tests, counts.failures, counts.errors, counts.skipped);
	for (size_t group = 0; group < junit->groups.count; group++)
		if (has_test(junit, suite, group))
			print_test(junit, suite, group, stream);
	fputs("  </testsuite>\n", stream);
}

/* How many messages are left out is a test of its own, which fails where errors are. */
static void print_omission(const struct diag_report *report, FILE *stream)
{
	static const char name[] = "Messages that are not shown";
	const char *omission = diag_omission_text(report->arena, report->omission);
	bool are_errors = report->omission.errors;

	if (!omission)
		return;
	fprintf(stream,
		"  <testsuite name=\"%s\" tests=\"1\" failures=\"%d\" errors=\"0\" "
		"skipped=\"0\">\n"
		"    <testcase classname=\"acrn-cfg\" name=\"%s\">\n",
		name, are_errors, name);
	if (are_errors)
		fprintf(stream, "      <failure type=\"omitted\" message=\"%s\">%s</failure>\n",
			omission, omission);
	else
		fprintf(stream, "      <system-out>%s</system-out>\n", omission);
	fputs("    </testcase>\n  </testsuite>\n", stream);
}

void diag_print_junit(const struct diag_report *report, FILE *stream)
{
	struct junit junit = { .arena = report->arena, .report = report };
	struct counts counts = { 0 };

	find_groups(&junit);
	make_suites(&junit);
	distribute(&junit);
	for (size_t i = 0; i < junit.suite_count; i++)
		count_tests(&junit, &junit.suites[i], &counts);
	counts.tests += report->omission.errors || report->omission.warnings;
	counts.failures += report->omission.errors > 0;
	fprintf(stream,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<testsuites name=\"acrn-cfg\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\">\n",
		counts.tests, counts.failures, counts.errors);
	for (size_t i = 0; i < junit.suite_count; i++)
		print_suite(&junit, &junit.suites[i], stream);
	print_omission(report, stream);
	fputs("</testsuites>\n", stream);
}
