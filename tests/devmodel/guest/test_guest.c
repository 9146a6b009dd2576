/* SPDX-License-Identifier: BSD-3-Clause
 * test_guest.c: which devices are found, by which words, and what is known of them. */
#include "fake_sysfs.h"

/* The BDF of the device found; "" with an error. */
static const char *find(struct fake *fake, const char *which)
{
	static struct ivshm_info info;

	fake->error.text[0] = '\0';
	return ivshm_find(&fake->paths, which, &info, &fake->error) ? info.bdf : "";
}

static void refuse(struct fake *fake, const char *which, const char *message)
{
	assert_string_equal(find(fake, which), "");
	assert_contains(fake->error.text, message);
}

static void test_list(void **state)
{
	struct fake *fake = *state;
	struct ivshm_info *list;
	size_t count;

	assert_true(ivshm_list(&fake->paths, &list, &count, &fake->error));
	assert_int_equal(count, 0);
	free(list);
	fake_text(fake, "names", "# regions\n\n  chan0\t0x1001 # the first\nother 4096\n");
	ADD(fake, .bdf = "10000:00:02.0");
	ADD(fake, .bdf = "0000:01:00.0", .region_id = 0x1001, .vectors = 8, .is_off = true);
	ADD(fake, .bdf = "0000:00:1f.0", .size = 1u << 21, .driver = "uio_pci_generic");
	ADD(fake, .bdf = "0000:00:06.0", .revision = 2);
	ADD(fake, .bdf = "0000:00:07.0", .vendor = "0x1af5\n");
	assert_true(ivshm_list(&fake->paths, &list, &count, &fake->error));
	assert_int_equal(count, 3);
	assert_string_equal(list[0].bdf, "0000:00:1f.0");
	assert_int_equal(list[0].slot, 31);
	assert_int_equal(list[0].region_id, 0);
	assert_int_equal(list[0].vectors, 0);
	assert_int_equal(list[0].bars[IVSHM_BAR_REGISTERS].size, 256);
	assert_int_equal(list[0].bars[IVSHM_BAR_MSIX].size, 0);
	assert_int_equal(list[0].bars[IVSHM_BAR_MEMORY].size, 1u << 21);
	assert_string_equal(list[0].driver, "uio_pci_generic");
	assert_string_equal(list[0].name, "");
	assert_true(list[0].is_decoding);
	assert_string_equal(list[1].bdf, "0000:01:00.0");
	assert_string_equal(list[1].name, "chan0");
	assert_int_equal(list[1].vectors, 8);
	assert_int_equal(list[1].bars[IVSHM_BAR_MSIX].size, 4096);
	assert_string_equal(list[1].driver, "");
	assert_false(list[1].is_decoding);
	assert_string_equal(list[2].bdf, "10000:00:02.0");
	free(list);
}

static void test_find_by_place(void **state)
{
	struct fake *fake = *state;

	refuse(fake, NULL, "no ivshmem device of revision 1 found");
	ADD(fake, .bdf = "0000:00:06.0");
	assert_string_equal(find(fake, NULL), "0000:00:06.0");
	ADD(fake, .bdf = "0000:00:1a.0");
	ADD(fake, .bdf = "0000:02:1a.0");
	refuse(fake, NULL, "3 devices match, for example 0000:00:06.0 and 0000:02:1a.0");
	assert_string_equal(find(fake, "0000:00:06.0"), "0000:00:06.0");
	assert_string_equal(find(fake, "00:06.0"), "0000:00:06.0");
	assert_string_equal(find(fake, "0:6.0"), "0000:00:06.0");
	assert_string_equal(find(fake, "02:1A.0"), "0000:02:1a.0");
	assert_string_equal(find(fake, "slot:26"), "0000:00:1a.0");
	assert_string_equal(find(fake, "slot:0x1a"), "0000:00:1a.0");
	refuse(fake, "slot:7", "no ivshmem device of revision 1 matches slot:7");
	refuse(fake, "00:06.1", "matches 00:06.1");
	refuse(fake, "1:0:6.0", "matches 1:0:6.0");
	ADD(fake, .bdf = "0000:00:06.1");
	refuse(fake, "slot:6", "2 devices match slot:6, for example 0000:00:06.0 and 0000:00:06.1");
}

static void test_find_by_id(void **state)
{
	struct fake *fake = *state;

	ADD(fake, .bdf = "0000:00:06.0", .region_id = 0x1000);
	ADD(fake, .bdf = "0000:00:07.0", .region_id = 0xffff);
	assert_string_equal(find(fake, "id:0x1000"), "0000:00:06.0");
	assert_string_equal(find(fake, "id:4096"), "0000:00:06.0");
	assert_string_equal(find(fake, "id:0XFFFF"), "0000:00:07.0");
	refuse(fake, "id:4097", "matches id:4097");
	ADD(fake, .bdf = "0000:00:08.0", .region_id = 0x1000);
	refuse(fake, "id:0x1000",
	       "2 devices match id:0x1000, for example 0000:00:06.0 and 0000:00:08.0");
}

static void test_find_by_name(void **state)
{
	struct fake *fake = *state;

	ADD(fake, .bdf = "0000:00:06.0", .region_id = 0x1000);
	ADD(fake, .bdf = "0000:00:07.0", .region_id = 8);
	refuse(fake, "name:left", "names': No such file or directory");
	fake_text(fake, "names", "left 0x1000\nright-2.b 8\nleft 8");
	assert_string_equal(find(fake, "name:left"), "0000:00:06.0");
	assert_string_equal(find(fake, "name:right-2.b"), "0000:00:07.0");
	refuse(fake, "name:lef", "names': name 'lef' not found");
	fake_text(fake, "names", "left 8");
	assert_string_equal(find(fake, "name:left"), "0000:00:07.0");
	fake_text(fake, "names", "left 00:06.0\nright 0000:00:07.0\nfar 0001:00:07.0");
	assert_string_equal(find(fake, "name:left"), "0000:00:06.0");
	assert_string_equal(find(fake, "name:right"), "0000:00:07.0");
	refuse(fake, "name:far", "no ivshmem device of revision 1 matches name:far");
}

/* A name before an invalid line is valid, one after it is not. */
static void test_broken_names(void **state)
{
	static const char *const lines[] = { "name",	   "name x",	  "name 65536", "name -1",
					     "name 1 2",   "n/m 1",	  "name 0x",	"name 1k",
					     "name 00:06", "name 00:20.0" };
	struct fake *fake = *state;
	char text[128];

	ADD(fake, .bdf = "0000:00:06.0", .region_id = 1);
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		snprintf(text, sizeof(text), "good 1\n%s\nafter 1\n", lines[i]);
		fake_text(fake, "names", text);
		assert_string_equal(find(fake, "name:good"), "0000:00:06.0");
		refuse(fake, "name:after", "names:2: invalid line: expected 'NAME ID'");
	}
	memset(text, 'x', sizeof(text));
	for (size_t i = 0; i < 4; i++) {
		char path[PATH_MAX];
		FILE *file;

		fake_path(fake, path, "names");
		file = fopen(path, i ? "a" : "w");
		fwrite(text, 1, sizeof(text), file);
		fclose(file);
	}
	refuse(fake, "name:x", "names:1: invalid line");
}

static void test_senseless_words(void **state)
{
	static const char *const words[] = { "",	 "6",		"id:",
					     "id:65536", "id:-1",	"id:0x",
					     "id: 1",	 "slot:32",	"slot:",
					     "00:06",	 "00:20.0",	"00:06.8",
					     "00:06.0x", "00:06.0 ",	"x0:06.0",
					     "::06.0",	 "ID:1",	"id:1x",
					     "name",	 "0000:00:06.", "00000:000:06.0",
					     "0x0:6.0",	 "00:-6.0",	"00:06.00" };
	struct fake *fake = *state;

	ADD(fake, .bdf = "0000:00:06.0");
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		refuse(fake, words[i], "invalid device");
	refuse(fake, "\033[2J", "invalid device '?[2J'");
}

static void test_vectors(void **state)
{
	struct fake *fake = *state;
	uint8_t config[256] = {
		[0x06] = 0x10, [0x08] = 1, [0x34] = 0x40, [0x41] = 0x50, [0x51] = 0x40
	};
	struct ivshm_info info;

	/* Other users than root can read 64 bytes. */
	ADD(fake, .bdf = "0000:00:06.0", .vectors = 8, .config_limit = 64);
	ADD(fake, .bdf = "0000:00:07.0", .vectors = 256);
	ADD(fake, .bdf = "0000:00:08.0");
	assert_true(ivshm_find(&fake->paths, "slot:6", &info, &fake->error));
	assert_int_equal(info.vectors, IVSHM_VECTORS_UNKNOWN);
	assert_true(ivshm_find(&fake->paths, "slot:7", &info, &fake->error));
	assert_int_equal(info.vectors, 256);
	/* A list of capabilities that goes round in a circle. */
	fake_bytes(fake, "sys/bus/pci/devices/0000:00:08.0/config", config, sizeof(config));
	assert_true(ivshm_find(&fake->paths, "slot:8", &info, &fake->error));
	assert_int_equal(info.vectors, 0);
}

static void test_malformed_trees(void **state)
{
	static const struct {
		const char *file, *text, *message;
	} trees[] = {
		{ "config", "\xf4\x1a", "config' is truncated: 2 bytes" },
		{ "config", "", "config' is truncated: 0 bytes" },
		{ "resource", "", "invalid range in line 1" },
		{ "resource", "0x1 0x2 0x200\nx", "invalid range in line 2" },
		{ "resource", "0x2 0x1 0x200\n", "invalid range in line 1" },
		{ "resource", "0x1 0x2 0x200\n0 0 0\n0x1 0x2", "invalid range in line 3" },
	};
	struct fake *fake = *state;
	char name[FAKE_NAME];

	for (size_t i = 0; i < sizeof(trees) / sizeof(trees[0]); i++) {
		ADD(fake, .bdf = "0000:00:06.0");
		fake_text(fake, fake_file(name, "0000:00:06.0", trees[i].file), trees[i].text);
		refuse(fake, NULL, trees[i].message);
	}
	ADD(fake, .bdf = "0000:00:06.0");
	fake_text(fake, fake_file(name, "0000:00:06.0", "device"), "1110?\n");
	refuse(fake, NULL, "no ivshmem device");
	ADD(fake, .bdf = "something else");
	refuse(fake, NULL, "invalid name of a PCI function 'something else'");
}

static void test_no_sysfs(void **state)
{
	struct fake *fake = *state;
	struct ivshm_info info;

	fake->paths.sysfs = "/nowhere";
	refuse(fake, NULL, "cannot list PCI devices in '/nowhere/bus/pci/devices//': No such file");
	assert_false(ivshm_find(&fake->paths, NULL, &info, NULL));
}

static void test_config(void **state)
{
	struct fake *fake = *state;
	struct ivshm_info info;
	uint8_t config[256];
	size_t length;

	ADD(fake, .bdf = "0000:00:06.0", .region_id = 0x1234);
	assert_true(ivshm_find(&fake->paths, NULL, &info, &fake->error));
	assert_true(ivshm_config(&fake->paths, &info, config, &length, &fake->error));
	assert_int_equal(length, 256);
	assert_memory_equal(config, "\xf4\x1a\x10\x11", 4);
	assert_memory_equal(config + 0x2e, "\x34\x12", 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_list),	 TEST(test_find_by_place),   TEST(test_find_by_id),
		TEST(test_find_by_name), TEST(test_broken_names),    TEST(test_senseless_words),
		TEST(test_vectors),	 TEST(test_malformed_trees), TEST(test_no_sysfs),
		TEST(test_config),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
