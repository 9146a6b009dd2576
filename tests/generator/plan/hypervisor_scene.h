/* SPDX-License-Identifier: BSD-3-Clause
 * hypervisor_scene.h: a board with a platform, VMs on it, and a planner in which the parts of the
 * hypervisor's configuration can be filled in one by one.
 */
#ifndef HYPERVISOR_SCENE_H
#define HYPERVISOR_SCENE_H

#include "plan/internal.h"
#include "tests/generator/helpers.h"

#define SCENE_VMS  4
#define SCENE_CPUS 8

struct scene {
	struct board_platform platform;
	struct board_cpu cpus[SCENE_CPUS]; /* 0, 1, 2, ...; APIC IDs 0, 2, 4, ... */
	struct board board;		   /* with all of them */
	struct vm vms[SCENE_VMS];	   /* IDs 0, 1, 2, ... */
	struct model model;		   /* with all of them */
	struct plan plan;
	struct plan_hypervisor hypervisor;
	struct plan_vm_hypervisor plan_vms[SCENE_VMS];
	struct planner planner;
};

static inline void scene_open(struct scene *scene, struct fixture *fixture)
{
	memset(scene, 0, sizeof(*scene));
	for (uint32_t i = 0; i < SCENE_CPUS; i++)
		scene->cpus[i] = (struct board_cpu) { .id = i, .apic_id = 2 * i };
	scene->board = (struct board) {
		.name = "test",
		.cpus = scene->cpus,
		.cpu_count = SCENE_CPUS,
		.platform = &scene->platform,
	};
	for (uint16_t i = 0; i < SCENE_VMS; i++) {
		scene->vms[i].id = i;
		scene->vms[i].load_order = CFG_POST_LAUNCHED;
		scene->plan_vms[i].vm = &scene->vms[i];
	}
	scene->model = (struct model) {
		.board = &scene->board,
		.release = RELEASE_MASTER,
		.with_hypervisor = true,
		.vms = scene->vms,
		.vm_count = SCENE_VMS,
	};
	scene->plan.vm_count = SCENE_VMS;
	scene->hypervisor.settings = &scene->model.hypervisor;
	scene->hypervisor.platform = &scene->platform;
	scene->planner = (struct planner) {
		.arena = fixture->arena,
		.model = &scene->model,
		.plan = &scene->plan,
		.hypervisor = &scene->hypervisor,
		.vms = scene->plan_vms,
	};
}

/* The lines of one of the board's blocks. */
#define SCENE_BLOCK(scene, kind, ...)                                   \
	do {                                                            \
		static const char *const lines[] = { __VA_ARGS__ };     \
		(scene)->platform.blocks[kind] = (struct board_block) { \
			.is_there = true,                               \
			.lines = lines,                                 \
			.line_count = sizeof(lines) / sizeof(lines[0]), \
		};                                                      \
	} while (0)

/* The CPUs of a VM. */
#define SCENE_CPUS_OF(vm, ...)                                            \
	do {                                                              \
		static const struct cpu its_cpus[] = { __VA_ARGS__ };     \
		(vm)->cpus = its_cpus;                                    \
		(vm)->cpu_count = sizeof(its_cpus) / sizeof(its_cpus[0]); \
	} while (0)

#endif
