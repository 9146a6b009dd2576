/* SPDX-License-Identifier: BSD-3-Clause
 * regions.c: carries regions of shared memory over, which are texts in 2.x:
 *
 *     hv:/shm_region_0, 2, 0:2
 *
 * with a size in MiB or, from 2 Mi on, in bytes, and the IDs of the VMs that share it.
 */
#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/space.h"
#include "load/load.h"
#include "schema/number.h"
#include "upgrade/internal.h"

#define MIB	  UINT64_C(0x100000)
#define BYTES_MIN (2 * MIB) /* smaller numbers are MiB */

/* The parts of a text, and where it is. */
struct encoding {
	struct upgrade_source source;
	const char *provider;
	struct upgrade_range prefix, name, size, vms;
};

struct upgrade_range upgrade_trimmed(const char *text, size_t start, size_t end)
{
	while (start < end && is_space(text[start]))
		start++;
	while (start < end && is_space(text[end - 1]))
		end--;
	return (struct upgrade_range) { start, end };
}

const char *upgrade_region_provider(const char *text)
{
	if (strncmp(text, "hv:/", UPGRADE_PREFIX_LENGTH) == 0)
		return "Hypervisor";
	return strncmp(text, "dm:/", UPGRADE_PREFIX_LENGTH) == 0 ? "Device Model" : NULL;
}

/* Whether a text has the form of a region; what its parts are is for the rules. */
static bool parse(struct encoding *encoding)
{
	const char *text = encoding->source.text;
	size_t name = strcspn(text, ","), length = strlen(text), size;

	encoding->provider = upgrade_region_provider(text);
	encoding->prefix = (struct upgrade_range) { 0, UPGRADE_PREFIX_LENGTH };
	if (!encoding->provider || !text[name])
		return false;
	size = name + 1 + strcspn(text + name + 1, ",");
	if (!text[size] || strchr(text + size + 1, ','))
		return false;
	encoding->name = upgrade_trimmed(text, UPGRADE_PREFIX_LENGTH, name);
	encoding->size = upgrade_trimmed(text, name + 1, size);
	encoding->vms = upgrade_trimmed(text, size + 1, length);
	return true;
}

static char *text_of(const struct upgrade *upgrade, const struct encoding *encoding,
		     struct upgrade_range range)
{
	return arena_copy(upgrade->scratch, encoding->source.text + range.start,
			  range.end - range.start);
}

static void add_part(struct upgrade *upgrade, xmlNode *to, const char *name,
		     const struct encoding *encoding, struct upgrade_range range, const char *text)
{
	upgrade_slice(upgrade, to, name, &encoding->source, range.start, range.end, text);
}

const char *upgrade_region_size(const struct upgrade *upgrade, const char *text)
{
	uint64_t size;

	if (!number_parse(text, strlen(text), UINT64_MAX, &size))
		return text;
	if (size < BYTES_MIN && strncmp(text, "0x", 2) != 0)
		return text;
	return size % MIB ? text : arena_printf(upgrade->scratch, "%" PRIu64, size / MIB);
}

/* A VM of an ID. An unknown ID stays in place of a name, for the rule of those. */
static void add_vm(struct upgrade *upgrade, xmlNode *to, const struct encoding *encoding,
		   struct upgrade_range range)
{
	const char *id = text_of(upgrade, encoding, range);
	const struct upgrade_vm *vm = upgrade_vm_of_id(upgrade, id);
	xmlNode *peer;

	if (vm && !vm->name) {
		upgrade_lost(upgrade, encoding->source.from, "VM %s is of Kata Containers", id);
		return;
	}
	peer = upgrade_element(upgrade, to, "IVSHMEM_VM", encoding->source.from);
	add_part(upgrade, peer, "VM_NAME", encoding, range, vm ? vm->name : id);
}

static void add_vms(struct upgrade *upgrade, xmlNode *to, const struct encoding *encoding)
{
	size_t at = encoding->vms.start, end;

	for (; at < encoding->vms.end; at = end + 1) {
		end = at + strcspn(encoding->source.text + at, ":");
		if (end > encoding->vms.end)
			end = encoding->vms.end;
		add_vm(upgrade, to, encoding, upgrade_trimmed(encoding->source.text, at, end));
	}
}

static void add_region(struct upgrade *upgrade, xmlNode *to, const struct encoding *encoding)
{
	xmlNode *region = upgrade_element(upgrade, to, "IVSHMEM_REGION", encoding->source.from);

	upgrade_comments(upgrade, region, encoding->source.from);
	add_part(upgrade, region, "NAME", encoding, encoding->name,
		 text_of(upgrade, encoding, encoding->name));
	add_part(upgrade, region, "PROVIDED_BY", encoding, encoding->prefix, encoding->provider);
	add_part(upgrade, region, "IVSHMEM_SIZE", encoding, encoding->size,
		 upgrade_region_size(upgrade, text_of(upgrade, encoding, encoding->size)));
	add_vms(upgrade, upgrade_element(upgrade, region, "IVSHMEM_VMS", encoding->source.from),
		encoding);
}

/* Makes a region of a text. One that has another form stays, for the schema. */
static void carry_text(struct upgrade *upgrade, const xmlNode *from, xmlNode *to)
{
	struct encoding encoding = {
		.source = upgrade_source(upgrade, from),
	};

	if (parse(&encoding))
		add_region(upgrade, to, &encoding);
	else
		upgrade_copy(upgrade, to, from);
}

static bool has_elements(const xmlNode *region)
{
	return xmlHasProp(region, BAD_CAST "name") || xmlFirstElementChild((xmlNode *)region);
}

/* Snapshots of 3.0 have the name in an attribute. */
static void carry_elements(struct upgrade *upgrade, const xmlNode *from, xmlNode *to)
{
	static const struct upgrade_row table[] = { { 0 } };
	const char *name = load_attribute(upgrade->scratch, from, "name");
	xmlNode *region;

	if (!name || load_child(from, "NAME")) {
		upgrade_copy(upgrade, to, from);
		return;
	}
	region = upgrade_element(upgrade, to, (const char *)from->name, from);
	upgrade_from_attribute(upgrade, region, "NAME", from, "name", name);
	upgrade_children(upgrade, table, from, region);
}

/* Texts count only where regions are enabled. */
static void carry_region(struct upgrade *upgrade, const struct upgrade_row *row,
			 const xmlNode *from, xmlNode *to)
{
	const char *text = load_text(upgrade->scratch, from);

	(void)row;
	if (has_elements(from) || (!*text && upgrade->form == UPGRADE_FORM_3_X))
		carry_elements(upgrade, from, to);
	else if (!*text)
		upgrade_comments(upgrade, to, from);
	else if (!upgrade->region_flag)
		upgrade_lost(upgrade, from, "there is no IVSHMEM_ENABLED");
	else if (strcmp(upgrade->region_flag, "y") != 0)
		upgrade_obsolete(upgrade, from, "IVSHMEM_ENABLED is not y");
	else
		carry_text(upgrade, from, to);
}

void upgrade_carry_regions(struct upgrade *upgrade, const struct upgrade_row *row,
			   const xmlNode *from, xmlNode *to)
{
	static const struct upgrade_row table[] = {
		UPGRADE_DROPPED("IVSHMEM_ENABLED"),
		UPGRADE_BY("IVSHMEM_REGION", carry_region),
		{ 0 },
	};
	const xmlNode *flag = load_child(from, "IVSHMEM_ENABLED");

	upgrade->region_flag = flag ? load_text(upgrade->scratch, flag) : NULL;
	upgrade_children(upgrade, table, from, upgrade_element(upgrade, to, row->name, from));
}
