/* SPDX-License-Identifier: BSD-3-Clause
 * kvm_probe_image.c: from reset to long mode, exceptions, user mode, SSE and the local APIC's
 * timer.
 *
 * A KVM that runs no more than simple code fails somewhere on this way: by an error of QEMU's, a
 * triple error (a reset, which -no-reboot makes an end with status 0), or by never arriving. The
 * code is placed at physical 0xff000. It uses RAM so: page tables from 0x1000, IDT pointer 0x7000,
 * IDT 0x8000, stack below 0xa000, FXSAVE area 0xb000. EBX counts what has worked. */
#include "lab/kvm_probe_image.h"

#include <string.h>

#define CODE_OFFSET  0xf000u
#define RESET_OFFSET 0xfff0u

extern const unsigned char probe_code[];
extern const unsigned probe_code_size;

__asm__("	.pushsection .rodata\n"
	"	.global probe_code, probe_code_size\n"
	"	.balign 16\n"
	"probe_code:\n"
	"	.code16\n"
	"	cli\n"
	"	lgdtl	%cs:(gdt_pointer - probe_code + 0xf000)\n"
	"	movl	%cr0, %eax\n"
	"	orl	$1, %eax\n"
	"	movl	%eax, %cr0\n"
	"	ljmpl	$0x08, $(protected - probe_code + 0xff000)\n"
	/* Protected mode. One GiB from 0 and one from 3 GiB (the APIC), mapped one to one. */
	"	.code32\n"
	"protected:\n"
	"	movw	$0x10, %ax\n"
	"	movw	%ax, %ds\n"
	"	movw	%ax, %es\n"
	"	movw	%ax, %ss\n"
	"	movl	$0xa000, %esp\n"
	"	movl	$0x2007, 0x1000\n"
	"	movl	$0x3007, 0x2000\n"
	"	movl	$0x4007, 0x2018\n"
	"	movl	$0x87, %eax\n"
	"	xorl	%ecx, %ecx\n"
	"1:	movl	%eax, 0x3000(,%ecx,8)\n"
	"	leal	0xc0000000(%eax), %edx\n"
	"	movl	%edx, 0x4000(,%ecx,8)\n"
	"	addl	$0x200000, %eax\n"
	"	incl	%ecx\n"
	"	cmpl	$512, %ecx\n"
	"	jb	1b\n"
	"	movl	$0x80000001, %eax\n"
	"	cpuid\n"
	"	xorl	%ebx, %ebx\n"
	"	btl	$29, %edx\n"
	"	jnc	fail\n"
	"	movl	$0x620, %eax\n" /* PAE, FXSAVE and SSE */
	"	movl	%eax, %cr4\n"
	"	movl	$0x1000, %eax\n"
	"	movl	%eax, %cr3\n"
	"	movl	$0xc0000080, %ecx\n" /* EFER: long mode, SYSCALL */
	"	movl	$0x101, %eax\n"
	"	xorl	%edx, %edx\n"
	"	wrmsr\n"
	"	movl	$0x80000013, %eax\n"
	"	movl	%eax, %cr0\n"
	"	ljmpl	$0x18, $(long_mode - probe_code + 0xff000)\n"
	"	.code64\n"
	"long_mode:\n"
	"	movl	$0x8060, %edi\n"
	"	leaq	on_undefined(%rip), %rax\n"
	"	call	set_gate\n"
	"	movl	$0x80e0, %edi\n"
	"	leaq	on_page_fault(%rip), %rax\n"
	"	call	set_gate\n"
	"	movl	$0x8200, %edi\n"
	"	leaq	on_timer(%rip), %rax\n"
	"	call	set_gate\n"
	"	movw	$0x20f, 0x7000\n"
	"	movq	$0x8000, 0x7002\n"
	"	lidt	0x7000\n"
	/* Exceptions, each of an instruction of two bytes. */
	"	ud2\n"
	"	movl	$0x80000000, %edi\n"
	"	movl	(%rdi), %eax\n"
	"	cmpl	$2, %ebx\n"
	"	jne	fail\n"
	/* SSE, and its state in memory. */
	"	fninit\n"
	"	movl	$0x5a5a, %eax\n"
	"	movd	%eax, %xmm1\n"
	"	fxsave	0xb000\n"
	"	cmpl	%eax, 0xb0b0\n"
	"	jne	fail\n"
	/* Base registers by MSR and SWAPGS. */
	"	movl	$0xc0000102, %ecx\n"
	"	movl	$0x1234000, %eax\n"
	"	xorl	%edx, %edx\n"
	"	wrmsr\n"
	"	swapgs\n"
	"	decl	%ecx\n"
	"	rdmsr\n"
	"	cmpl	$0x1234000, %eax\n"
	"	jne	fail\n"
	/* The APIC's timer, and a HLT that it ends. */
	"	movl	$0xfee00000, %esi\n"
	"	movl	$0x1ff, 0xf0(%rsi)\n"
	"	movl	$0x20, 0x320(%rsi)\n"
	"	movl	$0x0b, 0x3e0(%rsi)\n"
	"	movl	$0x100000, 0x380(%rsi)\n"
	"2:	sti\n"
	"	hlt\n"
	"	cli\n"
	"	cmpl	$3, %ebx\n"
	"	jb	2b\n"
	/* To user mode by IRET, and back by SYSCALL. */
	"	movl	$0xc0000081, %ecx\n"
	"	xorl	%eax, %eax\n"
	"	movl	$0x00180018, %edx\n"
	"	wrmsr\n"
	"	incl	%ecx\n"
	"	leaq	on_syscall(%rip), %rax\n"
	"	xorl	%edx, %edx\n"
	"	wrmsr\n"
	"	pushq	$0x2b\n"
	"	pushq	$0x9800\n"
	"	pushq	$0x2\n"
	"	pushq	$0x33\n"
	"	leaq	user(%rip), %rax\n"
	"	pushq	%rax\n"
	"	iretq\n"
	"user:\n"
	"	movw	%cs, %ax\n"
	"	syscall\n"
	"on_syscall:\n"
	"	cmpw	$0x33, %ax\n"
	"	jne	fail\n"
	"	movl	$42, %eax\n" /* 2 * 42 + 1 is KVM_PROBE_IMAGE_STATUS */
	"	jmp	report\n"
	"fail:\n"
	"	movl	$1, %eax\n"
	"report:\n"
	"	outl	%eax, $0xf4\n"
	"3:	hlt\n"
	"	jmp	3b\n"
	"on_page_fault:\n"
	"	addq	$8, %rsp\n"
	"on_undefined:\n"
	"	incl	%ebx\n"
	"	addq	$2, (%rsp)\n"
	"	iretq\n"
	"on_timer:\n"
	"	incl	%ebx\n"
	"	movl	$0, 0xb0(%rsi)\n"
	"	iretq\n"
	"set_gate:\n"
	"	movw	%ax, (%rdi)\n"
	"	movl	$0x8e000018, 2(%rdi)\n"
	"	shrl	$16, %eax\n"
	"	movw	%ax, 6(%rdi)\n"
	"	ret\n"
	/* The accessed bits are set: the CPU has no need to write to ROM. */
	"	.balign 8\n"
	"gdt:	.quad	0\n"
	"	.quad	0x00cf9b000000ffff\n" /* 08: code */
	"	.quad	0x00cf93000000ffff\n" /* 10: data */
	"	.quad	0x00af9b000000ffff\n" /* 18: code, 64 bits */
	"	.quad	0x00cf93000000ffff\n" /* 20: data, of SYSCALL */
	"	.quad	0x00cff3000000ffff\n" /* 28: user's data */
	"	.quad	0x00affb000000ffff\n" /* 30: user's code */
	"gdt_pointer:\n"
	"	.word	gdt_pointer - gdt - 1\n"
	"	.long	gdt - probe_code + 0xff000\n"
	"probe_code_end:\n"
	"	.balign 4\n"
	"probe_code_size:\n"
	"	.long	probe_code_end - probe_code\n"
	"	.popsection\n");

void kvm_probe_image_fill(unsigned char image[KVM_PROBE_IMAGE_SIZE])
{
	/* ljmp $0xf000, $CODE_OFFSET */
	static const unsigned char jump[] = { 0xea, CODE_OFFSET & 0xff, CODE_OFFSET >> 8, 0x00,
					      0xf0 };

	memset(image, 0xff, KVM_PROBE_IMAGE_SIZE);
	memcpy(image + CODE_OFFSET, probe_code, probe_code_size);
	memcpy(image + RESET_OFFSET, jump, sizeof(jump));
}
