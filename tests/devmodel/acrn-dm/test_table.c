/* SPDX-License-Identifier: BSD-3-Clause
 * test_table.c: claims of the command line against the rows of a table, which is compiled here.
 */
#include "helpers.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "acrn-dm/table.h"

static struct arguments arguments;
static struct command_line line;
static char directory[] = "/tmp/test-table-XXXXXX";

static const char good_table[] =
	"#include \"static_config.h\"\n"
	"static const struct cfg_region regions[] = {\n"
	"	{ .name = \"near\", .size = 0x200000, .land = CFG_LAND_DM, .region_id = 4096 },\n"
	"	{ .name = \"far\", .size = 0x400000, .land = CFG_LAND_HV, .region_id = 4097 },\n"
	"	{ .name = \"small\", .size = 0x1000, .land = CFG_LAND_DM },\n"
	"};\n"
	"static const struct cfg_vm vms[] = {\n"
	"	{ .name = \"SERVICE\", .id = 0, .load_order = CFG_SERVICE_VM },\n"
	"	{ .name = \"LEFT\", .id = 1, .load_order = CFG_POST_LAUNCHED,\n"
	"	  .first_device = 0, .device_count = 2 },\n"
	"	{ .name = \"RIGHT\", .id = 2, .load_order = CFG_POST_LAUNCHED,\n"
	"	  .first_device = 2, .device_count = 1 },\n"
	"};\n"
	"static const struct cfg_ivshmem devices[] = {\n"
	"	{ .vm = 1, .region = 0, .vbdf = CFG_BDF(0, 6, 0), .vectors = 8 },\n"
	"	{ .vm = 1, .region = 1, .vbdf = CFG_BDF(0, 7, 0), .vectors = 8 },\n"
	"	{ .vm = 2, .region = 2, .vbdf = CFG_BDF(0, 5, 0), .vectors = 8 },\n"
	"};\n"
	"const struct cfg_table static_config = {\n"
	"	.abi = CFG_ABI, .vm_count = 3, .region_count = 3, .device_count = 3,\n"
	"	.vms = vms, .regions = regions, .devices = devices,\n"
	"};\n";

static char *file(const char *name)
{
	static char path[100];

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	return path;
}

/* Makes NAME.so of a table's text. */
static void compile(const char *name, const char *text)
{
	const char *compiler = getenv("CC");
	const char *root = getenv("SRCDIR");
	char command[500], source[100];
	FILE *stream;

	snprintf(source, sizeof(source), "%s/%s.c", directory, name);
	stream = fopen(source, "w");
	assert_non_null(stream);
	fputs(text, stream);
	assert_int_equal(fclose(stream), 0);
	snprintf(command, sizeof(command), "%s -shared -fPIC -I %s/schema -o %s/%s.so %s",
		 compiler && *compiler ? compiler : "cc", root ? root : ".", directory, name,
		 source);
	assert_int_equal(system(command), 0);
}

static bool compare(const char *table, const char *text, struct error *error)
{
	read_line(&line, text, &arguments);
	return table_compare(file(table), &arguments, error);
}

static int setup(void **state)
{
	(void)state;
	if (!mkdtemp(directory))
		return -1;
	compile("good", good_table);
	return 0;
}

static int teardown(void **state)
{
	char command[100];

	(void)state;
	snprintf(command, sizeof(command), "rm -r %s", directory);
	return system(command);
}

static void test_equal(void **state)
{
	static const char *const cases[] = {
		"-s 6,ivshmem,dm:/near,2,4096 -s 7,ivshmem,hv:/far,4,0x1001 LEFT",
		"-s 7,ivshmem,hv:/far,4 -s 6,ivshmem,dm:/near,2 LEFT",
		"-s 5,ivshmem,small,4096 -s 6,virtio-rnd RIGHT",
		"SERVICE",
	};
	struct error error;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (!compare("good.so", cases[i], &error))
			fail_msg("%s: %s", cases[i], error.text);
}

/* Both sides are named. */
static void test_different(void **state)
{
	static const struct {
		const char *text, *expected;
	} cases[] = {
		{ "-s 5,ivshmem,small,8192 RIGHT", "size is 8192 here but 4096 in" },
		{ "-s 6,ivshmem,small,4096 RIGHT", "slot is 6 here but 5 in" },
		{ "-s 5:1,ivshmem,small,4096 RIGHT", "function is 1 here but 0 in" },
		{ "-s 5,ivshmem,tiny,4096 RIGHT", "region's name is tiny here but small in" },
		{ "-s 5,ivshmem,hv:/small,2 RIGHT", "region's land is hv here but dm in" },
		{ "-s 6,ivshmem,dm:/near,2,1 -s 7,ivshmem,hv:/far,4 LEFT",
		  "region ID is 1 here but 4096 in" },
		{ "-s 6,ivshmem,dm:/near,2,0 -s 7,ivshmem,hv:/far,4 LEFT",
		  "region ID is 0 here but 4096 in" },
		{ "-s 6,ivshmem,dm:/near,2 LEFT", "has region hv:/far in slot 7 for VM 'LEFT'" },
		{ "LEFT", "has region dm:/near in slot 6 for VM 'LEFT'" },
		{ "-s 5,ivshmem,small,4096 -s 6,ivshmem,more,4096 RIGHT", "device not found in " },
		{ "-s 5,ivshmem,small,4096 SERVICE", "device not found in " },
		{ "-s 5,ivshmem,small,4096 OTHER", "VM 'OTHER' not found" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct error error;

		if (compare("good.so", cases[i].text, &error))
			fail_msg("accepted: %s", cases[i].text);
		if (!strstr(error.text, cases[i].expected))
			fail_msg("%s: '%s' is not in '%s'", cases[i].text, cases[i].expected,
				 error.text);
	}
}

static void test_unusable(void **state)
{
	static const struct {
		const char *name, *text, *expected;
	} cases[] = {
		{ "other-abi",
		  "#include \"static_config.h\"\n"
		  "const struct cfg_table static_config = { .abi = CFG_ABI + 1 };\n",
		  "ABI" },
		{ "no-table", "int unrelated;\n", "no table found" },
		{ "beyond",
		  "#include \"static_config.h\"\n"
		  "static const struct cfg_vm vms[] = { { .name = \"VM\", .first_device = 1,\n"
		  "	.device_count = 0xffffffff } };\n"
		  "static const struct cfg_ivshmem devices[2];\n"
		  "const struct cfg_table static_config = { .abi = CFG_ABI, .vm_count = 1,\n"
		  "	.device_count = 2, .vms = vms, .devices = devices };\n",
		  "invalid table" },
		{ "no-region",
		  "#include \"static_config.h\"\n"
		  "static const struct cfg_ivshmem devices[] = { { .region = 1 } };\n"
		  "static const struct cfg_region regions[1];\n"
		  "const struct cfg_table static_config = { .abi = CFG_ABI, .region_count = 1,\n"
		  "	.device_count = 1, .regions = regions, .devices = devices };\n",
		  "invalid table" },
		{ "unended",
		  "#include \"static_config.h\"\n"
		  "static const struct cfg_vm vms[] = { { .name = \"0123456789abcdef\" } };\n"
		  "const struct cfg_table static_config = { .abi = CFG_ABI, .vm_count = 1,\n"
		  "	.vms = vms };\n",
		  "invalid table" },
		{ "unended-inputs",
		  "#include \"static_config.h\"\n"
		  "const struct cfg_table static_config = { .abi = CFG_ABI, .inputs =\n"
		  "	\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0\" };\n",
		  "invalid table" },
	};
	struct error error;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char name[40];

		compile(cases[i].name, cases[i].text);
		snprintf(name, sizeof(name), "%s.so", cases[i].name);
		assert_false(compare(name, "VM", &error));
		if (!strstr(error.text, cases[i].expected))
			fail_msg("%s: '%s' is not in '%s'", name, cases[i].expected, error.text);
	}
	assert_false(compare("none.so", "VM", &error));
	assert_non_null(strstr(error.text, "No such file"));
	assert_false(compare("good.c", "VM", &error));
	assert_non_null(strstr(error.text, "--config: "));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_equal),
		cmocka_unit_test(test_different),
		cmocka_unit_test(test_unusable),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
