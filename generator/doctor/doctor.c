/* SPDX-License-Identifier: BSD-3-Clause
 * doctor.c: looks at a host, and runs the checks. */
#include "doctor/doctor.h"

#include "base/string_map.h"
#include "doctor/internal.h"

static void map_plan(struct doctor *doctor)
{
	const struct plan *plan = doctor->plan;

	doctor->regions = string_map_new(doctor->arena, plan ? plan->region_count : 0);
	doctor->vms = string_map_new(doctor->arena, plan ? plan->vm_count : 0);
	if (!plan)
		return;
	for (size_t i = 0; i < plan->region_count; i++)
		if (plan->regions[i].land == CFG_LAND_DM)
			string_map_put(doctor->regions, plan->regions[i].name, &plan->regions[i]);
	for (size_t i = 0; i < plan->vm_count; i++)
		if (plan->vms[i].launch != PLAN_LAUNCH_NONE)
			string_map_put(doctor->vms, plan->vms[i].name, &plan->vms[i]);
}

struct doctor *doctor_new(struct arena *arena, const struct doctor_request *request)
{
	struct doctor *doctor = arena_alloc(arena, sizeof(*doctor));
	struct host_file config;

	*doctor = (struct doctor) {
		.arena = arena,
		.request = *request,
		.host = request->host,
		.plan = request->plan,
	};
	map_plan(doctor);
	doctor->is_hardened = doctor->plan && doctor->plan->hardening &&
			      host_stat(doctor->host, doctor->plan->hardening->config, &config);
	doctor_find_objects(doctor);
	doctor_find_processes(doctor);
	doctor_find_running(doctor);
	return doctor;
}

void doctor_check_host(struct doctor *doctor)
{
	doctor_check_hypervisor(doctor);
	doctor_check_programs(doctor);
	doctor_check_kernel(doctor);
}

void doctor_check_scenario(struct doctor *doctor)
{
	const struct plan *plan = doctor->plan;

	doctor_check_regions(doctor);
	for (size_t i = 0; i < plan->vm_count; i++) {
		if (plan->vms[i].launch != PLAN_LAUNCH_USER)
			continue;
		doctor_check_files(doctor, &plan->vms[i]);
		doctor_check_cpus(doctor, &plan->vms[i]);
		doctor_check_taps(doctor, &plan->vms[i]);
		doctor_check_passthrough(doctor, &plan->vms[i]);
	}
}
