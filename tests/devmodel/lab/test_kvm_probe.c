/* SPDX-License-Identifier: BSD-3-Clause
 * test_kvm_probe.c: the probe's image gets through on a CPU that works, and a QEMU that fails is
 * not taken for one that has KVM.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/child.h"
#include "lab/kvm_probe.h"
#include "lab/kvm_probe_image.h"

#define QEMU "/usr/bin/qemu-system-x86_64"

/* Emulation is slow on a loaded machine. */
#define BOOT_MS 60000

static void test_image_gets_through(void **state)
{
	unsigned char image[KVM_PROBE_IMAGE_SIZE];
	char path[] = "/tmp/test_kvm_probe.XXXXXX";
	const char *const argv[] = { QEMU,	 "-nodefaults",
				     "-display", "none",
				     "-accel",	 "tcg",
				     "-cpu",	 "max",
				     "-m",	 "16",
				     "-bios",	 path,
				     "-device",	 "isa-debug-exit,iobase=0xf4,iosize=4",
				     NULL };
	struct error error;
	int fd, status;

	(void)state;
	if (access(QEMU, X_OK) != 0)
		skip();
	kvm_probe_image_fill(image);
	fd = mkstemp(path);
	assert_int_equal(write(fd, image, sizeof(image)), sizeof(image));
	close(fd);
	free(child_run((char *const *)argv, BOOT_MS, &status, &error));
	unlink(path);
	assert_int_equal(status, KVM_PROBE_IMAGE_STATUS);
}

/* Whatever the host can do: these do not boot the image. */
static void test_failing_qemu(void **state)
{
	char directory[] = "/tmp/test_kvm_probe.XXXXXX";

	(void)state;
	assert_non_null(mkdtemp(directory));
	assert_false(kvm_probe_run("/bin/true", directory));
	assert_false(kvm_probe_run("/bin/false", directory));
	assert_false(kvm_probe_run("/no/such/qemu", directory));
	/* Empty: no image is left in it. */
	assert_int_equal(rmdir(directory), 0);
	assert_false(kvm_probe_run(QEMU, directory));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_image_gets_through),
		cmocka_unit_test(test_failing_qemu),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
