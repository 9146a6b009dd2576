/* SPDX-License-Identifier: BSD-3-Clause
 * check_vms.h: CPUs, memory, vUARTs, interrupt lines and classes of service of VMs.
 */
#ifndef CHECK_VMS_H
#define CHECK_VMS_H

#include "check.h"

/* Reads which kinds of VMs there are: their numbers agree with the macros. */
static inline void check_kinds(struct check *check)
{
	static const char *const names[] = { "", "CONFIG_PRE_", "CONFIG_SERVICE_VM",
					     "CONFIG_POST_" };
	unsigned rows = (unsigned)c_get(&check->c, 0, "vm_configs#"), counts[4] = { 0 },
		 service = 0;
	const char *pointer = c_find(&check->c, "service_vm_config");

	if (rows != c_get(&check->c, 0, "CONFIG_MAX_VM_NUM") || rows > CHECK_VMS_MAX)
		problem(check, "%u rows of VMs are not CONFIG_MAX_VM_NUM", rows);
	for (unsigned vm = 0; vm < rows && vm < CHECK_VMS_MAX; vm++) {
		const char *kind = c_find(&check->c, "vm_configs[%u][0]", vm);

		if (!c_find(&check->c, "vm_configs[%u].name", vm))
			break;
		check->vm_count++;
		for (unsigned i = CHECK_PRE; i <= CHECK_POST; i++)
			if (kind && strncmp(kind, names[i], strlen(names[i])) == 0)
				check->kinds[vm] = (enum check_kind)i;
		counts[check->kinds[vm]]++;
		if (check->kinds[vm] == CHECK_SERVICE)
			service = vm;
	}
	if (counts[CHECK_NONE] || counts[CHECK_PRE] != c_get(&check->c, 99, "PRE_VM_NUM") ||
	    counts[CHECK_SERVICE] != c_get(&check->c, 99, "SERVICE_VM_NUM") ||
	    rows != c_get(&check->c, 99, "MAX_POST_VM_NUM") + counts[CHECK_PRE] +
			    counts[CHECK_SERVICE])
		problem(check, "the numbers of VMs are not those of the rows");
	if (!pointer ||
	    (counts[CHECK_SERVICE] &&
	     strcmp(pointer, arena_printf(check->arena, "&vm_configs[%u]", service)) != 0))
		problem(check, "service_vm_config is not VM %u", service);
}

/* The CPUs of a VM, a bit for each. */
static inline uint64_t check_cpus(struct check *check, unsigned vm)
{
	const char *name = c_find(&check->c, "vm_configs[%u].cpu_affinity", vm);
	const char *text = name ? string_map_find(check->c.macros, name) : NULL;
	uint64_t cpus = 0;

	while (text && (text = strstr(text, "AFFINITY_CPU("))) {
		unsigned cpu = (unsigned)strtoul(text += strlen("AFFINITY_CPU("), NULL, 10);
		bool is_there = false;

		for (size_t i = 0; i < check->facts->cpu_count; i++)
			is_there |= check->facts->cpus[i].id == cpu;
		if (!is_there || cpus & UINT64_C(1) << cpu % 64)
			problem(check, "VM %u: CPU %u is not on the board, or there twice", vm,
				cpu);
		cpus |= UINT64_C(1) << cpu % 64;
	}
	if (!cpus)
		problem(check, "VM %u has no CPUs", vm);
	return cpus;
}

/* The CPUs of an RTVM are no other VM's; but the Service VM has those of post-launched ones until
 * they start. */
static inline void check_all_cpus(struct check *check)
{
	uint64_t rt = 0, all = 0;

	for (unsigned vm = 0; vm < check->vm_count; vm++) {
		uint64_t cpus = check_cpus(check, vm);
		const char *flags = c_find(&check->c, "vm_configs[%u].guest_flags", vm);
		bool is_rt = flags && strstr(flags, "GUEST_FLAG_RT");

		if (cpus & (is_rt ? all : rt))
			problem(check, "VM %u: an RTVM's CPUs are another VM's, too", vm);
		all |= check->kinds[vm] == CHECK_SERVICE ? 0 : cpus;
		rt |= is_rt ? cpus : 0;
	}
	if (c_get(&check->c, 0, "MAX_PCPU_NUM") != check->facts->cpu_count ||
	    c_get(&check->c, 0, "cpufreq_limits#") != check->facts->cpu_count)
		problem(check, "the board has not MAX_PCPU_NUM CPUs, or not as many limits");
}

/* The RAM of pre-launched VMs is the board's, once, and not the hypervisor's. */
static inline void check_memory(struct check *check)
{
	const struct board_facts *facts = check->facts;
	struct fact_range taken[256];
	size_t count = 1;

	taken[0].start = c_get(&check->c, 0, "CONFIG_HV_RAM_START");
	taken[0].end = taken[0].start + c_get(&check->c, 0, "CONFIG_HV_RAM_SIZE") - 1;
	if (!range_is_in_one(taken[0], facts->system_ram, facts->system_ram_count) ||
	    taken[0].start % 0x200000 || taken[0].end <= taken[0].start)
		problem(check, "the hypervisor's memory is not in RAM, or not aligned");
	for (unsigned vm = 0; vm < check->vm_count; vm++) {
		const char *name = c_find(&check->c, "vm_configs[%u].memory.host_regions", vm);
		unsigned regions = name ? (unsigned)c_get(&check->c, 0, "%s#", name) : 0;

		if (name && regions != c_get(&check->c, 99, "vm_configs[%u].memory.region_num", vm))
			problem(check, "VM %u: region_num is not %u", vm, regions);
		for (unsigned i = 0; i < regions && count < 256; i++, count++) {
			uint64_t start = c_get(&check->c, 0, "%s[%u].start_hpa", name, i);
			uint64_t size = c_get(&check->c, 0, "%s[%u].size_hpa", name, i);

			taken[count] = (struct fact_range) { start, start + size - 1 };
			if (!range_is_in_one(taken[count], facts->ram, facts->ram_count))
				problem(check, "%s[%u] is not in RAM", name, i);
			for (size_t other = 0; other < count; other++)
				if (range_overlaps(taken[count], taken[other]))
					problem(check, "%s[%u] overlaps other memory", name, i);
		}
	}
}

/* A vUART of a VM: a legacy one, or the row of a PCI one. */
struct check_uart {
	const char *path; /* "" for none */
	bool is_pci;
};

static inline struct check_uart uart_find(const struct check *check, unsigned vm, unsigned index)
{
	unsigned count;
	const char *rows = check_rows(check, vm, &count);
	const char *type = c_find(&check->c, "vm_configs[%u].vuart[%u].type", vm, index);

	if (type && strcmp(type, "VUART_LEGACY_PIO") == 0)
		return (struct check_uart) {
			arena_printf(check->arena, "vm_configs[%u].vuart[%u]", vm, index), false
		};
	for (unsigned row = 0; row < count; row++)
		if (c_get(&check->c, UINT64_MAX, "%s[%u].vuart_idx", rows, row) == index)
			return (struct check_uart) {
				arena_printf(check->arena, "%s[%u]", rows, row), true
			};
	return (struct check_uart) { "", false };
}

/* A vUART's peer has it as its peer. */
static inline void uart_check_peer(struct check *check, unsigned vm, unsigned index,
				   struct check_uart uart)
{
	uint64_t peer = c_get(&check->c, CHECK_VMS_MAX, "%s.t_vuart.vm_id", uart.path);
	uint64_t at = c_get(&check->c, 0, "%s.t_vuart.vuart_id", uart.path);
	struct check_uart other = { "", false };

	if (!index && peer == CHECK_VMS_MAX)
		return; /* a console */
	if (peer < check->vm_count)
		other = uart_find(check, (unsigned)peer, (unsigned)at);
	if (!*other.path || other.is_pci != uart.is_pci || peer == vm ||
	    c_get(&check->c, CHECK_VMS_MAX, "%s.t_vuart.vm_id", other.path) != vm ||
	    c_get(&check->c, 0, "%s.t_vuart.vuart_id", other.path) != index)
		problem(check, "VM %u: vUART %u: the other end does not name it", vm, index);
}

/* COM1 and COM3 have one interrupt, and COM2 and COM4. */
static inline bool uart_may_share(uint64_t port, uint64_t other)
{
	return (port == 0x3f8 && other == 0x3e8) || (port == 0x3e8 && other == 0x3f8) ||
	       (port == 0x2f8 && other == 0x2e8) || (port == 0x2e8 && other == 0x2f8);
}

/* The lines of the board that a VM has; its vUARTs have others. */
static inline void uart_check_lines(struct check *check, unsigned vm, unsigned index, uint64_t irq)
{
	const char *name = c_find(&check->c, "vm_configs[%u].pt_intx", vm);

	for (unsigned i = 0; name && irq && c_find(&check->c, "%s[%u].virt_gsi", name, i); i++)
		if (c_get(&check->c, 0, "%s[%u].virt_gsi", name, i) == irq)
			problem(check, "VM %u: vUART %u: IRQ %lu is a device's, too", vm, index,
				(unsigned long)irq);
}

/* The ports and the interrupt of a legacy vUART are no others'. */
static inline void uart_check_resources(struct check *check, unsigned vm, unsigned index,
					const char *path)
{
	uint64_t port = c_get(&check->c, 0, "%s.addr.port_base", path);
	uint64_t irq = c_get(&check->c, 0, "%s.irq", path);

	if (!port)
		problem(check, "VM %u: vUART %u has no port", vm, index);
	for (unsigned i = 0; i < index; i++) {
		struct check_uart other = uart_find(check, vm, i);
		uint64_t base = c_get(&check->c, UINT64_MAX, "%s.addr.port_base", other.path);

		if (!*other.path || other.is_pci)
			continue;
		if (base < port + 8 && port < base + 8)
			problem(check, "VM %u: vUARTs %u and %u have the same ports", vm, i, index);
		if (irq && irq == c_get(&check->c, 0, "%s.irq", other.path) &&
		    !uart_may_share(port, base))
			problem(check, "VM %u: vUARTs %u and %u have the same IRQ", vm, i, index);
	}
	uart_check_lines(check, vm, index, irq);
}

/* All vUARTs of a VM, whose indices have no gaps. */
static inline void check_uarts(struct check *check, unsigned vm)
{
	unsigned max = (unsigned)c_get(&check->c, 0, "MAX_VUART_NUM_PER_VM"), last = 0;
	const char *console = c_find(&check->c, "vm_configs[%u].vuart[0].type", vm);

	for (unsigned index = 0; index < max + 64; index++) {
		struct check_uart uart = uart_find(check, vm, index);

		if (!*uart.path) {
			if (!index && console)
				problem(check, "VM %u: its console has no device", vm);
			continue;
		}
		if (index > last + 1)
			problem(check, "VM %u: no vUART %u", vm, last + 1);
		last = index;
		uart_check_peer(check, vm, index, uart);
		if (!uart.is_pci)
			uart_check_resources(check, vm, index, uart.path);
	}
	if (last >= max)
		problem(check, "VM %u: vUART %u exceeds MAX_VUART_NUM_PER_VM", vm, last);
}

/* The I/O ports of passthrough devices are not those of vUARTs. */
static inline void check_ports(struct check *check, unsigned vm)
{
	unsigned count;
	const char *rows = check_rows(check, vm, &count);
	unsigned max = (unsigned)c_get(&check->c, 0, "MAX_VUART_NUM_PER_VM");

	for (unsigned index = 0; index < max; index++) {
		uint64_t port =
			c_get(&check->c, 0, "vm_configs[%u].vuart[%u].addr.port_base", vm, index);

		for (unsigned row = 0; row < count && port; row++)
			for (unsigned bar = 0; bar < 6; bar++) {
				uint64_t at =
					c_get(&check->c, 0, "%s[%u].vbar_base[%u]", rows, row, bar);

				if (at && at < port + 8 && port < at + 8)
					problem(check, "VM %u: vUART %u has ports of %s[%u]", vm,
						index, rows, row);
			}
	}
}

/* serial.conf names the Service VM's legacy vUARTs that its Linux does not look for. */
static inline void check_serial(struct check *check, unsigned vm, unsigned max)
{
	size_t size, lines = 0;
	const char *text = check_need(check, "hypervisor/serial.conf", &size);

	for (const char *c = text; *c; c++)
		lines += *c == '\n';
	for (unsigned index = 1; index < max; index++) {
		const char *port =
			c_find(&check->c, "vm_configs[%u].vuart[%u].addr.port_base", vm, index);
		uint64_t number =
			c_get(&check->c, 0, "vm_configs[%u].vuart[%u].addr.port_base", vm, index);

		if (!port || number == 0x3f8 || number == 0x2f8 || number == 0x3e8 ||
		    number == 0x2e8)
			continue;
		lines -= 2;
		if (!strstr(text, arena_printf(check->arena, " port %.*s irq",
					       (int)strlen(port) - 1, port)))
			problem(check, "serial.conf has no port %s", port);
	}
	if (lines)
		problem(check, "serial.conf has other ports than the Service VM");
}

/* Lines of the board that pre-launched VMs have: each once. */
static inline void check_lines(struct check *check)
{
	bool physical[1024] = { false };

	for (unsigned vm = 0; vm < check->vm_count; vm++) {
		const char *name = c_find(&check->c, "vm_configs[%u].pt_intx", vm);
		unsigned count = name ? (unsigned)c_get(&check->c, 0, "%s#", name) : 0;
		bool virtual[1024] = { false };

		if (name && (count != c_get(&check->c, 99, "vm_configs[%u].pt_intx_num", vm) ||
			     (count && count != c_get(&check->c, 99, "%s[]", name)) ||
			     (!count && !c_find(&check->c, "%s[]", name))))
			problem(check, "VM %u: pt_intx_num is not %u", vm, count);
		for (unsigned i = 0; i < count; i++) {
			uint64_t line = c_get(&check->c, 0, "%s[%u].phys_gsi", name, i) % 1024;
			uint64_t to = c_get(&check->c, 0, "%s[%u].virt_gsi", name, i) % 1024;

			if (physical[line] || virtual[to])
				problem(check, "VM %u: line %u is there twice", vm, (unsigned)line);
			physical[line] = virtual[to] = true;
		}
	}
}

/* A cache's masks fit it, and the fewest of all caches that have some. */
static inline void check_cache(struct check *check, unsigned level, unsigned i, uint64_t *fewest)
{
	const char *array = c_find(&check->c, "rdt_ins_l%u[%u].clos_config_array", level, i);
	uint64_t length = c_get(&check->c, 0, "rdt_ins_l%u[%u].res.cache.cbm_len", level, i);
	uint64_t classes = c_get(&check->c, 0, "rdt_ins_l%u[%u].num_closids", level, i);
	uint64_t count = c_get(&check->c, 0, "%s#", array);

	if (count != c_get(&check->c, 99, "rdt_ins_l%u[%u].num_clos_config", level, i) ||
	    count > classes || c_get(&check->c, 0, "%s[]", array) != classes)
		problem(check, "%s: %lu masks are not num_clos_config", array,
			(unsigned long)count);
	for (unsigned mask = 0; mask < count; mask++)
		if (!c_get(&check->c, 0, "%s[%u].clos_mask", array, mask) ||
		    c_get(&check->c, 0, "%s[%u].clos_mask", array, mask) >> length)
			problem(check, "%s[%u] does not fit %lu bits", array, mask,
				(unsigned long)length);
	if (count && count < *fewest)
		*fewest = count;
}

/* Classes of service: VMs have those that caches have masks for. */
static inline void check_classes(struct check *check)
{
	uint64_t fewest = c_get(&check->c, 0, "HV_SUPPORTED_MAX_CLOS"), count;
	bool is_cdp = string_map_find(check->c.macros, "CONFIG_CDP_ENABLED");

	if (!string_map_find(check->c.macros, "CONFIG_RDT_ENABLED"))
		return;
	if (is_cdp)
		fewest *= 2;
	for (unsigned level = 2; level <= 3; level++)
		for (unsigned i = 0; c_find(&check->c, "rdt_ins_l%u[%u].num_closids", level, i);
		     i++)
			check_cache(check, level, i, &fewest);
	for (unsigned vm = 0; vm < check->vm_count; vm++) {
		const char *name = c_find(&check->c, "vm_configs[%u].pclosids", vm);
		const char *flags = c_find(&check->c, "vm_configs[%u].guest_flags", vm);

		count = c_get(&check->c, 0, "%s#", name ? name : "");
		if (!name || count != c_get(&check->c, 99, "%s[]", name) ||
		    (!strstr(flags, "GUEST_FLAG_VCAT") &&
		     count != c_get(&check->c, 99, "vm_configs[%u].num_pclosids", vm)))
			problem(check, "VM %u: num_pclosids is not %u", vm, (unsigned)count);
		for (unsigned i = 0; name && i < count; i++)
			if (c_get(&check->c, 99, "%s[%u]", name, i) >=
			    (is_cdp ? fewest / 2 : fewest))
				problem(check, "VM %u: vCPU %u has no class", vm, i);
	}
}

#endif
