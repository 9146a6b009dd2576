/* SPDX-License-Identifier: BSD-3-Clause
 * audit.h: which practices of hardening are in force for the regions and VMs of a scenario.
 *
 * An audit looks at the scenario and the parts of --harden, or at a host on which these were
 * installed. It knows nothing else of the host and nothing of what is in the guests: a score says
 * how much of a list is open, and is no proof that nothing else is.
 */
#ifndef AUDIT_AUDIT_H
#define AUDIT_AUDIT_H

#include <stdbool.h>
#include <stdio.h>

#include "diag/diag.h"
#include "plan/plan.h"

struct host;
struct output_files;

/* The highest score, in tenths. */
#define AUDIT_SCORE_MAX 100u

enum audit_practice {
	AUDIT_ADMIN,	 /* separation of those who manage VMs */
	AUDIT_ACCESS,	 /* control of access */
	AUDIT_CRYPTO,	 /* keys */
	AUDIT_WHITELIST, /* of programs */
	AUDIT_INTEGRITY, /* of what is booted */
	AUDIT_SCENARIO,	 /* what the scenario itself exposes */
};

enum audit_state {
	AUDIT_IN_FORCE,
	AUDIT_OPEN,
	AUDIT_DIFFERS, /* something else is installed than what was generated */
	AUDIT_UNKNOWN, /* cannot be seen from here */
	AUDIT_NOT_APPLICABLE,
};

/* What holds for one row of the table of practices. */
struct audit_finding {
	enum audit_state state;
	const char *reason;
};

struct audit_subject;
struct auditor;

/* A row of the table of practices (audit/practices.def). */
struct audit_row {
	const struct diag_rule *rule; /* whose summary states what should be */
	enum audit_practice practice;
	unsigned weight; /* against the other rows of a subject */
	struct audit_finding (*check)(const struct auditor *auditor,
				      const struct audit_subject *subject);
	const char *why; /* what follows where it is open */
};

/* Who can read and write a region. */
struct audit_reader {
	const char *kind; /* vm, user, group, others, root or hypervisor */
	const char *name; /* NULL where the kind says it all */
	const char *how;
};

/* A region, or a VM that is started in the Service VM: one of the two is NULL. */
struct audit_subject {
	const struct plan_region *region;
	const struct plan_vm *vm;
	const struct audit_row *const *rows; /* those for its kind */
	struct audit_finding *findings;	     /* one for each row */
	size_t row_count;
	unsigned score;		      /* in tenths, up to AUDIT_SCORE_MAX */
	struct audit_reader *readers; /* arena_grow()n; of a region */
	size_t reader_count;
};

struct audit {
	const struct plan *plan;
	const char *path; /* of the scenario, as the user wrote it */
	unsigned parts;	  /* of --harden: model/harden.h */
	const char *root; /* of the host that was looked at, or NULL */
	struct audit_subject *subjects;
	size_t count;
};

struct audit_request {
	const struct plan *plan; /* with its hardening */
	const char *path;
	unsigned parts; /* those that count, of the plan's */
	/* NULL, or the host, its root as the user wrote it, and what was rendered of the plan. */
	struct host *host;
	const char *root;
	const struct output_files *files;
};

/* Audits everything; the result lives as long as the arena and the plan. */
const struct audit *audit_run(struct arena *arena, const struct audit_request *request);

/* The score of findings, one for each row: the share of the weights that are not in force, of those
 * that are applicable. What cannot be seen counts as open. */
unsigned audit_score(const struct audit_row *const *rows, const struct audit_finding *findings,
		     size_t count);

/* OK, MEDIUM, EXPOSED or UNSAFE: from 0, 5.0, 7.5 and 9.0 on. */
const char *audit_word(unsigned score);

/* The highest score of all subjects. */
unsigned audit_worst(const struct audit *audit);

/* The words for enums, as in schema/audit.schema.json. */
const char *audit_practice_name(enum audit_practice practice);
const char *audit_state_name(enum audit_state state);

/* What stands before a row: + in force, - open, ! differs, ? unknown, a blank without application.
 */
char audit_state_sign(enum audit_state state);

/* "region" or "vm", its name, and where it is declared. */
const char *audit_subject_kind(const struct audit_subject *subject);
const char *audit_subject_name(const struct audit_subject *subject);
struct span audit_subject_at(const struct audit_subject *subject);

/* Whether a finding is neither in force nor without application. */
bool audit_is_open(struct audit_finding finding);

/* Reports each row that is open as a message of its rule. */
void audit_report(const struct audit *audit, struct diags *diags);

/* Print it: as tables for people, by schema/audit.schema.json for programs. */
void audit_print_text(const struct audit *audit, FILE *stream);
void audit_print_json(struct arena *arena, const struct audit *audit, FILE *stream);

#endif
