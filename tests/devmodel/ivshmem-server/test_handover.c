/* SPDX-License-Identifier: BSD-3-Clause
 * test_handover.c: a region that one worker hands over to the next: its peers do not notice, and
 * invalid states do no harm. */
#include "helpers.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include "base/scm_rights.h"
#include "ivshmem-server/handover.h"
#include "ivshmem-server/ownership.h"

/* Moves what the host has sent to its supervisor into the store of the next worker. */
static void receive_all(struct bench *bench, int supervisor)
{
	struct fd_store store = { 0 };
	char text[SERVICE_MESSAGE_MAX + 1];
	int fd = -1;
	struct scm_rights rights = { &fd, 0, 1 };
	ssize_t size;

	while ((size = scm_rights_receive(supervisor, text, sizeof(text) - 1, &rights)) > 0) {
		text[size] = '\0';
		if (text[0] == SERVICE_STORE)
			assert_true(fd_store_add(&store, fd, text + 1));
		rights.count = 0;
	}
	bench->service = (struct service) { .store = store };
}

/* The worker ends. */
static void hand_over(struct bench *bench)
{
	int ends[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
	bench->service.has_supervisor = true;
	bench->service.supervisor = ends[0];
	host_hand_over(bench->host);
	stop(bench);
	receive_all(bench, ends[1]);
	close(ends[0]);
	close(ends[1]);
}

/* The next one starts. */
static void resume(struct bench *bench, const char *keys)
{
	serve(bench, keys);
	handover_release(&bench->service, &bench->settings);
	pump(bench);
}

static void reload(struct bench *bench, const char *keys)
{
	hand_over(bench);
	resume(bench, keys);
}

/* The stored state, as a new string. */
static char *take_state(struct bench *bench)
{
	char name[100], *text;
	struct stat status;
	int fd;

	snprintf(name, sizeof(name), "%s/state", bench->region);
	fd = fd_store_take(&bench->service.store, name);
	assert_true(fd >= 0);
	assert_int_equal(fstat(fd, &status), 0);
	text = calloc((size_t)status.st_size + 1, 1);
	assert_int_equal(pread(fd, text, (size_t)status.st_size, 0), status.st_size);
	close(fd);
	fd_store_remove(&bench->service.store, name);
	return text;
}

static void give_state(struct bench *bench, const char *text, size_t size)
{
	int fd = memfd_create("state", MFD_CLOEXEC);
	char name[100];

	snprintf(name, sizeof(name), "%s/state", bench->region);
	assert_int_equal(write(fd, text, size), size);
	assert_true(fd_store_add(&bench->service.store, fd, name));
}

/* Replaces the first `old` in the stored state. */
static void change_state(struct bench *bench, const char *old, const char *new)
{
	char *text = take_state(bench), *at = strstr(text, old), *changed;

	if (!at)
		fail_msg("no '%s' in %s", old, text);
	assert_true(asprintf(&changed, "%.*s%s%s", (int)(at - text), text, new, at + strlen(old)) >
		    0);
	give_state(bench, changed, strlen(changed));
	free(changed);
	free(text);
}

static void ring(int fd)
{
	assert_int_equal(eventfd_write(fd, 1), 0);
}

static void expect_rings(int fd, eventfd_t count)
{
	eventfd_t value = 0;

	if (count)
		assert_int_equal(eventfd_read(fd, &value), 0);
	else
		assert_int_equal(eventfd_read(fd, &value), -1);
	assert_int_equal(value, count);
}

static void close_fds(int fds[VECTORS])
{
	for (unsigned i = 0; i < VECTORS; i++)
		close(fds[i]);
}

static ino_t inode(int fd)
{
	struct stat status;

	assert_int_equal(fstat(fd, &status), 0);
	return status.st_ino;
}

/* Peers keep IDs, memory and eventfds, and later ones get the same. */
static void check_peers(struct bench *bench, const char *keys)
{
	int own[VECTORS], others[VECTORS], memory, later_memory;
	struct client one, other, later;

	serve(bench, keys);
	one = dial(bench, NULL);
	memory = expect_welcome(&one, 0);
	expect_peer(&one, 0, own);
	other = dial(bench, NULL);
	close(expect_welcome(&other, 1));
	expect_peer(&other, 0, others);
	expect_peer(&other, 1, NULL);
	expect_peer(&one, 1, NULL);
	ring(others[1]);
	reload(bench, keys);
	ring(others[1]);
	expect_rings(own[1], 2);
	expect_nothing(&one);
	expect_nothing(&other);
	close_fds(others);

	later = dial(bench, NULL);
	later_memory = expect_welcome(&later, 2);
	assert_true(inode(memory) == inode(later_memory));
	expect_peer(&later, 0, others);
	ring(others[0]);
	expect_rings(own[0], 1);
	disconnect(bench, &other);
	expect_peer(&one, 2, NULL);
	expect(&one, 1, false);
	disconnect(bench, &later);
	disconnect(bench, &one);
	close_fds(own);
	close_fds(others);
	close(memory);
	close(later_memory);
}

static void test_peers_do_not_notice(void **state)
{
	check_peers(*state, "");
}

static void test_peers_of_a_memfd(void **state)
{
	check_peers(*state, "memfd:");
}

/* A client that connects while there is no worker waits for the next one. */
static void test_connection_in_between(void **state)
{
	struct bench *bench = *state;
	struct client client = { .stream.fd = -1 };
	struct error error;
	char path[100];

	snprintf(path, sizeof(path), "%s/%s", bench->directory, bench->region);
	serve(bench, "");
	hand_over(bench);
	client.socket = unix_socket_connect(path, SOCK_STREAM, &error);
	assert_true(client.socket >= 0);
	resume(bench, "");
	close(expect_welcome(&client, 0));
	expect_peer(&client, 0, NULL);
	disconnect(bench, &client);
}

#define CROWD 12

/* All that is pending stays, at any point: also between two eventfds of one peer. */
static void test_pending_messages(void **state)
{
	struct bench *bench = *state;
	struct client slow, crowd[CROWD];

	serve(bench, "");
	slow = dial(bench, NULL);
	for (unsigned i = 0; i < CROWD; i++)
		crowd[i] = dial(bench, NULL);
	reload(bench, "");
	disconnect(bench, &crowd[CROWD - 1]);
	close(expect_welcome(&slow, 0));
	for (unsigned id = 0; id < CROWD; id++) {
		for (unsigned i = 0; i < VECTORS; i++) {
			reload(bench, "");
			close(expect(&slow, id, true));
		}
	}
	expect_nothing(&slow);
	disconnect(bench, &slow);
	for (unsigned i = 0; i + 1 < CROWD; i++)
		disconnect(bench, &crowd[i]);
}

/* Whether the next worker finds its end, or the manager has dropped it. */
static void peer_leaves(struct bench *bench, bool is_dropped)
{
	struct client one, other;
	char name[100];

	serve(bench, "peer=7:VM");
	one = join_alone(bench, NULL, 0);
	other = dial(bench, "VM");
	drain(&other);
	expect_peer(&one, 7, NULL);
	hand_over(bench);
	close(other.socket);
	snprintf(name, sizeof(name), "%s/7/socket", bench->region);
	if (is_dropped)
		fd_store_remove(&bench->service.store, name);
	resume(bench, "peer=7:VM");
	expect(&one, 7, false);
	other = dial(bench, "VM");
	close(expect_welcome(&other, 7));
	disconnect(bench, &other);
	disconnect(bench, &one);
	stop(bench);
}

static void test_peer_that_leaves_in_between(void **state)
{
	peer_leaves(*state, false);
	peer_leaves(*state, true);
}

/* What a QEMU keeps, while a VM is away, is what the VM gets when it returns to a later worker. */
static void test_what_qemu_keeps(void **state)
{
	struct bench *bench = *state;
	int kept[VECTORS], own[VECTORS];
	struct client qemu, vm;

	serve(bench, "peer=7:VM");
	qemu = join_alone(bench, NULL, 0);
	vm = dial(bench, "VM");
	drain(&vm);
	expect_peer(&qemu, 7, kept);
	hand_over(bench);
	change_state(bench, " 0 0 2\npeer 7", " 1 0 2\npeer 7");
	resume(bench, "peer=7:VM");
	disconnect(bench, &vm);
	hand_over(bench);
	/* As if the VM had left between its two eventfds. */
	change_state(bench, "\nseen 0 1 7 7\n", "\nseen 0 1 7 7\npending 0 3 1 7\n");
	resume(bench, "peer=7:VM");
	close(expect(&qemu, 7, true));
	expect_nothing(&qemu);
	vm = dial(bench, "VM");
	close(expect_welcome(&vm, 7));
	expect_peer(&vm, 0, NULL);
	expect_peer(&vm, 7, own);
	expect_nothing(&qemu);
	ring(kept[1]);
	expect_rings(own[1], 1);
	close_fds(own);
	close_fds(kept);
	disconnect(bench, &vm);
	disconnect(bench, &qemu);
}

/* An ID that a QEMU has seen leave is not used again, and one that nobody returns to leaves. */
static void test_what_qemu_has_seen(void **state)
{
	struct bench *bench = *state;
	struct client qemu, other;
	char retired[60], *text;

	serve(bench, "");
	qemu = join_alone(bench, NULL, 0);
	hand_over(bench);
	change_state(bench, " 0 0 2\n", " 1 0 2\nseen 0 2 1 9\nretired 7 1 8\n");
	resume(bench, "");
	reload(bench, "");
	other = dial(bench, NULL);
	close(expect_welcome(&other, 10));
	disconnect(bench, &other);
	expect_peer(&qemu, 10, NULL);
	expect_nothing(&qemu);
	hand_over(bench);
	/* Its process has another start time: it has ended. */
	change_state(bench, " 0 1 2\n", "1 0 1 2\n");
	resume(bench, "");
	expect(&qemu, 10, false);

	/* They count against their users over any number of reloads. */
	hand_over(bench);
	snprintf(retired, sizeof(retired), "\nretired 7 1 8\nretired %u 10 10\n",
		 (unsigned)geteuid());
	text = take_state(bench);
	assert_non_null(strstr(text, retired));
	give_state(bench, text, strlen(text));
	free(text);
	resume(bench, "");
	disconnect(bench, &qemu);
}

/* Without peers the memory of some lifetimes ends, as without a handover. */
static void test_lifetimes(void **state)
{
	static const char *const lifetimes[] = { "lifetime=unlink", "lifetime=recreate" };
	struct bench *bench = *state;
	char byte;

	for (unsigned i = 0; i < 2; i++) {
		struct client client;
		int memory;

		serve(bench, lifetimes[i]);
		client = dial(bench, NULL);
		memory = expect_welcome(&client, 0);
		assert_int_equal(pwrite(memory, "x", 1, 0), 1);
		close(memory);
		reload(bench, lifetimes[i]);
		assert_true(drain(&client));
		disconnect(bench, &client);
		reload(bench, lifetimes[i]);
		client = dial(bench, NULL);
		memory = expect_welcome(&client, 0);
		assert_int_equal(pread(memory, &byte, 1, 0), 1);
		assert_int_equal(byte, 0);
		close(memory);
		assert_true(drain(&client));
		disconnect(bench, &client);
		stop(bench);
		remove_memory(bench);
	}
}

/* The region starts without peers, and works. */
static void expect_reset(struct bench *bench, struct client *former)
{
	struct client client;

	assert_false(drain(former));
	close(former->socket);
	client = dial(bench, NULL);
	close(expect_welcome(&client, 0));
	disconnect(bench, &client);
	stop(bench);
}

/* Whatever one peer has done to the memory, all go on with it, and what is missing is added. */
static void test_damaged_memory(void **state)
{
	struct bench *bench = *state;
	struct client client;
	struct error error;
	int memory;

	serve(bench, "");
	client = dial(bench, NULL);
	memory = expect_welcome(&client, 0);
	assert_true(drain(&client));
	assert_int_equal(ftruncate(memory, 0), 0);
	reload(bench, "");
	expect_nothing(&client);
	assert_int_equal(lseek(memory, 0, SEEK_END), 8192);

	/* Without peers it is an error. */
	assert_int_equal(ftruncate(memory, 0), 0);
	close(memory);
	disconnect(bench, &client);
	hand_over(bench);
	assert_false(bench_serve(bench, "", &error));
	assert_non_null(strstr(error.text, "has 0 bytes from a former run"));
	handover_release(&bench->service, &bench->settings);
}

/* Peers do not notice either if new ones cannot connect. */
static void test_unusable_socket(void **state)
{
	struct bench *bench = *state;
	char keys[64], name[40];
	struct client client, other;
	struct error error;

	serve(bench, "");
	client = join_alone(bench, NULL, 0);
	snprintf(name, sizeof(name), "%s/open", bench->directory);
	assert_int_equal(mkdir(name, 0700), 0);
	assert_int_equal(chmod(name, 0777), 0);
	snprintf(keys, sizeof(keys), "socket=%s/socket", name);
	reload(bench, keys);
	other = dial(bench, NULL);
	close(expect_welcome(&other, 1));
	expect_peer(&client, 1, NULL);
	disconnect(bench, &other);
	expect(&client, 1, false);
	disconnect(bench, &client);

	/* Without peers the region cannot be served. */
	hand_over(bench);
	assert_false(bench_serve(bench, keys, &error));
	assert_non_null(strstr(error.text, "is writable by other users"));
	handover_release(&bench->service, &bench->settings);
	assert_int_equal(rmdir(name), 0);
}

/* No other server can take the region over meanwhile, but afterwards, if it is not served. */
static void test_ownership(void **state)
{
	struct bench *bench = *state;
	struct error error;

	serve(bench, "");
	for (unsigned i = 0; i < 2; i++) {
		hand_over(bench);
		assert_int_equal(ownership_take(bench->region, (uid_t)-1, &error), -1);
		assert_non_null(strstr(error.text, "in use by a server"));
		resume(bench, "");
	}
	assert_true(ownership_is_taken(bench->region, (uid_t)-1));
	reload(bench, "memfd:");
	assert_false(ownership_is_taken(bench->region, (uid_t)-1));
	ownership_release(ownership_take(bench->region, (uid_t)-1, &error), bench->region);
}

/* Of the paths that are stored, those of sockets are removed, and no others. */
static void test_paths(void **state)
{
	static const char *const kinds[] = { "socket", "file" };
	struct bench *bench = *state;
	struct error error;
	char path[64], name[100];

	for (unsigned i = 0; i < 2; i++) {
		bool is_file = i == 1;

		snprintf(path, sizeof(path), "%s/%s", bench->directory, kinds[i]);
		snprintf(name, sizeof(name), "former/listener=%s", path);
		assert_true(fd_store_add(
			&bench->service.store,
			is_file ? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600)
				: unix_socket_listen(path, SOCK_STREAM, 0600, 1, &error),
			name));
		handover_discard(&bench->service.store);
		fd_store_close(&bench->service.store);
		assert_int_equal(unlink(path), is_file ? 0 : -1);
	}
}

static mode_t socket_mode_of(const struct bench *bench)
{
	struct stat status;
	char path[100];

	snprintf(path, sizeof(path), "%s/%s", bench->directory, bench->region);
	assert_int_equal(stat(path, &status), 0);
	return status.st_mode & 0777;
}

static void test_other_settings(void **state)
{
	struct bench *bench = *state;
	struct client client;

	serve(bench, "");
	client = join_alone(bench, NULL, 0);
	reload(bench, "vectors=3");
	expect_reset(bench, &client);

	serve(bench, "memfd:");
	client = join_alone(bench, NULL, 0);
	reload(bench, "memfd:size=16K");
	expect_reset(bench, &client);

	/* These have no effect on the present peers. */
	serve(bench, "");
	client = join_alone(bench, NULL, 0);
	reload(bench, "peers=1,peer=0:VM,mode=0660");
	expect_nothing(&client);
	disconnect(bench, &client);
	assert_int_equal(socket_mode_of(bench), 0660);
}

/* Text that is put in the place of other text, of a state with two peers. */
static void test_invalid_states(void **state)
{
	static const char *const changes[][2] = {
		{ "ivshmem-server 1", "ivshmem-server 2" },
		{ "ivshmem-server 1\n", "" },
		{ "region", "Region" },
		{ "\npeer 0 ", "\npeer 0  " },
		{ "\npeer 0 ", "\npeer -1 " },
		{ "\npeer 0 ", "\npeer 65536 " },
		{ "\npeer 0 ", "\npeer 1 " },
		{ " 0 0 2\npeer", " 0 0 1\npeer" },
		{ " 0 0 2\npeer", " 0 0 64\npeer" },
		{ " 0 0 2\npeer", " 0 0 2 0\npeer" },
		{ "\npeer 1", "\nseen 0 1 1 1\npeer 1" },
		{ "\npeer 1", "\npending 0 3 0 9\npeer 1" },
		{ "\npeer 1", "\npending 0 3 2 0\npeer 1" },
		{ "\npeer 1", "\npending 0 4 1 0\npeer 1" },
		{ "\npeer 1", "\npending 0 5 0 0\npeer 1" },
		{ "\npeer 1", "\npending 9 3 0 0\npeer 1" },
		{ "\npeer 1", "\npending 0 3 0 0\npending 0 3 0 0\npeer 1" },
		{ " 0 0 2\npeer", " 1 0 2\nseen 0 2 1 9\nseen 0 2 9 9\npeer" },
		{ " 0 0 2\npeer", " 1 0 2\nseen 0 0 1 9\npeer" },
		{ " 0 0 2\npeer", " 1 0 2\nretired 7 1 9\npeer" },
		{ " 0 0 2\npeer", " 1 0 2\nseen 0 2 1 9\nretired 7 1 5\nretired 7 5 9\npeer" },
		{ "\npeer 1", "\n\npeer 1" },
		{ "\npeer 1", "\nregion 8192 2 0 1\npeer 1" },
		{ "\npeer 1", "\npeer 1 0 0 0 0 0 2" },
	};
	struct bench *bench = *state;

	for (size_t i = 0; i < sizeof(changes) / sizeof(*changes); i++) {
		struct client one, other;

		serve(bench, "");
		one = join_alone(bench, NULL, 0);
		other = dial(bench, NULL);
		hand_over(bench);
		change_state(bench, changes[i][0], changes[i][1]);
		resume(bench, "");
		assert_false(drain(&other));
		close(other.socket);
		expect_reset(bench, &one);
	}
}

/* A generator of its own, so that a failure can be repeated. */
static unsigned next_random(void)
{
	static uint64_t state = 1;

	state = state * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return (unsigned)(state >> 33);
}

/* Changes digits, so that most lines are valid still, or removes or repeats some bytes. */
static size_t mutate(char *text, size_t size)
{
	for (unsigned count = next_random() % 3 + 1; count && size; count--) {
		size_t at = next_random() % size, length = next_random() % 12;

		if (at + length > size)
			length = size - at;
		switch (next_random() % 8) {
		case 0:
			memmove(text + at, text + at + length, size - at - length);
			size -= length;
			break;
		case 1:
			memmove(text + at + length, text + at, size - at);
			size += length;
			break;
		default:
			at += strcspn(text + at, "0123456789");
			if (at < size)
				text[at] = (char)('0' + next_random() % 10);
		}
	}
	return size;
}

#define MUTATIONS 500

/* Three peers, one of which is a QEMU that has seen IDs leave, with pending messages; and a mutated
 * state. */
static void hand_over_mutated(struct bench *bench)
{
	char *text, *changed;
	size_t size;

	hand_over(bench);
	change_state(bench, " 0 0 2\npeer 7",
		     " 1 0 2\nseen 1 1 9 20\npending 1 3 1 0\npending 0 4 0 9\npeer 7");
	text = take_state(bench);
	size = strlen(text);
	changed = calloc(size + 200, 1);
	memcpy(changed, text, size);
	size = mutate(changed, size);
	give_state(bench, changed, size);
	free(changed);
	free(text);
}

/* Whatever it says, the region is served, and no descriptor is lost. */
static void test_mutated_states(void **state)
{
	struct bench *bench = *state;
	unsigned kept = 0;

	for (unsigned i = 0; i < MUTATIONS; i++) {
		struct client clients[3], later;

		serve(bench, "peer=7:VM");
		for (unsigned j = 0; j < 3; j++)
			clients[j] = dial(bench, j ? NULL : "VM");
		hand_over_mutated(bench);
		resume(bench, "peer=7:VM");
		later = dial(bench, NULL);
		assert_true(drain(&later));
		disconnect(bench, &later);
		for (unsigned j = 0; j < 3; j++) {
			kept += drain(&clients[j]);
			disconnect(bench, &clients[j]);
		}
		stop(bench);
		remove_leases(bench);
	}
	/* Some states are valid still. */
	assert_in_range(kept, MUTATIONS / 50, 3 * MUTATIONS / 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_peers_do_not_notice),
		TEST(test_peers_of_a_memfd),
		TEST(test_connection_in_between),
		TEST(test_pending_messages),
		TEST(test_peer_that_leaves_in_between),
		TEST(test_what_qemu_keeps),
		TEST(test_what_qemu_has_seen),
		TEST(test_lifetimes),
		TEST(test_damaged_memory),
		TEST(test_unusable_socket),
		TEST(test_other_settings),
		TEST(test_ownership),
		TEST(test_paths),
		TEST(test_invalid_states),
		TEST(test_mutated_states),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
