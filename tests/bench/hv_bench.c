/* SPDX-License-Identifier: BSD-3-Clause
 * hv_bench.c: what one access of a guest's costs in hv-land, beside a call that does next to
 * nothing.
 *
 *   hv_bench VMS REGIONS                 a line NAME=NANOSECONDS an access: its best round
 *   hv_bench VMS REGIONS NAME COUNT      makes only that access, COUNT times
 *
 * Each VM shares each region. The device is the last one of the table, and its peer the VM before
 * it: a search in the order of the table would find both last.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "hv/land.h"

#define VMS_MAX	    16u
#define DEVICES_MAX (VMS_MAX * (unsigned)CFG_HV_REGIONS_MAX)
#define ROUNDS	    15u
#define ROUND_COUNT 200000u

struct bench {
	struct cfg_table table;
	struct cfg_region regions[CFG_HV_REGIONS_MAX];
	struct cfg_vm vms[VMS_MAX];
	struct cfg_ivshmem rows[DEVICES_MAX];
	struct hv hv;
	struct hv_device devices[DEVICES_MAX];
	struct hv_land land;
	struct hv_device *device, *peer;
	volatile uint32_t word; /* what was read or written last */
	unsigned long messages;
};

/* A hypervisor that does nothing but to count messages. */
static bool map(void *ctx, const struct hv_device *device, uint64_t address, uint8_t *memory,
		uint64_t size)
{
	(void)ctx, (void)device, (void)address, (void)memory, (void)size;
	return true;
}

static void unmap(void *ctx, const struct hv_device *device, uint64_t address, uint64_t size)
{
	(void)ctx, (void)device, (void)address, (void)size;
}

static void inject_msi(void *ctx, const struct hv_device *device, unsigned vector, uint64_t address,
		       uint32_t data)
{
	struct bench *bench = ctx;

	(void)device, (void)vector, (void)address, (void)data;
	bench->messages++;
}

static void lock(void *ctx)
{
	(void)ctx;
}

static void print(void *ctx, const struct hv_device *device, const char *line)
{
	(void)ctx, (void)device, (void)line;
}

static void add_regions(struct bench *bench, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		bench->regions[i] = (struct cfg_region) {
			.size = CFG_REGION_SIZE_MIN,
			.land = CFG_LAND_HV,
		};
		snprintf(bench->regions[i].name, sizeof(bench->regions[i].name), "region%u", i);
	}
	bench->table.region_count = count;
}

static void add_vm(struct bench *bench, uint32_t vm)
{
	uint32_t *device = &bench->table.device_count;

	bench->vms[vm] = (struct cfg_vm) {
		.id = (uint16_t)vm,
		.load_order = CFG_PRE_LAUNCHED,
		.first_device = *device,
		.device_count = bench->table.region_count,
	};
	snprintf(bench->vms[vm].name, sizeof(bench->vms[vm].name), "vm%u", vm);
	for (uint32_t region = 0; region < bench->table.region_count; region++)
		bench->rows[(*device)++] = (struct cfg_ivshmem) {
			.vm = vm,
			.region = region,
			.vbdf = CFG_BDF(0, CFG_SLOT_IVSHMEM_FIRST + region, 0),
			.vectors = CFG_VECTORS,
		};
}

static void make_table(struct bench *bench, uint32_t vms, uint32_t regions)
{
	bench->table = (struct cfg_table) {
		.abi = CFG_ABI,
		.vm_count = vms,
		.vms = bench->vms,
		.regions = bench->regions,
		.devices = bench->rows,
	};
	add_regions(bench, regions);
	for (uint32_t vm = 0; vm < vms; vm++)
		add_vm(bench, vm);
}

/* A guest that may be notified. */
static void enable(struct hv_device *device)
{
	const unsigned control = PCI_MSIX_CAPABILITY + PCI_MSIX_CONTROL;

	hv_land_config_write(device, PCI_COMMAND, 2, PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
	hv_land_config_write(device, control, 2, PCI_MSIX_ENABLE);
	hv_land_bar_write(device, IVSHMEM_BAR_MSIX, 0, 8, 0xfee00000);
	hv_land_bar_write(device, IVSHMEM_BAR_MSIX, 8, 8, 0x40);
}

static void start(struct bench *bench, uint8_t *memory)
{
	const struct hv_land_storage storage = {
		.memory = memory,
		.memory_size = (uint64_t)CFG_HV_REGIONS_MAX * CFG_REGION_SIZE_MIN,
		.devices = bench->devices,
		.device_count = DEVICES_MAX,
	};

	bench->hv = (struct hv) {
		.ctx = bench,
		.map = map,
		.unmap = unmap,
		.inject_msi = inject_msi,
		.lock = lock,
		.unlock = lock,
		.log = print,
	};
	bench->device = &bench->devices[bench->table.device_count - 1];
	bench->peer = bench->device - bench->table.region_count;
	if (hv_land_init(&bench->land, &bench->table, &bench->hv, &storage) != HV_LAND_OK)
		errx(EXIT_FAILURE, "hv-land does not start");
	enable(bench->device);
	enable(bench->peer);
}

/* The accesses. Each is called by a pointer, and so is the one that they are compared with. */
static void access_nothing(struct bench *bench)
{
	bench->word = bench->device->place.vm;
}

static void access_config_read(struct bench *bench)
{
	bench->word = hv_land_config_read(bench->device, PCI_VENDOR_ID, 4);
}

static void access_register_read(struct bench *bench)
{
	bench->word = (uint32_t)hv_land_bar_read(bench->device, IVSHMEM_BAR_REGISTERS,
						 IVSHMEM_IV_POSITION, 4);
}

static void access_register_write(struct bench *bench)
{
	hv_land_bar_write(bench->device, IVSHMEM_BAR_REGISTERS, IVSHMEM_IRQ_MASK, 4,
			  bench->device->place.vm);
}

static void access_doorbell(struct bench *bench)
{
	hv_land_bar_write(bench->device, IVSHMEM_BAR_REGISTERS, IVSHMEM_DOORBELL, 4,
			  (uint32_t)bench->peer->place.vm << 16);
}

/* Whether an access has done what it should, `count` times. */
static bool has_read_id(const struct bench *bench, unsigned long count)
{
	(void)count;
	return bench->word == (IVSHMEM_DEVICE_ID << 16 | IVSHMEM_VENDOR_ID);
}

static bool has_position(const struct bench *bench, unsigned long count)
{
	(void)count;
	return bench->word == bench->device->place.vm;
}

static bool has_written(const struct bench *bench, unsigned long count)
{
	(void)count;
	return bench->device->ivshmem.irq_mask == bench->device->place.vm;
}

static bool has_notified(const struct bench *bench, unsigned long count)
{
	return bench->messages == count;
}

static const struct access {
	const char *name;
	void (*make)(struct bench *bench);
	bool (*is_made)(const struct bench *bench, unsigned long count);
} accesses[] = {
	{ "nothing", access_nothing, has_position },
	{ "config_read", access_config_read, has_read_id },
	{ "register_read", access_register_read, has_position },
	{ "register_write", access_register_write, has_written },
	{ "doorbell", access_doorbell, has_notified },
};

#define ACCESSES (sizeof(accesses) / sizeof(accesses[0]))

static void repeat(struct bench *bench, const struct access *access, unsigned long count)
{
	void (*volatile make)(struct bench *) = access->make;

	bench->word = UINT32_MAX;
	bench->messages = 0;
	for (unsigned long i = 0; i < count; i++)
		make(bench);
	if (!access->is_made(bench, count))
		errx(EXIT_FAILURE, "%s does something else", access->name);
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

/* All of them in each round, so that what disturbs one disturbs the others. The best round is the
 * least disturbed one. */
static void measure(struct bench *bench)
{
	double best[ACCESSES];

	for (unsigned round = 0; round < ROUNDS; round++) {
		for (unsigned i = 0; i < ACCESSES; i++) {
			double begin = now(), took;

			repeat(bench, &accesses[i], ROUND_COUNT);
			took = (now() - begin) / ROUND_COUNT;
			if (round == 0 || took < best[i])
				best[i] = took;
		}
	}
	for (unsigned i = 0; i < ACCESSES; i++)
		printf("%s=%.3f\n", accesses[i].name, best[i]);
}

static const struct access *find_access(const char *name)
{
	for (unsigned i = 0; i < ACCESSES; i++)
		if (strcmp(accesses[i].name, name) == 0)
			return &accesses[i];
	errx(EXIT_FAILURE, "there is no access '%s'", name);
}

static uint32_t number(const char *text, uint32_t min, uint32_t max)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);

	if (end == text || *end || value < min || value > max)
		errx(EXIT_FAILURE, "a number from %u to %u, not '%s'", min, max, text);
	return (uint32_t)value;
}

int main(int count, char **arguments)
{
	static struct bench bench;
	uint8_t *memory;

	if (count != 3 && count != 5)
		errx(EXIT_FAILURE, "usage: hv_bench VMS REGIONS [NAME COUNT]");
	memory = malloc((size_t)CFG_HV_REGIONS_MAX * CFG_REGION_SIZE_MIN);
	if (!memory)
		err(EXIT_FAILURE, "no memory");
	make_table(&bench, number(arguments[1], 2, VMS_MAX),
		   number(arguments[2], 1, CFG_HV_REGIONS_MAX));
	start(&bench, memory);
	if (count == 5)
		repeat(&bench, find_access(arguments[3]), number(arguments[4], 1, UINT32_MAX));
	else
		measure(&bench);
	free(memory);
	return EXIT_SUCCESS;
}
