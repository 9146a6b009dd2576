/* SPDX-License-Identifier: BSD-3-Clause
 * kvm_probe.c: boots the probe's image. */
#include "lab/kvm_probe.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/child.h"
#include "lab/kvm_probe_image.h"

#define BOOT_MS 5000

/* Whatever device file there is: without virtualisation in the CPU no KVM is a real one. */
static bool has_virtualisation(void)
{
	FILE *file = fopen("/proc/cpuinfo", "re");
	char *line = NULL;
	bool has_it = false;
	size_t room = 0;

	while (file && !has_it && getline(&line, &room, file) > 0)
		has_it = strncmp(line, "flags", 5) == 0 &&
			 (strstr(line, " vmx ") || strstr(line, " svm "));
	free(line);
	if (file)
		fclose(file);
	return has_it;
}

/* Writes the image to a new file. */
static bool write_image(const char *path)
{
	unsigned char image[KVM_PROBE_IMAGE_SIZE];
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool is_written;

	if (fd < 0)
		return false;
	kvm_probe_image_fill(image);
	is_written = write(fd, image, sizeof(image)) == (ssize_t)sizeof(image);
	close(fd);
	return is_written;
}

/* True if QEMU ends with the status of an image that got through. */
static bool boot(const char *qemu, const char *image)
{
	const char *const argv[] = { qemu,	    "-no-user-config",
				     "-nodefaults", "-display",
				     "none",	    "-machine",
				     "pc",	    "-accel",
				     "kvm",	    "-cpu",
				     "max",	    "-m",
				     "16",	    "-no-reboot",
				     "-bios",	    image,
				     "-device",	    "isa-debug-exit,iobase=0xf4,iosize=4",
				     NULL };
	struct error ignored;
	int status = 0;
	char *text = child_run((char *const *)argv, BOOT_MS, &status, &ignored);

	free(text);
	return text && status == KVM_PROBE_IMAGE_STATUS;
}

bool kvm_probe_run(const char *qemu, const char *directory)
{
	char *path = NULL;
	bool is_good;

	if (!has_virtualisation() || access("/dev/kvm", R_OK | W_OK) != 0 ||
	    asprintf(&path, "%s/kvm-probe.bin", directory) < 0)
		return false;
	is_good = write_image(path) && boot(qemu, path);
	unlink(path);
	free(path);
	return is_good;
}
