/* SPDX-License-Identifier: BSD-3-Clause
 * test_uarts.c: the ports and IRQs of vUARTs, and the connections for shutdown. */
#include "tests/generator/plan/hypervisor_scene.h"

#include "plan/uarts.h"

#define CONNECTIONS 20

/* VM 0 is pre-launched, VM 1 the Service VM. */
struct uart_scene {
	struct scene scene;
	struct vuart_connection connections[CONNECTIONS];
	struct vuart_end ends[CONNECTIONS][2];
	uint32_t counts[SCENE_VMS];
};

static void open_scene(struct uart_scene *uarts, struct fixture *fixture)
{
	memset(uarts, 0, sizeof(*uarts));
	scene_open(&uarts->scene, fixture);
	uarts->scene.vms[0].load_order = CFG_PRE_LAUNCHED;
	uarts->scene.vms[1].load_order = CFG_SERVICE_VM;
	uarts->scene.model.service_vm = &uarts->scene.vms[1];
	uarts->scene.model.vuarts = uarts->connections;
	uarts->scene.board.free_irqs = 1 << 3 | 1 << 4 | 1 << 7 | 1 << 10;
}

static void add_end(struct uart_scene *uarts, struct vuart_end *end, size_t vm, const char *port)
{
	end->vm = &uarts->scene.vms[vm];
	end->index = ++uarts->counts[vm];
	if (port)
		end->port = (struct number) { strtoull(port, NULL, 16), .text = port,
					      .is_given = true };
}

static void add(struct uart_scene *uarts, bool is_pci, size_t left, const char *left_port,
		size_t right, const char *right_port)
{
	size_t index = uarts->scene.model.vuart_count++;

	add_end(uarts, &uarts->ends[index][0], left, left_port);
	add_end(uarts, &uarts->ends[index][1], right, right_port);
	uarts->connections[index] = (struct vuart_connection) {
		.is_pci = is_pci,
		.has_type = true,
		.ends = uarts->ends[index],
		.end_count = 2,
	};
}

static const struct plan_uart *uart_of(const struct uart_scene *uarts, size_t vm, size_t index)
{
	const struct plan_vm_hypervisor *plan = &uarts->scene.plan_vms[vm];

	assert_true(index < plan->uart_count);
	return &plan->uarts[index];
}

static void assert_legacy(const struct uart_scene *uarts, size_t vm, size_t index, const char *port,
			  unsigned irq, unsigned peer_vm, unsigned peer_index)
{
	const struct plan_uart *uart = uart_of(uarts, vm, index);

	assert_int_equal(uart->kind, PLAN_UART_LEGACY);
	assert_string_equal(uart->port, port);
	assert_int_equal(uart->irq, irq);
	assert_true(uart->has_peer);
	assert_int_equal(uart->peer_vm, peer_vm);
	assert_int_equal(uart->peer_index, peer_index);
}

static void test_consoles(void **state)
{
	const char *const texts[SCENE_VMS] = { "COM Port 4", "PCI", "None", NULL };
	const struct plan_uart *uart;
	struct uart_scene uarts;

	open_scene(&uarts, *state);
	for (size_t i = 0; i < SCENE_VMS; i++)
		uarts.scene.vms[i].console_vuart.value = texts[i];
	plan_fill_uarts(&uarts.scene.planner);
	uart = uart_of(&uarts, 0, 0);
	assert_int_equal(uart->kind, PLAN_UART_LEGACY);
	assert_string_equal(uart->port, "0x2E8");
	assert_int_equal(uart->irq, 3);
	assert_false(uart->has_peer);
	assert_int_equal(uart_of(&uarts, 1, 0)->kind, PLAN_UART_PCI);
	assert_int_equal(uart_of(&uarts, 2, 0)->kind, PLAN_UART_NONE);
	assert_int_equal(uart_of(&uarts, 3, 0)->kind, PLAN_UART_NONE);
	assert_int_equal(uarts_com_port("COM Port 3"), 0x3e8);
	assert_int_equal(uarts_com_port("COM Port 31"), 0);
}

static void test_connections(void **state)
{
	struct uart_scene uarts;

	open_scene(&uarts, *state);
	add(&uarts, true, 0, NULL, 1, NULL);
	add(&uarts, false, 1, NULL, 0, "0x3E8");
	add(&uarts, false, 0, "0x3e8", 2, "0X2F8");
	add(&uarts, false, 1, "0x2F8", 2, NULL);
	plan_fill_uarts(&uarts.scene.planner);
	assert_int_equal(uart_of(&uarts, 0, 1)->kind, PLAN_UART_PCI);
	assert_int_equal(uart_of(&uarts, 0, 1)->peer_vm, 1);
	assert_int_equal(uart_of(&uarts, 0, 1)->peer_index, 1);
	assert_legacy(&uarts, 1, 2, "0x9208", 0, 0, 2);
	assert_legacy(&uarts, 0, 2, "0x3E8", 4, 1, 2);
	assert_legacy(&uarts, 0, 3, "0x3e8", 6, 2, 1);
	assert_legacy(&uarts, 2, 1, "0X2F8", 5, 0, 3);
	assert_legacy(&uarts, 1, 3, "0x2F8", 3, 2, 2);
	assert_legacy(&uarts, 2, 2, "0x9200", 6, 1, 3);
	assert_legacy(&uarts, 0, 4, "0X9000", 7, 1, 4);
	assert_legacy(&uarts, 1, 4, "0X9000", 0, 0, 4);
	assert_legacy(&uarts, 2, 3, "0X9000", 7, 1, 5);
	assert_legacy(&uarts, 1, 5, "0X9008", 0, 2, 3);
	assert_legacy(&uarts, 1, 6, "0X9010", 0, 3, 1);
	assert_int_equal(uarts.scene.hypervisor.vuart_max, 7);
}

static void test_release_3_3(void **state)
{
	struct uart_scene uarts;

	open_scene(&uarts, *state);
	uarts.scene.model.release = RELEASE_3_3;
	add(&uarts, false, 0, NULL, 2, NULL);
	plan_fill_uarts(&uarts.scene.planner);
	assert_legacy(&uarts, 0, 1, "0x9200", 7, 2, 1);
	assert_legacy(&uarts, 0, 2, "0X9000", 10, 1, 1);
}

static void test_without_service_vm(void **state)
{
	struct uart_scene uarts;

	open_scene(&uarts, *state);
	uarts.scene.vms[1].load_order = CFG_PRE_LAUNCHED;
	uarts.scene.model.service_vm = NULL;
	add(&uarts, false, 0, NULL, 1, NULL);
	plan_fill_uarts(&uarts.scene.planner);
	assert_int_equal(uarts.scene.plan_vms[0].uart_count, 2);
	assert_int_equal(uarts.scene.plan_vms[2].uart_count, 1);
	assert_int_equal(uarts.scene.hypervisor.vuart_max, 2);
}

/* Neither end is in the way of another vUART, whichever VM has it. */
static void test_shutdown_ports(void **state)
{
	struct uart_scene uarts;

	open_scene(&uarts, *state);
	add(&uarts, false, 1, "0x9000", 0, "0x9014");
	plan_fill_uarts(&uarts.scene.planner);
	assert_legacy(&uarts, 1, 2, "0X9008", 0, 0, 2);
	assert_legacy(&uarts, 0, 2, "0X9000", 6, 1, 2);
	assert_legacy(&uarts, 1, 3, "0X9020", 0, 2, 1);
	assert_legacy(&uarts, 1, 4, "0X9028", 0, 3, 1);
}

/* A pre-launched VM has the I/O ports of its devices; other VMs do not matter. */
static void test_ports_of_devices(void **state)
{
	static const struct board_bar bars[] = {
		{ .bdf = 0x10, .is_io = true, .address = 0x8ffc, .size = 8 },
		{ .bdf = 0x10, .is_io = false, .address = 0x9010, .size = 8 },
		{ .bdf = 0x18, .is_io = true, .address = 0x9018, .size = 8 },
		{ .bdf = 0x10, .is_io = true, .address = 0x9200, .size = 4 },
	};
	struct passthrough_device passthrough = { .has_bdf = true, .bdf = 0x10 };
	struct device devices[] = { { .kind = DEVICE_PASSTHROUGH, .passthrough = &passthrough } };
	struct uart_scene uarts;

	open_scene(&uarts, *state);
	uarts.scene.board.bars = bars;
	uarts.scene.board.bar_count = sizeof(bars) / sizeof(bars[0]);
	for (size_t i = 0; i < 3; i += 2) {
		uarts.scene.vms[i].devices = devices;
		uarts.scene.vms[i].device_count = 1;
	}
	add(&uarts, false, 0, NULL, 2, NULL);
	plan_fill_uarts(&uarts.scene.planner);
	assert_legacy(&uarts, 0, 1, "0x9208", 5, 2, 1);
	assert_legacy(&uarts, 2, 1, "0x9200", 5, 0, 1);
	assert_legacy(&uarts, 0, 2, "0X9008", 6, 1, 1);
	assert_legacy(&uarts, 2, 2, "0X9000", 6, 1, 2);
	assert_legacy(&uarts, 1, 1, "0X9000", 0, 0, 2);
	assert_ptr_equal(uarts_overlapped_bar(&uarts.scene.model, &uarts.scene.vms[0], 0x9000),
			 &bars[0]);
	assert_null(uarts_overlapped_bar(&uarts.scene.model, &uarts.scene.vms[0], 0x9010));
	assert_null(uarts_overlapped_bar(&uarts.scene.model, &uarts.scene.vms[2], 0x9000));
}

static void test_used_up(void **state)
{
	struct fixture *fixture = *state;
	const struct uarts_shutdown *shutdown;
	const char *const *ports;
	struct uart_scene uarts;

	open_scene(&uarts, fixture);
	for (size_t i = 0; i < 16; i++)
		add(&uarts, false, 1, arena_printf(fixture->arena, "0x%zx", 0x9004 + 16 * i), 2,
		    NULL);
	add(&uarts, false, 0, NULL, 2, NULL);
	uarts.ends[16][0].vm = NULL;
	ports = uarts_ports(fixture->arena, &uarts.scene.model);
	assert_string_equal(ports[31], "0x9278");
	assert_null(ports[32]);
	assert_null(ports[33]);
	shutdown = uarts_shutdown(fixture->arena, &uarts.scene.model);
	assert_int_equal(shutdown[0].service_port, 0);
	assert_int_equal(shutdown[0].port, 0x9000);
	assert_int_equal(shutdown[1].port, 0);
}

static void test_irqs(void **state)
{
	struct uart_scene uarts;
	bool is_known;

	open_scene(&uarts, *state);
	assert_int_equal(uarts_irqs(&uarts.scene.model, &uarts.scene.vms[0], &is_known), 0x7fe0);
	assert_true(is_known);
	assert_int_equal(uarts_irqs(&uarts.scene.model, &uarts.scene.vms[1], &is_known),
			 1 << 7 | 1 << 10);
	assert_true(is_known);
	uarts.scene.board.free_irqs = 0;
	assert_int_equal(uarts_irqs(&uarts.scene.model, &uarts.scene.vms[1], &is_known), 0);
	assert_false(is_known);
	uarts.scene.model.release = RELEASE_3_2;
	assert_int_equal(uarts_irqs(&uarts.scene.model, &uarts.scene.vms[0], &is_known), 0);
	assert_false(is_known);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_consoles),	       TEST(test_connections),	  TEST(test_release_3_3),
		TEST(test_without_service_vm), TEST(test_shutdown_ports), TEST(test_used_up),
		TEST(test_ports_of_devices),   TEST(test_irqs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
