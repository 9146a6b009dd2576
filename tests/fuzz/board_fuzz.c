/* SPDX-License-Identifier: BSD-3-Clause
 * board_fuzz.c: libFuzzer on board descriptions, and on the blocks of text in them: an input is a
 * whole one, or the name of a block and, from the next line on, the text of it in a built-in board.
 * The whole configuration of the hypervisor is planned with either, so that whatever reads the
 * lines of a block or the tree gets them. */
#include "straight_line.h"

#include "board/internal.h"
#include "read/read.h"
#include "rules/rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* A VM of each kind, with something of all that the board has a say in. */
static const char scenario[] =
	"<acrn-config><hv><DEBUG_OPTIONS><SERIAL_CONSOLE>/dev/ttyS0</SERIAL_CONSOLE></"
	"DEBUG_OPTIONS>"
	"</hv><vm id='0'><load_order>PRE_LAUNCHED_VM</load_order><name>PRE</name>"
	"<cpu_affinity><pcpu_id>0</pcpu_id></cpu_affinity><memory><hpa_region>"
	"<start_hpa>0x100000000</start_hpa><size_hpa>64</size_hpa></hpa_region></memory>"
	"<pci_devs><pci_dev>00:02.0 VGA</pci_dev></pci_devs>"
	"</vm><vm id='1'><load_order>SERVICE_VM</load_order><name>SERVICE</name></vm>"
	"<vm id='2'><load_order>POST_LAUNCHED_VM</load_order><name>POST</name>"
	"<cpu_affinity><pcpu_id>1</pcpu_id></cpu_affinity><memory><size>64</size></memory></vm>"
	"</acrn-config>";

/* What every input needs; lives as long as the process. */
struct context {
	struct schema *boards, *scenarios;
	const struct board *board; /* a built-in one */
};

static const struct context *context(void)
{
	static struct context context;
	static struct arena *arena;
	const char *bytes;
	size_t size;

	if (arena)
		return &context;
	arena = arena_new(abort);
	context.boards = schema_load(arena, "schema/board.xsd");
	context.scenarios = schema_load(arena, "schema/scenario.xsd");
	bytes = embed_find("boards/nuc-alder/nuc-alder.xml", &size);
	context.board = board_load(arena, context.boards,
				   source_memory(arena, "nuc-alder.xml", bytes, size), true,
				   diags_new(arena));
	REQUIRE(context.board, "no built-in board");
	return &context;
}

static void check_lines(const struct board_block *block)
{
	REQUIRE(block->is_there || !block->line_count, "lines of a block that is not there");
	for (size_t i = 0; i < block->line_count; i++) {
		const char *line = block->lines[i];
		size_t length = strlen(line);

		REQUIRE(!length ||
				(!strchr(" \t\r", line[0]) && !strchr(" \t\r", line[length - 1])),
			"white space around a line");
		REQUIRE(!strchr(line, '\n'), "two lines in one");
	}
}

static void check_node(const struct board_platform *platform, const struct board_node *node)
{
	REQUIRE(!node->has_bdf || board_node_at(platform, node->bdf)->bdf == node->bdf,
		"a device is not found");
	REQUIRE(node->is_bus || !node->acpi_object ||
			strcmp(board_node_of_object(platform, node->acpi_object)->acpi_object,
			       node->acpi_object) == 0,
		"an object is not found");
	REQUIRE(!node->next || node->next->parent == node->parent, "a child is lost");
}

static void check_windows(const struct board_window *windows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		REQUIRE(windows[i].first <= windows[i].last, "an empty window");
		REQUIRE(!i || windows[i].first > windows[i - 1].first ||
				(windows[i].first == windows[i - 1].first &&
				 windows[i].last > windows[i - 1].last),
			"windows do not rise");
	}
}

static void check_board(const struct board *board)
{
	const struct board_platform *platform = board->platform;
	size_t number = 0;

	for (size_t i = 0; i < BOARD_BLOCK_COUNT; i++)
		check_lines(&platform->blocks[i]);
	for (const struct board_node *node = platform->devices; node;
	     node = board_node_next(node, NULL)) {
		REQUIRE(node->number == number++, "the order is another one");
		check_node(platform, node);
	}
	check_windows(board->windows, board->window_count);
	check_windows(board->taken, board->taken_count);
	for (size_t i = 0; i < board->bar_count; i++)
		REQUIRE(board->bars[i].size && board->bars[i].index <= 5, "a BAR is none");
}

/* Runs all that reads the board. */
static void plan_with(struct arena *arena, const struct board *board)
{
	struct diags *diags = diags_new(arena);
	const struct source *source =
		source_memory(arena, "fuzz.xml", scenario, sizeof(scenario) - 1);
	const struct doc *doc = load_source(arena, source, diags);
	struct model_context model_context = {
		.board = board,
		.release = RELEASE_MASTER,
		.target = TARGET_ACRN,
		.with_hypervisor = true,
	};
	const struct model *model;

	REQUIRE(schema_apply(context()->scenarios, doc, diags), "no scenario");
	model = read_scenario(arena, doc, &model_context);
	check_run(arena, model, diags);
	fuzz_check_messages(diags);
	if (!diags_error_count(diags))
		straight_plan(arena, model);
}

/* The built-in board with another text in the block that the first line names; NULL where it names
 * none. */
static const struct board *board_with(struct arena *arena, const struct source *source)
{
	struct board *board = arena_alloc(arena, sizeof(*board));
	struct board_platform *platform = arena_alloc(arena, sizeof(*platform));
	const char *end = strchr(source->bytes, '\n');
	size_t length = end ? (size_t)(end - source->bytes) : 0;

	*board = *context()->board;
	*platform = *board->platform;
	board->platform = platform;
	for (size_t i = 0; length && i < BOARD_BLOCK_COUNT; i++) {
		struct board_block *block = &platform->blocks[i];

		if (strlen(board_block_names[i]) != length ||
		    strncmp(board_block_names[i], source->bytes, length) != 0)
			continue;
		block->is_there = true;
		block->at = source_span(source, 0, source->size);
		board_read_lines(arena, arena_copy(arena, end, strlen(end)), block);
		return board;
	}
	return NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena *arena = fuzz_arena();
	struct diags *diags = diags_new(arena);
	const struct source *source = fuzz_source(arena, "board.xml", bytes, size);
	const struct board *board = board_with(arena, source);

	if (!board)
		board = board_load(arena, context()->boards, source, true, diags);
	REQUIRE(board || diags_error_count(diags), "no board without a reason");
	fuzz_check_messages(diags);
	if (board) {
		check_board(board);
		plan_with(arena, board);
	}
	arena_free(arena);
	return 0;
}
