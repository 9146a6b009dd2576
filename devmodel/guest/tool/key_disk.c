/* SPDX-License-Identifier: BSD-3-Clause
 * key_disk.c: finds and reads the image of this VM's keys, which is a disk. */
#include "guest/tool/tool.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "schema/number.h"

#define SECTOR 512u

/* The number in a file of sysfs; false where there is none. */
static bool read_number(const char *disk, const char *name, uint64_t *number)
{
	char path[PATH_MAX], text[32];
	FILE *file;
	bool is_read;

	snprintf(path, sizeof(path), "%s/%s", disk, name);
	file = fopen(path, "re");
	if (!file)
		return false;
	is_read = fgets(text, sizeof(text), file);
	fclose(file);
	return is_read && number_parse_decimal(text, strcspn(text, "\n"), UINT64_MAX, number);
}

/* Whether a disk may be an image. No other is read: that may be slow, or fail. */
static bool may_be_image(const char *disk)
{
	uint64_t sectors, is_read_only;

	return read_number(disk, "size", &sectors) && sectors == KEY_IMAGE_SIZE / SECTOR &&
	       read_number(disk, "ro", &is_read_only) && is_read_only;
}

/* As many bytes as an image has, and no more. False with errno. */
static bool read_bytes(int fd, uint8_t bytes[KEY_IMAGE_SIZE])
{
	size_t size = 0;
	ssize_t count = 1;
	uint8_t extra;

	while (size < KEY_IMAGE_SIZE && count > 0) {
		count = read(fd, bytes + size, KEY_IMAGE_SIZE - size);
		size += count > 0 ? (size_t)count : 0;
	}
	if (count > 0)
		count = read(fd, &extra, 1);
	if (count > 0 || (count == 0 && size < KEY_IMAGE_SIZE))
		errno = EINVAL;
	return count == 0 && size == KEY_IMAGE_SIZE;
}

static bool read_file(const char *path, uint8_t bytes[KEY_IMAGE_SIZE])
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	bool is_read = fd >= 0 && read_bytes(fd, bytes);
	int error = errno;

	if (fd >= 0)
		close(fd);
	errno = error;
	return is_read;
}

/* Whether a disk is an image; it is read. */
static bool is_image(const char *sysfs, const char *name, uint8_t bytes[KEY_IMAGE_SIZE])
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/block/%s", sysfs, name);
	if (*name == '.' || !may_be_image(path))
		return false;
	snprintf(path, sizeof(path), "/dev/%s", name);
	return read_file(path, bytes) && key_image_is_marked(bytes);
}

static enum tool_status read_disk(const char *sysfs, uint8_t bytes[KEY_IMAGE_SIZE])
{
	uint8_t other[KEY_IMAGE_SIZE] = { 0 };
	char path[PATH_MAX];
	const struct dirent *entry;
	unsigned count = 0;
	DIR *directory;

	snprintf(path, sizeof(path), "%s/block", sysfs);
	directory = opendir(path);
	while (directory && (entry = readdir(directory)))
		count += is_image(sysfs, entry->d_name, count ? other : bytes);
	if (directory)
		closedir(directory);
	explicit_bzero(other, sizeof(other));
	if (count > 1)
		return tool_fail("several disks are images of keys: name one of them");
	return count ? TOOL_DONE
		     : tool_fail("no disk is an image of keys, or it cannot be read (are you "
				 "root?)");
}

enum tool_status tool_read_key_image(const struct tool_options *options,
				     uint8_t bytes[KEY_IMAGE_SIZE])
{
	const char *path = options->text;

	if (!path)
		return read_disk(options->paths.sysfs ? options->paths.sysfs : "/sys", bytes);
	if (read_file(path, bytes))
		return TOOL_DONE;
	if (errno == EINVAL)
		return tool_fail("'%s' is not an image of keys: it does not have %u bytes", path,
				 KEY_IMAGE_SIZE);
	return tool_fail("cannot read '%s': %s", path, strerror(errno));
}
