/* SPDX-License-Identifier: BSD-3-Clause
 * doctor.h: whether a host is ready for its VMs, and what runs there is what a scenario has.
 *
 * doctor_new() looks at the host once; each doctor_check_x() adds checks, of which some have no
 * finding, some have, and some say why nothing can be seen. Everything that is read of the host is
 * hostile. Time and memory grow in proportion to what is there.
 */
#ifndef DOCTOR_DOCTOR_H
#define DOCTOR_DOCTOR_H

#include <stdbool.h>
#include <stdio.h>

#include "diag/diag.h"
#include "plan/plan.h"

struct arena;
struct doctor;
struct doctor_check;
struct host;
struct script;

/* What the host is to be checked for. */
struct doctor_request {
	struct host *host;
	const struct plan *plan; /* with the hardening's names; NULL without a scenario */
	enum release release;
	enum target target;
	const struct diags *levels; /* those of warnings */
};

/* Looks at the processes and the shared memory of a host. It lives as long as the arena. */
struct doctor *doctor_new(struct arena *arena, const struct doctor_request *request);

/* The hypervisor, its device, programs, modules, memory, CPUs. */
void doctor_check_host(struct doctor *doctor);

/* Objects in /dev/shm and servers of regions. */
void doctor_check_memory(struct doctor *doctor);

/* The VMs that run; with a scenario those that it has. */
void doctor_check_vms(struct doctor *doctor);

/* With a scenario: its regions, and what each of its VMs needs. */
void doctor_check_scenario(struct doctor *doctor);

/* The command lines of running device models as scripts, whose sources are "PID <N>"; or only those
 * of acrn-dm for VMs of the scenario. */
const struct script **doctor_scripts(const struct doctor *doctor, bool is_planned, size_t *count);

/* Why there may be more than those; NULL where there are none. */
const char *doctor_unread(const struct doctor *doctor);

/* A check that others make: what is reported to its diagnostic list are its findings. */
struct doctor_check *doctor_begin(struct doctor *doctor, const char *name, const char *subject);
struct diags *doctor_diags(const struct doctor_check *check);

/* What a check has seen, for people; why it could not see something: it is skipped then, unless it
 * has findings. */
void doctor_say(struct doctor_check *check, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void doctor_skip(struct doctor_check *check, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Prints the checks as lines, each with its findings in a format for people. */
void doctor_print_text(struct doctor *doctor, FILE *stream, enum diag_format format, bool color);

/* Prints one object, by schema/doctor.schema.json. */
void doctor_print_json(struct doctor *doctor, FILE *stream);

/* Adds the findings of all checks to a list, which refers to the doctor's arena then. */
void doctor_collect(const struct doctor *doctor, struct diags *diags);

/* Whether anything could be checked; whether a check has failed. */
bool doctor_has_seen(const struct doctor *doctor);
bool doctor_has_failed(const struct doctor *doctor);

#endif
