/* SPDX-License-Identifier: BSD-3-Clause
 * audit.c: the score of each region and VM, and what it is made of. */
#include "audit/audit.h"
#include "base/arena.h"
#include "report/internal.h"

/* What the scores are of, and what they are worth. */
static const char *note_of(const struct audit *audit)
{
	return audit->parts ? "With the hardening that --harden writes, once it is installed. A "
			      "score is the share of a list that is open: it proves nothing about "
			      "what is not in the list."
			    : "Without hardening. A score is the share of a list that is open: it "
			      "proves nothing about what is not in the list.";
}

static void add_row(const struct report *report, xmlNode *parent, const struct audit_row *row,
		    struct audit_finding finding)
{
	xmlNode *node = report_add(report, parent, "row");

	report_text(report, node, "practice", audit_practice_name(row->practice));
	report_text(report, node, "slug", row->rule->slug);
	report_text(report, node, "state", audit_state_name(finding.state));
	report_textf(report, node, "sign", "%c", audit_state_sign(finding.state));
	report_number(report, node, "weight", row->weight);
	report_text(report, node, "what", row->rule->summary);
	report_text(report, node, "reason", finding.reason);
	if (audit_is_open(finding))
		report_text(report, node, "why", row->why);
}

static void add_reader(const struct report *report, xmlNode *parent,
		       const struct audit_reader *reader)
{
	xmlNode *node = report_add(report, parent, "reader");

	if (reader->name)
		report_textf(report, node, "who", "%s %s", reader->kind, reader->name);
	else
		report_text(report, node, "who", reader->kind);
	report_text(report, node, "how", reader->how);
}

static void add_subject(const struct report *report, xmlNode *parent,
			const struct audit_subject *subject)
{
	xmlNode *node = report_add(report, parent, "subject");

	report_text(report, node, "kind", audit_subject_kind(subject));
	report_textf(report, node, "what", "%s '%s'", subject->region ? "region" : "VM",
		     audit_subject_name(subject));
	report_textf(report, node, "score", "%u.%u", subject->score / 10, subject->score % 10);
	report_number(report, node, "extent", report_share(subject->score, AUDIT_SCORE_MAX, 1000));
	report_text(report, node, "word", audit_word(subject->score));
	for (size_t i = 0; i < subject->row_count; i++)
		add_row(report, node, subject->rows[i], subject->findings[i]);
	for (size_t i = 0; i < subject->reader_count; i++)
		add_reader(report, node, &subject->readers[i]);
}

void report_add_audit(const struct report *report, xmlNode *root)
{
	const struct audit *audit = report->request->audit;
	xmlNode *node = report_add(report, root, "audit");

	if (!audit) {
		report_text(report, node, "reason", report_has_errors);
		return;
	}
	if (!audit->count) {
		report_text(report, node, "reason",
			    "The scenario has no shared region and no VM that the Service VM "
			    "starts.");
		return;
	}
	report_text(report, node, "note", note_of(audit));
	for (size_t i = 0; i < audit->count; i++)
		add_subject(report, node, &audit->subjects[i]);
}
