/* SPDX-License-Identifier: BSD-3-Clause
 * numbers.c: decimal numbers that ACRN's build copies into C. */
#include <string.h>

#include "base/arena.h"
#include "rules/internal.h"

/* Behind the zeros that a number begins with, if C takes the rest for octal, and that is another
 * number, or none; else NULL. */
static const char *octal_digits(const char *text)
{
	const char *digits = text + strspn(text, "0");

	if (digits == text || text[strspn(text, "0123456789")])
		return NULL;
	return strlen(digits) > 1 || *digits > '7' ? digits : NULL;
}

static void check_text(struct check *check, const void *subject, const char *element,
		       const char *text, struct span at)
{
	const char *sign = text && *text == '-' ? "-" : "";
	const char *digits = text ? octal_digits(text + strlen(sign)) : NULL;
	const char *decimal;
	struct diag *diag;

	if (!digits)
		return;
	decimal = arena_printf(check->arena, "%s%s", sign, digits);
	diag = check_report(check, subject, at,
			    "invalid %s '%s': in C a number that begins with 0 is octal", element,
			    text);
	diag_help(diag, "use %s", decimal);
	diag_replace(diag, at, text, decimal);
}

static void check_hypervisor(struct check *check)
{
	const struct hypervisor *hypervisor = &check->model->hypervisor;
	const struct {
		const char *element, *text;
		struct span at;
	} numbers[] = {
#define NUMBER(element, field) { #element, hypervisor->field.text, hypervisor->field.at }
		NUMBER(CONSOLE_VM, console_vm),
		NUMBER(VUART_TIMER_PCPU, vuart_timer_cpu),
		NUMBER(MAX_VM_NUM, max_vms),
		NUMBER(MAX_IOAPIC_NUM, max_ioapics),
		NUMBER(MAX_IOAPIC_LINES, max_ioapic_lines),
		NUMBER(MAX_PCI_DEV_NUM, max_pci_devices),
		NUMBER(MAX_PT_IRQ_ENTRIES, max_pt_irqs),
		NUMBER(MAX_EMULATED_MMIO, max_emulated_mmio),
#undef NUMBER
		{ "VUART_RX_BUF_SIZE", hypervisor->vuart_input_size.value,
		  hypervisor->vuart_input_size.at },
		{ "VUART_TX_BUF_SIZE", hypervisor->vuart_output_size.value,
		  hypervisor->vuart_output_size.at },
	};

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		check_text(check, hypervisor, numbers[i].element, numbers[i].text, numbers[i].at);
}

static void check_vm(struct check *check, const struct vm *vm)
{
	const struct scheduling *scheduling = &vm->scheduling;
	const struct {
		const char *element;
		const struct text *text;
	} texts[] = {
		{ "bvt_weight", &scheduling->bvt_weight },
		{ "bvt_warp_value", &scheduling->bvt_warp_value },
		{ "bvt_warp_limit", &scheduling->bvt_warp_limit },
		{ "bvt_unwarp_period", &scheduling->bvt_unwarp_period },
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		check_text(check, vm, texts[i].element, texts[i].text->value, texts[i].text->at);
	check_text(check, vm, "companion_vmid", vm->companion_id.text, vm->companion_id.at);
}

void check_number_octal(struct check *check)
{
	const struct model *model = check->model;

	check_hypervisor(check);
	for (size_t i = 0; i < model->vm_count; i++)
		check_vm(check, &model->vms[i]);
}
