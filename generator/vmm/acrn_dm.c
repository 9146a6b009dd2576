/* SPDX-License-Identifier: BSD-3-Clause
 * acrn_dm.c: the table of acrn-dm's options, and the search for them in a word. */
#include "vmm/acrn_dm.h"

#include <string.h>

#include "schema/number.h"

#define MIB (UINT64_C(1) << 20)

/* Columns: name, letter, whether it takes a value, and the releases from which on acrn-dm has it,
 * gives it a value, ignores it and refuses it. The order is that of acrn-dm's own tables. */
const struct acrn_dm_option acrn_dm_options[] = {
	{ "acpi", 'A', false, "1.0", NULL, "3.0", NULL },
	{ "pincpu", 'p', true, "1.0", NULL, NULL, "1.3" },
	{ "ncpus", 'c', true, "1.0", NULL, NULL, "1.4" },
	{ "elf_file", 'E', true, "1.0", NULL, NULL, NULL },
	{ "ioc_node", 'i', true, "1.0", NULL, "3.0", NULL },
	{ "lpc", 'l', true, "1.0", NULL, NULL, NULL },
	{ "pci_slot", 's', true, "1.0", NULL, NULL, NULL },
	{ "memsize", 'm', true, "1.0", NULL, NULL, NULL },
	{ "uuid", 'U', true, "1.0", NULL, NULL, "2.7" },
	{ "virtio_msix", 'W', false, "1.0", NULL, NULL, "3.0" },
	{ "mptgen", 'Y', false, "1.0", NULL, "3.0", NULL },
	{ "kernel", 'k', true, "1.0", NULL, NULL, NULL },
	{ "ramdisk", 'r', true, "1.0", NULL, NULL, NULL },
	{ "bootargs", 'B', true, "1.0", NULL, NULL, NULL },
	{ "version", 'v', false, "1.0", NULL, NULL, NULL },
	{ "gvtargs", 'G', true, "1.0", NULL, "3.0", NULL },
	{ "help", 'h', false, "1.0", NULL, NULL, NULL },
	{ "vmcfg", '\0', true, "1.0", NULL, NULL, "1.3" },
	{ "dump", '\0', true, "1.0", NULL, NULL, "1.3" },
	{ "vsbl", '\0', true, "1.0", NULL, "3.0", NULL },
	{ "ovmf", '\0', true, "1.0", NULL, NULL, NULL },
	{ "iasl", '\0', true, "3.1", NULL, NULL, NULL },
	{ "cpu_affinity", '\0', true, "2.0", NULL, NULL, NULL },
	{ "part_info", '\0', true, "1.0", NULL, "3.0", NULL },
	{ "enable_trusty", '\0', false, "1.0", NULL, NULL, NULL },
	{ "virtio_poll", '\0', true, "1.0", NULL, NULL, NULL },
	{ "mac_seed", '\0', true, "1.0", NULL, "3.0", NULL },
	{ "ptdev_no_reset", '\0', false, "1.0", NULL, NULL, "1.6" },
	{ "debugexit", '\0', false, "1.0", NULL, NULL, NULL },
	{ "intr_monitor", '\0', true, "1.0", NULL, NULL, NULL },
	{ "cmd_monitor", '\0', true, "3.0", NULL, NULL, NULL },
	{ "apcidev_pt", '\0', true, "2.2", NULL, NULL, "2.3" },
	{ "acpidev_pt", '\0', true, "2.3", NULL, NULL, NULL },
	{ "mmiodev_pt", '\0', true, "2.2", NULL, NULL, NULL },
	{ "vtpm2", '\0', true, "1.0", NULL, NULL, NULL },
	{ "lapic_pt", '\0', false, "1.0", NULL, NULL, NULL },
	{ "rtvm", '\0', false, "1.2", NULL, NULL, NULL },
	{ "psram", '\0', false, "2.2", NULL, NULL, "2.5" },
	{ "ssram", '\0', true, "2.5", "3.0", NULL, NULL },
	{ "logger_setting", '\0', true, "1.1", NULL, NULL, NULL },
	{ "pm_notify_channel", '\0', true, "1.4", NULL, NULL, NULL },
	{ "pm_by_vuart", '\0', true, "1.4", NULL, "3.0", NULL },
	{ "windows", '\0', false, "1.4", NULL, NULL, NULL },
	{ "virtio_msi", '\0', false, "3.0", NULL, NULL, NULL },
	{ "", 'T', false, "0.1", NULL, NULL, "1.0" },
	{ "", 'M', false, "0.1", NULL, NULL, "1.0" },
};

const size_t acrn_dm_option_count = sizeof(acrn_dm_options) / sizeof(acrn_dm_options[0]);

bool acrn_dm_has(const struct acrn_dm_option *option, enum release release)
{
	return release_has(release, option->from) &&
	       !(option->refused_from && release_has(release, option->refused_from));
}

bool acrn_dm_takes_value(const struct acrn_dm_option *option, enum release release)
{
	return option->takes_value &&
	       (!option->value_from || release_has(release, option->value_from));
}

static const struct acrn_dm_option *find_letter(char letter)
{
	for (size_t i = 0; i < acrn_dm_option_count; i++)
		if (acrn_dm_options[i].letter == letter)
			return &acrn_dm_options[i];
	return NULL;
}

/* By its full name, also one of other releases, or by what a release takes for it: the beginning
 * of one name only. */
static const struct acrn_dm_option *find_name(enum release release, const char *name, size_t length)
{
	const struct acrn_dm_option *found = NULL;
	size_t count = 0;

	for (size_t i = 0; i < acrn_dm_option_count; i++) {
		const struct acrn_dm_option *option = &acrn_dm_options[i];

		if (!*option->name || strncmp(option->name, name, length) != 0)
			continue;
		if (!option->name[length])
			return option;
		if (acrn_dm_has(option, release)) {
			found = option;
			count++;
		}
	}
	return count == 1 ? found : NULL;
}

static void find_long(enum release release, const char *word, struct acrn_dm_found *found)
{
	size_t dashes = strlen("--");
	size_t length = strcspn(word + dashes, "=");

	found->end = dashes + length;
	found->option = find_name(release, word + dashes, length);
	found->has_value = word[found->end];
	found->value = found->end + found->has_value;
}

bool acrn_dm_next_option(enum release release, const char *word, size_t *at,
			 struct acrn_dm_found *found)
{
	bool is_long = word[1] == '-', takes_value;

	*at += !*at; /* behind the dash */
	if (!word[*at])
		return false;
	*found = (struct acrn_dm_found) { .start = *at > 1 ? *at : 0, .end = *at + 1 };
	if (is_long)
		find_long(release, word, found);
	else
		found->option = find_letter(word[*at]);
	takes_value = found->option && acrn_dm_takes_value(found->option, release);
	if (!is_long) {
		found->has_value = takes_value && word[found->end];
		found->value = found->end;
	}
	found->wants_word = takes_value && !found->has_value;
	*at = is_long || found->has_value ? strlen(word) : found->end;
	return true;
}

bool acrn_dm_parse_memory(const char *text, uint64_t *bytes)
{
	bool has_unit;

	if (!number_parse_size(text, bytes, &has_unit))
		return false;
	if (!has_unit && *bytes < MIB)
		*bytes *= MIB;
	return true;
}
