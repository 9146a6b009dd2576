/* SPDX-License-Identifier: BSD-3-Clause
 * test_doctor.c: hosts that were recorded below a directory, many of them hostile: what is seen of
 * their processes and shared memory, and how it is shown. */
#include "tests/generator/helpers.h"

#include "doctor/internal.h"
#include "doctor/server.h"
#include "host/host.h"

static struct doctor *doctor_of(struct fixture *fixture)
{
	const struct doctor_request request = {
		.host = host_open(fixture->arena, fixture_directory(fixture), fixture->diags),
		.release = RELEASE_3_3,
		.levels = fixture->diags,
	};

	assert_non_null(request.host);
	return doctor_new(fixture->arena, &request);
}

/* What a host below the test's directory has in the file of that name, with null characters. */
static void put_bytes(struct fixture *fixture, const char *name, const char *bytes, size_t size)
{
	FILE *file = fopen(fixture_file(fixture, name, ""), "w");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, size, file), size);
	fclose(file);
}

#define COMMAND(fixture, pid, text) put_bytes(fixture, "proc/" pid "/cmdline", text, sizeof(text))

static void put_link(struct fixture *fixture, const char *name, const char *target)
{
	assert_int_equal(symlink(target, fixture_file(fixture, name, NULL)), 0);
}

static void put_process(struct fixture *fixture, const char *pid, const char *program,
			const char *maps)
{
	const char *path = arena_printf(fixture->arena, "proc/%s/", pid);

	fixture_file(fixture, arena_printf(fixture->arena, "%smaps", path), maps);
	put_link(fixture, arena_printf(fixture->arena, "%sexe", path), program);
	mkdir(fixture_file(fixture, arena_printf(fixture->arena, "%sfd", path), NULL), 0777);
}

static const char *text_of(struct fixture *fixture, struct doctor *doctor)
{
	char *text = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&text, &size);
	const char *copy;

	assert_non_null(stream);
	doctor_print_text(doctor, stream, DIAG_FORMAT_GCC, false);
	fclose(stream);
	copy = arena_copy(fixture->arena, text, size);
	free(text);
	return copy;
}

static void tells_programs_by_their_files(void **state)
{
	struct fixture *fixture = *state;
	struct doctor *doctor;

	put_process(fixture, "7", "/opt/acrn-dm-3.3", "");
	COMMAND(fixture, "7", "anything\0-m\000256M\0VM1");
	put_process(fixture, "8", "/usr/bin/acrn-dm (deleted)", "");
	COMMAND(fixture, "8", "acrn-dm\0VM 2'\\''");
	put_process(fixture, "9", "/usr/bin/acrn-dmx", "");
	COMMAND(fixture, "9", "acrn-dm\0VM3");
	put_process(fixture, "10", "/usr/bin/qemu-system-x86_64", "");
	COMMAND(fixture, "10", "qemu\0-name\0guest=VM4,debug-threads=on");
	fixture_file(fixture, "proc/11/maps", "");
	COMMAND(fixture, "11", "/usr/bin/acrn-dm\0VM5");
	doctor = doctor_of(fixture);
	assert_int_equal(doctor->processes.count, 4);
	assert_int_equal(doctor->processes.total, 5);
	assert_string_equal(doctor_process(doctor, 7)->vm, "VM1");
	assert_false(doctor_process(doctor, 7)->is_replaced);
	assert_string_equal(doctor_process(doctor, 8)->vm, "VM 2'\\''");
	assert_true(doctor_process(doctor, 8)->is_replaced);
	assert_null(doctor_process(doctor, 9));
	assert_string_equal(doctor_process(doctor, 10)->vm, "VM4");
	assert_string_equal(doctor_process(doctor, 11)->vm, "VM5");
}

/* None of it is what it should be, or ends in time. */
static void survives_hostile_processes(void **state)
{
	struct fixture *fixture = *state;
	char *long_word = arena_alloc(fixture->arena, 3 * 1024 * 1024);
	struct doctor *doctor;

	memset(long_word, '\'', 3 * 1024 * 1024);
	fixture_file(fixture, "proc/0/maps", "");
	fixture_file(fixture, "proc/007/maps", "");
	fixture_file(fixture, "proc/99999999999/maps", "");
	fixture_file(fixture, "proc/12x/maps", "");
	fixture_file(fixture, "proc/1", "no directory");
	mkdir(fixture_file(fixture, "proc/2/maps/x", NULL), 0777);
	assert_int_equal(mkfifo(fixture_file(fixture, "proc/3/maps", NULL), 0600), 0);
	put_link(fixture, "proc/3/exe", "/usr/bin/acrn-dm");
	assert_int_equal(mkfifo(fixture_file(fixture, "proc/3/cmdline", NULL), 0600), 0);
	put_process(fixture, "4", "/usr/bin/acrn-dm",
		    "\n-\n / \n7f-7f r 0 0:0 x /dev/shm/a\n/\377");
	put_bytes(fixture, "proc/4/cmdline", long_word, 3 * 1024 * 1024);
	put_process(fixture, "5", "/usr/bin/acrn-dm", "");
	COMMAND(fixture, "5", "acrn-dm\0\0\0\0");
	put_process(fixture, "6", "/", "");
	doctor = doctor_of(fixture);
	doctor_check_memory(doctor);
	doctor_check_vms(doctor);
	assert_true(doctor_process(doctor, 4)->is_cut);
	assert_null(doctor_process(doctor, 4)->script);
	assert_null(doctor_process(doctor, 3)->script);
	assert_contains(doctor_unread(doctor), "2 cannot be read");
	assert_contains(text_of(fixture, doctor), "SKIP  processes: 7, of which 3 run VMs");
}

static const struct doctor_object *object_of(const struct doctor *doctor, const char *name,
					     size_t holder_count)
{
	const struct doctor_object *object = doctor_object(doctor, name);

	assert_non_null(object);
	assert_int_equal(object->holder_count, holder_count);
	return object;
}

static void finds_holders(void **state)
{
	struct fixture *fixture = *state;
	const struct doctor_object *object;
	struct doctor *doctor;

	fixture_file(fixture, "dev/shm/pair", "");
	fixture_file(fixture, "dev/shm/a\nb", "");
	fixture_file(fixture, "dev/shm/pair (deleted)", "");
	fixture_file(fixture, "dev/shm/unnamed", "");
	fixture_file(fixture, "dev/shm.inodes", "x\n 77 unnamed\n78\n79 none\n");
	put_link(fixture, "dev/shm/link", "/etc/shadow");
	put_process(fixture, "5", "/bin/a",
		    "00-01 rw-s 0 00:1 3     /dev/shm/pair\n"
		    "01-02 rw-s 0 00:1 3     /dev/shm/pair\n"
		    "02-03 rw-s 0 00:1 4     /dev/shm/a\\012b\n");
	put_link(fixture, "proc/5/fd/3", "/dev/shm/pair");
	put_process(fixture, "6", "/bin/b", "00-01 rw-s 0 00:1 5     /dev/shm/gone (deleted)\n");
	put_link(fixture, "proc/6/fd/1", "/dev/shm/#77 (deleted)");
	put_link(fixture, "proc/6/fd/2", "/dev/shm/#78 (deleted)");
	put_link(fixture, "proc/6/fd/3", "socket:[5]");
	put_process(fixture, "7", "/bin/c", "00-01 rw-s 0 00:1 3     /dev/shm/pair (deleted)\n");
	put_process(fixture, "8", "/bin/d", "");
	assert_int_equal(truncate(fixture_file(fixture, "proc/8/maps", NULL), 33 << 20), 0);
	doctor = doctor_of(fixture);
	assert_int_equal(doctor->processes.unseen, 1); /* it may have more than what is read */
	object = object_of(doctor, "pair", 1);
	assert_int_equal(object->holders[0].process->pid, 5);
	assert_false(object->holders[0].has_removed);
	object_of(doctor, "a\nb", 1);
	object_of(doctor, "pair (deleted)", 1);
	object = object_of(doctor, "unnamed", 1);
	assert_int_equal(object->holders[0].process->pid, 6);
	assert_false(object->holders[0].has_removed);
	assert_true(object_of(doctor, "link", 0)->is_link);
}

static void knows_what_may_be_a_region(void **state)
{
	struct fixture *fixture = *state;
	struct doctor *doctor;

	fixture_file(fixture, "dev/shm/small", "");
	fixture_file(fixture, "dev/shm/odd", "");
	fixture_file(fixture, "dev/shm/two", "");
	fixture_file(fixture, "dev/shm/served", "");
	fixture_file(fixture, "dev/shm/.served.server", "");
	fixture_file(fixture, "dev/shm/held", "");
	assert_int_equal(mkfifo(fixture_file(fixture, "dev/shm/fifo", NULL), 0600), 0);
	assert_int_equal(truncate(fixture_file(fixture, "dev/shm/odd", NULL), 4097), 0);
	assert_int_equal(truncate(fixture_file(fixture, "dev/shm/two", NULL), 8192), 0);
	fixture_file(fixture, "dev/shm/others", "");
	assert_int_equal(truncate(fixture_file(fixture, "dev/shm/others", NULL), 8192), 0);
	put_process(fixture, "5", "/bin/acrn-dm", "00-01 rw-s 0 00:1 3     /dev/shm/held\n");
	put_process(fixture, "6", "/bin/a", "00-01 rw-s 0 00:1 3     /dev/shm/others\n");
	doctor = doctor_of(fixture);
	assert_false(doctor_is_region(doctor, doctor_object(doctor, "small")));
	assert_false(doctor_is_region(doctor, doctor_object(doctor, "odd")));
	assert_false(doctor_is_region(doctor, doctor_object(doctor, "fifo")));
	assert_true(doctor_is_region(doctor, doctor_object(doctor, "two")));
	assert_false(doctor_is_region(doctor, doctor_object(doctor, "others")));
	assert_true(doctor_is_region(doctor, doctor_object(doctor, "served")));
	assert_false(doctor_is_region(doctor, doctor_object(doctor, ".served.server")));
	assert_true(doctor_is_region(doctor, doctor_object(doctor, "held")));
}

static void reads_the_options_of_servers(void **state)
{
	struct fixture *fixture = *state;
	const struct doctor *doctor;
	const struct server *server;

	fixture_file(fixture, "srv/options",
		     "# shm=no,size=1\n\n  shm=b,size=1M,peer=3:VM3:u \n"
		     "memfd=c,size=x\nno-sandbox\ndir=/run/b");
	put_process(fixture, "5", "/bin/ivshmem-server", "");
	put_link(fixture, "proc/5/cwd", "/srv");
	COMMAND(fixture, "5", "x\0--shm\0a,peer=1:VM1,size=4096,peer=12:VM2\0--options=options");
	put_process(fixture, "6", "/bin/ivshmem-server", "");
	COMMAND(fixture, "6", "x\0ls\0--dir=/x");
	put_process(fixture, "7", "/bin/ivshmem-server", "");
	COMMAND(fixture, "7", "x\0--options\0/none\0--shm");
	doctor = doctor_of(fixture);
	server = server_read((struct doctor *)doctor, doctor_process(doctor, 5));
	assert_non_null(server);
	assert_string_equal(server->directory, "/run/b");
	assert_null(server->unread);
	assert_int_equal(server->region_count, 3);
	assert_string_equal(server->regions[0].name, "a");
	assert_int_equal(server->regions[0].size, 4096);
	assert_true(server_has_peer(&server->regions[0], "1:VM1"));
	assert_true(server_has_peer(&server->regions[0], "12:VM2"));
	assert_false(server_has_peer(&server->regions[0], "2:VM2"));
	assert_false(server_has_peer(&server->regions[0], "1:VM"));
	assert_string_equal(server->regions[1].place, "/srv/options");
	assert_int_equal(server->regions[1].size, 1024 * 1024);
	assert_true(server_has_peer(&server->regions[1], "3:VM3"));
	assert_int_equal(server->regions[2].size, 0);
	assert_null(server_read((struct doctor *)doctor, doctor_process(doctor, 6)));
	server = server_read((struct doctor *)doctor, doctor_process(doctor, 7));
	assert_string_equal(server->unread, "/none");
	assert_int_equal(server->region_count, 0);
}

/* The state of a server that has given IDs from `first` to `last` to processes. */
static void put_peers(struct fixture *fixture, const char *name, unsigned first, unsigned last)
{
	const char *text = "";

	for (unsigned id = 0; id <= last; id++)
		text = id < first ? arena_printf(fixture->arena, "%s%37s\n", text, "")
				  : arena_printf(fixture->arena, "%s%-5u %-10u %-20u\n", text, id,
						 id + 70, 5u);
	fixture_file(fixture, name, text);
}

/* More than a line is for. */
static void shows_a_part_of_many(void **state)
{
	struct fixture *fixture = *state;
	char command[2000] = "ivshmem-server";
	size_t size = strlen(command) + 1;
	struct doctor *doctor;
	const char *text;

	fixture_file(fixture, "dev/shm/busy", "");
	put_peers(fixture, "run/here/.r1.peers", 1, 2);
	put_peers(fixture, "run/here/.r2.peers", 3, 13);
	fixture_file(fixture, "run/here/.r3.peers", "0     99\nno line");
	for (int i = 1; i <= 20; i++) {
		put_process(fixture, arena_printf(fixture->arena, "%d", i), "/bin/acrn-dm",
			    "00-01 rw-s 0 00:1 3     /dev/shm/busy\n");
		size += (size_t)sprintf(command + size, "--shm=r%d,size=4K", i) + 1;
	}
	size += (size_t)sprintf(command + size, "--config=/etc/table.so") + 1;
	size += (size_t)sprintf(command + size, "--dir=/run/here") + 1;
	put_process(fixture, "30", "/bin/ivshmem-server (deleted)", "");
	put_bytes(fixture, "proc/30/cmdline", command, size);
	put_process(fixture, "31", "/bin/ivshmem-server", "");
	COMMAND(fixture, "31", "ivshmem-server\0--dir=/run/here");
	doctor = doctor_of(fixture);
	doctor_check_memory(doctor);
	text = text_of(fixture, doctor);
	assert_contains(text, "acrn-dm (PID 8) and 12 more\n");
	assert_contains(text, "r1 (size=4K), peers 1 (PID 71), 2 (PID 72); r2 (size=4K), peers 3 ");
	assert_contains(text, "10 (PID 80) and 3 more; r3 (size=4K), peers none; r4");
	assert_contains(
		text,
		"r16 (size=4K), peers not known; 4 more regions; its options in '/etc/table.so'");
	assert_contains(text, "the program of PID 30 has been replaced since its start");
	assert_contains(text, "PASS  sockets in /run/here: 0\n");
}

static void bounds_the_number_of_device_models(void **state)
{
	struct fixture *fixture = *state;
	struct doctor *doctor;

	for (unsigned i = 1; i <= DOCTOR_MODELS_MAX + 2; i++)
		put_bytes(fixture, arena_printf(fixture->arena, "proc/%u/cmdline", i), "acrn-dm",
			  8);
	doctor = doctor_of(fixture);
	doctor_check_memory(doctor);
	assert_int_equal(doctor->processes.count, DOCTOR_MODELS_MAX);
	assert_contains(text_of(fixture, doctor), "2 more device models are ignored");
}

/* A user may have started them with as much as Linux takes. */
static void bounds_the_size_of_command_lines(void **state)
{
	struct fixture *fixture = *state;
	char command[60000] = "acrn-dm";
	const struct doctor_process *last;
	struct doctor *doctor;

	memset(command + 8, 'a', sizeof(command) - 9);
	for (unsigned i = 1; i <= 40; i++)
		put_bytes(fixture, arena_printf(fixture->arena, "proc/%u/cmdline", i), command,
			  sizeof(command));
	doctor = doctor_of(fixture);
	last = doctor_process(doctor, 40);
	assert_non_null(doctor_process(doctor, 1)->script);
	assert_true(last->is_cut);
	assert_null(last->script);
	assert_string_equal(doctor_unread(doctor), "6 cannot be read");
}

/* What was not seen is never right. */
static void skips_what_it_cannot_see(void **state)
{
	struct fixture *fixture = *state;
	struct doctor *doctor = doctor_of(fixture);
	const char *text;

	doctor_check_host(doctor);
	doctor_check_memory(doctor);
	doctor_check_vms(doctor);
	text = text_of(fixture, doctor);
	assert_null(strstr(text, "PASS"));
	assert_contains(text, "0 passed, 0 with warnings, 0 failed, ");
	assert_false(doctor_has_seen(doctor));
	assert_false(doctor_has_failed(doctor));
}

static void shows_status_and_texts_safely(void **state)
{
	struct fixture *fixture = *state;
	struct doctor *doctor = doctor_of(fixture);
	struct doctor_check *check = doctor_begin(doctor, "first", "a\033[31m\nb");

	doctor_say(check, "one");
	doctor_say(check, "two");
	check = doctor_begin(doctor, "second", NULL);
	doctor_say(check, "seen");
	doctor_skip(check, "hidden");
	check = doctor_begin(doctor, "third", NULL);
	doctor_skip(check, "hidden");
	doctor_find(check, DIAG_SHM_STALE, "old");
	assert_false(doctor_has_failed(doctor));
	check = doctor_begin(doctor, "fourth", NULL);
	doctor_find(check, DIAG_ACRN_MISSING, "wrong");
	assert_true(doctor_has_failed(doctor));
	assert_true(doctor_has_seen(doctor));
	assert_string_equal(text_of(fixture, doctor),
			    "PASS  first a\\x1b[31m\\x0ab: one; two\n"
			    "SKIP  second: seen; hidden\n"
			    "WARN  third: hidden\n"
			    "acrn-cfg: warning: old [shm-stale]\n"
			    "FAIL  fourth\n"
			    "acrn-cfg: error: wrong [acrn-missing]\n"
			    "1 passed, 1 with warnings, 1 failed, 1 skipped\n");
}

/* -W options hold for findings, too. */
static void takes_the_levels_of_warnings(void **state)
{
	struct fixture *fixture = *state;
	struct doctor *doctor;

	fixture_file(fixture, "dev/shm/old", "");
	assert_int_equal(truncate(fixture_file(fixture, "dev/shm/old", NULL), 4096), 0);
	assert_int_equal(chmod(fixture_file(fixture, "dev/shm/old", NULL), 0600), 0);
	put_process(fixture, "1", "/bin/a", "");
	diags_set_level(fixture->diags, diag_rule_find("shm-stale", 9), DIAG_ERROR);
	doctor = doctor_of(fixture);
	doctor_check_memory(doctor);
	assert_contains(text_of(fixture, doctor), "error: no process uses /dev/shm/old");
	assert_true(doctor_has_failed(doctor));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(tells_programs_by_their_files),
		TEST(survives_hostile_processes),
		TEST(finds_holders),
		TEST(knows_what_may_be_a_region),
		TEST(reads_the_options_of_servers),
		TEST(shows_a_part_of_many),
		TEST(bounds_the_number_of_device_models),
		TEST(skips_what_it_cannot_see),
		TEST(shows_status_and_texts_safely),
		TEST(takes_the_levels_of_warnings),
		TEST(bounds_the_size_of_command_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
