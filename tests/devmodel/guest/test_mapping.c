/* SPDX-License-Identifier: BSD-3-Clause
 * test_mapping.c: devices are opened in every way, read, written, notified, and closed completely.
 */
#include "fake_sysfs.h"

#include <dirent.h>

#define BDF   "0000:00:06.0"
#define FILES "sys/bus/pci/devices/" BDF "/"

static struct ivshm_device *open_device(struct fake *fake, enum ivshm_map map)
{
	struct ivshm_device *device = ivshm_open(&fake->paths, NULL, map, &fake->error);

	if (!device)
		fail_msg("%s", fake->error.text);
	return device;
}

static void refuse(struct fake *fake, enum ivshm_map map, const char *message)
{
	assert_null(ivshm_open(&fake->paths, NULL, map, &fake->error));
	assert_contains(fake->error.text, message);
}

/* A 32-bit word of a file, or the part of it that exists. */
static uint32_t word_of(const struct fake *fake, const char *name, off_t offset)
{
	char path[PATH_MAX];
	uint32_t word = 0;
	int fd;

	fake_path(fake, path, name);
	fd = open(path, O_RDONLY);
	assert_true(pread(fd, &word, sizeof(word), offset) > 0);
	close(fd);
	return word;
}

static unsigned open_files(void)
{
	DIR *directory = opendir("/proc/self/fd");
	unsigned count = 0;

	assert_non_null(directory);
	while (readdir(directory))
		count++;
	closedir(directory);
	return count;
}

static void test_memory(void **state)
{
	struct fake *fake = *state;
	struct ivshm_device *device;
	char buffer[FAKE_SIZE + 1];

	ADD(fake, .bdf = BDF);
	device = open_device(fake, IVSHM_MAP_AUTO);
	assert_int_equal(ivshm_device_map(device), IVSHM_MAP_RESOURCE2);
	assert_string_equal(ivshm_device_info(device)->bdf, BDF);
	assert_int_equal(ivshm_size(device), FAKE_SIZE);
	assert_true(ivshm_write(device, FAKE_SIZE - 4, "abcd", 4, &fake->error));
	ivshm_publish();
	assert_memory_equal((char *)ivshm_memory(device) + FAKE_SIZE - 4, "abcd", 4);
	assert_int_equal(word_of(fake, FILES "resource2", FAKE_SIZE - 4), 0x64636261);
	assert_true(ivshm_read(device, FAKE_SIZE - 3, buffer, 3, &fake->error));
	assert_memory_equal(buffer, "bcd", 3);
	assert_true(ivshm_read(device, 0, buffer, FAKE_SIZE, &fake->error));
	ivshm_close(device);
}

static void test_bounds(void **state)
{
	static const struct {
		uint64_t offset;
		size_t length;
	} outside[] = {
		{ FAKE_SIZE, 1 },	  { FAKE_SIZE - 1, 2 },	 { 0, FAKE_SIZE + 1 },
		{ FAKE_SIZE + 1, 0 },	  { UINT64_MAX, 1 },	 { 1, SIZE_MAX },
		{ UINT64_MAX, SIZE_MAX }, { UINT64_MAX - 1, 2 },
	};
	struct fake *fake = *state;
	struct ivshm_device *device;
	char byte = 'x';

	ADD(fake, .bdf = BDF);
	device = open_device(fake, IVSHM_MAP_RESOURCE2);
	assert_true(ivshm_read(device, FAKE_SIZE, &byte, 0, &fake->error));
	for (size_t i = 0; i < sizeof(outside) / sizeof(outside[0]); i++) {
		assert_false(ivshm_read(device, outside[i].offset, &byte, outside[i].length,
					&fake->error));
		assert_contains(fake->error.text, ": the memory has 8192 bytes");
		assert_false(
			ivshm_write(device, outside[i].offset, &byte, outside[i].length, NULL));
	}
	assert_int_equal(byte, 'x');
	ivshm_close(device);
}

static void test_registers(void **state)
{
	struct fake *fake = *state;
	struct ivshm_device *device;
	uint16_t position = 0;
	uint32_t value = 1;

	ADD(fake, .bdf = BDF, .vectors = 8, .position = 513);
	device = open_device(fake, IVSHM_MAP_AUTO);
	assert_true(ivshm_position(device, &position, &fake->error));
	assert_int_equal(position, 513);
	assert_true(ivshm_register_read(device, 0xfc, &value, &fake->error));
	assert_int_equal(value, 0);
	assert_true(ivshm_ring(device, 0xabcd, 7, &fake->error));
	assert_int_equal(word_of(fake, FILES "resource0", 0xc), 0xabcd0007);
	assert_true(ivshm_register_write(device, IVSHM_REGISTER_POSITION, UINT32_MAX, NULL));
	assert_false(ivshm_position(device, &position, &fake->error));
	assert_contains(fake->error.text, "the register reads 0xffffffff");
	assert_false(ivshm_register_read(device, 0x100, &value, &fake->error));
	assert_contains(fake->error.text, "invalid register offset 0x100");
	assert_false(ivshm_register_read(device, 2, &value, &fake->error));
	assert_false(ivshm_register_write(device, 0xfffffffc, value, &fake->error));
	assert_int_equal(ivshm_vector_fd(device, 0), -1);
	assert_int_equal(ivshm_wait(device, 0, 0, &fake->error), -1);
	assert_contains(fake->error.text,
			"with the driver 'none': load another one (modprobe uio_ivshmem)");
	ivshm_close(device);
}

static void test_without_notification(void **state)
{
	struct fake *fake = *state;
	struct ivshm_device *device;

	ADD(fake, .bdf = BDF);
	device = open_device(fake, IVSHM_MAP_AUTO);
	assert_false(ivshm_ring(device, 0, 0, &fake->error));
	assert_contains(fake->error.text, BDF " has no notification");
	assert_int_equal(ivshm_wait(device, 0, 0, &fake->error), -1);
	assert_contains(fake->error.text, BDF " has no notification");
	ivshm_close(device);
}

/* BAR0 is smaller than a page, and may begin anywhere in one. */
static void test_registers_inside_of_a_page(void **state)
{
	struct fake *fake = *state;
	struct ivshm_device *device;
	uint16_t position = 0;

	ADD(fake, .bdf = BDF, .position = 77, .slack = 0x700, .vectors = 1);
	device = open_device(fake, IVSHM_MAP_AUTO);
	assert_true(ivshm_position(device, &position, &fake->error));
	assert_int_equal(position, 77);
	ivshm_close(device);
}

static void test_write_combining(void **state)
{
	struct fake *fake = *state;
	struct ivshm_device *device;
	char path[PATH_MAX];

	ADD(fake, .bdf = BDF);
	device = open_device(fake, IVSHM_MAP_RESOURCE2_WC);
	assert_true(ivshm_write(device, 0, "abcd", 4, &fake->error));
	assert_int_equal(word_of(fake, FILES "resource2_wc", 0), 0x64636261);
	assert_string_equal(ivshm_cache_asked(device), "write-combining");
	ivshm_close(device);
	fake_path(fake, path, FILES "resource2_wc");
	unlink(path);
	refuse(fake, IVSHM_MAP_RESOURCE2_WC, "resource2_wc': No such file or directory");
}

static void test_what_cannot_be_mapped(void **state)
{
	struct fake *fake = *state;
	char path[PATH_MAX];

	ADD(fake, .bdf = BDF, .is_unassigned = true);
	refuse(fake, IVSHM_MAP_AUTO, "BAR2 of " BDF " has no address");
	ADD(fake, .bdf = BDF, .bar0_size = 8);
	refuse(fake, IVSHM_MAP_AUTO, "BAR0 of " BDF " is too small");
	ADD(fake, .bdf = BDF);
	fake_text(fake, FILES "resource", "0xfebf1000 0xfebf10ff 0x40200\n0 0 0\n0 0 0\n");
	refuse(fake, IVSHM_MAP_AUTO, BDF " has no BAR2");
	ADD(fake, .bdf = BDF);
	fake_path(fake, path, FILES "resource2");
	assert_int_equal(truncate(path, 4096), 0);
	refuse(fake, IVSHM_MAP_AUTO, "resource2' has 4096 bytes, expected 8192");
	unlink(path);
	refuse(fake, IVSHM_MAP_AUTO, "resource2': No such file or directory");
}

/* As an unprivileged user: root changes to another user for the call. */
static void test_permissions(void **state)
{
	struct fake *fake = *state;
	bool is_root = geteuid() == 0;
	char path[PATH_MAX];

	ADD(fake, .bdf = BDF);
	fake_path(fake, path, FILES "resource2");
	assert_int_equal(chmod(path, 0400), 0);
	if (is_root)
		assert_int_equal(seteuid(65534), 0);
	assert_null(ivshm_open(&fake->paths, NULL, IVSHM_MAP_AUTO, &fake->error));
	if (is_root)
		assert_int_equal(seteuid(0), 0);
	assert_contains(fake->error.text, "resource2': Permission denied");
}

static void test_turning_on(void **state)
{
	struct fake *fake = *state;
	struct ivshm_device *device;
	char path[PATH_MAX];

	ADD(fake, .bdf = BDF, .is_off = true);
	device = open_device(fake, IVSHM_MAP_AUTO);
	assert_int_equal(word_of(fake, FILES "enable", 0) & 0xff, '1');
	ivshm_close(device);
	assert_int_equal(word_of(fake, FILES "enable", 0) & 0xff, '0');
	fake_path(fake, path, FILES "enable");
	unlink(path);
	refuse(fake, IVSHM_MAP_AUTO, "enable': No such file");
}

static void add_uio_map(struct fake *fake, unsigned map, uint64_t address, uint64_t size,
			uint64_t offset)
{
	static const char *const files[] = { "addr", "size", "offset" };
	const uint64_t values[] = { address, size, offset };

	for (size_t i = 0; i < 3; i++) {
		char name[128], text[32];

		snprintf(name, sizeof(name), FILES "uio/uio3/maps/map%u/%s", map, files[i]);
		snprintf(text, sizeof(text), "0x%llx\n", (unsigned long long)values[i]);
		fake_text(fake, name, text);
	}
}

/* The maps of a driver that provides both BARs, in another order. */
static void test_uio_maps(void **state)
{
	struct fake *fake = *state;
	struct ivshm_device *device;
	uint16_t position = 0;
	long page = sysconf(_SC_PAGESIZE);

	ADD(fake, .bdf = BDF, .slack = 0x100, .position = 9, .driver = "uio_ivshmem");
	refuse(fake, IVSHM_MAP_UIO, "no UIO driver is bound to " BDF);
	add_uio_map(fake, 0, MEMORY_ADDRESS, FAKE_SIZE, 0);
	add_uio_map(fake, 2, REGISTERS_ADDRESS, 4096, 0x100);
	refuse(fake, IVSHM_MAP_AUTO, "dev/uio3': No such file or directory");
	fake_space(fake, "dev/uio3", 4 * (uint64_t)page);
	device = open_device(fake, IVSHM_MAP_AUTO);
	assert_int_equal(ivshm_device_map(device), IVSHM_MAP_UIO);
	assert_true(ivshm_write(device, 0, "abcd", 4, &fake->error));
	assert_int_equal(word_of(fake, "dev/uio3", 0), 0x64636261);
	assert_true(ivshm_register_write(device, IVSHM_REGISTER_POSITION, 11, &fake->error));
	assert_int_equal(word_of(fake, "dev/uio3", 2 * page + 0x108), 11);
	ivshm_close(device);
	device = open_device(fake, IVSHM_MAP_RESOURCE2);
	assert_true(ivshm_position(device, &position, &fake->error));
	assert_int_equal(position, 9);
	ivshm_close(device);
}

/* FIFOs stand for the files of vectors. Returns the other end of the last one. */
static int add_vectors(struct fake *fake, unsigned count)
{
	char path[PATH_MAX];
	int fd = -1;

	for (unsigned i = 0; i < count; i++) {
		char name[64];

		if (fd >= 0)
			close(fd);
		snprintf(name, sizeof(name), "dev/ivshmem/" BDF "-vector%u", i);
		fake_path(fake, path, name);
		fake_parents(fake, path);
		assert_int_equal(mkfifo(path, 0600), 0);
		fd = open(path, O_RDWR | O_CLOEXEC);
		assert_true(fd >= 0);
	}
	return fd;
}

static struct ivshm_device *open_uio(struct fake *fake)
{
	/* Users other than root do not see how many vectors there are. */
	ADD(fake, .bdf = BDF, .vectors = 8, .driver = "uio_ivshmem", .config_limit = 64);
	add_uio_map(fake, 0, REGISTERS_ADDRESS, 4096, 0);
	add_uio_map(fake, 1, MEMORY_ADDRESS, FAKE_SIZE, 0);
	fake_space(fake, "dev/uio3", FAKE_SIZE + 4096);
	return open_device(fake, IVSHM_MAP_AUTO);
}

static void test_uio_vectors(void **state)
{
	const uint64_t count = 3;
	struct fake *fake = *state;
	int last = add_vectors(fake, 2);
	struct ivshm_device *device = open_uio(fake);

	assert_int_equal(ivshm_device_map(device), IVSHM_MAP_UIO);
	assert_int_equal(ivshm_device_info(device)->vectors, 2);
	assert_true(ivshm_vector_fd(device, 0) >= 0);
	assert_int_equal(ivshm_wait(device, 1, 0, &fake->error), 0);
	assert_int_equal(write(last, &count, sizeof(count)), sizeof(count));
	assert_int_equal(ivshm_wait(device, 1, -1, &fake->error), 1);
	assert_int_equal(ivshm_wait(device, 1, 0, &fake->error), 0);
	assert_int_equal(ivshm_vector_fd(device, 2), -1);
	assert_int_equal(ivshm_wait(device, 2, 0, &fake->error), -1);
	assert_contains(fake->error.text, BDF " has vectors 0 to 1, not 2");
	ivshm_close(device);
	close(last);
	device = open_device(fake, IVSHM_MAP_RESOURCE2);
	assert_int_equal(ivshm_wait(device, 0, 0, &fake->error), -1);
	assert_contains(fake->error.text,
			"by resource2 receives no notifications: only one by uio");
	ivshm_close(device);
}

/* The memory can be used without them. */
static void test_uio_without_vectors(void **state)
{
	struct fake *fake = *state;
	struct ivshm_device *device = open_uio(fake);

	assert_int_equal(ivshm_vector_fd(device, 0), -1);
	assert_int_equal(ivshm_wait(device, 0, 0, &fake->error), -1);
	assert_contains(fake->error.text,
			"dev/ivshmem/" BDF "-vector0': No such file or directory");
	ivshm_close(device);
}

/* uio_pci_generic has no map of the memory: its file in sysfs is used. */
static void test_uio_without_maps(void **state)
{
	struct fake *fake = *state;
	struct ivshm_device *device;

	ADD(fake, .bdf = BDF, .driver = "uio_pci_generic");
	fake_text(fake, FILES "uio/uio3/name", "uio_pci_generic\n");
	fake_text(fake, "dev/uio3", "");
	device = open_device(fake, IVSHM_MAP_AUTO);
	assert_int_equal(ivshm_device_map(device), IVSHM_MAP_RESOURCE2);
	ivshm_close(device);
	add_uio_map(fake, 0, REGISTERS_ADDRESS, 255, 0);
	add_uio_map(fake, 1, MEMORY_ADDRESS, FAKE_SIZE - 1, 0);
	device = open_device(fake, IVSHM_MAP_UIO);
	assert_int_equal(ivshm_device_map(device), IVSHM_MAP_UIO);
	assert_true(ivshm_write(device, 0, "abcd", 4, &fake->error));
	assert_int_equal(word_of(fake, FILES "resource2", 0), 0x64636261);
	ivshm_close(device);
}

static void test_vfio_without_its_files(void **state)
{
	struct fake *fake = *state;
	struct ivshm_device *device;

	ADD(fake, .bdf = BDF, .driver = "vfio-pci", .vectors = 1);
	refuse(fake, IVSHM_MAP_AUTO, BDF " has no IOMMU group");
	device = open_device(fake, IVSHM_MAP_RESOURCE2);
	assert_int_equal(ivshm_wait(device, 0, 0, &fake->error), -1);
	assert_contains(fake->error.text, "only one by vfio does");
	ivshm_close(device);
	fake_link(fake, FILES "iommu_group", "../../../kernel/iommu_groups/17");
	refuse(fake, IVSHM_MAP_VFIO, "dev/vfio/vfio': No such file or directory");
	fake_text(fake, "dev/vfio/vfio", "");
	refuse(fake, IVSHM_MAP_VFIO, "no vfio driver is bound to " BDF ": '");
	fake_text(fake, "dev/vfio/17", "");
	refuse(fake, IVSHM_MAP_VFIO, "unsupported version of the kernel's VFIO");
}

static void test_cache_mode(void **state)
{
	static const struct {
		const char *list, *mode;
	} lists[] = {
		{ "PAT memtype list:\n"
		  "PAT: [mem 0x00000000febf1000-0x00000000febf2000] uncached-minus\n"
		  "PAT: [mem 0x0000380000000000-0x0000380000002000] write-back\n",
		  "write-back" },
		{ "PAT: [mem 0x0000370000000000-0x0000390000000000] write-combining\n",
		  "write-combining" },
		{ "PAT: [mem 0x0000370000000000-0x0000380000000000] write-back\n", "unknown" },
		{ "PAT: [mem 0x0000380000000000-0x0000380000002000] uncached\n", "uncached" },
		{ "PAT: [mem 0x0000380000000000-0x0000380000002000] uncached-minus\n",
		  "uncached-minus" },
		{ "PAT: [mem 0x0000380000000000-0x0000380000002000] something\n", "unknown" },
		{ "PAT: [mem 0x0000380000000000-0x0000380000002000\n", "unknown" },
		{ "", "unknown" },
	};
	struct fake *fake = *state;
	struct ivshm_device *device;

	ADD(fake, .bdf = BDF);
	device = open_device(fake, IVSHM_MAP_AUTO);
	assert_string_equal(ivshm_cache_asked(device), "uncached-minus");
	assert_string_equal(ivshm_cache_granted(device), "unknown");
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		fake_text(fake, "sys/kernel/debug/x86/pat_memtype_list", lists[i].list);
		assert_string_equal(ivshm_cache_granted(device), lists[i].mode);
	}
	ivshm_close(device);
}

static void test_map_names(void **state)
{
	enum ivshm_map map;

	(void)state;
	for (int i = IVSHM_MAP_AUTO; i <= IVSHM_MAP_VFIO; i++) {
		assert_true(ivshm_map_parse(ivshm_map_name((enum ivshm_map)i), &map));
		assert_int_equal(map, i);
	}
	assert_false(ivshm_map_parse("resource", &map));
	assert_false(ivshm_map_parse("", &map));
}

/* After any error, nothing stays open or mapped (mappings are not checked by sanitisers). */
static void test_nothing_is_left(void **state)
{
	struct fake *fake = *state;
	unsigned before;

	ADD(fake, .bdf = BDF, .driver = "vfio-pci");
	add_uio_map(fake, 0, MEMORY_ADDRESS, FAKE_SIZE, 0);
	fake_space(fake, "dev/uio3", FAKE_SIZE);
	fake_link(fake, FILES "iommu_group", "../../../kernel/iommu_groups/17");
	fake_text(fake, "dev/vfio/vfio", "");
	fake_text(fake, "dev/vfio/17", "");
	before = open_files();
	for (int i = IVSHM_MAP_AUTO; i <= IVSHM_MAP_VFIO; i++)
		ivshm_close(ivshm_open(&fake->paths, NULL, (enum ivshm_map)i, NULL));
	ivshm_close(NULL);
	assert_int_equal(open_files(), before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_memory),
		TEST(test_bounds),
		TEST(test_registers),
		TEST(test_without_notification),
		TEST(test_registers_inside_of_a_page),
		TEST(test_write_combining),
		TEST(test_what_cannot_be_mapped),
		TEST(test_permissions),
		TEST(test_turning_on),
		TEST(test_uio_maps),
		TEST(test_uio_vectors),
		TEST(test_uio_without_vectors),
		TEST(test_uio_without_maps),
		TEST(test_vfio_without_its_files),
		TEST(test_cache_mode),
		TEST(test_map_names),
		TEST(test_nothing_is_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
