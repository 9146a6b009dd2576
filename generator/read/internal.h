/* SPDX-License-Identifier: BSD-3-Clause
 * internal.h: what the parts of the reader of scenarios share.
 */
#ifndef READ_INTERNAL_H
#define READ_INTERNAL_H

#include <libxml/tree.h>

#include "model/build.h"
#include "schema/scenario_defaults.h"

/* A <vm> and what became of it. */
struct read_vm {
	const xmlNode *element;
	const struct vm *vm;
};

struct reader {
	struct arena *arena;   /* of the model */
	struct arena *scratch; /* of what is not needed after reading */
	const struct doc *doc;
	const struct model_context *context;
	const xmlNode *hv;	 /* <hv>, or NULL */
	const xmlNode *features; /* its <FEATURES>, or NULL */
	struct model_builder *builder;
	struct read_vm *vms; /* in the order of the scenario */
	size_t vm_count;
};

/* The first entry of a list, such as the <pci_dev> in <pci_devs> of `parent`; NULL where there is
 * none, or no list, or no parent. */
const xmlNode *read_first(const xmlNode *parent, const char *list, const char *entry);

/* The text of an element, of a child element, of an attribute. */
struct text read_text(const struct reader *reader, const xmlNode *element);
struct text read_child(const struct reader *reader, const xmlNode *element, const char *child);
struct text read_attribute(const struct reader *reader, const xmlNode *element, const char *name);

/* The same of a child element that names something; "" at `at` where it is missing. */
struct text read_name(const struct reader *reader, const xmlNode *element, const char *child,
		      struct span at);

/* The bytes from `start` up to `end` of a text that a model has: at the whole text where the file
 * has it in another way. */
struct text read_part(struct arena *arena, struct text text, size_t start, size_t end);

bool read_is(struct text text, const char *value);

/* The name of an element, and its default by schema/scenario.xsd. */
#define WITH_DEFAULT(type, element) #element, SCENARIO_DEFAULT_##type##_##element

/* A default that only releases up to one have, such as Capacities_MAX_IOAPIC_NUM; else NULL. */
#define DEFAULT_UNTIL(release, name) \
	((release) <= SCENARIO_DEFAULT_UNTIL_##name ? SCENARIO_DEFAULT_##name : NULL)

/* An element that has values in it. Its place is that of what is missing in it. */
struct section {
	const struct reader *reader;
	const xmlNode *element;
	struct span at;
};

struct section read_element(const struct reader *reader, const xmlNode *element);

/* A child element, or `parent` itself where there is none. */
struct section read_section(const struct section *parent, const char *name);

/* A child element's text; `missing`, which may be NULL, where there is none or it is empty. */
struct text read_value(const struct section *section, const char *name, const char *missing);

/* A child element that is y or n, or a number in decimal, or in hex (0x before it, or 0); what
 * `missing` is, with the span of the section, where there is none or it is empty or invalid.
 * Numbers may have no default: NULL. */
struct flag read_flag(const struct section *section, const char *name, const char *missing);
struct number read_decimal(const struct section *section, const char *name, const char *missing);
struct number read_hex(const struct section *section, const char *name, const char *missing);

/* The value of a default that is a number in decimal. */
uint64_t read_default_number(const char *text);

/* The address that a vBDF gives, blank for any; that a slot attribute gives, missing for any. */
struct device_address read_vbdf(struct text text);
struct device_address read_slot(struct text text);

/* read/hypervisor.c: the hypervisor's settings. */
struct hypervisor read_hypervisor(const struct reader *reader, const xmlNode *root);

/* read/vm.c: a VM, without its devices. */
struct vm read_vm(const struct reader *reader, const xmlNode *element);

/* read/pt_intx.c: the interrupt lines that a VM gets; NULL for none. */
const struct pt_intx *read_pt_intx(const struct reader *reader, const xmlNode *vm);

/* read/misplaced.c: elements that their VMs should not have. */
void read_misplaced(const struct reader *reader);

/* read/vuarts.c: the connections of vUARTs. */
void read_vuarts(const struct reader *reader);

/* read/arguments.c: the options in a VM's customized_parameters, which `element` is. */
void read_arguments(const struct reader *reader, const xmlNode *element, struct vm *vm);

/* read/shmem.c: regions, from the hv section and from the VMs. */
void read_regions(const struct reader *reader);

/* read/shmem.c: the region that a VM shares by an ivshmem device in its customized_parameters. */
void read_argument_region(const struct reader *reader, const struct read_vm *vm, struct text text,
			  struct device_address address);

/* read/regions.c: a VM's own declaration of a region, and its device. */
struct own_region {
	const struct vm *vm;
	const struct condition *when;
	struct span at;
	enum cfg_land land;
	struct text name, size; /* the size's value NULL where it is not known */
	bool has_size, is_bytes;
	uint64_t bytes;
	bool has_id_field;
	struct text id; /* of the region; value NULL where it is not known */
	struct device_address address;
};

void read_own_region(struct model_builder *builder, const struct own_region *own);

/* A region ID in a declaration. */
void read_region_id(struct shm_declaration *declaration, struct text text);

/* read/devices.c: the VMs' other devices. */
void read_devices(const struct reader *reader);

/* read/argument_devices.c: the devices of a VM's customized_parameters. */
void read_argument_devices(const struct reader *reader, const struct read_vm *vm);

/* What -s has of a device. */
struct argument_device {
	const struct condition *when;
	struct device_address address;
	struct text kind, options; /* the options' value NULL where it is not known */
	struct text passthrough;   /* the address that is passed through, where the kind has one */
};

/* A device that is no region. */
struct device read_argument_device(struct arena *arena, const struct argument_device *from);

/* [[BUS:]SLOT[:FUNCTION]]; any address where the value is NULL. */
struct device_address read_argument_slot(struct text text);

#endif
