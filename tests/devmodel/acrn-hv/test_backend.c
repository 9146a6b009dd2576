/* SPDX-License-Identifier: BSD-3-Clause
 * test_backend.c: devices as VMMs find them, and as they ring each other; and who gets none.
 *
 * The client of tests/vfu stands for the VMMs. */
#include "tests/devmodel/vfio-user/helpers.h"

#include <signal.h>

#include "acrn-hv/backend.h"
#include "core/ivshmem.h"
#include "tests/devmodel/hv/sample.h"

/* The sample's VMs by their index in the table; its enum has them by ID. */
enum { THE_SAFETY, THE_SERVICE, THE_LEFT, THE_RIGHT };

struct stand {
	struct bench bench;
	struct sample sample;
	struct backend *backend;
	unsigned hung_ups;
	uint32_t hung_up_vm;
	uint16_t hung_up_vbdf;
};

/* A device as its VMM has it. */
struct plugged {
	int fd;
	int events[CFG_VECTORS];
};

static void on_hung_up(void *data, uint32_t vm, uint16_t vbdf)
{
	struct stand *stand = data;

	stand->hung_ups++;
	stand->hung_up_vm = vm;
	stand->hung_up_vbdf = vbdf;
}

static struct backend_setup setup_of(struct stand *stand)
{
	return (struct backend_setup) { .table = &stand->sample.table,
					.loop = stand->bench.loop,
					.directory = stand->bench.directory,
					.hung_up = on_hung_up,
					.data = stand };
}

static char *path_in(const struct stand *stand, const char *name)
{
	static char path[80];

	snprintf(path, sizeof(path), "%s/%s", stand->bench.directory, name);
	return path;
}

static int open_stand(void **state)
{
	struct stand *stand = calloc(1, sizeof(*stand));
	struct backend_setup setup;
	struct error error;

	bench_open_loop(&stand->bench);
	sample_init(&stand->sample);
	for (unsigned i = 0; i < COUNT(stand->sample.vms); i++)
		assert_int_equal(mkdir(path_in(stand, stand->sample.vms[i].name), 0700), 0);
	setup = setup_of(stand);
	stand->backend = backend_start(&setup, &error);
	assert_non_null(stand->backend);
	*state = stand;
	return 0;
}

/* Nothing may be left behind: no socket, no descriptor. */
static int close_stand(void **state)
{
	struct stand *stand = *state;

	bench_close_clients(&stand->bench);
	backend_stop(stand->backend);
	for (unsigned i = 0; i < COUNT(stand->sample.vms); i++)
		assert_int_equal(rmdir(path_in(stand, stand->sample.vms[i].name)), 0);
	bench_close_loop(&stand->bench);
	free(stand);
	return 0;
}

#define STAND_TEST(function) cmocka_unit_test_setup_teardown(function, open_stand, close_stand)

static bool try_claim(struct stand *stand, uint32_t vm, const char *region, uint64_t size,
		      uint16_t vbdf, struct error *error)
{
	struct hv_control_claim claim = { .size = size, .vbdf = vbdf };

	strcpy(claim.vm, stand->sample.vms[vm].name);
	strcpy(claim.region, region);
	return backend_claim(stand->backend, vm, &claim, error);
}

static void claim(struct stand *stand, uint32_t vm, unsigned region, uint16_t vbdf)
{
	const struct cfg_region *row = &stand->sample.regions[region];
	struct error error;

	if (!try_claim(stand, vm, row->name, row->size, vbdf, &error))
		fail_msg("%s", error.text);
}

static void refuse(struct stand *stand, uint32_t vm, const char *region, uint64_t size,
		   unsigned slot, const char *reason)
{
	struct error error;

	assert_false(try_claim(stand, vm, region, size, SLOT(slot), &error));
	assert_string_equal(error.text, reason);
}

static int join_vm(struct stand *stand, uint32_t vm, unsigned slot)
{
	char name[40];

	snprintf(name, sizeof(name), "%s/ivshmem-%u.0", stand->sample.vms[vm].name, slot);
	return join_at(&stand->bench, path_in(stand, name));
}

static void set_command(struct stand *stand, int fd, uint32_t command)
{
	write_word(&stand->bench, fd, VFU_REGION_CONFIG, PCI_COMMAND, command);
}

/* PCI_MSIX_ENABLE and PCI_MSIX_FUNCTION_MASK */
static void set_msix(struct stand *stand, int fd, uint32_t control)
{
	write_word(&stand->bench, fd, VFU_REGION_CONFIG, PCI_MSIX_CAPABILITY, control << 16);
}

/* The VMM of a device that was claimed, whose guest has a driver for it. */
static struct plugged plug(struct stand *stand, uint32_t vm, unsigned slot)
{
	struct plugged device = { .fd = join_vm(stand, vm, slot) };

	for (unsigned i = 0; i < CFG_VECTORS; i++)
		device.events[i] = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	assert_succeeds(set_irqs(&stand->bench, device.fd, VFU_SET_EVENTFD | VFU_SET_TRIGGER, 0,
				 CFG_VECTORS, device.events, CFG_VECTORS));
	set_command(stand, device.fd, PCI_COMMAND_MASTER);
	set_msix(stand, device.fd, PCI_MSIX_ENABLE);
	return device;
}

static void unplug(struct plugged *device)
{
	for (unsigned i = 0; i < CFG_VECTORS; i++)
		close(device->events[i]);
}

static void ring(struct stand *stand, const struct plugged *device, unsigned peer, unsigned vector)
{
	write_word(&stand->bench, device->fd, IVSHMEM_BAR_REGISTERS, IVSHMEM_DOORBELL,
		   peer << 16 | vector);
}

/* Which vectors were raised since the last time, each of them once: a bit each. */
static unsigned raised(const struct plugged *device)
{
	unsigned vectors = 0;

	for (unsigned i = 0; i < CFG_VECTORS; i++) {
		uint64_t count = triggers(device->events[i]);

		assert_in_range(count, 0, 1);
		vectors |= (unsigned)count << i;
	}
	return vectors;
}

/* The pre-launched VM and a post-launched one, which share `big`. */
static void plug_pair(struct stand *stand, struct plugged *safety, struct plugged *left)
{
	claim(stand, THE_SAFETY, BIG, SLOT(8));
	claim(stand, THE_LEFT, BIG, SLOT(20));
	*safety = plug(stand, THE_SAFETY, 8);
	*left = plug(stand, THE_LEFT, 20);
}

static void test_refusals_of_post_launched(void **state)
{
	struct stand *stand = *state;

	refuse(stand, THE_LEFT, "pai", MIB(2), 9,
	       "VM 'LEFT' asks for hv:/pai; the table's regions are small, big, pair");
	refuse(stand, THE_LEFT, "private", MIB(2), 9,
	       "VM 'LEFT' asks for hv:/private; the table's regions are small, big, pair");
	refuse(stand, THE_RIGHT, "big", MIB(4), 9,
	       "VM 'RIGHT' asks for hv:/big; the table shares it between SAFETY and SERVICE and "
	       "LEFT");
	refuse(stand, THE_LEFT, "pair", MIB(4), 9,
	       "VM 'LEFT' asks for hv:/pair with 4 MiB; the table gives it 2 MiB");
	refuse(stand, THE_LEFT, "pair", 4097, 9,
	       "VM 'LEFT' asks for hv:/pair with 4097 bytes; the table gives it 2 MiB");
	claim(stand, THE_LEFT, PAIR, SLOT(20));
	refuse(stand, THE_LEFT, "pair", MIB(2), 20, "VM 'LEFT' has hv:/pair already");
	refuse(stand, THE_LEFT, "pair", MIB(2), 9, "VM 'LEFT' has hv:/pair already");
	refuse(stand, THE_LEFT, "big", MIB(4), 20,
	       "VM 'LEFT' asks for hv:/big at 00:14.0, where it has another region");
}

/* Of pre-launched VMs and the Service VM. */
static void test_refusals_of_others(void **state)
{
	struct stand *stand = *state;

	refuse(stand, THE_SAFETY, "none", MIB(2), 6,
	       "VM 'SAFETY' asks for hv:/none; the table's regions are small, big, pair");
	refuse(stand, THE_SAFETY, "pair", MIB(2), 6,
	       "VM 'SAFETY' asks for hv:/pair; the table shares it between LEFT and RIGHT");
	refuse(stand, THE_SERVICE, "big", MIB(2), 8,
	       "VM 'SERVICE' asks for hv:/big with 2 MiB; the table gives it 4 MiB");
	refuse(stand, THE_SAFETY, "big", MIB(4), 6,
	       "VM 'SAFETY' asks for hv:/big at 00:06.0; the table has it at 00:08.0");
	claim(stand, THE_SAFETY, BIG, SLOT(8));
	refuse(stand, THE_SAFETY, "big", MIB(4), 8, "VM 'SAFETY' has hv:/big already");
}

static void test_table_without_regions(void **state)
{
	struct stand *stand = *state;

	for (unsigned i = 0; i < COUNT(stand->sample.regions); i++)
		stand->sample.regions[i].land = CFG_LAND_DM;
	refuse(stand, THE_LEFT, "pair", MIB(2), 9,
	       "VM 'LEFT' asks for hv:/pair; the table's regions are none");
}

/* What was refused was not half done: the same claim, put right, is granted. */
static void test_refused_and_granted(void **state)
{
	struct stand *stand = *state;
	struct error error;

	assert_false(try_claim(stand, THE_LEFT, "pair", MIB(4), SLOT(9), &error));
	assert_int_equal(rmdir(path_in(stand, "LEFT")), 0);
	assert_int_equal(rmdir(path_in(stand, "SAFETY")), 0);
	assert_false(try_claim(stand, THE_LEFT, "pair", MIB(2), SLOT(9), &error));
	assert_non_null(strstr(error.text, "LEFT/ivshmem-9.0: cannot make the socket"));
	assert_false(try_claim(stand, THE_SAFETY, "big", MIB(4), SLOT(8), &error));
	assert_int_equal(mkdir(path_in(stand, "LEFT"), 0700), 0);
	assert_int_equal(mkdir(path_in(stand, "SAFETY"), 0700), 0);
	claim(stand, THE_LEFT, PAIR, SLOT(9));
	claim(stand, THE_SAFETY, BIG, SLOT(8));
}

static void refuse_table(struct stand *stand, const char *text)
{
	const struct backend_setup setup = setup_of(stand);
	struct error error;
	int fds = count_fds();

	assert_null(backend_start(&setup, &error));
	assert_non_null(strstr(error.text, text));
	assert_int_equal(count_fds(), fds);
}

static void test_tables(void **state)
{
	struct stand *stand = *state;

	stand->sample.table.abi++;
	refuse_table(stand, "the table is of another ABI");
	stand->sample.table.abi--;
	stand->sample.devices[1].region = 99;
	refuse_table(stand, "the table contradicts itself");
	stand->sample.devices[1].region = BIG;
}

static void test_identity(void **state)
{
	struct stand *stand = *state;
	struct plugged safety, left;

	plug_pair(stand, &safety, &left);
	assert_int_equal(read_word(&stand->bench, left.fd, VFU_REGION_CONFIG, PCI_VENDOR_ID),
			 0x11101af4);
	assert_int_equal(
		read_word(&stand->bench, left.fd, VFU_REGION_CONFIG, PCI_SUBSYSTEM_VENDOR_ID),
		0x10028086);
	assert_int_equal(read_word(&stand->bench, left.fd, VFU_REGION_CONFIG, PCI_MSIX_CAPABILITY),
			 (PCI_MSIX_ENABLE | (CFG_VECTORS - 1)) << 16 | PCI_CAPABILITY_MSIX);
	assert_int_equal(read_word(&stand->bench, safety.fd, 0, IVSHMEM_IV_POSITION), SAFETY);
	assert_int_equal(read_word(&stand->bench, left.fd, 0, IVSHMEM_IV_POSITION), LEFT);
	unplug(&safety);
	unplug(&left);
}

static struct vfu_region_info look_at_region(struct stand *stand, int fd, uint32_t index,
					     int *memory)
{
	struct vfu_region_info info = { .argsz = sizeof(info), .index = index };
	struct answer *answer = ask(&stand->bench, fd, VFU_GET_REGION_INFO, &info, sizeof(info));

	assert_succeeds(answer);
	memcpy(&info, answer->payload, sizeof(info));
	*memory = answer->fd_count ? answer->fds[0] : -1;
	return info;
}

static void test_bars(void **state)
{
	static const uint64_t sizes[] = { 256, 4096, MIB(4), 0, 0, 0 };
	struct stand *stand = *state;
	int fd, memory;

	claim(stand, THE_LEFT, BIG, SLOT(8));
	fd = join_vm(stand, THE_LEFT, 8);
	for (uint32_t i = 0; i < COUNT(sizes); i++) {
		struct vfu_region_info info = look_at_region(stand, fd, i, &memory);
		bool is_memory = i == IVSHMEM_BAR_MEMORY;

		assert_int_equal(info.size, sizes[i]);
		assert_int_equal(!!(info.flags & VFU_REGION_CAN_MMAP), is_memory);
		assert_int_equal(memory >= 0, is_memory);
		if (is_memory)
			close(memory);
	}
}

/* As a VMM maps BAR2 for its guest. */
static uint8_t *map_memory(struct stand *stand, int fd, size_t *size)
{
	struct vfu_region_info info;
	uint8_t *bytes;
	int memory;

	info = look_at_region(stand, fd, IVSHMEM_BAR_MEMORY, &memory);
	*size = info.size;
	bytes = mmap(NULL, info.size, PROT_READ | PROT_WRITE, MAP_SHARED, memory,
		     (off_t)info.offset);
	close(memory);
	assert_ptr_not_equal(bytes, MAP_FAILED);
	return bytes;
}

static void test_memory(void **state)
{
	struct stand *stand = *state;
	uint8_t *safety, *left, *pair;
	size_t size, other_size;

	claim(stand, THE_SAFETY, BIG, SLOT(8));
	claim(stand, THE_LEFT, BIG, SLOT(8));
	claim(stand, THE_LEFT, PAIR, SLOT(9));
	safety = map_memory(stand, join_vm(stand, THE_SAFETY, 8), &size);
	left = map_memory(stand, join_vm(stand, THE_LEFT, 8), &size);
	pair = map_memory(stand, join_vm(stand, THE_LEFT, 9), &other_size);
	memset(safety, 'x', size);
	for (size_t i = 0; i < size; i++)
		if (left[i] != 'x')
			fail_msg("byte %zu differs", i);
	for (size_t i = 0; i < other_size; i++)
		if (pair[i] != 0)
			fail_msg("byte %zu is not the other region's", i);
	munmap(safety, size);
	munmap(left, size);
	munmap(pair, other_size);
}

/* The memory outlives who has left something there. */
static void test_memory_stays(void **state)
{
	struct stand *stand = *state;
	uint8_t *bytes;
	size_t size;

	claim(stand, THE_LEFT, PAIR, SLOT(9));
	bytes = map_memory(stand, join_vm(stand, THE_LEFT, 9), &size);
	bytes[size - 1] = 'x';
	munmap(bytes, size);
	backend_leave(stand->backend, THE_LEFT);
	claim(stand, THE_RIGHT, PAIR, SLOT(9));
	bytes = map_memory(stand, join_vm(stand, THE_RIGHT, 9), &size);
	assert_int_equal(bytes[size - 1], 'x');
	munmap(bytes, size);
}

static void test_doorbell(void **state)
{
	struct stand *stand = *state;
	struct plugged safety, left;

	plug_pair(stand, &safety, &left);
	for (unsigned i = 0; i < CFG_VECTORS; i++) {
		ring(stand, &safety, LEFT, i);
		assert_int_equal(raised(&left), 1u << i);
		ring(stand, &left, SAFETY, i);
		assert_int_equal(raised(&safety), 1u << i);
	}
	ring(stand, &left, LEFT, 3); /* oneself */
	assert_int_equal(raised(&left), 1u << 3);
	assert_int_equal(raised(&safety), 0);
	unplug(&safety);
	unplug(&left);
}

static void test_doorbell_of_nobody(void **state)
{
	struct stand *stand = *state;
	struct plugged safety, left, right;

	plug_pair(stand, &safety, &left);
	claim(stand, THE_RIGHT, PAIR, SLOT(9));
	right = plug(stand, THE_RIGHT, 9);
	ring(stand, &safety, LEFT, CFG_VECTORS);
	ring(stand, &safety, LEFT, 0xffff);
	ring(stand, &safety, 2, 0); /* no VM */
	ring(stand, &safety, 0xffff, 0);
	ring(stand, &safety, SERVICE, 0); /* down */
	ring(stand, &safety, RIGHT, 0);	  /* has not this region */
	ring(stand, &right, SAFETY, 0);
	ring(stand, &right, LEFT, 0); /* has not claimed the one that both share */
	assert_int_equal(raised(&safety) | raised(&left) | raised(&right), 0);
	unplug(&safety);
	unplug(&left);
	unplug(&right);
}

/* Two devices of one VM do not get each other's interrupts. */
static void test_two_devices(void **state)
{
	struct stand *stand = *state;
	struct plugged safety, left, pair, right;

	plug_pair(stand, &safety, &left);
	claim(stand, THE_LEFT, PAIR, SLOT(9));
	claim(stand, THE_RIGHT, PAIR, SLOT(9));
	pair = plug(stand, THE_LEFT, 9);
	right = plug(stand, THE_RIGHT, 9);
	ring(stand, &right, LEFT, 1);
	assert_int_equal(raised(&pair), 1u << 1);
	assert_int_equal(raised(&left), 0);
	ring(stand, &safety, LEFT, 2);
	assert_int_equal(raised(&pair), 0);
	assert_int_equal(raised(&left), 1u << 2);
	unplug(&safety);
	unplug(&left);
	unplug(&pair);
	unplug(&right);
}

static void test_msix_off(void **state)
{
	struct stand *stand = *state;
	struct plugged safety, left;

	plug_pair(stand, &safety, &left);
	set_msix(stand, left.fd, 0);
	ring(stand, &safety, LEFT, 0);
	set_msix(stand, left.fd, PCI_MSIX_ENABLE);
	set_command(stand, left.fd, 0);
	ring(stand, &safety, LEFT, 1);
	set_command(stand, left.fd, PCI_COMMAND_MASTER);
	assert_int_equal(raised(&left), 0); /* nothing has waited for it */
	ring(stand, &safety, LEFT, 2);
	assert_int_equal(raised(&left), 1u << 2);
	unplug(&safety);
	unplug(&left);
}

/* It is the VMM that masks vectors: it gets each as it comes, and nothing twice. */
static void test_function_mask(void **state)
{
	struct stand *stand = *state;
	struct plugged safety, left;

	plug_pair(stand, &safety, &left);
	set_msix(stand, left.fd, PCI_MSIX_ENABLE | PCI_MSIX_FUNCTION_MASK);
	ring(stand, &safety, LEFT, 3);
	ring(stand, &safety, LEFT, 7);
	assert_int_equal(raised(&left), 1u << 3 | 1u << 7);
	set_msix(stand, left.fd, PCI_MSIX_ENABLE);
	assert_int_equal(raised(&left), 0);
	ring(stand, &safety, LEFT, 3);
	assert_int_equal(raised(&left), 1u << 3);
	unplug(&safety);
	unplug(&left);
}

/* As after power-on: MSI-X and bus mastering are off. */
static void assert_is_new(struct stand *stand, int fd)
{
	assert_int_equal(read_word(&stand->bench, fd, VFU_REGION_CONFIG, PCI_COMMAND) & 0xffff, 0);
	assert_int_equal(read_word(&stand->bench, fd, VFU_REGION_CONFIG, PCI_MSIX_CAPABILITY),
			 (CFG_VECTORS - 1) << 16 | PCI_CAPABILITY_MSIX);
}

static void test_reset(void **state)
{
	struct stand *stand = *state;
	struct plugged safety, left;

	plug_pair(stand, &safety, &left);
	assert_succeeds(ask(&stand->bench, left.fd, VFU_RESET, NULL, 0));
	assert_is_new(stand, left.fd);
	ring(stand, &safety, LEFT, 2);
	set_command(stand, left.fd, PCI_COMMAND_MASTER);
	set_msix(stand, left.fd, PCI_MSIX_ENABLE);
	assert_int_equal(raised(&left), 0);
	for (unsigned i = 0; i < CFG_VECTORS; i++) {
		ring(stand, &safety, LEFT, i);
		assert_int_equal(raised(&left), 1u << i);
	}
	/* The peer's is none of its business. */
	ring(stand, &left, SAFETY, 5);
	assert_int_equal(raised(&safety), 1u << 5);
	unplug(&safety);
	unplug(&left);
}

/* A VMM may write anything into the table that neither it nor its guest uses. */
static void test_nonsense_in_the_vectors(void **state)
{
	struct stand *stand = *state;
	struct plugged safety, left;

	plug_pair(stand, &safety, &left);
	write_word(&stand->bench, left.fd, IVSHMEM_BAR_MSIX, 8, UINT32_MAX);
	write_word(&stand->bench, left.fd, IVSHMEM_BAR_MSIX, 16 + 8, 4);
	ring(stand, &safety, LEFT, 0);
	ring(stand, &safety, LEFT, 1);
	assert_int_equal(raised(&left), 1u << 0 | 1u << 1);
	assert_int_equal(raised(&safety), 0);
	unplug(&safety);
	unplug(&left);
}

static enum backend_device state_of(struct stand *stand, uint32_t device, uint16_t *vbdf)
{
	return backend_look(stand->backend, device, vbdf);
}

static void test_states(void **state)
{
	enum { OF_SAFETY = 1, OF_LEFT = 5 }; /* of the table's devices */
	struct stand *stand = *state;
	uint16_t vbdf;
	int fd;

	assert_int_equal(state_of(stand, OF_SAFETY, &vbdf), BACKEND_ABSENT);
	assert_int_equal(vbdf, SLOT(8));
	assert_int_equal(state_of(stand, OF_LEFT, &vbdf), BACKEND_ABSENT);
	assert_int_equal(vbdf, SLOT(9));
	claim(stand, THE_LEFT, PAIR, CFG_BDF(0, 21, 7));
	assert_int_equal(state_of(stand, OF_LEFT, &vbdf), BACKEND_WAITING);
	assert_int_equal(vbdf, CFG_BDF(0, 21, 7));
	fd = join_at(&stand->bench, path_in(stand, "LEFT/ivshmem-21.7"));
	assert_int_equal(state_of(stand, OF_LEFT, &vbdf), BACKEND_CONNECTED);
	hang_up(&stand->bench, fd);
	assert_int_equal(state_of(stand, OF_LEFT, &vbdf), BACKEND_WAITING);
	backend_leave(stand->backend, THE_LEFT);
	assert_int_equal(state_of(stand, OF_LEFT, &vbdf), BACKEND_ABSENT);
	assert_int_equal(vbdf, SLOT(9));
}

/* Its VM is down, and then up again: also with the device elsewhere. */
static void test_leave(void **state)
{
	struct stand *stand = *state;
	struct plugged safety, left, again;

	plug_pair(stand, &safety, &left);
	backend_leave(stand->backend, THE_LEFT);
	pump(&stand->bench);
	assert_true(is_closed(left.fd));
	assert_int_equal(access(path_in(stand, "LEFT/ivshmem-20.0"), F_OK), -1);
	ring(stand, &safety, LEFT, 0);
	assert_int_equal(raised(&left), 0);
	claim(stand, THE_LEFT, BIG, SLOT(9));
	ring(stand, &safety, LEFT, 0);
	again = plug(stand, THE_LEFT, 9);
	assert_int_equal(raised(&again), 0);
	ring(stand, &safety, LEFT, 6);
	assert_int_equal(raised(&again), 1u << 6);
	backend_leave(stand->backend, THE_LEFT);
	backend_leave(stand->backend, THE_LEFT);
	unplug(&safety);
	unplug(&left);
	unplug(&again);
}

static void test_leave_of_a_pre_launched_vm(void **state)
{
	struct stand *stand = *state;
	struct plugged safety, left, again;
	int fd;

	plug_pair(stand, &safety, &left);
	backend_leave(stand->backend, THE_SAFETY);
	assert_true(is_closed(safety.fd));
	ring(stand, &left, SAFETY, 0);
	claim(stand, THE_SAFETY, BIG, SLOT(8));
	fd = join_vm(stand, THE_SAFETY, 8);
	assert_is_new(stand, fd);
	hang_up(&stand->bench, fd);
	again = plug(stand, THE_SAFETY, 8);
	ring(stand, &left, SAFETY, 1);
	assert_int_equal(raised(&again), 1u << 1);
	assert_int_equal(raised(&safety), 0);
	unplug(&safety);
	unplug(&left);
	unplug(&again);
}

/* Its second device is claimed while the first is at work. */
static void test_second_claim_of_a_pre_launched_vm(void **state)
{
	struct stand *stand = *state;
	struct plugged safety, left, small;

	plug_pair(stand, &safety, &left);
	claim(stand, THE_SAFETY, SMALL, SLOT(6));
	small = plug(stand, THE_SAFETY, 6);
	ring(stand, &left, SAFETY, 2);
	assert_int_equal(raised(&safety), 1u << 2);
	ring(stand, &small, SAFETY, 4);
	assert_int_equal(raised(&small), 1u << 4);
	assert_int_equal(raised(&safety), 0);
	unplug(&safety);
	unplug(&left);
	unplug(&small);
}

static void test_vmm_that_hangs_up(void **state)
{
	struct stand *stand = *state;
	int fd;

	claim(stand, THE_RIGHT, PAIR, SLOT(20));
	hang_up(&stand->bench, dial_at(&stand->bench, path_in(stand, "RIGHT/ivshmem-20.0")));
	assert_int_equal(stand->hung_ups, 0); /* it has never had it */
	fd = join_vm(stand, THE_RIGHT, 20);
	assert_int_equal(stand->hung_ups, 0);
	hang_up(&stand->bench, fd);
	assert_int_equal(stand->hung_ups, 1);
	assert_int_equal(stand->hung_up_vm, THE_RIGHT);
	assert_int_equal(stand->hung_up_vbdf, SLOT(20));
	backend_leave(stand->backend, THE_RIGHT);
	assert_int_equal(stand->hung_ups, 1);
}

/* One that comes after it has a device as after power-on. */
static void test_next_vmm(void **state)
{
	struct stand *stand = *state;
	struct plugged safety, left, next;
	int fd;

	plug_pair(stand, &safety, &left);
	hang_up(&stand->bench, left.fd);
	ring(stand, &safety, LEFT, 2);
	fd = join_vm(stand, THE_LEFT, 20);
	assert_is_new(stand, fd);
	hang_up(&stand->bench, fd);
	next = plug(stand, THE_LEFT, 20);
	assert_int_equal(raised(&next), 0);
	ring(stand, &safety, LEFT, 3);
	assert_int_equal(raised(&next), 1u << 3);
	unplug(&safety);
	unplug(&left);
	unplug(&next);
}

/* Not when it is the backend that does so. */
static void test_vmm_that_is_hung_up_on(void **state)
{
	struct stand *stand = *state;

	claim(stand, THE_LEFT, PAIR, SLOT(9));
	claim(stand, THE_SAFETY, BIG, SLOT(8));
	join_vm(stand, THE_LEFT, 9);
	join_vm(stand, THE_SAFETY, 8);
	backend_leave(stand->backend, THE_LEFT);
	backend_leave(stand->backend, THE_SAFETY);
	pump(&stand->bench);
	assert_int_equal(stand->hung_ups, 0);
}

/* Their sockets would be the same. */
static void test_two_buses(void **state)
{
	struct stand *stand = *state;
	struct error error;

	claim(stand, THE_LEFT, PAIR, SLOT(9));
	assert_false(try_claim(stand, THE_LEFT, "big", MIB(4), CFG_BDF(1, 9, 0), &error));
	assert_non_null(
		strstr(error.text, "LEFT/ivshmem-9.0 is the socket of a device on another"));
	join_vm(stand, THE_LEFT, 9);
	claim(stand, THE_LEFT, BIG, CFG_BDF(1, 9, 1));
	claim(stand, THE_RIGHT, PAIR, CFG_BDF(1, 9, 0));
	join_vm(stand, THE_RIGHT, 9);
}

static void test_socket_of_another_run(void **state)
{
	struct stand *stand = *state;
	struct stat status;
	int file = open(path_in(stand, "LEFT/ivshmem-9.0"), O_CREAT | O_RDWR, 0644);

	close(file);
	claim(stand, THE_LEFT, PAIR, SLOT(9));
	assert_int_equal(stat(path_in(stand, "LEFT/ivshmem-9.0"), &status), 0);
	assert_int_equal(status.st_mode, S_IFSOCK | 0600);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STAND_TEST(test_refusals_of_post_launched),
		STAND_TEST(test_refusals_of_others),
		STAND_TEST(test_table_without_regions),
		STAND_TEST(test_refused_and_granted),
		STAND_TEST(test_tables),
		STAND_TEST(test_identity),
		STAND_TEST(test_bars),
		STAND_TEST(test_memory),
		STAND_TEST(test_memory_stays),
		STAND_TEST(test_doorbell),
		STAND_TEST(test_doorbell_of_nobody),
		STAND_TEST(test_two_devices),
		STAND_TEST(test_msix_off),
		STAND_TEST(test_function_mask),
		STAND_TEST(test_reset),
		STAND_TEST(test_nonsense_in_the_vectors),
		STAND_TEST(test_states),
		STAND_TEST(test_leave),
		STAND_TEST(test_leave_of_a_pre_launched_vm),
		STAND_TEST(test_second_claim_of_a_pre_launched_vm),
		STAND_TEST(test_vmm_that_hangs_up),
		STAND_TEST(test_next_vmm),
		STAND_TEST(test_vmm_that_is_hung_up_on),
		STAND_TEST(test_two_buses),
		STAND_TEST(test_socket_of_another_run),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
