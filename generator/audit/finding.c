/* SPDX-License-Identifier: BSD-3-Clause
 * finding.c: findings, the words for them, and the messages of those that are open. */
#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "audit/audit.h"
#include "audit/internal.h"
#include "base/arena.h"

struct audit_finding audit_found(const struct auditor *auditor, enum audit_state state,
				 const char *format, ...)
{
	struct audit_finding finding = { .state = state };
	va_list arguments;

	va_start(arguments, format);
	finding.reason = arena_vprintf(auditor->arena, format, arguments);
	va_end(arguments);
	return finding;
}

struct audit_finding audit_unreadable(const struct auditor *auditor, const char *path)
{
	bool is_missing = errno == ENOENT || errno == ENOTDIR;

	return audit_found(auditor, is_missing ? AUDIT_OPEN : AUDIT_UNKNOWN, "%s: %s", path,
			   strerror(errno));
}

struct audit_finding audit_worse(struct audit_finding one, struct audit_finding other)
{
	static const int ranks[] = {
		[AUDIT_NOT_APPLICABLE] = 0, [AUDIT_IN_FORCE] = 1, [AUDIT_UNKNOWN] = 2,
		[AUDIT_OPEN] = 3,	    [AUDIT_DIFFERS] = 4,
	};

	return ranks[other.state] > ranks[one.state] ? other : one;
}

bool audit_is_open(struct audit_finding finding)
{
	return finding.state != AUDIT_IN_FORCE && finding.state != AUDIT_NOT_APPLICABLE;
}

const char *audit_word(unsigned score)
{
	if (score >= 90)
		return "UNSAFE";
	if (score >= 75)
		return "EXPOSED";
	return score >= 50 ? "MEDIUM" : "OK";
}

const char *audit_practice_name(enum audit_practice practice)
{
	static const char *const names[] = {
		[AUDIT_ADMIN] = "admin separation", [AUDIT_ACCESS] = "access control",
		[AUDIT_CRYPTO] = "cryptography",    [AUDIT_WHITELIST] = "whitelisting",
		[AUDIT_INTEGRITY] = "integrity",    [AUDIT_SCENARIO] = "scenario",
	};

	return names[practice];
}

const char *audit_state_name(enum audit_state state)
{
	static const char *const names[] = {
		[AUDIT_IN_FORCE] = "in force",
		[AUDIT_OPEN] = "open",
		[AUDIT_DIFFERS] = "differs",
		[AUDIT_UNKNOWN] = "unknown",
		[AUDIT_NOT_APPLICABLE] = "not applicable",
	};

	return names[state];
}

char audit_state_sign(enum audit_state state)
{
	static const char signs[] = {
		[AUDIT_IN_FORCE] = '+', [AUDIT_OPEN] = '-',	      [AUDIT_DIFFERS] = '!',
		[AUDIT_UNKNOWN] = '?',	[AUDIT_NOT_APPLICABLE] = ' ',
	};

	return signs[state];
}

const char *audit_subject_kind(const struct audit_subject *subject)
{
	return subject->region ? "region" : "vm";
}

const char *audit_subject_name(const struct audit_subject *subject)
{
	return subject->region ? subject->region->name : subject->vm->name;
}

struct span audit_subject_at(const struct audit_subject *subject)
{
	return subject->region ? subject->region->at : subject->vm->at;
}

void audit_report(const struct audit *audit, struct diags *diags)
{
	for (size_t i = 0; i < audit->count; i++) {
		const struct audit_subject *subject = &audit->subjects[i];

		for (size_t j = 0; j < subject->row_count; j++)
			if (audit_is_open(subject->findings[j]))
				diag_add(diags, subject->rows[j]->rule->code,
					 audit_subject_at(subject), "%s '%s': %s; %s",
					 subject->region ? "region" : "VM",
					 audit_subject_name(subject), subject->findings[j].reason,
					 subject->rows[j]->why);
	}
}
