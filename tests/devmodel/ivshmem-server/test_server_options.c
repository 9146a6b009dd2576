/* SPDX-License-Identifier: BSD-3-Clause
 * test_server_options.c: the command line and the file of options, right and wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <sys/stat.h>
#include <unistd.h>

#include "ivshmem-server/server_options.h"

static char directory[] = "/tmp/test-options-XXXXXX";
static char file[64];

/* A command line, cut at each space; it can be written to, as the real one. */
struct line {
	char text[512];
	char *argv[32];
	int argc;
	struct server_options options;
	struct error error;
};

static bool read_line(struct line *line, const char *text)
{
	char *rest = line->text;

	snprintf(line->text, sizeof(line->text), "ivshmem-server%s%s", *text ? " " : "", text);
	line->argc = 0;
	for (char *word; (word = strsep(&rest, " "));)
		line->argv[line->argc++] = word;
	line->argv[line->argc] = NULL;
	return server_options_read(line->argc, line->argv, &line->options, &line->error);
}

static const struct region_settings *read_region(struct line *line, const char *text)
{
	if (!read_line(line, text))
		fail_msg("%s: %s", text, line->error.text);
	assert_int_equal(line->options.settings.region_count, 1);
	return &line->options.settings.regions[0];
}

static void write_file(const char *text)
{
	FILE *stream = fopen(file, "w");

	assert_non_null(stream);
	fputs(text, stream);
	fclose(stream);
}

static void test_defaults(void **state)
{
	struct line line;
	const struct region_settings *region = read_region(&line, "--shm=pair,size=4096");

	(void)state;
	assert_string_equal(region->name, "pair");
	assert_false(region->is_memfd);
	assert_int_equal(region->size, 4096);
	assert_int_equal(region->huge_page, 0);
	assert_int_equal(region->vectors, 8);
	assert_int_equal(region->peers_max, 128);
	assert_int_equal(region->lifetime, LIFETIME_KEEP);
	assert_int_equal(region->mode, 0600);
	assert_int_equal(region->owner, (uid_t)-1);
	assert_int_equal(region->group, (gid_t)-1);
	assert_int_equal(region->rule_count, 0);
	assert_int_equal(region->peer_count, 0);
	assert_int_equal(line.options.verb, SERVER_VERB_SERVE);
	assert_null(line.options.directory);
	server_options_free(&line.options);
}

static void test_everything(void **state)
{
	struct line line;
	const struct region_settings *region = read_region(
		&line, "--dir /run/x --memfd a_B9,size=1G,vectors=64,peers=65536,mode=0660,"
		       "lifetime=recreate,owner=root,group=12,allow=user:7,allow=group:root,"
		       "peer=65535:vm-1,peer=3::9,peer=4:vm_2:root,hugepages=1G --no-sandbox");

	(void)state;
	assert_true(region->is_memfd && line.options.has_no_sandbox);
	assert_string_equal(line.options.directory, "/run/x");
	assert_int_equal(region->size, 1u << 30);
	assert_int_equal(region->huge_page, 1u << 30);
	assert_int_equal(region->vectors, 64);
	assert_int_equal(region->peers_max, 65536);
	assert_int_equal(region->mode, 0660);
	assert_int_equal(region->lifetime, LIFETIME_RECREATE);
	assert_int_equal(region->owner, 0);
	assert_int_equal(region->group, 12);
	assert_int_equal(region->rule_count, 2);
	assert_true(!region->rules[0].is_group && region->rules[0].user == 7);
	assert_true(region->rules[1].is_group && region->rules[1].group == 0);
	assert_int_equal(region->peer_count, 3);
	assert_int_equal(region->peers[0].id, 65535);
	assert_string_equal(region->peers[0].vm, "vm-1");
	assert_false(region->peers[0].has_user);
	assert_string_equal(region->peers[1].vm, "");
	assert_true(region->peers[1].has_user && region->peers[1].user == 9);
	assert_string_equal(region->peers[2].vm, "vm_2");
	assert_true(region->peers[2].has_user && region->peers[2].user == 0);
	server_options_free(&line.options);
}

static void test_sizes(void **state)
{
	static const struct {
		const char *text;
		uint64_t size;
	} rows[] = {
		{ "4K", 4096 },
		{ "4096", 4096 },
		{ "2M", 2u << 20 },
		{ "2G", 2ull << 30 },
		{ "1024G", 1ull << 40 },
		{ "1099511627776", 1ull << 40 },
		{ "4294967296G", 1ull << 62 },
		{ "4611686018427387904", 1ull << 62 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct line line;
		char text[64];

		snprintf(text, sizeof(text), "--shm=r,size=%s", rows[i].text);
		assert_int_equal(read_region(&line, text)->size, rows[i].size);
		server_options_free(&line.options);
	}
}

/* Invalid lines, each with a part of its error. */
static void test_invalid_lines(void **state)
{
	static const struct {
		const char *text, *expected;
	} rows[] = {
		{ "", "no region" },
		{ "--shm", "missing value for --shm" },
		{ "--shm=pair", "missing size" },
		{ "--shm=,size=4096", "invalid region name ''" },
		{ "--shm=a/b,size=4096", "invalid region name 'a/b'" },
		{ "--shm=.a,size=4096", "invalid region name '.a': expected 1 to 200 characters" },
		{ "--shm=-a,size=4096", "not beginning with - or ." },
		{ "--shm=a.b,size=4K --memfd=a,size=4K,peer=1:b",
		  "region 'a.b' would have the same socket as a VM of region 'a'" },
		{ "--shm=a,size=4K,peer=1:b --shm=a.b,size=4K",
		  "region 'a.b' would have the same socket as a VM of region 'a'" },
		{ "--shm=r,size=", "missing value for size=" },
		{ "--shm=r,size", "missing value for size=" },
		{ "--shm=r,size=0", "invalid size '0'" },
		{ "--shm=r,size=2048", "invalid size '2048'" },
		{ "--shm=r,size=3M", "invalid size '3M'" },
		{ "--shm=r,size=K", "invalid size 'K'" },
		{ "--shm=r,size=-4096", "must be a power of two" },
		{ "--shm=r,size=4096x", "must be a power of two" },
		{ "--shm=r,size=8589934592G", "must be a power of two" },
		{ "--shm=r,size=9223372036854775808", "must be a power of two" },
		{ "--shm=r,size=18446744073709551616", "must be a power of two" },
		{ "--shm=r,size=4K,vectors=0",
		  "invalid number of vectors '0': must be from 1 to 64" },
		{ "--shm=r,size=4K,vectors=65", "invalid number of vectors '65'" },
		{ "--shm=r,size=4K,peers=65537", "must be from 1 to 65536" },
		{ "--shm=r,size=4K,mode=0400", "invalid mode '0400'" },
		{ "--shm=r,size=4K,mode=4600", "invalid mode" },
		{ "--shm=r,size=4K,mode=0688", "invalid mode" },
		{ "--shm=r,size=4K,lifetime=forever", "invalid lifetime 'forever'" },
		{ "--memfd=r,size=4M,hugepages=4M", "invalid hugepages '4M': use 2M or 1G" },
		{ "--memfd=r,hugepages=2M,size=4K", "4096 bytes are less than a huge page" },
		{ "--shm=r,size=4M,hugepages=2M", "hugepages=2M: only for --memfd" },
		{ "--shm=r,size=4K,owner=no.such.user", "user 'no.such.user' not found" },
		{ "--shm=r,size=4K,group=4294967295", "group '4294967295' not found" },
		{ "--shm=r,size=4K,allow=root", "invalid allow 'root'" },
		{ "--shm=r,size=4K,allow=user:", "user '' not found" },
		{ "--shm=r,size=4K,peer=65536:vm", "invalid peer ID '65536'" },
		{ "--shm=r,size=4K,peer=:vm", "invalid peer ID ''" },
		{ "--shm=r,size=4K,peer=1", "peer=1: missing VM or user" },
		{ "--shm=r,size=4K,peer=1:", "peer=1: missing VM or user" },
		{ "--shm=r,size=4K,peer=1::", "peer=1: missing VM or user" },
		{ "--shm=r,size=4K,peer=1:../x", "invalid VM name '../x'" },
		{ "--shm=r,size=4K,peer=1:-x", "invalid VM name '-x'" },
		{ "--shm=r,size=4K,peer=1:a123456789012345", "expected 1 to 15 characters" },
		{ "--shm=r,size=4K,peer=1:a,peer=1:b", "duplicate peer ID 1 in region 'r'" },
		{ "--shm=r,size=4K,peer=1:a,peer=2:a", "duplicate VM 'a'" },
		{ "--shm=r,size=4K,socket=run/x", "invalid socket 'run/x': must be an absolute" },
		{ "--shm=r,size=4K,socket=/run/", "invalid socket '/run/'" },
		{ "--shm=r,size=4K,socket=/x --shm=s,size=4K,socket=/x",
		  "regions 'r' and 's' have the same socket /x" },
		{ "--shm=r,size=4K,colour=red", "unknown key 'colour=red'" },
		{ "--shm=r,size=4K,,", "unknown key ''" },
		{ "--shm=r,size=4K --memfd=r,size=4K", "duplicate region 'r'" },
		{ "--shm=r,size=4K more", "unexpected argument 'more'" },
		{ "--shm=r,size=4K --all", "option --all not allowed with this command" },
		{ "--frob", "unknown option '--frob'" },
		{ "-x", "unknown option '-x'" },
		{ "--config=/nonexistent", "--config /nonexistent" },
		{ "--config=/nonexistent,size=4K", "size= comes from the table" },
		{ "--config=/nonexistent,socket=/x", "socket= is for one region only" },
		{ "--config=/nonexistent,peer=1:a", "peer= comes from the table" },
		{ "--options=/nonexistent", "--options /nonexistent" },
		{ "--options=/dev/zero", "not a regular file of at most 1 MiB" },
		{ "--options=/tmp", "not a regular file of at most 1 MiB" },
		{ "ls --shm=r,size=4K", "not allowed with this command" },
		{ "ls --all", "option --all not allowed with this command" },
		{ "prune", "expected either names or --all" },
		{ "prune --all name", "expected either names or --all" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct line line;

		if (read_line(&line, rows[i].text))
			fail_msg("'%s' is accepted", rows[i].text);
		if (!strstr(line.error.text, rows[i].expected))
			fail_msg("'%s' gives '%s' and not '%s'", rows[i].text, line.error.text,
				 rows[i].expected);
		server_options_free(&line.options);
	}
}

static void expect_verb(const char *text, enum server_verb verb, bool is_all, bool is_dry)
{
	struct line line;

	if (!read_line(&line, text))
		fail_msg("%s: %s", text, line.error.text);
	assert_int_equal(line.options.verb, verb);
	assert_int_equal(line.options.is_all, is_all);
	assert_int_equal(line.options.is_dry, is_dry);
	server_options_free(&line.options);
}

static void test_verbs(void **state)
{
	struct line line;

	(void)state;
	assert_true(read_line(&line, "ls --dir=/x one two"));
	assert_int_equal(line.options.verb, SERVER_VERB_LIST);
	assert_string_equal(line.options.directory, "/x");
	assert_string_equal(line.options.names[0], "one");
	assert_string_equal(line.options.names[1], "two");
	assert_null(line.options.names[2]);
	server_options_free(&line.options);
	expect_verb("ls", SERVER_VERB_LIST, false, false);
	expect_verb("prune --dry-run one", SERVER_VERB_PRUNE, false, true);
	expect_verb("prune --all", SERVER_VERB_PRUNE, true, false);
	expect_verb("--help --frob", SERVER_VERB_HELP, false, false);
	expect_verb("prune --help", SERVER_VERB_HELP, false, false);
	expect_verb("--version", SERVER_VERB_VERSION, false, false);
}

/* Names of similar programs, also beside each other. */
static void test_names(void **state)
{
	struct line line;

	(void)state;
	assert_string_equal(read_region(&line, "--shm=x,size=4K,socket=/run/x-sock")->socket,
			    "/run/x-sock");
	server_options_free(&line.options);
	assert_string_equal(read_region(&line, "--shm=looking-glass,size=32M")->name,
			    "looking-glass");
	server_options_free(&line.options);
	assert_true(read_line(&line, "--memfd=my.shmem-0,size=4K --shm=my,size=4K,peer=1:vm "
				     "--shm=my.,size=4K,peer=2::7"));
	assert_int_equal(line.options.settings.region_count, 3);
	server_options_free(&line.options);
}

static void test_file(void **state)
{
	struct line line;
	char text[100];

	(void)state;
	write_file("# a comment\n"
		   "\n"
		   "  shm=one,size=2M,peer=1:VM1  \n"
		   "\t# another\n"
		   "memfd=two,size=4K\r\n"
		   "dir=/run/y\n"
		   "no-sandbox");
	snprintf(text, sizeof(text), "--options=%s --shm=three,size=4K", file);
	assert_true(read_line(&line, text));
	assert_int_equal(line.options.settings.region_count, 3);
	assert_string_equal(line.options.settings.regions[0].peers[0].vm, "VM1");
	assert_true(line.options.settings.regions[1].is_memfd);
	assert_string_equal(line.options.settings.regions[2].name, "three");
	assert_string_equal(line.options.directory, "/run/y");
	assert_true(line.options.has_no_sandbox);
	server_options_free(&line.options);
}

static void test_invalid_files(void **state)
{
	static const struct {
		const char *text, *expected;
	} rows[] = {
		{ "", "no region to serve" },
		{ "\n shm=r,size=3M\n", ":2:13: invalid size '3M'" },
		{ "shm=r,size=4K,colour=red\n", ":1:15: unknown key 'colour=red'" },
		{ "shm=r,size=4K,peer=x:vm\n", ":1:20: invalid peer ID 'x'" },
		{ "shm=r,size=4K,peer=1:vm:nobody.such\n", ":1:25: user 'nobody.such' not found" },
		{ "shm=r,size=4K\nmemfd=r,size=4K\n", ":2:7: duplicate region 'r'" },
		{ "shm=a,size=4K,peer=1:b\n shm=a.b,size=4K\n", ":2:6: region 'a.b' would have" },
		{ "# x\n\n  --shm=r,size=4K\n", ":3:3: unknown option '--shm'" },
		{ "shm\n", ":1:1: missing value for shm" },
		{ "no-sandbox=1\n", ":1:1: unexpected value for no-sandbox" },
		{ "options=x\n", ":1:1: unknown option 'options'" },
		{ "help\n", ":1:1: unknown option 'help'" },
	};
	char text[100];

	(void)state;
	snprintf(text, sizeof(text), "--options=%s", file);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct line line;
		char expected[200];

		write_file(rows[i].text);
		assert_false(read_line(&line, text));
		snprintf(expected, sizeof(expected), "%s%s", *rows[i].expected == ':' ? file : "",
			 rows[i].expected);
		if (!strstr(line.error.text, expected))
			fail_msg("'%s' gives '%s' and not '%s'", rows[i].text, line.error.text,
				 expected);
		server_options_free(&line.options);
	}
}

static void test_two_files_and_nul(void **state)
{
	struct line line;
	char text[200];
	FILE *stream;

	(void)state;
	write_file("shm=r,size=4K\n");
	snprintf(text, sizeof(text), "--options=%s --options=%s", file, file);
	assert_false(read_line(&line, text));
	assert_non_null(strstr(line.error.text, "only one options file"));
	server_options_free(&line.options);
	stream = fopen(file, "w");
	assert_int_equal(fwrite("shm=r\0,size=4K", 1, 14, stream), 14);
	fclose(stream);
	snprintf(text, sizeof(text), "--options=%s", file);
	assert_false(read_line(&line, text));
	assert_non_null(strstr(line.error.text, "NUL"));
	server_options_free(&line.options);
}

/* The table of two VMs and three regions, of which one is in hv-land. */
static const char table[] =
	"#include \"static_config.h\"\n"
	"static const struct cfg_vm vms[] = {\n"
	"	{ .name = \"left\", .id = 4, .load_order = 3, .first_device = 0, .device_count = 2 "
	"},\n"
	"	{ .name = \"right\", .id = 9, .load_order = 3, .first_device = 2, .device_count = "
	"2 } };\n"
	"static const struct cfg_region regions[] = {\n"
	"	{ .name = \"both\", .size = 0x200000, .land = CFG_LAND_DM },\n"
	"	{ .name = \"hidden\", .size = 0x200000, .land = CFG_LAND_HV },\n"
	"	{ .name = \"own\", .size = 0x400000, .land = CFG_LAND_DM } };\n"
	"static const struct cfg_ivshmem devices[] = {\n"
	"	{ .vm = 0, .region = 0 }, { .vm = 0, .region = 1 },\n"
	"	{ .vm = 1, .region = 0 }, { .vm = 1, .region = 2 } };\n"
	"const struct cfg_table static_config = { .abi = CFG_ABI, .vm_count = 2, .region_count = "
	"3,\n"
	"	.device_count = 4, .vms = vms, .regions = regions, .devices = devices };\n";

static void test_table(void **state)
{
	const struct region_settings *regions;
	char command[300], text[200];
	struct line line;

	(void)state;
	write_file(table);
	snprintf(command, sizeof(command), "cc -shared -fPIC -I schema -x c -o %s/table.so %s",
		 directory, file);
	assert_int_equal(system(command), 0);
	snprintf(text, sizeof(text), "--config=%s/table.so,mode=0660,allow=user:7,lifetime=unlink",
		 directory);
	assert_true(read_line(&line, text));
	assert_int_equal(line.options.settings.region_count, 2);
	regions = line.options.settings.regions;
	assert_string_equal(regions[0].name, "both");
	assert_int_equal(regions[0].size, 2u << 20);
	assert_int_equal(regions[0].mode, 0660);
	assert_int_equal(regions[0].lifetime, LIFETIME_UNLINK);
	assert_int_equal(regions[0].peer_count, 2);
	assert_int_equal(regions[0].peers[0].id, 4);
	assert_string_equal(regions[0].peers[0].vm, "left");
	assert_int_equal(regions[0].peers[1].id, 9);
	assert_string_equal(regions[1].name, "own");
	assert_int_equal(regions[1].peer_count, 1);
	assert_int_equal(regions[1].rules[0].user, 7);
	server_options_free(&line.options);
	snprintf(text, sizeof(text), "--config=%s/table.so --shm=own,size=4K", directory);
	assert_false(read_line(&line, text));
	assert_non_null(strstr(line.error.text, "duplicate region 'own'"));
	server_options_free(&line.options);
	snprintf(text, sizeof(text), "%s/table.so", directory);
	unlink(text);
}

static int setup(void **state)
{
	(void)state;
	if (!mkdtemp(directory))
		return -1;
	snprintf(file, sizeof(file), "%s/options", directory);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	unlink(file);
	return rmdir(directory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_defaults),      cmocka_unit_test(test_everything),
		cmocka_unit_test(test_sizes),	      cmocka_unit_test(test_invalid_lines),
		cmocka_unit_test(test_verbs),	      cmocka_unit_test(test_file),
		cmocka_unit_test(test_invalid_files), cmocka_unit_test(test_two_files_and_nul),
		cmocka_unit_test(test_names),	      cmocka_unit_test(test_table),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
