/* SPDX-License-Identifier: BSD-3-Clause
 * audit.c: runs the table of practices over a scenario, and adds up the scores. */
#include "audit/audit.h"

#include "audit/internal.h"
#include "base/arena.h"
#include "base/string_map.h"

enum subject_kind { REGION, VM };

struct table_row {
	enum diag_code code;
	enum subject_kind kind;
	struct audit_row row; /* without its rule */
};

static const struct table_row table[] = {
#define PRACTICE(code, subject, practice, weight, check, why) \
	{ DIAG_##code, subject, { NULL, AUDIT_##practice, weight, audit_##check, why } },
#include "audit/practices.def"
#undef PRACTICE
};

#define ROW_COUNT (sizeof(table) / sizeof(table[0]))

/* The rows for one kind of subject. */
struct rows {
	const struct audit_row *rows[ROW_COUNT];
	size_t count;
};

static const struct diag_rule *rule_of(enum diag_code code)
{
	const struct diag_rule *rule = diag_rules();

	while (rule->code != code)
		rule++;
	return rule;
}

static const struct rows *rows_for(struct arena *arena, enum subject_kind kind)
{
	struct rows *rows = arena_alloc(arena, sizeof(*rows));

	for (size_t i = 0; i < ROW_COUNT; i++) {
		struct audit_row *row;

		if (table[i].kind != kind)
			continue;
		row = arena_alloc(arena, sizeof(*row));
		*row = table[i].row;
		row->rule = rule_of(table[i].code);
		rows->rows[rows->count++] = row;
	}
	return rows;
}

unsigned audit_score(const struct audit_row *const *rows, const struct audit_finding *findings,
		     size_t count)
{
	unsigned open = 0, all = 0;

	for (size_t i = 0; i < count; i++) {
		if (findings[i].state != AUDIT_NOT_APPLICABLE)
			all += rows[i]->weight;
		if (audit_is_open(findings[i]))
			open += rows[i]->weight;
	}
	return all ? (open * AUDIT_SCORE_MAX + all / 2) / all : 0;
}

unsigned audit_worst(const struct audit *audit)
{
	unsigned worst = 0;

	for (size_t i = 0; i < audit->count; i++)
		if (audit->subjects[i].score > worst)
			worst = audit->subjects[i].score;
	return worst;
}

static void count_use(struct auditor *auditor, const struct plan_vm *vm,
		      const struct plan_file *file)
{
	struct audit_image *image = string_map_find(auditor->images, file->path);

	if (!image) {
		image = arena_alloc(auditor->arena, sizeof(*image));
		string_map_put(auditor->images, file->path, image);
	}
	if (image->last != vm) {
		image->last = vm;
		image->last_writes = false;
		image->vm_count++;
	}
	if (file->is_written && !image->last_writes) {
		image->last_writes = true;
		image->writer_count++;
	}
}

static void count_images(struct auditor *auditor)
{
	auditor->images = string_map_new(auditor->arena, auditor->plan->vm_count);
	for (size_t i = 0; i < auditor->plan->vm_count; i++) {
		const struct plan_vm *vm = &auditor->plan->vms[i];

		for (size_t j = 0; vm->hardening && j < vm->hardening->file_count; j++)
			if (vm->hardening->files[j].kind == PLAN_FILE_IMAGE)
				count_use(auditor, vm, &vm->hardening->files[j]);
	}
}

static void run(const struct auditor *auditor, const struct rows *rows,
		struct audit_subject *subject)
{
	subject->rows = rows->rows;
	subject->row_count = rows->count;
	subject->findings = arena_array(auditor->arena, rows->count, sizeof(*subject->findings));
	for (size_t i = 0; i < rows->count; i++)
		subject->findings[i] = rows->rows[i]->check(auditor, subject);
	subject->score = audit_score(subject->rows, subject->findings, rows->count);
	if (subject->region)
		audit_list_readers(auditor, subject);
}

/* All regions, and the VMs that users start: the others are the hypervisor's. */
static void run_all(const struct auditor *auditor, struct audit *audit)
{
	const struct plan *plan = auditor->plan;
	const struct rows *of_region = rows_for(auditor->arena, REGION);
	const struct rows *of_vm = rows_for(auditor->arena, VM);

	audit->subjects = arena_array(auditor->arena, plan->region_count + plan->vm_count,
				      sizeof(*audit->subjects));
	for (size_t i = 0; i < plan->region_count; i++) {
		struct audit_subject *subject = &audit->subjects[audit->count++];

		subject->region = &plan->regions[i];
		run(auditor, of_region, subject);
	}
	for (size_t i = 0; i < plan->vm_count; i++) {
		struct audit_subject *subject;

		if (!plan->vms[i].hardening)
			continue;
		subject = &audit->subjects[audit->count++];
		subject->vm = &plan->vms[i];
		run(auditor, of_vm, subject);
	}
}

const struct audit *audit_run(struct arena *arena, const struct audit_request *request)
{
	struct audit *audit = arena_alloc(arena, sizeof(*audit));
	struct auditor auditor = {
		.arena = arena,
		.request = request,
		.plan = request->plan,
		.hardening = request->plan->hardening,
	};

	*audit = (struct audit) {
		.plan = request->plan,
		.path = request->path,
		.parts = request->parts,
		.root = request->root,
	};
	audit_prepare(&auditor);
	count_images(&auditor);
	run_all(&auditor, audit);
	return audit;
}
