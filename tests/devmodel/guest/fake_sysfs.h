/* SPDX-License-Identifier: BSD-3-Clause
 * fake_sysfs.h: a sysfs of the test's own, with PCI functions whose BARs are ordinary files.
 */
#ifndef FAKE_SYSFS_H
#define FAKE_SYSFS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "guest/lib/ivshmem_guest.h"

#define REGISTERS_ADDRESS 0xfebf1000u
#define MSIX_ADDRESS	  0xfebf2000u
#define MEMORY_ADDRESS	  0x380000000000u
#define FAKE_SIZE	  8192u
#define FAKE_NAME	  128 /* of a file below the root, at most */

struct fake {
	char root[64];
	char sysfs[80], dev[80], names[80];
	struct ivshm_paths paths;
	struct ivshm_error error;
};

/* One function; what is left 0 is as in most devices. */
struct fake_function {
	const char *bdf;
	uint16_t region_id;
	unsigned vectors;
	uint16_t position;
	uint16_t slack;	     /* where in its page BAR0 begins */
	uint16_t bar0_size;  /* if not 256 */
	uint64_t size;	     /* if not FAKE_SIZE */
	uint8_t revision;    /* if not 1 */
	bool is_off;	     /* memory decoding is off */
	const char *driver;  /* that is bound */
	const char *vendor;  /* if not 0x1af4 */
	bool is_unassigned;  /* BAR2 has no address */
	size_t config_limit; /* how much of the configuration space may be seen, if not all */
};

/* A test that gets a struct fake in *state. */
#define TEST(function) cmocka_unit_test_setup_teardown(function, fake_open, fake_close)

#define assert_contains(text, part)                                          \
	do {                                                                 \
		if (!strstr(text, part))                                     \
			fail_msg("'%s' is not in: %s", (const char *)(part), \
				 (const char *)(text));                      \
	} while (0)

static inline int fake_remove(const char *path, const struct stat *status, int type,
			      struct FTW *where)
{
	(void)status;
	(void)type;
	(void)where;
	return remove(path);
}

static inline void fake_path(const struct fake *fake, char path[PATH_MAX], const char *name)
{
	snprintf(path, PATH_MAX, "%s/%s", fake->root, name);
}

/* Makes the directories that lead to a file. */
static inline void fake_parents(const struct fake *fake, char *path)
{
	for (char *slash = path + strlen(fake->root) + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		mkdir(path, 0777);
		*slash = '/';
	}
}

static inline void fake_bytes(const struct fake *fake, const char *name, const void *bytes,
			      size_t size)
{
	char path[PATH_MAX];
	FILE *file;

	fake_path(fake, path, name);
	fake_parents(fake, path);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
}

static inline void fake_text(const struct fake *fake, const char *name, const char *text)
{
	fake_bytes(fake, name, text, strlen(text));
}

/* A file of zeros. */
static inline void fake_space(const struct fake *fake, const char *name, uint64_t size)
{
	char path[PATH_MAX];

	fake_bytes(fake, name, "", 0);
	fake_path(fake, path, name);
	assert_int_equal(truncate(path, (off_t)size), 0);
}

static inline void fake_link(const struct fake *fake, const char *name, const char *target)
{
	char path[PATH_MAX];

	fake_path(fake, path, name);
	fake_parents(fake, path);
	assert_int_equal(symlink(target, path), 0);
}

/* The file of a function. */
static inline const char *fake_file(char name[FAKE_NAME], const char *bdf, const char *file)
{
	snprintf(name, FAKE_NAME, "sys/bus/pci/devices/%s/%s", bdf, file);
	return name;
}

static inline void fake_config(const struct fake *fake, const struct fake_function *function)
{
	uint8_t config[256] = { 0xf4, 0x1a, 0x10, 0x11, [0x0a] = 0x00, [0x0b] = 0x05 };
	char name[FAKE_NAME];

	config[0x04] = function->is_off ? 0 : 2;
	config[0x08] = function->revision ? function->revision : 1;
	config[0x18] = 0x0c;
	config[0x2c] = 0x86;
	config[0x2d] = 0x80;
	config[0x2e] = (uint8_t)function->region_id;
	config[0x2f] = (uint8_t)(function->region_id >> 8);
	if (function->vectors) {
		/* A capability of another kind comes first. */
		config[0x06] = 0x10;
		config[0x34] = 0x40;
		memcpy(config + 0x40, "\x09\x60\x04\x00", 4);
		config[0x60] = 0x11;
		config[0x62] = (uint8_t)(function->vectors - 1);
		config[0x64] = 0x01;
		config[0x68] = 0x01;
		config[0x69] = 0x08;
	}
	fake_bytes(fake, fake_file(name, function->bdf, "config"), config,
		   function->config_limit ? function->config_limit : sizeof(config));
}

static inline void fake_resources(const struct fake *fake, const struct fake_function *function)
{
	uint64_t size = function->size ? function->size : FAKE_SIZE;
	uint64_t address = REGISTERS_ADDRESS + function->slack;
	uint64_t bar0_size = function->bar0_size ? function->bar0_size : 256;
	uint32_t registers[1024] = { 0 };
	char name[FAKE_NAME], text[512];

	snprintf(text, sizeof(text),
		 "0x%016llx 0x%016llx 0x0000000000040200\n"
		 "0x%016llx 0x%016llx 0x%016x\n"
		 "0x%016llx 0x%016llx 0x%016x\n",
		 (unsigned long long)address, (unsigned long long)(address + bar0_size - 1),
		 function->vectors ? MSIX_ADDRESS + 0ull : 0ull,
		 function->vectors ? MSIX_ADDRESS + 4095ull : 0ull, function->vectors ? 0x40200 : 0,
		 function->is_unassigned ? 0ull : MEMORY_ADDRESS,
		 (unsigned long long)(function->is_unassigned ? size - 1
							      : MEMORY_ADDRESS + size - 1),
		 function->is_unassigned ? 0x2014220c : 0x14220c);
	fake_text(fake, fake_file(name, function->bdf, "resource"), text);
	registers[(function->slack + IVSHM_REGISTER_POSITION) / 4] = function->position;
	fake_bytes(fake, fake_file(name, function->bdf, "resource0"), registers,
		   function->slack ? sizeof(registers) : (size_t)bar0_size);
	fake_space(fake, fake_file(name, function->bdf, "resource2"), size);
	fake_space(fake, fake_file(name, function->bdf, "resource2_wc"), size);
}

static inline void fake_add(const struct fake *fake, const struct fake_function *function)
{
	char name[FAKE_NAME], target[64];

	fake_text(fake, fake_file(name, function->bdf, "vendor"),
		  function->vendor ? function->vendor : "0x1af4\n");
	fake_text(fake, fake_file(name, function->bdf, "device"), "0x1110\n");
	fake_text(fake, fake_file(name, function->bdf, "enable"), "0\n");
	fake_config(fake, function);
	fake_resources(fake, function);
	if (!function->driver)
		return;
	snprintf(target, sizeof(target), "../../../bus/pci/drivers/%s", function->driver);
	fake_link(fake, fake_file(name, function->bdf, "driver"), target);
}

/* Adds a function of which only these are said. */
#define ADD(fake, ...) fake_add(fake, &(const struct fake_function) { __VA_ARGS__ })

static inline int fake_open(void **state)
{
	struct fake *fake = calloc(1, sizeof(*fake));
	const char *parent = getenv("TMPDIR");

	assert_non_null(fake);
	snprintf(fake->root, sizeof(fake->root), "%s/ivshmem-test-XXXXXX",
		 parent && strlen(parent) < 32 ? parent : "/tmp");
	assert_non_null(mkdtemp(fake->root));
	/* Other users look at it, too: there is a test of permissions. */
	assert_int_equal(chmod(fake->root, 0755), 0);
	snprintf(fake->sysfs, sizeof(fake->sysfs), "%s/sys", fake->root);
	snprintf(fake->dev, sizeof(fake->dev), "%s/dev", fake->root);
	snprintf(fake->names, sizeof(fake->names), "%s/names", fake->root);
	fake->paths = (struct ivshm_paths) { fake->sysfs, fake->dev, fake->names };
	fake_text(fake, "sys/bus/pci/devices/0000:00:00.0/vendor", "0x8086\n");
	*state = fake;
	return 0;
}

static inline int fake_close(void **state)
{
	struct fake *fake = *state;

	nftw(fake->root, fake_remove, 16, FTW_DEPTH | FTW_PHYS);
	free(fake);
	return 0;
}

#endif
