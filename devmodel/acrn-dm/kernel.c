/* SPDX-License-Identifier: BSD-3-Clause
 * kernel.c: reads the head of a kernel's file. */
#include "acrn-dm/kernel.h"

#include <elf.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The Linux boot protocol's header, by its offsets in the file. */
#define SETUP_SECTORS 0x1f1u /* of 512 bytes, after the first one; 0 stands for 4 */
#define SYSTEM_SIZE   0x1f4u /* of what follows the sectors, in 16 bytes, rounded up */
#define BOOT_FLAG     0x1feu /* 55 aa */
#define HEADER_MAGIC  0x202u /* HdrS */
#define SECTOR	      512u
#define PARAGRAPH     16u

/* A multiboot header lies on a multiple of 4 in the first 8 KiB. */
#define MULTIBOOT_MAGIC 0x1badb002u
#define HEAD_SIZE	8192u

struct head {
	unsigned char bytes[HEAD_SIZE];
	size_t size;	/* of what was read */
	uint64_t total; /* of the file */
};

static uint32_t word_at(const struct head *head, size_t offset)
{
	const unsigned char *byte = head->bytes + offset;

	return byte[0] | (uint32_t)byte[1] << 8 | (uint32_t)byte[2] << 16 | (uint32_t)byte[3] << 24;
}

static bool is_linux(const struct head *head)
{
	return head->size >= HEADER_MAGIC + 4 && head->bytes[BOOT_FLAG] == 0x55 &&
	       head->bytes[BOOT_FLAG + 1] == 0xaa &&
	       memcmp(head->bytes + HEADER_MAGIC, "HdrS", 4) == 0;
}

static bool is_elf(const struct head *head)
{
	uint16_t machine;

	if (head->size < sizeof(Elf32_Ehdr) || memcmp(head->bytes, ELFMAG, SELFMAG) != 0)
		return false;
	machine = (uint16_t)word_at(head, offsetof(Elf32_Ehdr, e_machine));
	return machine == EM_386 || machine == EM_X86_64;
}

static bool is_multiboot(const struct head *head)
{
	for (size_t offset = 0; offset + 4 <= head->size; offset += 4)
		if (word_at(head, offset) == MULTIBOOT_MAGIC)
			return true;
	return false;
}

/* The size according to the bzImage's header, except for the rounding of the last paragraph. */
static uint64_t linux_size(const struct head *head)
{
	uint64_t sectors = head->bytes[SETUP_SECTORS] ? head->bytes[SETUP_SECTORS] : 4;
	uint64_t paragraphs = word_at(head, SYSTEM_SIZE);

	return (sectors + 1) * SECTOR + (paragraphs ? (paragraphs - 1) * PARAGRAPH + 1 : 0);
}

static bool read_head(const char *path, struct head *head, struct error *error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat status;
	ssize_t size;

	if (fd < 0 || fstat(fd, &status) != 0) {
		if (fd >= 0)
			close(fd);
		return error_set_errno(error, "the kernel: cannot read %.250s", path);
	}
	size = read(fd, head->bytes, sizeof(head->bytes));
	close(fd);
	if (!S_ISREG(status.st_mode) || size < 0)
		return error_set(error, "the kernel: %.250s is not a regular file", path);
	head->size = (size_t)size;
	head->total = (uint64_t)status.st_size;
	return true;
}

bool kernel_check(const char *path, struct error *error)
{
	struct head head;

	if (!read_head(path, &head, error))
		return false;
	if (is_elf(&head) || is_multiboot(&head))
		return true;
	if (!is_linux(&head))
		return error_set(
			error, "the kernel: %.250s is not a bzImage, ELF or multiboot image", path);
	if (head.total < linux_size(&head))
		return error_set(
			error,
			"the kernel: %.250s is truncated: %llu bytes, expected at least %llu", path,
			(unsigned long long)head.total, (unsigned long long)linux_size(&head));
	return true;
}
