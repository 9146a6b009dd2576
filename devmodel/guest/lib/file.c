/* SPDX-License-Identifier: BSD-3-Clause
 * file.c: small files of sysfs, numbers in them, and error messages. */
#include "guest/lib/internal.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The text may contain user input, which must not control a terminal. */
static void fill(struct ivshm_error *error, const char *reason, const char *format,
		 va_list arguments)
{
	size_t length;

	vsnprintf(error->text, sizeof(error->text), format, arguments);
	length = strlen(error->text);
	if (reason)
		snprintf(error->text + length, sizeof(error->text) - length, ": %s", reason);
	for (char *at = error->text; *at; at++)
		if ((unsigned char)*at < ' ' || *at == 0x7f)
			*at = '?';
}

bool guest_fail(struct ivshm_error *error, const char *format, ...)
{
	va_list arguments;

	if (!error)
		return false;
	va_start(arguments, format);
	fill(error, NULL, format, arguments);
	va_end(arguments);
	return false;
}

bool guest_fail_errno(struct ivshm_error *error, const char *format, ...)
{
	const char *reason = strerror(errno);
	va_list arguments;

	if (!error)
		return false;
	va_start(arguments, format);
	fill(error, reason, format, arguments);
	va_end(arguments);
	return false;
}

const char *guest_sysfs(const struct ivshm_paths *paths)
{
	return paths && paths->sysfs ? paths->sysfs : "/sys";
}

const char *guest_dev(const struct ivshm_paths *paths)
{
	return paths && paths->dev ? paths->dev : "/dev";
}

const char *guest_names(const struct ivshm_paths *paths)
{
	return paths && paths->names ? paths->names : "/etc/ivshmem/names";
}

void guest_path(char path[PATH_MAX], const struct ivshm_paths *paths, const char *bdf,
		const char *file)
{
	snprintf(path, PATH_MAX, "%s/bus/pci/devices/%s/%s", guest_sysfs(paths), bdf, file);
}

ssize_t guest_read_bytes(const char *path, void *buffer, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t length = 0;
	ssize_t count = 0;
	int reason;

	if (fd < 0)
		return -1;
	while (length < size && (count = read(fd, (char *)buffer + length, size - length)) > 0)
		length += (size_t)count;
	reason = errno;
	close(fd);
	errno = reason;
	return count < 0 ? -1 : (ssize_t)length;
}

bool guest_read_text(const char *path, char *text, size_t size)
{
	ssize_t length = guest_read_bytes(path, text, size - 1);

	if (length < 0)
		return false;
	while (length > 0 && isspace((unsigned char)text[length - 1]))
		length--;
	text[length] = '\0';
	return true;
}

bool guest_parse_number(const char *text, uint64_t max, uint64_t *number)
{
	bool is_hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
	const char *digits = is_hex ? text + 2 : text;
	char *end;

	/* strtoull() itself would take signs and white space. */
	if (!isxdigit((unsigned char)*digits))
		return false;
	errno = 0;
	*number = strtoull(digits, &end, is_hex ? 16 : 10);
	return errno == 0 && end != digits && *end == '\0' && *number <= max;
}

bool guest_read_number(const char *path, uint64_t *number)
{
	char text[32];

	if (!guest_read_text(path, text, sizeof(text)))
		return false;
	errno = EINVAL;
	return guest_parse_number(text, UINT64_MAX, number);
}

void guest_link_name(const char *path, char *name, size_t size)
{
	char target[PATH_MAX];
	ssize_t length = readlink(path, target, sizeof(target) - 1);
	const char *slash;

	name[0] = '\0';
	if (length < 0)
		return;
	target[length] = '\0';
	slash = strrchr(target, '/');
	snprintf(name, size, "%s", slash ? slash + 1 : target);
}
