/* SPDX-License-Identifier: BSD-3-Clause
 * test_virtio.c: texts for acrn-dm become elements of virtio devices. */
#include "tests/generator/upgrade/upgraded.h"

static void assert_device(struct fixture *fixture, const char *device, const char *expected)
{
	const struct doc *doc = upgraded_doc(
		fixture, arena_printf(fixture->arena,
				      "<acrn-config><vm id='0'><load_order>POST_LAUNCHED_VM"
				      "</load_order><virtio_devices>%s</virtio_devices></vm>"
				      "</acrn-config>",
				      device));

	assert_string_equal(
		upgraded_text(fixture, doc, "virtio_devices"),
		arena_printf(fixture->arena, "<virtio_devices>%s</virtio_devices>", expected));
}

#define NETWORK(inner) "<network>" inner "</network>"
#define TAP	       "<interface_name>tap0</interface_name>"
#define VHOST	       "<virtio_framework>Kernel based (Virtual Host)</virtio_framework>"

static void test_network(void **state)
{
	assert_device(*state, NETWORK("tap0"), NETWORK(TAP));
	assert_device(*state, NETWORK("tap=tap0,vhost"), NETWORK(TAP VHOST));
	assert_device(*state, NETWORK("vhost,tap=tap0"), NETWORK(VHOST TAP));
	assert_device(*state, NETWORK("tap0,mac=00:16:3e:00:00:01"), NETWORK(TAP));
	assert_contains(messages(*state), "<network> 'tap0,mac=00:16:3e:00:00:01' is not carried");
	assert_device(*state, NETWORK("tap0") "<network/>" NETWORK(TAP),
		      NETWORK(TAP) "<network/>" NETWORK(TAP));
}

#define CONSOLE(use, backend, path)                                          \
	"<console><use_type>Virtio " use "</use_type><backend_type>" backend \
	"</backend_type>" path "</console>"
#define PATH(name, path) "<" name ">" path "</" name ">"

static void test_console(void **state)
{
	assert_device(*state, "<console>@stdio:stdio_port</console>",
		      CONSOLE("console", "stdio", ""));
	assert_device(*state, "<console>pty:pty_port</console>", CONSOLE("serial port", "pty", ""));
	assert_device(*state, "<console>@tty:tty_port=/dev/pts/0,@file:file_port=/tmp/a</console>",
		      CONSOLE("console", "tty", PATH("tty_device_path", "/dev/pts/0"))
			      CONSOLE("console", "file", PATH("output_file_path", "/tmp/a")));
	assert_null(strstr(messages(*state), "is changed"));
	assert_device(*state, "<console>@sock:sock_port=/run/a:client</console>",
		      CONSOLE("console", "sock client", PATH("sock_file_path", "/run/a")));
	assert_device(*state, "<console>sock:x=/run/a</console>",
		      CONSOLE("serial port", "sock server", PATH("sock_file_path", "/run/a")));
	assert_contains(messages(*state), "is changed: ports are called BACKEND_port now");
	assert_device(*state, "<console>@</console>",
		      "<console><use_type>Virtio console</use_type><backend_type/></console>");
}

static void test_input(void **state)
{
	assert_device(*state, "<input>/dev/input/event3,kb</input>",
		      "<input><backend_device_file>/dev/input/event3</backend_device_file>"
		      "<id>kb</id></input>");
	assert_device(*state, "<input>/dev/input/event3</input><block>a.img</block><block/>",
		      "<input><backend_device_file>/dev/input/event3</backend_device_file>"
		      "</input><block>a.img</block><block/>");
}

#define DISPLAYS(type, inner) \
	"<gpu><display_type>" type "</display_type><displays>" inner "</displays></gpu>"
#define MONITOR(id) "<display><monitor_id>" id "</monitor_id></display>"
#define WINDOW(size, x, y)                                                \
	"<display><window_resolutions>" size "</window_resolutions>"      \
	"<horizontal_offset>" x "</horizontal_offset><vertical_offset>" y \
	"</vertical_offset></display>"

static void test_graphics(void **state)
{
	static const char *const kept[] = { "geometry=fullscreen:",
					    "geometry=1280x720",
					    "geometry=1280x720+0",
					    "geometry=1280*720+0+0",
					    "geometry=fullscreen:0,geometry=9x9+0+0",
					    "geometry=fullscreen:0,edid",
					    "multi" };
	struct fixture *fixture = *state;

	assert_device(fixture, "<gpu>geometry=fullscreen:0,geometry=fullscreen:12</gpu>",
		      DISPLAYS("Full screen", MONITOR("0") MONITOR("12")));
	assert_device(fixture, "<gpu>geometry=1280x720+10+0</gpu>",
		      DISPLAYS("Window", WINDOW("1280x720", "10", "0")));
	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
		const char *text = arena_printf(fixture->arena, "<gpu>%s</gpu>", kept[i]);

		assert_device(fixture, text, text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_network),
		TEST(test_console),
		TEST(test_input),
		TEST(test_graphics),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
