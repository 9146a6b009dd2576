/* SPDX-License-Identifier: BSD-3-Clause
 * keys.c: `ivshmem keys`: lists the keys of this VM's regions, and writes one of them to a file. */
#include "guest/tool/tool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "schema/number.h"

/* What has keys: zeroed at the end, and if possible never on a swap device. */
struct secrets {
	uint8_t bytes[KEY_IMAGE_SIZE];
	struct key_image image;
};

/* The columns of `acrn-cfg keygen --list`, without the last one. */
static enum tool_status list(const struct key_image *image)
{
	printf("%-27s  %10s  %s\n", "REGION", "GENERATION", "FINGERPRINT");
	for (size_t i = 0; i < image->count; i++) {
		const struct key_entry *entry = &image->entries[i];

		printf("%-27s  %10u  ", entry->region, entry->generation);
		for (size_t j = 0; j < KEY_FINGERPRINT_SIZE; j++)
			printf("%02x", entry->fingerprint[j]);
		putchar('\n');
	}
	return TOOL_DONE;
}

/* The key that REGION[:GENERATION] names; NULL after an error message. */
static const struct key_entry *find(const struct key_image *image, const char *which)
{
	size_t length = strcspn(which, ":");
	const char *digits = which[length] ? which + length + 1 : NULL;
	uint64_t generation = 0;

	if (digits && !number_parse_range(digits, 1, UINT32_MAX, &generation)) {
		tool_fail("invalid generation '%s' for --export", digits);
		return NULL;
	}
	for (size_t i = 0; i < image->count; i++) {
		const struct key_entry *entry = &image->entries[i];

		if (strlen(entry->region) == length && memcmp(entry->region, which, length) == 0 &&
		    (!generation || generation == entry->generation))
			return entry;
	}
	tool_fail("VM '%s' has no key '%s'", image->vm, which);
	return NULL;
}

/* Only to a new file: one that is there may be open elsewhere, or be a link. */
static enum tool_status export_key(const struct tool_options *options,
				   const struct key_image *image)
{
	const struct key_entry *entry = find(image, options->exported);
	const char *path = options->output;
	bool is_written;
	int fd;

	if (!entry)
		return TOOL_FAILED;
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR);
	if (fd < 0)
		return tool_fail("cannot make '%s': %s", path, strerror(errno));
	is_written = write(fd, entry->key, KEY_SIZE) == KEY_SIZE && fsync(fd) == 0;
	if (close(fd) == 0 && is_written)
		return TOOL_DONE;
	unlink(path);
	return tool_fail("cannot write '%s'", path);
}

static enum tool_status use(const struct tool_options *options, struct secrets *secrets)
{
	enum tool_status status = tool_read_key_image(options, secrets->bytes);
	const char *fault;

	if (status != TOOL_DONE)
		return status;
	fault = key_image_read(secrets->bytes, &secrets->image);
	if (fault)
		return tool_fail("the image of keys is invalid: %s", fault);
	return options->exported ? export_key(options, &secrets->image) : list(&secrets->image);
}

enum tool_status tool_keys(const struct tool_options *options)
{
	struct secrets secrets;
	enum tool_status status;

	if (!options->exported != !options->output)
		return tool_fail("--export needs --output, and --output needs --export");
	prctl(PR_SET_DUMPABLE, 0);
	mlock(&secrets, sizeof(secrets));
	status = use(options, &secrets);
	explicit_bzero(&secrets, sizeof(secrets));
	prctl(PR_SET_DUMPABLE, 1); /* there are no keys any more */
	return status;
}
