/* SPDX-License-Identifier: BSD-3-Clause
 * test_hv_client.c: devices claimed from an acrn-hv that keeps to the protocol, and from many that
 * do not.
 */
#include "tests/devmodel/acrn-dm/helpers.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "acrn-dm/hv_client.h"
#include "hv-control/protocol.h"
#include "tests/devmodel/base/turns.h"

static char top[] = "/tmp/test-hv-control-XXXXXX";
static struct socket_directory directory;
static char path[UNIX_SOCKET_PATH_MAX + 1];
static struct arguments arguments;
static struct command_line line;
static struct turns turns;
static struct loop *loop; /* of the turns */

/* What the other side does, one step after the other; then it disconnects. */
struct step {
	const char *received; /* expected before; NULL: nothing */
	const char *sent;     /* NULL: waits for the other side to disconnect, and ends */
	size_t size;	      /* of `sent`, unless it is a string */
};

static int listener;

static void must(bool is_true, int status)
{
	if (!is_true)
		_exit(status);
}

static void receive(int fd, const char *expected, int status)
{
	char text[HV_CONTROL_MESSAGE_MAX + 1] = "";

	must(recv(fd, text, sizeof(text) - 1, 0) > 0, status);
	must(strcmp(text, expected) == 0, status);
}

/* With an error, if messages were left unread. */
static void receive_end(int fd, int status)
{
	char byte;

	must(recv(fd, &byte, 1, 0) <= 0, status);
}

static void __attribute__((noreturn)) be_hypervisor(const struct step *steps, int count)
{
	int fd = accept(listener, NULL, NULL);

	must(fd >= 0, 100);
	for (int i = 0; i < count; i++) {
		size_t size = steps[i].size;

		if (steps[i].received)
			receive(fd, steps[i].received, i + 1);
		if (!steps[i].sent) {
			receive_end(fd, i + 1);
			break;
		}
		size = size ? size : strlen(steps[i].sent);
		/* The other side may have disconnected. */
		must(send(fd, steps[i].sent, size, MSG_NOSIGNAL) == (ssize_t)size ||
			     !steps[i].received,
		     i + 1);
	}
	_exit(0);
}

static pid_t start_hypervisor(const struct step *steps, int count)
{
	struct error error;
	pid_t pid;

	listener = unix_socket_listen(path, SOCK_SEQPACKET, 0600, 1, &error);
	assert_true(listener >= 0);
	/* The child's accept() waits. */
	assert_int_equal(fcntl(listener, F_SETFL, 0), 0);
	pid = fork();
	if (pid == 0)
		be_hypervisor(steps, count);
	close(listener);
	return pid;
}

static void end_hypervisor(pid_t pid)
{
	int status;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(WIFEXITED(status) ? WEXITSTATUS(status) : -1, 0);
	assert_int_equal(unlink(path), 0);
}

/* The calls so far. */
static struct {
	unsigned disconnected, powered_down, logged, lost;
	struct error line, log;
} seen;

static void on_disconnect(void *data)
{
	assert_ptr_equal(data, &seen);
	seen.disconnected++;
}

static void on_power_down(void *data)
{
	assert_ptr_equal(data, &seen);
	seen.powered_down++;
}

static void on_log(void *data, const char *text)
{
	assert_ptr_equal(data, &seen);
	seen.logged++;
	snprintf(seen.log.text, sizeof(seen.log.text), "%s", text);
}

static void on_lost(void *data, const char *text)
{
	assert_ptr_equal(data, &seen);
	seen.lost++;
	snprintf(seen.line.text, sizeof(seen.line.text), "%s", text);
	loop_stop(loop, 0);
}

static bool start(struct hv_client *client, const char *text, struct error *error)
{
	const struct hv_client_setup setup = { .arguments = &arguments,
					       .directory = &directory,
					       .loop = loop,
					       .on_disconnect = on_disconnect,
					       .on_power_down = on_power_down,
					       .on_log = on_log,
					       .on_lost = on_lost,
					       .data = &seen };

	memset(&seen, 0, sizeof(seen));
	read_line(&line, text, &arguments);
	return hv_client_start(client, &setup, error);
}

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void test_life(void **state)
{
	static const struct step steps[] = {
		{ "claim VM-1 plant_state 4194304 00:08.0", "ok", 0 },
		{ "claim VM-1 x 2097152 00:1f.7", "ok", 0 },
		{ "start VM-1", "missing a_region another", 0 },
		{ NULL, "disconnected 00:1f.7", 0 },
		{ NULL, "powerdown", 0 },
		{ NULL, "powerdown", 0 },
	};
	pid_t pid = start_hypervisor(steps, COUNT(steps));
	struct hv_client client;
	struct error error;

	(void)state;
	if (!start(&client,
		   "-s 8,ivshmem,hv:/plant_state,4,7 -s 9,ivshmem,dm:/y,2 -s 31,virtio-rnd "
		   "-s 31:7,ivshmem,hv:/x,2 VM-1",
		   &error))
		fail_msg("%s", error.text);
	assert_int_equal(loop_run(loop, &error), 0);
	assert_int_equal(seen.disconnected, 1);
	assert_int_equal(seen.powered_down, 2);
	assert_int_equal(seen.lost, 1);
	assert_true(seen.logged > 0);
	assert_non_null(strstr(seen.log.text, "VM 'VM-1' starts without regions that acrn-hv's "
					      "table has for it: a_region another: "));
	assert_string_equal(seen.line.text, "acrn-hv has ended");
	hv_client_stop(&client);
	hv_client_stop(&client);
	end_hypervisor(pid);
}

/* The VM ends first. */
static void test_stop(void **state)
{
	static const struct step steps[] = { { "claim VM x 2097152 00:08.0", "ok", 0 },
					     { "start VM", NULL, 0 } };
	pid_t pid = start_hypervisor(steps, COUNT(steps));
	struct hv_client client;
	struct error error;

	(void)state;
	assert_true(start(&client, "-s 8,ivshmem,hv:/x,2 VM", &error));
	hv_client_stop(&client);
	end_hypervisor(pid);
	assert_int_equal(seen.lost, 0);
}

/* The VM has no device in hv-land, but the table has one for it. It goes on without acrn-hv,
 * whatever that sends. */
static void expect_no_claim(const char *sent, unsigned logged)
{
	const struct step steps[] = { { "start VM", sent, 0 }, { NULL, NULL, 0 } };
	pid_t pid = start_hypervisor(steps, COUNT(steps));
	struct hv_client client;
	struct error error;

	assert_true(start(&client, "-s 8,ivshmem,dm:/x,2 VM", &error));
	end_hypervisor(pid);
	pump(&turns);
	assert_false(client.is_connected);
	assert_int_equal(seen.logged, logged);
	assert_int_equal(seen.lost, 0);
	hv_client_stop(&client);
}

static void test_no_claim(void **state)
{
	(void)state;
	expect_no_claim("missing x", 1);
	assert_non_null(strstr(seen.log.text, "acrn-hv's table has for it: x: "));
	expect_no_claim("powerdown now", 0);
	expect_no_claim(NULL, 0);
}

static void expect_refused(const struct step *steps, int count, const char *expected)
{
	pid_t pid = start_hypervisor(steps, count);
	struct hv_client client;
	struct error error;

	assert_false(start(&client, "-s 7,ivshmem,hv:/x,2 -s 8,ivshmem,hv:/y,4 VM", &error));
	if (!strstr(error.text, expected))
		fail_msg("'%s' is not in '%s'", expected, error.text);
	assert_null(strpbrk(error.text, "\n\r\033"));
	assert_false(client.is_connected);
	end_hypervisor(pid);
}

static void test_refused(void **state)
{
	static const struct step first[] = { { "claim VM x 2097152 00:07.0",
					       "no region 'x' has 4 MiB, and not 2", 0 },
					     { NULL, NULL, 0 } };
	static const struct step second[] = { { "claim VM x 2097152 00:07.0", "ok", 0 },
					      { "claim VM y 4194304 00:08.0", "no such region", 0 },
					      { NULL, NULL, 0 } };

	static const struct step escape[] = { { "claim VM x 2097152 00:07.0",
						"no \xc2\x9b 2J \xc2\xb5 \xc2", 0 },
					      { NULL, NULL, 0 } };

	(void)state;
	expect_refused(escape, COUNT(escape), "-s 7,ivshmem,hv:/x,2: ?? 2J \xc2\xb5 \xc2");
	expect_refused(first, COUNT(first),
		       "-s 7,ivshmem,hv:/x,2: region 'x' has 4 MiB, and not 2");
	expect_refused(second, COUNT(second), "-s 8,ivshmem,hv:/y,4: such region");
}

#define TOO_LONG 2000

static void test_no_answer(void **state)
{
	static const char too_long[TOO_LONG];
	static const struct {
		struct step step;
		const char *expected;
	} cases[] = {
		{ { NULL, "", 0 }, "does not answer: Connection reset" },
		{ { NULL, "\033[2J", 0 }, "does not answer: Bad message" },
		{ { NULL, "ok\0", 3 }, "does not answer: Bad message" },
		{ { NULL, too_long, TOO_LONG }, "does not answer: Bad message" },
		{ { NULL, "no", 0 }, "invalid answer from acrn-hv: 'no'" },
		{ { NULL, "OK", 0 }, "invalid answer from acrn-hv: 'OK'" },
		{ { NULL, "ok ", 0 }, "invalid answer from acrn-hv: 'ok '" },
		{ { NULL, "end", 0 }, "invalid answer from acrn-hv: 'end'" },
		{ { NULL, "powerdown", 0 }, "invalid answer from acrn-hv: 'powerdown'" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct step steps[] = { cases[i].step, { NULL, NULL, 0 } };

		steps[0].received = "claim VM x 2097152 00:07.0";
		expect_refused(steps, COUNT(steps), cases[i].expected);
	}
}

static void test_disconnected(void **state)
{
	static const struct step steps[] = { { "claim VM x 2097152 00:07.0", "ok", 0 } };

	(void)state;
	expect_refused(steps, COUNT(steps), "-s 8,ivshmem,hv:/y,4: acrn-hv does not answer");
}

/* From one that is stopped, for example. This takes as long as for a user. */
static void test_silence(void **state)
{
	struct hv_client client;
	struct error error;

	(void)state;
	listener = unix_socket_listen(path, SOCK_SEQPACKET, 0600, 1, &error);
	assert_true(listener >= 0);
	assert_false(start(&client, "-s 7,ivshmem,hv:/x,2 VM", &error));
	assert_non_null(strstr(error.text, "acrn-hv does not answer: Connection timed out"));
	assert_int_equal(seen.logged, 1);
	assert_non_null(strstr(seen.log.text, "waiting for acrn-hv in /tmp/test-hv-control-"));
	assert_non_null(strstr(seen.log.text, ", 5 s"));
	close(listener);
	assert_int_equal(unlink(path), 0);
}

/* After the claims: any invalid message ends it, once, and with one line. */
static void test_no_message(void **state)
{
	static const char too_long[TOO_LONG];
	static const struct {
		const char *sent;
		size_t size;
	} cases[] = {
		{ "ok", 0 },
		{ "no reason", 0 },
		{ "disconnected", 0 },
		{ "disconnected ", 0 },
		{ "disconnected 00:08.0", 0 }, /* dm-land's */
		{ "disconnected 00:09.0", 0 },
		{ "disconnected 01:07.0", 0 },
		{ "disconnected 00:07.0 ", 0 },
		{ "disconnected  00:07.0", 0 },
		{ "powerdown now", 0 },
		{ "missing", 0 },
		{ "power\ndown", 0 },
		{ "\033[2J", 0 },
		{ "powerdown\0", 10 },
		{ too_long, TOO_LONG },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct step steps[] = { { "claim VM x 2097152 00:07.0", "ok", 0 },
					      { "start VM", cases[i].sent, cases[i].size },
					      { NULL, "powerdown", 0 },
					      { NULL, NULL, 0 } };
		pid_t pid = start_hypervisor(steps, COUNT(steps));
		struct hv_client client;
		struct error error;

		assert_true(start(&client, "-s 7,ivshmem,hv:/x,2 -s 8,ivshmem,dm:/y,2 VM", &error));
		assert_int_equal(loop_run(loop, &error), 0);
		assert_int_equal(seen.lost, 1);
		assert_int_equal(seen.disconnected + seen.powered_down, 0);
		assert_non_null(strstr(seen.line.text, "invalid message from acrn-hv"));
		assert_null(strpbrk(seen.line.text, "\n\r\033"));
		hv_client_stop(&client);
		end_hypervisor(pid);
	}
}

static void expect_no_hypervisor(const char *expected)
{
	struct hv_client client;
	struct error error;

	assert_false(start(&client, "-s 7,ivshmem,hv:/x,2 VM", &error));
	if (!strstr(error.text, expected))
		fail_msg("'%s' is not in '%s'", expected, error.text);
	assert_false(client.is_connected);
}

static void test_no_hypervisor(void **state)
{
	struct hv_client client;
	struct error error;
	int fd;

	(void)state;
	/* Without a device to claim. */
	assert_true(start(&client, "-s 8,ivshmem,dm:/y,2 VM", &error));
	hv_client_stop(&client);

	expect_no_hypervisor("/control: cannot connect: No such file");
	directory.is_explicit = false;
	expect_no_hypervisor("hv-land is not served in /tmp/test-hv-control-");
	expect_no_hypervisor("use dm:/x, or add --ignore-unsupported to omit the device");
	fd = unix_socket_listen(path, SOCK_SEQPACKET, 0600, 1, &error);
	close(fd);
	expect_no_hypervisor("/control: cannot connect: Connection refused");
	assert_int_equal(unlink(path), 0);
	directory.is_explicit = true;
}

static void expect_choice(const char *text, const char *expected)
{
	struct socket_directory chosen;
	struct error error;

	read_line(&line, text, &arguments);
	assert_true(hv_client_choose(&arguments, &chosen, &error));
	assert_string_equal(chosen.path, expected);
}

/* By default there is a directory for root, and one for others. */
static void test_choice(void **state)
{
	char below[64], socket_path[80];
	struct error error;
	uid_t user = geteuid();

	(void)state;
	snprintf(below, sizeof(below), "%s/acrn-hv", top);
	snprintf(socket_path, sizeof(socket_path), "%s/control", below);
	assert_int_equal(setenv("XDG_RUNTIME_DIR", top, 1), 0);
	assert_true(user != 0 || chown(top, 65534, 65534) == 0);
	assert_true(user != 0 || seteuid(65534) == 0);
	expect_choice("VM", below);
	expect_choice("--ignore-unsupported VM", "");
	expect_choice("--ignore-unsupported --hv-dir /no/such/ VM", "/no/such");
	expect_choice("--hv-dir= VM", "");
	assert_int_equal(setenv(HV_CONTROL_VARIABLE, "/named", 1), 0);
	expect_choice("--ignore-unsupported VM", "/named");
	expect_choice("--ignore-unsupported --hv-dir=/x VM", "/x");
	assert_int_equal(unsetenv(HV_CONTROL_VARIABLE), 0);
	assert_true(user != 0 || seteuid(0) == 0);

	assert_int_equal(mkdir(below, 0711), 0);
	close(unix_socket_listen(socket_path, SOCK_SEQPACKET, 0600, 1, &error));
	assert_true(user != 0 || seteuid(65534) == 0);
	expect_choice("--ignore-unsupported VM", below);
	assert_true(user != 0 || seteuid(0) == 0);
	assert_int_equal(unlink(socket_path), 0);
	assert_int_equal(rmdir(below), 0);
}

static int setup(void **state)
{
	struct error error;

	(void)state;
	unsetenv(HV_CONTROL_VARIABLE);
	turns_open(&turns);
	loop = turns.loop;
	if (!mkdtemp(top) || !hv_control_choose(top, &directory, &error))
		return -1;
	hv_control_path(&directory, path);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	return turns_close(&turns) ? rmdir(top) : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_life),	      cmocka_unit_test(test_stop),
		cmocka_unit_test(test_no_claim),      cmocka_unit_test(test_refused),
		cmocka_unit_test(test_no_answer),     cmocka_unit_test(test_disconnected),
		cmocka_unit_test(test_silence),	      cmocka_unit_test(test_no_message),
		cmocka_unit_test(test_no_hypervisor), cmocka_unit_test(test_choice),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
