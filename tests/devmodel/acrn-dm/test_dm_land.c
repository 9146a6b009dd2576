/* SPDX-License-Identifier: BSD-3-Clause
 * test_dm_land.c: the devices of a command line, seen by a vfio-user client of the test's own.
 */
#include "helpers.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "acrn-dm/dm_land.h"
#include "base/loop.h"
#include "vfio-user/protocol.h"

static const struct socket_directory no_server;
static struct arguments arguments;
static struct command_line line;
static char directory[] = "/tmp/test-dm-land-XXXXXX";
static char region[28];

struct reply {
	struct vfu_header header;
	unsigned char payload[1024];
	int fd; /* -1: none was received */
};

/* In the client: the exit status is the number of the check that failed. */
static void must(bool is_true, int status)
{
	if (!is_true)
		_exit(status);
}

static int connect_to(const char *name)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%.40s/%.40s", directory, name);
	must(connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0, 10);
	return fd;
}

static void request(int fd, uint16_t command, const void *payload, size_t size, struct reply *reply)
{
	union {
		struct cmsghdr header;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control;
	struct vfu_header header = { .command = command,
				     .size = (uint32_t)(sizeof(header) + size) };
	struct iovec vector = { reply, sizeof(reply->header) + sizeof(reply->payload) };
	struct msghdr message = { .msg_iov = &vector,
				  .msg_iovlen = 1,
				  .msg_control = &control,
				  .msg_controllen = sizeof(control) };
	struct cmsghdr *found;

	must(write(fd, &header, sizeof(header)) == (ssize_t)sizeof(header), 11);
	must(write(fd, payload, size) == (ssize_t)size, 12);
	must(recvmsg(fd, &message, 0) >= (ssize_t)sizeof(reply->header), 13);
	must(reply->header.flags == VFU_REPLY, 14);
	reply->fd = -1;
	found = CMSG_FIRSTHDR(&message);
	if (found)
		memcpy(&reply->fd, CMSG_DATA(found), sizeof(int));
}

static int negotiate(const char *name)
{
	static const char hello[] = "\0\0\0\0{}";
	struct reply reply;
	int fd = connect_to(name);

	request(fd, VFU_VERSION, hello, sizeof(hello), &reply);
	return fd;
}

static uint32_t read_config(int fd, uint64_t offset)
{
	struct vfu_access access = { .offset = offset, .region = VFU_REGION_CONFIG, .count = 4 };
	struct reply reply;
	uint32_t value;

	request(fd, VFU_REGION_READ, &access, sizeof(access), &reply);
	memcpy(&value, reply.payload + sizeof(access), sizeof(value));
	return value;
}

/* The registers of ACRN's device, and the region in BAR2. */
static void check_device(int fd)
{
	struct vfu_region_info info = { .argsz = sizeof(info), .index = 2 };
	struct reply reply;
	char byte = 'x', path[64];
	int file;

	must(read_config(fd, 0x00) == 0x11101af4, 20);
	must(read_config(fd, 0x08) == 0x05000001, 21);
	must(read_config(fd, 0x2c) == 0x10018086, 22);
	must(read_config(fd, 0x34) == 0, 23);
	request(fd, VFU_GET_REGION_INFO, &info, sizeof(info), &reply);
	memcpy(&info, reply.payload, sizeof(info));
	must(info.size == 2u << 20 && reply.fd >= 0, 24);
	must(pwrite(reply.fd, &byte, 1, 4095) == 1, 25);
	snprintf(path, sizeof(path), "/dev/shm/%s", region);
	file = open(path, O_RDONLY);
	byte = 0;
	must(pread(file, &byte, 1, 4095) == 1 && byte == 'x', 26);
}

static void __attribute__((noreturn)) run_client(void)
{
	int first = negotiate("ivshmem-6.0");

	check_device(first);
	negotiate("ivshmem-31.0");
	_exit(0);
}

static struct loop *loop;
static unsigned completed;

static void on_change(void *data, bool is_complete)
{
	assert_ptr_equal(data, &arguments);
	if (is_complete)
		completed++;
	else
		loop_stop(loop, 7);
}

static void start(struct dm_land *land, const char *text)
{
	struct error error;

	read_line(&line, text, &arguments);
	loop = loop_new(&error);
	assert_non_null(loop);
	if (!dm_land_start(land,
			   &(struct dm_land_setup) { .arguments = &arguments,
						     .run_dir = directory,
						     .server = &no_server,
						     .loop = loop,
						     .on_change = on_change,
						     .data = &arguments },
			   &error))
		fail_msg("%s", error.text);
}

static bool has_region(const char *suffix)
{
	char path[64];

	snprintf(path, sizeof(path), "/dev/shm/%s%s", region, suffix);
	return access(path, F_OK) == 0;
}

static void test_client(void **state)
{
	struct dm_land land;
	struct error error;
	char text[200];
	pid_t client;
	int status;

	(void)state;
	snprintf(text, sizeof(text),
		 "--ignore-unsupported -s 6,ivshmem,dm:/%s,2,4097 -s 31,ivshmem,%sb,4096 -s "
		 "7,virtio-rnd "
		 "-s 8,ivshmem,hv:/%sc,2 VM",
		 region, region, region);
	start(&land, text);
	assert_int_equal(land.count, 2);
	completed = 0;
	client = fork();
	if (client == 0)
		run_client();
	assert_int_equal(loop_run(loop, &error), 7);
	assert_int_equal(waitpid(client, &status, 0), client);
	assert_int_equal(WIFEXITED(status) ? WEXITSTATUS(status) : -1, 0);
	assert_int_equal(completed, 1);
	assert_true(land.was_complete);
	dm_land_stop(&land, false);
	loop_free(loop);
	assert_true(has_region(""));
	assert_true(has_region("b"));
	assert_false(has_region("c"));
	assert_int_equal(rmdir(directory), 0);
	assert_int_equal(mkdir(directory, 0700), 0);
}

/* The second of two regions cannot be opened: the first one is removed. */
static void test_failure(void **state)
{
	struct dm_land land;
	struct error error;
	char text[200];

	(void)state;
	assert_true(has_region("b"));
	snprintf(text, sizeof(text), "-s 6,ivshmem,%sd,4096 -s 7,ivshmem,%sb,8192 VM", region,
		 region);
	read_line(&line, text, &arguments);
	loop = loop_new(&error);
	assert_non_null(loop);
	assert_false(dm_land_start(&land,
				   &(struct dm_land_setup) { .arguments = &arguments,
							     .run_dir = directory,
							     .server = &no_server,
							     .loop = loop },
				   &error));
	assert_non_null(strstr(error.text, "4096"));
	assert_false(has_region("d"));
	assert_true(has_region("b"));
	loop_free(loop);
}

static void test_stop_as_failed(void **state)
{
	struct dm_land land;
	char text[200];

	(void)state;
	snprintf(text, sizeof(text), "-s 6,ivshmem,%sd,4096 -s 7,ivshmem,%sb,4096 VM", region,
		 region);
	start(&land, text);
	assert_true(has_region("d"));
	dm_land_stop(&land, true);
	loop_free(loop);
	assert_false(has_region("d"));
	assert_true(has_region("b"));
}

static int setup(void **state)
{
	(void)state;
	snprintf(region, sizeof(region), "s%d", (int)getpid());
	return mkdtemp(directory) ? 0 : -1;
}

static int teardown(void **state)
{
	char path[64];

	(void)state;
	snprintf(path, sizeof(path), "/dev/shm/%s", region);
	unlink(path);
	snprintf(path, sizeof(path), "/dev/shm/%sb", region);
	unlink(path);
	return rmdir(directory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_client),
		cmocka_unit_test(test_failure),
		cmocka_unit_test(test_stop_as_failed),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
