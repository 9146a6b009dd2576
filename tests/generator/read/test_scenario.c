/* SPDX-License-Identifier: BSD-3-Clause
 * test_scenario.c: scenarios as structs: values and their places, what is linked, and what is kept
 * of invalid values. */
#include "tests/generator/helpers.h"

#include "read/read.h"

static const struct model *model_for(struct fixture *fixture, const char *text, enum target target)
{
	return read_scenario(fixture->arena, doc_of(fixture, text),
			     &(struct model_context) {
				     .board = NULL, .release = RELEASE_3_3, .target = target });
}

static const struct model *model_of(struct fixture *fixture, const char *text)
{
	return model_for(fixture, text, TARGET_ACRN);
}

#define VM(id, name, order, inner) \
	"<vm id='" id "'><name>" name "</name><load_order>" order "</load_order>" inner "</vm>"
#define POST(id, name, inner) VM(id, name, "POST_LAUNCHED_VM", inner)
#define PRE(id, name, inner)  VM(id, name, "PRE_LAUNCHED_VM", inner)
#define SERVICE(id, inner)    VM(id, "S", "SERVICE_VM", inner)
#define ONE(inner)	      "<acrn-config>" POST("1", "A", inner) "</acrn-config>"
#define SHM(inner)	      "<shm_regions>" inner "</shm_regions>"
#define REGIONS(inner)	      "<hv><FEATURES><IVSHMEM>" inner "</IVSHMEM></FEATURES></hv>"

static void test_empty(void **state)
{
	const struct model *model = model_of(*state, "<acrn-config/>");

	assert_int_equal(model->vm_count, 0);
	assert_int_equal(model->region_count, 0);
	assert_int_equal(model->bad_text_count, 0);
	assert_int_equal(model->vuart_count, 0);
	assert_int_equal(model->release, RELEASE_3_3);
	assert_null(model->board);
}

static void test_identity(void **state)
{
	struct fixture *fixture = *state;
	const struct model *model = model_of(
		fixture,
		"<acrn-config>" VM(
			" 7 ", "\n one ", "SERVICE_VM",
			"") "<vm id='0x1'><name>no name</name><load_order>later</load_order></vm>"
			    "<vm id='65536'/>" VM("65535", "one", "PRE_LAUNCHED_VM",
						  "") "</acrn-config>");
	const struct vm *vms = model->vms;

	assert_int_equal(model->vm_count, 4);
	assert_true(vms[0].has_id);
	assert_int_equal(vms[0].id, 7);
	assert_string_equal(vms[0].name.value, "one");
	assert_span(fixture, vms[0].name.at, "one");
	assert_span(fixture, vms[0].at, "<vm");
	assert_span(fixture, vms[0].id_text.at, " 7 ");
	assert_true(vms[0].is_name_valid);
	assert_int_equal(vms[0].load_order, CFG_SERVICE_VM);
	assert_false(vms[1].has_id);
	assert_string_equal(vms[1].id_text.value, "0x1");
	assert_false(vms[1].is_name_valid);
	assert_string_equal(vms[1].name.value, "no name");
	assert_int_equal(vms[1].load_order, 0);
	assert_span(fixture, vms[1].load_order_text.at, "later");
	assert_false(vms[2].has_id);
	assert_string_equal(vms[2].name.value, "");
	assert_int_equal(vms[2].name.at.start, vms[2].at.start);
	assert_null(vms[2].load_order_text.value);
	assert_int_equal(vms[2].load_order_text.at.start, vms[2].at.start);
	assert_int_equal(vms[3].id, 65535);
	assert_int_equal(vms[3].load_order, CFG_PRE_LAUNCHED);
	assert_null(vms[0].same_name);
	assert_ptr_equal(vms[3].same_name, &vms[0]);
}

static void test_same_ids(void **state)
{
	const struct model *model = model_of(*state, "<acrn-config><vm id='3'/><vm id='03'/><vm/>"
						     "<vm id='3'/></acrn-config>");

	assert_null(model->vms[0].same_id);
	assert_ptr_equal(model->vms[1].same_id, &model->vms[0]);
	assert_null(model->vms[2].same_id);
	assert_ptr_equal(model->vms[3].same_id, &model->vms[0]);
}

static void test_machine(void **state)
{
	struct fixture *fixture = *state;
	const struct model *model = model_of(
		fixture, "<acrn-config><hv><FEATURES><SCHEDULER>SCHED_NOOP</SCHEDULER><SSRAM>"
			 "<SSRAM_ENABLED>y</SSRAM_ENABLED></SSRAM></FEATURES></hv>" POST(
				 "1", "A",
				 "<os_type>Windows OS</os_type><vm_type>RTVM</vm_type><vuart0> y "
				 "</vuart0>"
				 "<lapic_passthrough>y</lapic_passthrough><own_pcpu>y</own_pcpu>"
				 "<vbootloader>y</vbootloader><memory><size>512</size></memory>"
				 "<cpu_affinity><pcpu><pcpu_id>3</pcpu_id></pcpu><pcpu_id>1</"
				 "pcpu_id>"
				 "<pcpu><pcpu_id>x</pcpu_id></pcpu></cpu_affinity>"
				 "<boot><kernel>/k</kernel><cmdline>a\n\t b\n</cmdline></boot>")
				 POST("2", "B",
				      "<vuart0>n</vuart0><memory><size/></memory><boot><ramdisk/></"
				      "boot>") "</acrn-config>");
	const struct vm *a = &model->vms[0], *b = &model->vms[1];

	assert_int_equal(model->hypervisor.scheduler, SCHEDULER_NOOP);
	assert_true(model->hypervisor.ssram.is_set);
	assert_int_equal(a->type, VM_REAL_TIME);
	assert_span(fixture, a->type_at, "RTVM");
	assert_true(a->is_windows && a->com1.is_set && a->lapic_passthrough.is_set &&
		    a->own_pcpu.is_set && a->has_ovmf);
	assert_int_equal(a->memory_mib, 512);
	assert_int_equal(a->cpu_count, 2);
	assert_int_equal(a->cpus[0].id, 3);
	assert_int_equal(a->cpus[1].id, 1);
	assert_span(fixture, a->cpus[1].at, "1");
	assert_string_equal(a->kernel.value, "/k");
	assert_null(a->ramdisk.value);
	assert_string_equal(a->cmdline.value, "a b");
	assert_int_equal(b->type, VM_STANDARD);
	assert_false(b->is_windows || b->com1.is_set || b->lapic_passthrough.is_set ||
		     b->own_pcpu.is_set || b->has_ovmf);
	assert_true(b->com1.is_given);
	assert_false(b->own_pcpu.is_given);
	assert_span(fixture, b->com1.at, "n");
	assert_int_equal(b->own_pcpu.at.start, b->at.start);
	assert_int_equal(b->memory_mib, 1024);
	assert_string_equal(b->ramdisk.value, "");
	assert_null(b->cmdline.value);
}

static void test_parameters(void **state)
{
	struct fixture *fixture = *state;
	const struct model *model = model_of(
		fixture,
		"<acrn-config>" POST("1", "A",
				     "<customized_parameters> -s 'a b'\n\t-x "
				     "</customized_parameters>")
			POST("2", "B",
			     "<customized_parameters>\n -a &lt;b &#x3b; c</customized_parameters>")
				POST("3", "C", "") "</acrn-config>");

	assert_null(model->vms[0].parameters.error);
	assert_int_equal(model->vms[0].parameters.count, 3);
	assert_string_equal(model->vms[0].parameters.words[1], "a b");
	assert_non_null(model->vms[1].parameters.error);
	/* In the file there is the entity. */
	assert_span(fixture, model->vms[1].parameters_error, "&lt;");
	assert_int_equal(model->vms[2].parameters.count, 0);
	assert_null(model->vms[2].parameters.error);
}

#define PARAMETERS(text) "<customized_parameters>" text "</customized_parameters>"

static void test_arguments(void **state)
{
	struct fixture *fixture = *state;
	const struct model *model = model_of(
		fixture, "<acrn-config>" POST("1", "A",
					      PARAMETERS("-Wl com1 --pci=3,x -B -s4,y -s '5,z' "
							 "--lpc=COM2,a -s"))
				 SERVICE("0", PARAMETERS("-s 6,w")) "</acrn-config>");
	const struct vm *vm = &model->vms[0];
	static const struct {
		enum argument_kind kind;
		const char *option, *value;
	} expected[] = {
		{ ARGUMENT_PORT, "-Wl", "com1" }, { ARGUMENT_DEVICE, "--pci", "3,x" },
		{ ARGUMENT_DEVICE, "-s", "5,z" }, { ARGUMENT_PORT, "--lpc", "COM2,a" },
		{ ARGUMENT_DEVICE, "-s", NULL },
	};

	assert_int_equal(vm->argument_count, sizeof(expected) / sizeof(expected[0]));
	for (size_t i = 0; i < vm->argument_count; i++) {
		const struct argument *argument = &vm->arguments[i];

		assert_int_equal(argument->kind, expected[i].kind);
		assert_string_equal(argument->option.value, expected[i].option);
		assert_span(fixture, argument->option.at, expected[i].option);
		if (!expected[i].value) {
			assert_null(argument->value.value);
			continue;
		}
		assert_string_equal(argument->value.value, expected[i].value);
		assert_span(fixture, argument->value.at, expected[i].value);
	}
	assert_int_equal(model->vms[1].argument_count, 0);
}

static void test_devices_of_arguments(void **state)
{
	struct fixture *fixture = *state;
	const struct model *model = model_of(
		fixture,
		"<acrn-config>" POST("1", "A",
				     PARAMETERS("-s 3,virtio-blk,b,/a -s 4:1,ivshmem,hv:/r,2 "
						"-s 0:5:7,passthru,0/1f/3,x -s 6,vhost-vsock,cid=9 "
						"-s 7,vhost-vsock,x -s 32,a -s 8:8,b -s "
						"9,&#x76;irtio-rnd -s 10")) "</acrn-config>");
	const struct vm *vm = &model->vms[0];
	const struct device *devices = vm->devices;

	assert_int_equal(vm->device_count, 8);
	for (size_t i = 0; i < vm->device_count; i++)
		assert_true(devices[i].address.is_argument);
	assert_int_equal(devices[0].kind, DEVICE_IVSHMEM);
	assert_int_equal(devices[0].address.vbdf, CFG_BDF(0, 4, 1));
	assert_span(fixture, devices[0].ivshmem->region->name.at, "r");
	assert_int_equal(devices[1].kind, DEVICE_VSOCK);
	assert_string_equal(devices[1].vsock_cid, "9");
	assert_int_equal(devices[2].kind, DEVICE_PASSTHROUGH);
	assert_int_equal(devices[2].passthrough->bdf, CFG_BDF(0, 0x1f, 3));
	assert_int_equal(devices[2].address.vbdf, CFG_BDF(0, 5, 7));
	assert_string_equal(devices[3].other->kind, "virtio-blk");
	assert_string_equal(devices[3].other->options, "/a");
	assert_string_equal(devices[4].other->options, "x");
	assert_int_equal(devices[5].address.kind, ADDRESS_BAD_SLOT);
	assert_int_equal(devices[6].address.kind, ADDRESS_BAD_SLOT);
	assert_string_equal(devices[7].other->kind, "virtio-rnd");
	assert_span(fixture, devices[7].at, "9,&#x76;irtio-rnd");
}

/* A region that VMs declare, and one that the hypervisor's list declares: the same by its name. */
static void test_regions_come_together(void **state)
{
	struct fixture *fixture = *state;
	const struct model *model = model_of(
		fixture,
		"<acrn-config>" REGIONS(
			"<IVSHMEM_REGION><NAME>list</NAME><IVSHMEM_SIZE>4</IVSHMEM_SIZE>"
			"<IVSHMEM_REGION_ID>0x1234</IVSHMEM_REGION_ID><IVSHMEM_VMS>"
			"<IVSHMEM_VM><VM_NAME>A</VM_NAME><VBDF>00:05.0</VBDF></IVSHMEM_VM>"
			"<IVSHMEM_VM><VM_NAME>C</VM_NAME></IVSHMEM_VM></IVSHMEM_VMS></"
			"IVSHMEM_REGION>")
			POST("1", "A", SHM("<shm_region slot='6'>dm:/text , 2</shm_region>")) POST(
				"2", "B",
				SHM("<shm_region>hv:/list,4</shm_region>"
				    "<shm_region>text,2097152, 77</shm_region>")) "</acrn-config>");
	const struct shm_region *list = model->regions[0], *text = model->regions[1];

	assert_int_equal(model->region_count, 2);
	assert_string_equal(list->name.value, "list");
	assert_int_equal(list->index, 0);
	assert_int_equal(list->declaration_count, 2);
	assert_null(list->declarations[0]->vm);
	assert_ptr_equal(list->declarations[1]->vm, &model->vms[1]);
	assert_int_equal(list->declarations[0]->land, CFG_LAND_HV);
	assert_int_equal(list->declarations[0]->size, 4 << 20);
	assert_int_equal(list->declarations[1]->size, 4 << 20);
	assert_int_equal(list->declarations[0]->region_id, 0x1234);
	assert_int_equal(list->peer_count, 3);
	assert_ptr_equal(list->peers[0]->vm, &model->vms[0]);
	assert_null(list->peers[1]->vm);
	assert_string_equal(list->peers[1]->vm_name.value, "C");
	assert_ptr_equal(list->peers[2]->vm, &model->vms[1]);

	assert_string_equal(text->name.value, "text");
	assert_int_equal(text->index, 1);
	assert_int_equal(text->declaration_count, 2);
	assert_int_equal(text->peer_count, 2);
	assert_span(fixture, text->name.at, "text");
	assert_span(fixture, text->declarations[0]->size_text.at, "2");
	assert_false(text->declarations[0]->is_bytes);
	assert_true(text->declarations[1]->is_bytes);
	assert_int_equal(text->declarations[1]->size, 2 << 20);
	assert_int_equal(text->declarations[1]->region_id, 77);
	assert_span(fixture, text->declarations[1]->region_id_text.at, "77");
	assert_ptr_equal(text->declarations[1]->region, text);
	/* The list's region first, as it is hv-land; dm-land first in a VM. */
	assert_true(model->vms[0].devices[0].address.is_slot_number);
	assert_int_equal(model->vms[0].devices[0].address.vbdf, CFG_BDF(0, 6, 0));
	assert_int_equal(model->vms[0].devices[1].address.vbdf, CFG_BDF(0, 5, 0));
	assert_int_equal(model->vms[1].device_count, 2);
	assert_ptr_equal(model->vms[1].devices[0].ivshmem, text->peers[1]);
	assert_ptr_equal(model->vms[1].devices[1].ivshmem, list->peers[2]);
	assert_int_equal(model->vms[1].devices[1].address.kind, ADDRESS_ANY);
}

static void test_region_ids(void **state)
{
	struct fixture *fixture = *state;
	const struct model *model = model_of(
		fixture,
		ONE(SHM("<shm_region>dm:/a,2</shm_region><shm_region>dm:/b,2,</shm_region>"
			"<shm_region>dm:/c,2,0</shm_region><shm_region>dm:/d,2,x</shm_region>"
			"<shm_region>dm:/e,2,0xffff</shm_region>"
			"<shm_region>dm:/f,2,65536</shm_region>")));
	static const struct {
		bool has, is_declared;
		uint16_t id;
	} expected[] = { { true, false, 0 },  { false, false, 0 },    { true, true, 0 },
			 { false, false, 0 }, { true, true, 0xffff }, { false, false, 0 } };

	assert_int_equal(model->region_count, 6);
	for (size_t i = 0; i < 6; i++) {
		const struct shm_declaration *declaration = model->regions[i]->declarations[0];

		assert_int_equal(declaration->has_region_id, expected[i].has);
		assert_int_equal(model_declares_region_id(declaration), expected[i].is_declared);
		assert_int_equal(declaration->region_id, expected[i].id);
		if (expected[i].is_declared)
			assert_ptr_equal(model->regions[i]->id_declaration, declaration);
		else
			assert_null(model->regions[i]->id_declaration);
	}
}

static void test_listed_defaults(void **state)
{
	struct fixture *fixture = *state;
	const struct model *model = model_of(
		fixture,
		"<acrn-config>" REGIONS(
			"<IVSHMEM_REGION name='attribute'/>"
			"<IVSHMEM_REGION><NAME>b</NAME><PROVIDED_BY>Device Model</PROVIDED_BY>"
			"<IVSHMEM_SIZE/><IVSHMEM_REGION_ID/></IVSHMEM_REGION>"
			"<IVSHMEM_REGION><NAME>plus</NAME><IVSHMEM_SIZE>+4</IVSHMEM_SIZE></"
			"IVSHMEM_REGION>"
			"<IVSHMEM_REGION><NAME>c</NAME><IVSHMEM_SIZE>two</IVSHMEM_SIZE></"
			"IVSHMEM_REGION>"
			"<IVSHMEM_REGION><NAME>b</NAME><IVSHMEM_SIZE>18446744073709551615</"
			"IVSHMEM_SIZE>"
			"</IVSHMEM_REGION>") "</acrn-config>");

	assert_int_equal(model->region_count, 5);
	assert_string_equal(model->regions[0]->name.value, "attribute");
	assert_int_equal(model->regions[0]->declarations[0]->land, CFG_LAND_HV);
	assert_int_equal(model->regions[0]->declarations[0]->size, 2 << 20);
	assert_int_equal(model->regions[1]->declarations[0]->land, CFG_LAND_DM);
	assert_true(model->regions[1]->declarations[0]->has_size);
	assert_int_equal(model->regions[1]->declarations[0]->size, 2 << 20);
	assert_true(model->regions[1]->declarations[0]->has_region_id);
	assert_int_equal(model->regions[2]->declarations[0]->size, 4 << 20);
	assert_false(model->regions[3]->declarations[0]->has_size);
	assert_false(model->regions[4]->declarations[0]->has_size);
	/* Two in the list are two, and know of each other. */
	assert_ptr_equal(model->regions[4]->same_name, model->regions[1]);
	assert_null(model->regions[1]->same_name);
}

static void test_duplicate_peers(void **state)
{
	const struct model *model = model_of(
		*state, ONE(SHM("<shm_region>dm:/a,2</shm_region><shm_region>dm:/a,2</shm_region>"
				"<shm_region>dm:/b,2</shm_region>")));

	assert_int_equal(model->region_count, 2);
	assert_int_equal(model->regions[0]->peer_count, 2);
	assert_null(model->regions[0]->peers[0]->same_vm);
	assert_ptr_equal(model->regions[0]->peers[1]->same_vm, model->regions[0]->peers[0]);
	assert_int_equal(model->vms[0].device_count, 2);
}

static void test_bad_texts(void **state)
{
	struct fixture *fixture = *state;
	const struct model *model = model_of(
		fixture, ONE(SHM("<shm_region> what </shm_region><shm_region/><shm_region> "
				 "</shm_region><shm_region>dm:/a,2,3,4</shm_region>")));

	assert_int_equal(model->region_count, 0);
	assert_int_equal(model->bad_text_count, 2);
	assert_span(fixture, model->bad_texts[0].text.at, "what");
	assert_string_equal(model->bad_texts[1].text.value, "dm:/a,2,3,4");
	assert_ptr_equal(model->bad_texts[1].vm, &model->vms[0]);
}

static void test_addresses(void **state)
{
	static const struct {
		const char *slot;
		int kind;
		unsigned device;
	} cases[] = {
		{ "", ADDRESS_ANY, 0 },
		{ "slot='0'", ADDRESS_FIXED, 0 },
		{ "slot='31'", ADDRESS_FIXED, 31 },
		{ "slot=' 5 '", ADDRESS_FIXED, 5 },
		{ "slot='32'", ADDRESS_BAD_SLOT, 0 },
		{ "slot=''", ADDRESS_BAD_SLOT, 0 },
		{ "slot='-1'", ADDRESS_BAD_SLOT, 0 },
		{ "slot='0x5'", ADDRESS_BAD_SLOT, 0 },
		{ "slot='00:05.0'", ADDRESS_BAD_SLOT, 0 },
	};
	static const struct {
		const char *vbdf;
		int kind;
		uint16_t value;
	} vbdfs[] = {
		{ "<VBDF/>", ADDRESS_ANY, 0 },
		{ "<VBDF> </VBDF>", ADDRESS_ANY, 0 },
		{ "<VBDF> 00:1F.7 </VBDF>", ADDRESS_FIXED, CFG_BDF(0, 0x1f, 7) },
		{ "<VBDF>1:2.3</VBDF>", ADDRESS_FIXED, CFG_BDF(1, 2, 3) },
		{ "<VBDF>00:20.0</VBDF>", ADDRESS_BAD_VBDF, 0 },
		{ "<VBDF>00:08.0 x</VBDF>", ADDRESS_BAD_VBDF, 0 },
		{ "<VBDF>8</VBDF>", ADDRESS_BAD_VBDF, 0 },
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct model *model = model_of(
			fixture,
			arena_printf(fixture->arena,
				     ONE("<dm_devices><dm_device %s>x</dm_device></dm_devices>"),
				     cases[i].slot));
		const struct device_address *address = &model->vms[0].devices[0].address;

		assert_int_equal(address->kind, cases[i].kind);
		if (address->kind == ADDRESS_FIXED)
			assert_int_equal(address->vbdf, CFG_BDF(0, cases[i].device, 0));
	}
	for (size_t i = 0; i < sizeof(vbdfs) / sizeof(vbdfs[0]); i++) {
		const struct model *model = model_of(
			fixture,
			arena_printf(
				fixture->arena,
				"<acrn-config>" REGIONS(
					"<IVSHMEM_REGION><NAME>r</NAME><IVSHMEM_VMS><IVSHMEM_VM>"
					"<VM_NAME>A</VM_NAME>%s</IVSHMEM_VM></IVSHMEM_VMS>"
					"</IVSHMEM_REGION>") POST("1", "A", "") "</acrn-config>",
				vbdfs[i].vbdf));
		const struct device_address *address = &model->vms[0].devices[0].address;

		assert_int_equal(address->kind, vbdfs[i].kind);
		if (address->kind == ADDRESS_FIXED)
			assert_int_equal(address->vbdf, vbdfs[i].value);
	}
}

#define END(vm) "<endpoint><vm_name>" vm "</vm_name><vbdf>00:11.0</vbdf></endpoint>"

static void test_vuarts(void **state)
{
	const struct model *model = model_of(
		*state,
		"<acrn-config><hv><vuart_connections>"
		"<vuart_connection><type>legacy</type>" END("A") END(
			"B") "</vuart_connection>"
			     "<vuart_connection><type>pci</type>" END("A") END(
				     "nobody") "</vuart_connection>"
					       "<vuart_connection>" END(
						       "B") "<endpoint/></vuart_connection>"
							    "<vuart_connection><type>pci</"
							    "type>" END(
								    "B") "</vuart_connection>"
									 "</vuart_connections></"
									 "hv>" POST(
										 "1", "A",
										 "<console_vuart>"
										 "PCI</"
										 "console_vuart>")
										 POST("2", "B",
										      "") "</"
											  "acrn-"
											  "config"
											  ">");
	const struct vm *a = &model->vms[0], *b = &model->vms[1];

	assert_int_equal(model->vuart_count, 4);
	assert_false(model->vuarts[0].is_pci);
	assert_true(model->vuarts[1].is_pci);
	assert_false(model->vuarts[2].is_pci);
	assert_int_equal(model->vuarts[1].end_count, 2);
	assert_null(model->vuarts[1].ends[1].vm);
	assert_string_equal(model->vuarts[1].ends[1].vm_name.value, "nobody");
	assert_string_equal(model->vuarts[2].ends[1].vm_name.value, "");
	assert_ptr_equal(model->vuarts[3].ends[0].vm, b);
	assert_int_equal(model->vuarts[3].ends[0].index, 3);
	assert_int_equal(a->device_count, 2);
	assert_int_equal(a->devices[0].vuart_index, 0);
	assert_int_equal(a->devices[0].address.kind, ADDRESS_ANY);
	assert_int_equal(a->devices[1].vuart_index, 2);
	assert_int_equal(a->devices[1].address.vbdf, CFG_BDF(0, 0x11, 0));
	assert_int_equal(b->device_count, 1);
	assert_int_equal(b->devices[0].vuart_index, 3);
}

/* ACRN's launch scripts do not take the default of a connection's type. */
static void test_default_of_vuart_type(void **state)
{
	struct fixture *fixture = *state;

	for (int with_hypervisor = 0; with_hypervisor <= 1; with_hypervisor++) {
		const struct model *model = read_scenario(
			fixture->arena,
			doc_of(fixture, "<acrn-config><hv><vuart_connections><vuart_connection/>"
					"<vuart_connection><type>legacy</type></vuart_connection>"
					"</vuart_connections></hv></acrn-config>"),
			&(struct model_context) { .with_hypervisor = with_hypervisor });

		assert_int_equal(model->vuarts[0].is_pci, with_hypervisor);
		assert_false(model->vuarts[0].has_type);
		assert_false(model->vuarts[1].is_pci);
	}
}

/* Of a VM that acrn-dm does not run, its virtual devices mean nothing. */
static void test_devices_by_load_order(void **state)
{
#define DEVICES                                              \
	"<virtio_devices><block>/a</block></virtio_devices>" \
	"<usb_xhci><usb_dev>1-1</usb_dev></usb_xhci>"        \
	"<dm_devices><dm_device>x</dm_device></dm_devices>"  \
	"<pci_devs><pci_dev>01:00.0 x</pci_dev><pci_dev/></pci_devs>"
	const struct model *model = model_of(
		*state, "<acrn-config>" POST("2", "A", DEVICES) VM("1", "B", "SERVICE_VM", DEVICES)
				VM("0", "C", "PRE_LAUNCHED_VM", DEVICES) "</acrn-config>");
	static const enum device_kind kinds[] = { DEVICE_XHCI, DEVICE_BLOCK, DEVICE_PASSTHROUGH,
						  DEVICE_OTHER };

	assert_int_equal(model->vms[0].device_count, 4);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(model->vms[0].devices[i].kind, kinds[i]);
	for (size_t i = 1; i < 3; i++) {
		assert_int_equal(model->vms[i].device_count, 1);
		assert_int_equal(model->vms[i].devices[0].kind, DEVICE_PASSTHROUGH);
	}
}

static void test_passthrough(void **state)
{
	struct fixture *fixture = *state;
	const struct model *model = model_of(
		fixture, ONE("<pci_devs><pci_dev>03:1F.2 SATA</pci_dev><pci_dev>00:02.0</pci_dev>"
			     "<pci_dev>nonsense</pci_dev><pci_dev>00:02.0:x</pci_dev>"
			     "<pci_dev>00:02.0\tVGA compatible controller</pci_dev></pci_devs>"));
	const struct device *devices = model->vms[0].devices;

	assert_int_equal(model->vms[0].device_count, 5);
	assert_true(devices[0].passthrough->has_bdf);
	assert_int_equal(devices[0].passthrough->bdf, CFG_BDF(3, 0x1f, 2));
	assert_true(devices[1].passthrough->has_bdf);
	assert_false(devices[1].passthrough->is_vga);
	assert_int_equal(devices[1].address.kind, ADDRESS_ANY);
	assert_false(devices[2].passthrough->has_bdf);
	assert_false(devices[3].passthrough->has_bdf);
	assert_true(devices[4].passthrough->is_vga);
	assert_int_equal(devices[4].address.kind, ADDRESS_FIXED);
	assert_int_equal(devices[4].address.vbdf, CFG_BDF(0, 2, 0));
}

/* Only a pre-launched VM has parts of the board's memory. */
static void test_memory(void **state)
{
#define RANGE(mib)    "<hpa_region><start_hpa>0x100000000</start_hpa>" mib "</hpa_region>"
#define MEMORY(inner) "<memory>" inner "</memory>"
#define RANGES	      RANGE("<size_hpa>256</size_hpa>") RANGE("<size_hpa>128</size_hpa>")
	const struct model *model = model_of(
		*state,
		"<acrn-config>" PRE("0", "A", MEMORY(RANGES)) PRE("1", "B",
								  MEMORY(RANGES "<size>64</size>"))
			PRE("2", "C", MEMORY("<size>64</size>")) PRE("3", "D", MEMORY(RANGE("")))
				PRE("4", "E", "") POST("5", "F", MEMORY(RANGES "<size>64</size>"))
					POST("6", "G", MEMORY(RANGES)) "</acrn-config>");
	static const uint64_t mib[] = { 384, 448, 64, 1024, 1024, 64, 1024 };

	for (size_t i = 0; i < sizeof(mib) / sizeof(mib[0]); i++)
		assert_int_equal(model->vms[i].memory_mib, mib[i]);
}

static void test_started_by_acrn_hv(void **state)
{
#define KERNEL "<boot><kernel>k</kernel></boot>"
#define SCENARIO(land)                                                                        \
	"<acrn-config>" REGIONS("<IVSHMEM_REGION><NAME>r</NAME><PROVIDED_BY>" land            \
				"</PROVIDED_BY><IVSHMEM_VMS><IVSHMEM_VM><VM_NAME>P</VM_NAME>" \
				"</IVSHMEM_VM></IVSHMEM_VMS></IVSHMEM_REGION>")               \
		PRE("0", "A", KERNEL) PRE("1", "B", "") SERVICE("2", KERNEL)                  \
			SERVICE("3", "<boot><kernel/></boot>")                                \
				POST("4", "P", KERNEL) "</acrn-config>"
	static const struct {
		const char *text;
		enum target target;
		bool is_started[5];
	} scenes[] = {
		{ SCENARIO("Hypervisor"), TARGET_LAB, { true, true, true, false, false } },
		{ SCENARIO("Device Model"), TARGET_LAB, { false } },
		{ SCENARIO("Hypervisor"), TARGET_ACRN, { false } },
	};

	for (size_t i = 0; i < sizeof(scenes) / sizeof(scenes[0]); i++) {
		const struct model *model = model_for(*state, scenes[i].text, scenes[i].target);

		assert_int_equal(model->target, scenes[i].target);
		assert_int_equal(model->has_hv_land, i != 1);
		for (size_t j = 0; j < 5; j++)
			assert_int_equal(model_is_started_by_acrn_hv(model, &model->vms[j]),
					 scenes[i].is_started[j]);
	}
}

/* What a pre-launched VM has is not the Service VM's any more; what another has it lends. */
static void test_passed_through(void **state)
{
#define PCI(list) "<pci_devs>" list "</pci_devs>"
	const struct model *model = model_of(
		*state,
		"<acrn-config>" PRE("0", "A",
				    PCI("<pci_dev>00:17.1 x</pci_dev>"
					"<pci_dev>01:02.0 x</pci_dev>"
					"<pci_dev>nonsense</pci_dev>"))
			POST("2", "B", PCI("<pci_dev>00:14.0 x</pci_dev>")) "</acrn-config>");

	for (unsigned bdf = 0; bdf < CFG_BDF(1, 0, 0); bdf++)
		assert_int_equal(model->is_passed_through[bdf], bdf == CFG_BDF(0, 0x17, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_empty),
		TEST(test_identity),
		TEST(test_same_ids),
		TEST(test_machine),
		TEST(test_parameters),
		TEST(test_arguments),
		TEST(test_devices_of_arguments),
		TEST(test_regions_come_together),
		TEST(test_region_ids),
		TEST(test_listed_defaults),
		TEST(test_duplicate_peers),
		TEST(test_bad_texts),
		TEST(test_addresses),
		TEST(test_vuarts),
		TEST(test_default_of_vuart_type),
		TEST(test_devices_by_load_order),
		TEST(test_passthrough),
		TEST(test_memory),
		TEST(test_started_by_acrn_hv),
		TEST(test_passed_through),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
