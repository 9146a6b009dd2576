/* SPDX-License-Identifier: BSD-3-Clause
 * text.c: an audit for people: all scores, and then what each of them is made of. */
#include <string.h>

#include "audit/audit.h"
#include "model/harden.h"

/* Names of files of the user's and of the host's are in texts. */
static void print_text(FILE *stream, const char *text)
{
	diag_print_safely(stream, text, strlen(text));
}

static void print_parts(FILE *stream, unsigned parts)
{
	const char *comma = "";

	for (enum harden_part part = 0; part < HARDEN_COUNT; part++)
		if (parts & 1u << part) {
			fprintf(stream, "%s%s", comma, harden_name(part));
			comma = ",";
		}
}

/* What was looked at. */
static void print_heading(const struct audit *audit, FILE *stream)
{
	fputs("Audit of ", stream);
	print_text(stream, audit->path);
	fputs(audit->parts ? " with --harden=" : " without --harden", stream);
	print_parts(stream, audit->parts);
	if (audit->root) {
		fputs(", as it is installed below ", stream);
		print_text(stream, audit->root);
	} else if (audit->parts) {
		fputs(", once it is applied", stream);
	}
	fputs("\nA score is the share of a list that is open. It proves nothing about what is not "
	      "in the list.\n\n",
	      stream);
}

static void print_score(const struct audit_subject *subject, FILE *stream)
{
	fprintf(stream, "%-6s %-27s %4u.%u  %s\n", subject->region ? "region" : "VM",
		audit_subject_name(subject), subject->score / 10, subject->score % 10,
		audit_word(subject->score));
}

static void print_row(const struct audit_row *row, struct audit_finding finding, FILE *stream)
{
	fprintf(stream, "  %c %u  %-27s %s\n         ", audit_state_sign(finding.state),
		row->weight, row->rule->slug, row->rule->summary);
	if (finding.state == AUDIT_NOT_APPLICABLE)
		fputs("not applicable: ", stream);
	print_text(stream, finding.reason);
	if (audit_is_open(finding))
		fprintf(stream, "; %s", row->why);
	fputc('\n', stream);
}

static void print_readers(const struct audit_subject *subject, FILE *stream)
{
	fputs("  readable by\n", stream);
	for (size_t i = 0; i < subject->reader_count; i++) {
		const struct audit_reader *reader = &subject->readers[i];

		fprintf(stream, "         %s ", reader->kind);
		if (reader->name) {
			print_text(stream, reader->name);
			fputc(' ', stream);
		}
		fprintf(stream, "%s\n", reader->how);
	}
}

static void print_subject(const struct audit_subject *subject, FILE *stream)
{
	const char *land = "";

	if (subject->region)
		land = subject->region->land == CFG_LAND_HV ? " in hv-land" : " in dm-land";
	fprintf(stream, "\n%s %s%s: %u.%u %s\n", subject->region ? "region" : "VM",
		audit_subject_name(subject), land, subject->score / 10, subject->score % 10,
		audit_word(subject->score));
	for (size_t i = 0; i < subject->row_count; i++) {
		const struct audit_row *row = subject->rows[i];

		if (!i || row->practice != subject->rows[i - 1]->practice)
			fprintf(stream, "  %s\n", audit_practice_name(row->practice));
		print_row(row, subject->findings[i], stream);
	}
	if (subject->region)
		print_readers(subject, stream);
}

void audit_print_text(const struct audit *audit, FILE *stream)
{
	print_heading(audit, stream);
	for (size_t i = 0; i < audit->count; i++)
		print_score(&audit->subjects[i], stream);
	if (!audit->count)
		fputs("The scenario has no shared region and no VM that the Service VM starts.\n",
		      stream);
	for (size_t i = 0; i < audit->count; i++)
		print_subject(&audit->subjects[i], stream);
}
