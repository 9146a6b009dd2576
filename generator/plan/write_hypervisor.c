/* SPDX-License-Identifier: BSD-3-Clause
 * write_hypervisor.c: what the plan's documents have of the hypervisor's configuration. */
#include "plan/clos_table.h"
#include "plan/writer.h"

/* What the scenario says about the hypervisor itself, and other templates than those of config.mk
 * and config.h need. */
static void write_settings(struct plan_writer *writer, const struct hypervisor *settings)
{
	writer_begin(writer, "settings");
	writer_number(writer, "max-vms", settings->max_vms.value);
	writer_boolean(writer, "service-vm-supervisor", settings->service_vm_supervisor.is_set);
	writer_boolean(writer, "rdt", settings->rdt.is_set);
	writer_boolean(writer, "cdp", settings->cdp.is_set);
	writer_end(writer);
}

/* The sizes of tables. With CDP each class has an entry for data and one for code. */
static void write_limits(struct plan_writer *writer, const struct plan_hypervisor *hypervisor)
{
	bool has_cdp = hypervisor->settings->cdp.is_set;

	writer_begin(writer, "limits");
	writer_number(writer, "ir-entries", hypervisor->ir_entries);
	writer_number(writer, "vuarts", hypervisor->vuart_max);
	writer_number(writer, "clos", hypervisor->clos_max);
	writer_number(writer, "cache-clos",
		      has_cdp ? CLOS_SIDES * hypervisor->clos_max : hypervisor->clos_max);
	writer_end(writer);
}

/* How many VMs of a kind there are, and can be: templates need not count. */
static void write_counts(struct plan_writer *writer, const struct plan *plan)
{
	const struct plan_hypervisor *hypervisor = plan->hypervisor;
	uint64_t max = hypervisor->settings->max_vms.value;
	uint64_t fixed = hypervisor->pre_launched_count + hypervisor->service_count;

	writer_begin(writer, "vm-counts");
	writer_number(writer, "pre-launched", hypervisor->pre_launched_count);
	writer_number(writer, "service", hypervisor->service_count);
	writer_number(writer, "secure-world", hypervisor->secure_world_count);
	writer_number(writer, "max-post-launched", max - fixed);
	writer_number(writer, "dynamic", max - plan->vm_count);
	writer_end(writer);
}

static void write_window(struct plan_writer *writer, const char *kind,
			 const struct plan_window *window)
{
	if (!window->is_there)
		return;
	writer_begin(writer, "window");
	writer_text(writer, "kind", kind);
	writer_address(writer, "start", window->start);
	writer_address(writer, "end", window->end);
	writer_end(writer);
}

static void write_windows(struct plan_writer *writer, const struct plan_hypervisor *hypervisor)
{
	writer_begin_list(writer, "window");
	write_window(writer, "mmio32", &hypervisor->mmio32);
	write_window(writer, "mmio64", &hypervisor->mmio64);
	write_window(writer, "high-mmio", &hypervisor->high_mmio);
	writer_end_list(writer);
}

static void write_cpu_limits(struct plan_writer *writer, const struct plan_hypervisor *hypervisor)
{
	writer_begin_list(writer, "cpu-limits");
	for (size_t i = 0; i < hypervisor->cpu_limit_count; i++) {
		const struct plan_cpu_limits *limits = &hypervisor->cpu_limits[i];

		writer_begin(writer, "cpu-limits");
		writer_number(writer, "guaranteed-level", limits->guaranteed_level);
		writer_number(writer, "highest-level", limits->highest_level);
		writer_number(writer, "lowest-level", limits->lowest_level);
		writer_number(writer, "nominal-pstate", limits->nominal_pstate);
		writer_number(writer, "highest-pstate", limits->highest_pstate);
		writer_end(writer);
	}
	writer_end_list(writer);
}

static void write_cache(struct plan_writer *writer, const struct plan_cache *cache)
{
	writer_begin(writer, "cache");
	writer_number(writer, "level", cache->cache->level);
	writer_number(writer, "id", cache->cache->id);
	writer_number(writer, "mask-length", cache->cache->mask_length);
	writer_address(writer, "full-mask", clos_all_parts(cache->cache));
	writer_number(writer, "clos-count", cache->cache->clos_count);
	writer_number(writer, "mask-count", cache->mask_count);
	writer_address(writer, "cpu-mask", cache->cpus);
	writer_begin_list(writer, "mask");
	for (size_t i = 0; i < cache->mask_count; i++)
		writer_wrapped_text(writer, "mask", "value", cache->masks[i]);
	writer_end_list(writer);
	writer_end(writer);
}

static void write_caches(struct plan_writer *writer, const struct plan_hypervisor *hypervisor)
{
	writer_begin_list(writer, "cache");
	for (size_t i = 0; i < hypervisor->cache_count; i++)
		write_cache(writer, &hypervisor->caches[i]);
	writer_end_list(writer);
}

static void write_vmsix(struct plan_writer *writer, const struct plan_hypervisor *hypervisor)
{
	writer_begin_list(writer, "vmsix");
	for (size_t i = 0; i < hypervisor->vmsix_count; i++) {
		writer_begin(writer, "vmsix");
		writer_bdf(writer, "bdf", hypervisor->vmsix[i]);
		writer_end(writer);
	}
	writer_end_list(writer);
}

/* What the hypervisor gives to VM 0 alone. */
static void write_tpm(struct plan_writer *writer, const struct plan_hypervisor *hypervisor)
{
	if (!hypervisor->has_tpm)
		return;
	writer_begin(writer, "tpm");
	if (hypervisor->has_tpm_log) {
		writer_address(writer, "log-start", hypervisor->tpm_log_start);
		writer_address(writer, "log-host-start", hypervisor->tpm_log_host_start);
		writer_address(writer, "log-size", hypervisor->tpm_log_bytes);
	}
	writer_end(writer);
}

static void write_service_vm(struct plan_writer *writer, const struct plan_hypervisor *hypervisor)
{
	if (!hypervisor->service_count)
		return;
	writer_begin(writer, "service-vm");
	writer_text(writer, "root", hypervisor->service_root);
	writer_number(writer, "cpus", hypervisor->service_cpu_count);
	if (hypervisor->has_hugepages)
		writer_number(writer, "hugepages", hypervisor->hugepages_gib);
	writer_end(writer);
}

static void write_ssram(struct plan_writer *writer, const struct plan_hypervisor *hypervisor)
{
	if (!hypervisor->has_ssram)
		return;
	writer_begin(writer, "ssram");
	writer_address(writer, "start", hypervisor->ssram_start);
	writer_number(writer, "bytes", hypervisor->ssram_bytes);
	writer_end(writer);
}

void plan_write_hypervisor(struct plan_writer *writer, const struct plan *plan)
{
	const struct plan_hypervisor *hypervisor = plan->hypervisor;

	if (!hypervisor)
		return;
	writer_begin(writer, "hypervisor");
	writer_text(writer, "scenario", hypervisor->scenario);
	writer_number(writer, "vmsix-id-count", hypervisor->vmsix_id_count);
	write_settings(writer, hypervisor->settings);
	write_limits(writer, hypervisor);
	write_counts(writer, plan);
	write_service_vm(writer, hypervisor);
	write_windows(writer, hypervisor);
	write_cpu_limits(writer, hypervisor);
	write_caches(writer, hypervisor);
	write_vmsix(writer, hypervisor);
	write_tpm(writer, hypervisor);
	write_ssram(writer, hypervisor);
	plan_write_platform(writer, hypervisor);
	writer_end(writer);
}
