/* SPDX-License-Identifier: BSD-3-Clause
 * test_device_server.c: devices as VMMs see them, their doorbells, and claims that are rejected.
 *
 * The client of tests/devmodel/vfio-user stands in for the VMMs. */
#include "tests/devmodel/vfio-user/helpers.h"

#include <signal.h>

#include "acrn-hv/device_server.h"
#include "core/ivshmem.h"
#include "tests/devmodel/hv/sample.h"

/* The sample's VMs by their index in the table; its enum has them by ID. */
enum { THE_SAFETY, THE_SERVICE, THE_LEFT, THE_RIGHT };

struct fixture {
	struct bench bench;
	struct sample sample;
	struct device_server *server;
	unsigned disconnects;
	uint32_t disconnected_vm;
	uint16_t disconnected_vbdf;
};

/* A device as its VMM has it. */
struct plugged {
	int fd;
	int events[CFG_VECTORS];
};

static void on_disconnect(void *data, uint32_t vm, uint16_t vbdf)
{
	struct fixture *fixture = data;

	fixture->disconnects++;
	fixture->disconnected_vm = vm;
	fixture->disconnected_vbdf = vbdf;
}

static struct device_server_setup setup_of(struct fixture *fixture)
{
	return (struct device_server_setup) { .table = &fixture->sample.table,
					      .loop = fixture->bench.loop,
					      .directory = fixture->bench.directory,
					      .on_disconnect = on_disconnect,
					      .data = fixture };
}

static char *path_in(const struct fixture *fixture, const char *name)
{
	static char path[80];

	snprintf(path, sizeof(path), "%s/%s", fixture->bench.directory, name);
	return path;
}

static int open_fixture(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));
	struct device_server_setup setup;
	struct error error;

	bench_open_loop(&fixture->bench);
	sample_init(&fixture->sample);
	for (unsigned i = 0; i < COUNT(fixture->sample.vms); i++)
		assert_int_equal(mkdir(path_in(fixture, fixture->sample.vms[i].name), 0700), 0);
	setup = setup_of(fixture);
	fixture->server = device_server_start(&setup, &error);
	assert_non_null(fixture->server);
	*state = fixture;
	return 0;
}

/* No socket and no descriptor may be left. */
static int close_fixture(void **state)
{
	struct fixture *fixture = *state;

	bench_close_clients(&fixture->bench);
	device_server_stop(fixture->server);
	for (unsigned i = 0; i < COUNT(fixture->sample.vms); i++)
		assert_int_equal(rmdir(path_in(fixture, fixture->sample.vms[i].name)), 0);
	bench_close_loop(&fixture->bench);
	free(fixture);
	return 0;
}

#define FIXTURE_TEST(function) \
	cmocka_unit_test_setup_teardown(function, open_fixture, close_fixture)

static bool try_claim(struct fixture *fixture, uint32_t vm, const char *region, uint64_t size,
		      uint16_t vbdf, struct error *error)
{
	struct hv_control_claim claim = { .size = size, .vbdf = vbdf };

	strcpy(claim.vm, fixture->sample.vms[vm].name);
	strcpy(claim.region, region);
	return device_server_claim(fixture->server, vm, &claim, error);
}

static void claim(struct fixture *fixture, uint32_t vm, unsigned region, uint16_t vbdf)
{
	const struct cfg_region *row = &fixture->sample.regions[region];
	struct error error;

	if (!try_claim(fixture, vm, row->name, row->size, vbdf, &error))
		fail_msg("%s", error.text);
}

static void reject(struct fixture *fixture, uint32_t vm, const char *region, uint64_t size,
		   unsigned slot, const char *reason)
{
	struct error error;

	assert_false(try_claim(fixture, vm, region, size, SLOT(slot), &error));
	assert_string_equal(error.text, reason);
}

static int join_vm(struct fixture *fixture, uint32_t vm, unsigned slot)
{
	char name[40];

	snprintf(name, sizeof(name), "%s/ivshmem-%u.0", fixture->sample.vms[vm].name, slot);
	return join_at(&fixture->bench, path_in(fixture, name));
}

static void set_command(struct fixture *fixture, int fd, uint32_t command)
{
	write_word(&fixture->bench, fd, VFU_REGION_CONFIG, PCI_COMMAND, command);
}

/* PCI_MSIX_ENABLE and PCI_MSIX_FUNCTION_MASK */
static void set_msix(struct fixture *fixture, int fd, uint32_t control)
{
	write_word(&fixture->bench, fd, VFU_REGION_CONFIG, PCI_MSIX_CAPABILITY, control << 16);
}

/* Connects a VMM to a claimed device, and does what a guest's driver does. */
static struct plugged plug(struct fixture *fixture, uint32_t vm, unsigned slot)
{
	struct plugged device = { .fd = join_vm(fixture, vm, slot) };

	for (unsigned i = 0; i < CFG_VECTORS; i++)
		device.events[i] = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	assert_succeeds(set_irqs(&fixture->bench, device.fd, VFU_SET_EVENTFD | VFU_SET_TRIGGER, 0,
				 CFG_VECTORS, device.events, CFG_VECTORS));
	set_command(fixture, device.fd, PCI_COMMAND_MASTER);
	set_msix(fixture, device.fd, PCI_MSIX_ENABLE);
	return device;
}

static void unplug(struct plugged *device)
{
	for (unsigned i = 0; i < CFG_VECTORS; i++)
		close(device->events[i]);
}

static void ring(struct fixture *fixture, const struct plugged *device, unsigned peer,
		 unsigned vector)
{
	write_word(&fixture->bench, device->fd, IVSHMEM_BAR_REGISTERS, IVSHMEM_DOORBELL,
		   peer << 16 | vector);
}

/* Which vectors were triggered since the last time, each of them once: a bit each. */
static unsigned triggered(const struct plugged *device)
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
static void plug_pair(struct fixture *fixture, struct plugged *safety, struct plugged *left)
{
	claim(fixture, THE_SAFETY, BIG, SLOT(8));
	claim(fixture, THE_LEFT, BIG, SLOT(20));
	*safety = plug(fixture, THE_SAFETY, 8);
	*left = plug(fixture, THE_LEFT, 20);
}

static void test_rejects_of_post_launched(void **state)
{
	struct fixture *fixture = *state;

	reject(fixture, THE_LEFT, "pai", MIB(2), 9,
	       "VM 'LEFT' claims hv:/pai: region not found in the table (its regions: small, big, "
	       "pair)");
	reject(fixture, THE_LEFT, "private", MIB(2), 9,
	       "VM 'LEFT' claims hv:/private: region not found in the table (its regions: small, "
	       "big, pair)");
	reject(fixture, THE_RIGHT, "big", MIB(4), 9,
	       "VM 'RIGHT' claims hv:/big: the table shares it between SAFETY and SERVICE and "
	       "LEFT");
	reject(fixture, THE_LEFT, "pair", MIB(4), 9,
	       "VM 'LEFT' claims hv:/pair with 4 MiB: the table has 2 MiB");
	reject(fixture, THE_LEFT, "pair", 4097, 9,
	       "VM 'LEFT' claims hv:/pair with 4097 bytes: the table has 2 MiB");
	claim(fixture, THE_LEFT, PAIR, SLOT(20));
	reject(fixture, THE_LEFT, "pair", MIB(2), 20, "VM 'LEFT' claims hv:/pair: duplicate claim");
	reject(fixture, THE_LEFT, "pair", MIB(2), 9, "VM 'LEFT' claims hv:/pair: duplicate claim");
	reject(fixture, THE_LEFT, "big", MIB(4), 20,
	       "VM 'LEFT' claims hv:/big at 00:14.0: the address has another region");
}

/* Of pre-launched VMs and the Service VM. */
static void test_rejects_of_others(void **state)
{
	struct fixture *fixture = *state;

	reject(fixture, THE_SAFETY, "none", MIB(2), 6,
	       "VM 'SAFETY' claims hv:/none: region not found in the table (its regions: small, "
	       "big, pair)");
	reject(fixture, THE_SAFETY, "pair", MIB(2), 6,
	       "VM 'SAFETY' claims hv:/pair: the table shares it between LEFT and RIGHT");
	reject(fixture, THE_SERVICE, "big", MIB(2), 8,
	       "VM 'SERVICE' claims hv:/big with 2 MiB: the table has 4 MiB");
	reject(fixture, THE_SAFETY, "big", MIB(4), 6,
	       "VM 'SAFETY' claims hv:/big at 00:06.0: the table has 00:08.0");
	claim(fixture, THE_SAFETY, BIG, SLOT(8));
	reject(fixture, THE_SAFETY, "big", MIB(4), 8,
	       "VM 'SAFETY' claims hv:/big: duplicate claim");
}

static void test_table_without_regions(void **state)
{
	struct fixture *fixture = *state;

	for (unsigned i = 0; i < COUNT(fixture->sample.regions); i++)
		fixture->sample.regions[i].land = CFG_LAND_DM;
	reject(fixture, THE_LEFT, "pair", MIB(2), 9,
	       "VM 'LEFT' claims hv:/pair: region not found in the table (its regions: none)");
}

/* A rejected claim changes nothing: the corrected one is accepted. */
static void test_rejected_and_accepted(void **state)
{
	struct fixture *fixture = *state;
	struct error error;

	assert_false(try_claim(fixture, THE_LEFT, "pair", MIB(4), SLOT(9), &error));
	assert_int_equal(rmdir(path_in(fixture, "LEFT")), 0);
	assert_int_equal(rmdir(path_in(fixture, "SAFETY")), 0);
	assert_false(try_claim(fixture, THE_LEFT, "pair", MIB(2), SLOT(9), &error));
	assert_non_null(strstr(error.text, "LEFT/ivshmem-9.0: cannot create the socket"));
	assert_false(try_claim(fixture, THE_SAFETY, "big", MIB(4), SLOT(8), &error));
	assert_int_equal(mkdir(path_in(fixture, "LEFT"), 0700), 0);
	assert_int_equal(mkdir(path_in(fixture, "SAFETY"), 0700), 0);
	claim(fixture, THE_LEFT, PAIR, SLOT(9));
	claim(fixture, THE_SAFETY, BIG, SLOT(8));
}

static void reject_table(struct fixture *fixture, const char *text)
{
	const struct device_server_setup setup = setup_of(fixture);
	struct error error;
	int fds = count_fds();

	assert_null(device_server_start(&setup, &error));
	assert_non_null(strstr(error.text, text));
	assert_int_equal(count_fds(), fds);
}

static void test_tables(void **state)
{
	struct fixture *fixture = *state;

	fixture->sample.table.abi++;
	reject_table(fixture, "the table has another ABI");
	fixture->sample.table.abi--;
	fixture->sample.devices[1].region = 99;
	reject_table(fixture, "the table is inconsistent");
	fixture->sample.devices[1].region = BIG;
}

static void test_identity(void **state)
{
	struct fixture *fixture = *state;
	struct plugged safety, left;

	plug_pair(fixture, &safety, &left);
	assert_int_equal(read_word(&fixture->bench, left.fd, VFU_REGION_CONFIG, PCI_VENDOR_ID),
			 0x11101af4);
	assert_int_equal(
		read_word(&fixture->bench, left.fd, VFU_REGION_CONFIG, PCI_SUBSYSTEM_VENDOR_ID),
		0x10028086);
	assert_int_equal(
		read_word(&fixture->bench, left.fd, VFU_REGION_CONFIG, PCI_MSIX_CAPABILITY),
		(PCI_MSIX_ENABLE | (CFG_VECTORS - 1)) << 16 | PCI_CAPABILITY_MSIX);
	assert_int_equal(read_word(&fixture->bench, safety.fd, 0, IVSHMEM_IV_POSITION), SAFETY);
	assert_int_equal(read_word(&fixture->bench, left.fd, 0, IVSHMEM_IV_POSITION), LEFT);
	unplug(&safety);
	unplug(&left);
}

static struct vfu_region_info get_region_info(struct fixture *fixture, int fd, uint32_t index,
					      int *memory)
{
	struct vfu_region_info info = { .argsz = sizeof(info), .index = index };
	struct answer *answer = ask(&fixture->bench, fd, VFU_GET_REGION_INFO, &info, sizeof(info));

	assert_succeeds(answer);
	memcpy(&info, answer->payload, sizeof(info));
	*memory = answer->fd_count ? answer->fds[0] : -1;
	return info;
}

static void test_bars(void **state)
{
	static const uint64_t sizes[] = { 256, 4096, MIB(4), 0, 0, 0 };
	struct fixture *fixture = *state;
	int fd, memory;

	claim(fixture, THE_LEFT, BIG, SLOT(8));
	fd = join_vm(fixture, THE_LEFT, 8);
	for (uint32_t i = 0; i < COUNT(sizes); i++) {
		struct vfu_region_info info = get_region_info(fixture, fd, i, &memory);
		bool is_memory = i == IVSHMEM_BAR_MEMORY;

		assert_int_equal(info.size, sizes[i]);
		assert_int_equal(!!(info.flags & VFU_REGION_CAN_MMAP), is_memory);
		assert_int_equal(memory >= 0, is_memory);
		if (is_memory)
			close(memory);
	}
}

/* As a VMM maps BAR2 for its guest. */
static uint8_t *map_memory(struct fixture *fixture, int fd, size_t *size)
{
	struct vfu_region_info info;
	uint8_t *bytes;
	int memory;

	info = get_region_info(fixture, fd, IVSHMEM_BAR_MEMORY, &memory);
	*size = info.size;
	bytes = mmap(NULL, info.size, PROT_READ | PROT_WRITE, MAP_SHARED, memory,
		     (off_t)info.offset);
	close(memory);
	assert_ptr_not_equal(bytes, MAP_FAILED);
	return bytes;
}

static void test_memory(void **state)
{
	struct fixture *fixture = *state;
	uint8_t *safety, *left, *pair;
	size_t size, other_size;

	claim(fixture, THE_SAFETY, BIG, SLOT(8));
	claim(fixture, THE_LEFT, BIG, SLOT(8));
	claim(fixture, THE_LEFT, PAIR, SLOT(9));
	safety = map_memory(fixture, join_vm(fixture, THE_SAFETY, 8), &size);
	left = map_memory(fixture, join_vm(fixture, THE_LEFT, 8), &size);
	pair = map_memory(fixture, join_vm(fixture, THE_LEFT, 9), &other_size);
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

/* The memory outlives the VM that has written to it. */
static void test_memory_stays(void **state)
{
	struct fixture *fixture = *state;
	uint8_t *bytes;
	size_t size;

	claim(fixture, THE_LEFT, PAIR, SLOT(9));
	bytes = map_memory(fixture, join_vm(fixture, THE_LEFT, 9), &size);
	bytes[size - 1] = 'x';
	munmap(bytes, size);
	device_server_release(fixture->server, THE_LEFT);
	claim(fixture, THE_RIGHT, PAIR, SLOT(9));
	bytes = map_memory(fixture, join_vm(fixture, THE_RIGHT, 9), &size);
	assert_int_equal(bytes[size - 1], 'x');
	munmap(bytes, size);
}

static void test_doorbell(void **state)
{
	struct fixture *fixture = *state;
	struct plugged safety, left;

	plug_pair(fixture, &safety, &left);
	for (unsigned i = 0; i < CFG_VECTORS; i++) {
		ring(fixture, &safety, LEFT, i);
		assert_int_equal(triggered(&left), 1u << i);
		ring(fixture, &left, SAFETY, i);
		assert_int_equal(triggered(&safety), 1u << i);
	}
	ring(fixture, &left, LEFT, 3); /* itself */
	assert_int_equal(triggered(&left), 1u << 3);
	assert_int_equal(triggered(&safety), 0);
	unplug(&safety);
	unplug(&left);
}

static void test_doorbell_without_peer(void **state)
{
	struct fixture *fixture = *state;
	struct plugged safety, left, right;

	plug_pair(fixture, &safety, &left);
	claim(fixture, THE_RIGHT, PAIR, SLOT(9));
	right = plug(fixture, THE_RIGHT, 9);
	ring(fixture, &safety, LEFT, CFG_VECTORS);
	ring(fixture, &safety, LEFT, 0xffff);
	ring(fixture, &safety, 2, 0); /* no VM */
	ring(fixture, &safety, 0xffff, 0);
	ring(fixture, &safety, SERVICE, 0); /* down */
	ring(fixture, &safety, RIGHT, 0);   /* has not this region */
	ring(fixture, &right, SAFETY, 0);
	ring(fixture, &right, LEFT, 0); /* has not claimed the region that both share */
	assert_int_equal(triggered(&safety) | triggered(&left) | triggered(&right), 0);
	unplug(&safety);
	unplug(&left);
	unplug(&right);
}

/* Two devices of one VM do not get each other's interrupts. */
static void test_two_devices(void **state)
{
	struct fixture *fixture = *state;
	struct plugged safety, left, pair, right;

	plug_pair(fixture, &safety, &left);
	claim(fixture, THE_LEFT, PAIR, SLOT(9));
	claim(fixture, THE_RIGHT, PAIR, SLOT(9));
	pair = plug(fixture, THE_LEFT, 9);
	right = plug(fixture, THE_RIGHT, 9);
	ring(fixture, &right, LEFT, 1);
	assert_int_equal(triggered(&pair), 1u << 1);
	assert_int_equal(triggered(&left), 0);
	ring(fixture, &safety, LEFT, 2);
	assert_int_equal(triggered(&pair), 0);
	assert_int_equal(triggered(&left), 1u << 2);
	unplug(&safety);
	unplug(&left);
	unplug(&pair);
	unplug(&right);
}

static void test_msix_off(void **state)
{
	struct fixture *fixture = *state;
	struct plugged safety, left;

	plug_pair(fixture, &safety, &left);
	set_msix(fixture, left.fd, 0);
	ring(fixture, &safety, LEFT, 0);
	set_msix(fixture, left.fd, PCI_MSIX_ENABLE);
	set_command(fixture, left.fd, 0);
	ring(fixture, &safety, LEFT, 1);
	set_command(fixture, left.fd, PCI_COMMAND_MASTER);
	assert_int_equal(triggered(&left), 0); /* none is pending */
	ring(fixture, &safety, LEFT, 2);
	assert_int_equal(triggered(&left), 1u << 2);
	unplug(&safety);
	unplug(&left);
}

/* The mask is in configuration space: hv-land holds messages back, and sends each once. */
static void test_function_mask(void **state)
{
	struct fixture *fixture = *state;
	struct plugged safety, left;

	plug_pair(fixture, &safety, &left);
	set_msix(fixture, left.fd, PCI_MSIX_ENABLE | PCI_MSIX_FUNCTION_MASK);
	ring(fixture, &safety, LEFT, 3);
	ring(fixture, &safety, LEFT, 3);
	ring(fixture, &safety, LEFT, 7);
	assert_int_equal(triggered(&left), 0);
	set_msix(fixture, left.fd, PCI_MSIX_ENABLE);
	assert_int_equal(triggered(&left), 1u << 3 | 1u << 7);
	ring(fixture, &safety, LEFT, 3);
	assert_int_equal(triggered(&left), 1u << 3);
	unplug(&safety);
	unplug(&left);
}

/* As after power-on: MSI-X and bus mastering are off. */
static void assert_is_new(struct fixture *fixture, int fd)
{
	assert_int_equal(read_word(&fixture->bench, fd, VFU_REGION_CONFIG, PCI_COMMAND) & 0xffff,
			 0);
	assert_int_equal(read_word(&fixture->bench, fd, VFU_REGION_CONFIG, PCI_MSIX_CAPABILITY),
			 (CFG_VECTORS - 1) << 16 | PCI_CAPABILITY_MSIX);
}

static void test_reset(void **state)
{
	struct fixture *fixture = *state;
	struct plugged safety, left;

	plug_pair(fixture, &safety, &left);
	set_msix(fixture, left.fd, PCI_MSIX_ENABLE | PCI_MSIX_FUNCTION_MASK);
	ring(fixture, &safety, LEFT, 1);
	assert_succeeds(ask(&fixture->bench, left.fd, VFU_RESET, NULL, 0));
	assert_is_new(fixture, left.fd);
	ring(fixture, &safety, LEFT, 2);
	set_command(fixture, left.fd, PCI_COMMAND_MASTER);
	set_msix(fixture, left.fd, PCI_MSIX_ENABLE);
	assert_int_equal(triggered(&left), 0);
	for (unsigned i = 0; i < CFG_VECTORS; i++) {
		ring(fixture, &safety, LEFT, i);
		assert_int_equal(triggered(&left), 1u << i);
	}
	/* The peer's device is not affected. */
	ring(fixture, &left, SAFETY, 5);
	assert_int_equal(triggered(&safety), 1u << 5);
	unplug(&safety);
	unplug(&left);
}

/* A VMM may write anything into the table that neither it nor its guest uses. */
static void test_invalid_vectors(void **state)
{
	struct fixture *fixture = *state;
	struct plugged safety, left;

	plug_pair(fixture, &safety, &left);
	write_word(&fixture->bench, left.fd, IVSHMEM_BAR_MSIX, 8, UINT32_MAX);
	write_word(&fixture->bench, left.fd, IVSHMEM_BAR_MSIX, 16 + 8, 4);
	ring(fixture, &safety, LEFT, 0);
	ring(fixture, &safety, LEFT, 1);
	assert_int_equal(triggered(&left), 1u << 0 | 1u << 1);
	assert_int_equal(triggered(&safety), 0);
	unplug(&safety);
	unplug(&left);
}

static enum device_state state_of(struct fixture *fixture, uint32_t device, uint16_t *vbdf)
{
	return device_server_state(fixture->server, device, vbdf);
}

static void test_states(void **state)
{
	enum { OF_SAFETY = 1, OF_LEFT = 5 }; /* of the table's devices */
	struct fixture *fixture = *state;
	uint16_t vbdf;
	int fd;

	assert_int_equal(state_of(fixture, OF_SAFETY, &vbdf), DEVICE_ABSENT);
	assert_int_equal(vbdf, SLOT(8));
	assert_int_equal(state_of(fixture, OF_LEFT, &vbdf), DEVICE_ABSENT);
	assert_int_equal(vbdf, SLOT(9));
	claim(fixture, THE_LEFT, PAIR, CFG_BDF(0, 21, 7));
	assert_int_equal(state_of(fixture, OF_LEFT, &vbdf), DEVICE_WAITING);
	assert_int_equal(vbdf, CFG_BDF(0, 21, 7));
	fd = join_at(&fixture->bench, path_in(fixture, "LEFT/ivshmem-21.7"));
	assert_int_equal(state_of(fixture, OF_LEFT, &vbdf), DEVICE_CONNECTED);
	disconnect(&fixture->bench, fd);
	assert_int_equal(state_of(fixture, OF_LEFT, &vbdf), DEVICE_WAITING);
	device_server_release(fixture->server, THE_LEFT);
	assert_int_equal(state_of(fixture, OF_LEFT, &vbdf), DEVICE_ABSENT);
	assert_int_equal(vbdf, SLOT(9));
}

/* Its VM is down, and up again, with the device at another address. */
static void test_release(void **state)
{
	struct fixture *fixture = *state;
	struct plugged safety, left, again;

	plug_pair(fixture, &safety, &left);
	device_server_release(fixture->server, THE_LEFT);
	pump(&fixture->bench);
	assert_true(is_closed(left.fd));
	assert_int_equal(access(path_in(fixture, "LEFT/ivshmem-20.0"), F_OK), -1);
	ring(fixture, &safety, LEFT, 0);
	assert_int_equal(triggered(&left), 0);
	claim(fixture, THE_LEFT, BIG, SLOT(9));
	ring(fixture, &safety, LEFT, 0);
	again = plug(fixture, THE_LEFT, 9);
	assert_int_equal(triggered(&again), 0);
	ring(fixture, &safety, LEFT, 6);
	assert_int_equal(triggered(&again), 1u << 6);
	device_server_release(fixture->server, THE_LEFT);
	device_server_release(fixture->server, THE_LEFT);
	unplug(&safety);
	unplug(&left);
	unplug(&again);
}

static void test_release_of_a_pre_launched_vm(void **state)
{
	struct fixture *fixture = *state;
	struct plugged safety, left, again;
	int fd;

	plug_pair(fixture, &safety, &left);
	device_server_release(fixture->server, THE_SAFETY);
	assert_true(is_closed(safety.fd));
	ring(fixture, &left, SAFETY, 0);
	claim(fixture, THE_SAFETY, BIG, SLOT(8));
	fd = join_vm(fixture, THE_SAFETY, 8);
	assert_is_new(fixture, fd);
	disconnect(&fixture->bench, fd);
	again = plug(fixture, THE_SAFETY, 8);
	ring(fixture, &left, SAFETY, 1);
	assert_int_equal(triggered(&again), 1u << 1);
	assert_int_equal(triggered(&safety), 0);
	unplug(&safety);
	unplug(&left);
	unplug(&again);
}

/* Its second device is claimed while the first is in use. */
static void test_second_claim_of_a_pre_launched_vm(void **state)
{
	struct fixture *fixture = *state;
	struct plugged safety, left, small;

	plug_pair(fixture, &safety, &left);
	claim(fixture, THE_SAFETY, SMALL, SLOT(6));
	small = plug(fixture, THE_SAFETY, 6);
	ring(fixture, &left, SAFETY, 2);
	assert_int_equal(triggered(&safety), 1u << 2);
	ring(fixture, &small, SAFETY, 4);
	assert_int_equal(triggered(&small), 1u << 4);
	assert_int_equal(triggered(&safety), 0);
	unplug(&safety);
	unplug(&left);
	unplug(&small);
}

static void test_vmm_disconnects(void **state)
{
	struct fixture *fixture = *state;
	int fd;

	claim(fixture, THE_RIGHT, PAIR, SLOT(20));
	disconnect(&fixture->bench,
		   dial_at(&fixture->bench, path_in(fixture, "RIGHT/ivshmem-20.0")));
	assert_int_equal(fixture->disconnects, 0); /* it had no device yet */
	fd = join_vm(fixture, THE_RIGHT, 20);
	assert_int_equal(fixture->disconnects, 0);
	disconnect(&fixture->bench, fd);
	assert_int_equal(fixture->disconnects, 1);
	assert_int_equal(fixture->disconnected_vm, THE_RIGHT);
	assert_int_equal(fixture->disconnected_vbdf, SLOT(20));
	device_server_release(fixture->server, THE_RIGHT);
	assert_int_equal(fixture->disconnects, 1);
}

/* The next VMM gets a device as after power-on. */
static void test_next_vmm(void **state)
{
	struct fixture *fixture = *state;
	struct plugged safety, left, next;
	int fd;

	plug_pair(fixture, &safety, &left);
	disconnect(&fixture->bench, left.fd);
	ring(fixture, &safety, LEFT, 2);
	fd = join_vm(fixture, THE_LEFT, 20);
	assert_is_new(fixture, fd);
	disconnect(&fixture->bench, fd);
	next = plug(fixture, THE_LEFT, 20);
	assert_int_equal(triggered(&next), 0);
	ring(fixture, &safety, LEFT, 3);
	assert_int_equal(triggered(&next), 1u << 3);
	unplug(&safety);
	unplug(&left);
	unplug(&next);
}

/* No call when the server disconnects the VMM. */
static void test_vmm_is_disconnected(void **state)
{
	struct fixture *fixture = *state;

	claim(fixture, THE_LEFT, PAIR, SLOT(9));
	claim(fixture, THE_SAFETY, BIG, SLOT(8));
	join_vm(fixture, THE_LEFT, 9);
	join_vm(fixture, THE_SAFETY, 8);
	device_server_release(fixture->server, THE_LEFT);
	device_server_release(fixture->server, THE_SAFETY);
	pump(&fixture->bench);
	assert_int_equal(fixture->disconnects, 0);
}

/* Their sockets would be the same. */
static void test_two_buses(void **state)
{
	struct fixture *fixture = *state;
	struct error error;

	claim(fixture, THE_LEFT, PAIR, SLOT(9));
	assert_false(try_claim(fixture, THE_LEFT, "big", MIB(4), CFG_BDF(1, 9, 0), &error));
	assert_non_null(
		strstr(error.text, "LEFT/ivshmem-9.0: socket already used by a device on another"));
	join_vm(fixture, THE_LEFT, 9);
	claim(fixture, THE_LEFT, BIG, CFG_BDF(1, 9, 1));
	claim(fixture, THE_RIGHT, PAIR, CFG_BDF(1, 9, 0));
	join_vm(fixture, THE_RIGHT, 9);
}

static void test_socket_of_another_run(void **state)
{
	struct fixture *fixture = *state;
	struct stat status;
	int file = open(path_in(fixture, "LEFT/ivshmem-9.0"), O_CREAT | O_RDWR, 0644);

	close(file);
	claim(fixture, THE_LEFT, PAIR, SLOT(9));
	assert_int_equal(stat(path_in(fixture, "LEFT/ivshmem-9.0"), &status), 0);
	assert_int_equal(status.st_mode, S_IFSOCK | 0600);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_rejects_of_post_launched),
		FIXTURE_TEST(test_rejects_of_others),
		FIXTURE_TEST(test_table_without_regions),
		FIXTURE_TEST(test_rejected_and_accepted),
		FIXTURE_TEST(test_tables),
		FIXTURE_TEST(test_identity),
		FIXTURE_TEST(test_bars),
		FIXTURE_TEST(test_memory),
		FIXTURE_TEST(test_memory_stays),
		FIXTURE_TEST(test_doorbell),
		FIXTURE_TEST(test_doorbell_without_peer),
		FIXTURE_TEST(test_two_devices),
		FIXTURE_TEST(test_msix_off),
		FIXTURE_TEST(test_function_mask),
		FIXTURE_TEST(test_reset),
		FIXTURE_TEST(test_invalid_vectors),
		FIXTURE_TEST(test_states),
		FIXTURE_TEST(test_release),
		FIXTURE_TEST(test_release_of_a_pre_launched_vm),
		FIXTURE_TEST(test_second_claim_of_a_pre_launched_vm),
		FIXTURE_TEST(test_vmm_disconnects),
		FIXTURE_TEST(test_next_vmm),
		FIXTURE_TEST(test_vmm_is_disconnected),
		FIXTURE_TEST(test_two_buses),
		FIXTURE_TEST(test_socket_of_another_run),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
