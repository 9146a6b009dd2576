/* SPDX-License-Identifier: BSD-3-Clause
 * test_region.c: regions are created and found as requested, and refused when they differ.
 */
#include <sys/file.h>

#include "helpers.h"

static void test_made_and_found(void **state)
{
	struct region_request wish = request();
	struct region first, second;
	struct error error;
	struct stat status;
	char *memory;

	(void)state;
	assert_true(region_open(&wish, &first, &error));
	assert_true(first.is_new);
	assert_int_equal(first.size, SIZE);
	assert_int_equal(fstat(first.fd, &status), 0);
	assert_int_equal(status.st_size, SIZE);
	assert_int_equal(status.st_blocks * 512, SIZE);
	assert_int_equal(status.st_mode, S_IFREG | 0600);
	assert_int_equal(status.st_nlink, 1);
	assert_int_equal(fcntl(first.fd, F_GETFD), FD_CLOEXEC);
	assert_true(region_open(&wish, &second, &error));
	assert_false(second.is_new);
	memory = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, first.fd, 0);
	assert_true(memory != MAP_FAILED);
	for (size_t i = 0; i < SIZE; i++)
		assert_int_equal(memory[i], 0);
	memory[SIZE - 1] = 'x';
	assert_int_equal(pread(second.fd, memory, 1, SIZE - 1), 1);
	assert_int_equal(memory[0], 'x');
	munmap(memory, SIZE);
	close(first.fd);
	close(second.fd);
	assert_int_equal(access(path_of(name()), F_OK), 0);
}

static void test_modes(void **state)
{
	static const mode_t modes[] = { 0600, 0640, 0660, 0666, 0777 };
	mode_t mask = umask(077);

	(void)state;
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		struct region_request wish = request();
		struct region region;
		struct error error;
		struct stat status;

		wish.mode = modes[i];
		if (geteuid() == 0)
			wish.group = 65534;
		assert_true(region_open(&wish, &region, &error));
		assert_int_equal(fstat(region.fd, &status), 0);
		assert_int_equal(status.st_mode & 07777, modes[i]);
		if (geteuid() == 0)
			assert_int_equal(status.st_gid, 65534);
		close(region.fd);
		assert_true(remove_region(name()));
		assert_int_not_equal(access(path_of(name()), F_OK), 0);
		assert_true(remove_region(name()));
	}
	umask(mask);
}

static void test_size_mismatch(void **state)
{
	struct region_request wish = request();
	struct region region;
	struct error error;
	pid_t child;
	char expected[64];
	int ready[2];

	(void)state;
	assert_int_equal(pipe(ready), 0);
	child = fork();
	if (child == 0) {
		if (region_open(&wish, &region, &error) && write(ready[1], "", 1) == 1)
			pause();
		_exit(1);
	}
	assert_int_equal(read(ready[0], expected, 1), 1);
	wish.size = 4 * SIZE;
	assert_false(region_open(&wish, &region, &error));
	assert_non_null(strstr(error.text, "8192 bytes"));
	assert_non_null(strstr(error.text, "32768"));
	snprintf(expected, sizeof(expected), "test_region (pid %d)", (int)child);
	assert_non_null(strstr(error.text, expected));
	/* Memory that is mapped counts as well as an open descriptor. */
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	child = fork();
	if (child == 0) {
		int fd = open(path_of(wish.name), O_RDWR);

		if (mmap(NULL, SIZE, PROT_READ, MAP_SHARED, fd, 0) == MAP_FAILED || close(fd) < 0 ||
		    write(ready[1], "", 1) != 1)
			_exit(1);
		pause();
		_exit(1);
	}
	assert_int_equal(read(ready[0], expected, 1), 1);
	assert_false(region_open(&wish, &region, &error));
	snprintf(expected, sizeof(expected), "(pid %d)", (int)child);
	assert_non_null(strstr(error.text, expected));
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	assert_false(region_open(&wish, &region, &error));
	assert_non_null(strstr(error.text, "not in use by a visible process"));
	close(ready[0]);
	close(ready[1]);
}

static void test_wrong_requests(void **state)
{
	static const char *const names[] = {
		"", "a/b", "..", "a b", "-a", ".a", "\xc3\xa4", "a,b",
	};
	static const uint64_t sizes[] = { 0,	     1, 2048, 4095, 4097, 12288, UINT64_C(1) << 63,
					  UINT64_MAX };
	struct region_request wish = request();
	struct region region;
	struct error error;

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		wish.name = names[i];
		assert_false(region_open(&wish, &region, &error));
		assert_non_null(strstr(error.text, "invalid region name"));
	}
	wish = request();
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		wish.size = sizes[i];
		assert_false(region_open(&wish, &region, &error));
		assert_non_null(strstr(error.text, "power of two"));
	}
	assert_int_not_equal(access(path_of(wish.name), F_OK), 0);
}

/* Names of other objects than regions: nothing blocks, and no link is followed. */
static void test_impostors(void **state)
{
	struct region_request wish = request();
	struct region region;
	struct error error;
	char *path = path_of(name());

	(void)state;
	assert_int_equal(symlink("/etc/passwd", path), 0);
	assert_false(region_open(&wish, &region, &error));
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_false(region_open(&wish, &region, &error));
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_false(region_open(&wish, &region, &error));
	assert_int_equal(rmdir(path), 0);
	assert_true(region_open(&wish, &region, &error));
	assert_int_equal(fchmod(region.fd, 0666), 0);
	close(region.fd);
	assert_false(region_open(&wish, &region, &error));
	assert_non_null(strstr(error.text, "0666"));
	wish.mode = 0666;
	assert_true(region_open(&wish, &region, &error));
	close(region.fd);
	if (geteuid() != 0)
		return;
	assert_int_equal(chown(path, 65534, 65534), 0);
	assert_false(region_open(&wish, &region, &error));
	assert_non_null(strstr(error.text, "belongs to user 65534"));
	wish.owner = 65534;
	assert_true(region_open(&wish, &region, &error));
	close(region.fd);
	wish.owner = 1;
	assert_int_equal(chown(path, 0, 0), 0);
	assert_true(region_open(&wish, &region, &error));
	close(region.fd);
}

static void test_discard(void **state)
{
	struct region_request wish = request();
	struct region first, second;
	struct error error;

	(void)state;
	assert_true(region_open(&wish, &first, &error));
	region_discard(&first, wish.name);
	assert_int_not_equal(access(path_of(wish.name), F_OK), 0);
	/* Another process uses it by now. */
	assert_true(region_open(&wish, &first, &error));
	assert_true(region_open(&wish, &second, &error));
	region_discard(&first, wish.name);
	assert_int_equal(access(path_of(wish.name), F_OK), 0);
	/* It was there before. */
	region_discard(&second, wish.name);
	assert_int_equal(access(path_of(wish.name), F_OK), 0);
	/* The name is another object's by now. */
	assert_true(remove_region(wish.name));
	assert_true(region_open(&wish, &first, &error));
	assert_true(remove_region(wish.name));
	assert_true(region_open(&wish, &second, &error));
	region_discard(&first, wish.name);
	assert_int_equal(access(path_of(wish.name), F_OK), 0);
	close(second.fd);
}

/* As systemd-tmpfiles, or an interrupted creator, leaves them. */
static void test_empty_and_sparse(void **state)
{
	struct region_request wish = request();
	struct region region;
	struct error error;
	struct stat status;
	int fd = open(path_of(name()), O_RDWR | O_CREAT, 0600);

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		assert_true(region_open(&wish, &region, &error));
		assert_false(region.is_new);
		assert_int_equal(fstat(region.fd, &status), 0);
		assert_int_equal(status.st_size, SIZE);
		assert_int_equal(status.st_blocks * 512, SIZE);
		/* Next time it has a hole, and what is beside it stays. */
		assert_int_equal(pwrite(region.fd, "x", 1, SIZE - 1), 1);
		assert_int_equal(
			fallocate(region.fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 4096),
			0);
		close(region.fd);
	}
	assert_int_equal(pread(fd, &wish, 1, SIZE - 1), 1);
	assert_int_equal(*(char *)&wish, 'x');
	close(fd);
}

/* A user that may only read a region takes no part in what becomes of it, whatever it locks. */
static void test_locked_by_reader(void **state)
{
	struct region_request wish = request();
	struct region region, again;
	struct error error;
	int reader;

	(void)state;
	wish.mode = 0644;
	assert_true(region_open(&wish, &region, &error));
	reader = open(path_of(name()), O_RDONLY);
	assert_int_equal(flock(reader, LOCK_EX | LOCK_NB), 0);
	assert_true(region_open(&wish, &again, &error));
	close(again.fd);
	close(region.fd);
	assert_int_equal(region_remove_unwritable(name(), &error), REGION_UNUSED);
	assert_true(region_open(&wish, &again, &error));
	assert_true(again.is_new);
	close(again.fd);
	close(reader);
}

/* In a /dev/shm of its own with 1 MiB. */
static int fill_shm(void)
{
	struct region_request wish = request();
	struct region region;
	struct error error;
	struct stat status;

	wish.size = 2u << 20;
	if (region_open(&wish, &region, &error))
		return 1;
	if (!strstr(error.text, "2097152 bytes") || !strstr(error.text, "No space left"))
		return 2;
	if (stat(path_of(wish.name), &status) == 0 || count_objects("") != 2)
		return 3;
	wish.size = 1u << 19;
	return region_open(&wish, &region, &error) ? 0 : 4;
}

static void test_no_space(void **state)
{
	int status;
	pid_t child;

	(void)state;
	child = fork();
	if (child == 0) {
		if (unshare(CLONE_NEWNS) < 0 ||
		    mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
		    mount("tmpfs", "/dev/shm", "tmpfs", 0, "size=1m,mode=1777") < 0)
			_exit(77);
		_exit(fill_shm());
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == 77) {
		puts("SKIP: a full /dev/shm: no mount namespace without root");
		skip();
	}
	assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_made_and_found),   TEST(test_modes),
		TEST(test_size_mismatch),    TEST(test_wrong_requests),
		TEST(test_impostors),	     TEST(test_discard),
		TEST(test_empty_and_sparse), TEST(test_locked_by_reader),
		TEST(test_no_space),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
