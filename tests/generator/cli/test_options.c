/* SPDX-License-Identifier: BSD-3-Clause
 * test_options.c: command lines are parsed, and invalid ones rejected with status 2. */
#include "tests/generator/helpers.h"

#include "cli/options.h"

static int run_nothing(struct arena *arena, const struct options *options)
{
	(void)arena;
	(void)options;
	return 0;
}

static const struct verb verbs[] = {
	{ "all", "FILE", "Does all.", "orTbBtnHsMvFk", 1, 1, run_nothing, false, VALUE_FILE, NULL },
	{ "none", "[FILE]...", "Takes no options.", "", 0, SIZE_MAX, run_nothing, false, VALUE_FILE,
	  NULL },
	{ "plan", "FILE", "Prints a plan.", "", 1, 1, run_nothing, true, VALUE_FILE, NULL },
	{ "score", "FILE", "Scores.", "BN", 1, 1, run_nothing, false, VALUE_FILE, NULL },
	{ "hard", "FILE", "Hardens.", "D", 1, 1, run_nothing, false, VALUE_FILE, NULL },
	{ "gen", "FILE", "Writes.", "o", 1, 1, run_nothing, false, VALUE_FILE, NULL },
	{ 0 },
};

#define ARGUMENTS_MAX 32

/* What a command line came to. */
struct outcome {
	struct options options;
	const char *out, *err;
	char *arguments[ARGUMENTS_MAX];
};

/* Sends a stream to a file; returns what it was. */
static int redirect(FILE *stream, const char *path)
{
	int saved, fd;

	fflush(stream);
	saved = dup(fileno(stream));
	fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
	assert_true(saved >= 0 && fd >= 0);
	dup2(fd, fileno(stream));
	close(fd);
	return saved;
}

static const char *restore(struct fixture *fixture, FILE *stream, int saved, const char *path)
{
	fflush(stream);
	dup2(saved, fileno(stream));
	close(saved);
	return load_read(fixture->arena, path, fixture->diags)->bytes;
}

/* Parses a line of words that single spaces separate. */
static struct outcome parse(struct fixture *fixture, const char *line)
{
	const char *out = fixture_file(fixture, "out", ""), *err = fixture_file(fixture, "err", "");
	char *copy = arena_copy(fixture->arena, line, strlen(line));
	struct outcome outcome = { .arguments = { "acrn-cfg" } };
	int count = 1, saved_out, saved_err;

	for (char *word; (word = strsep(&copy, " "));) {
		assert_true(count < ARGUMENTS_MAX - 1);
		if (*word)
			outcome.arguments[count++] = word;
	}
	saved_out = redirect(stdout, out);
	saved_err = redirect(stderr, err);
	outcome.options =
		options_parse(fixture->arena, verbs, count,
			      memcpy(arena_alloc(fixture->arena, sizeof(outcome.arguments)),
				     outcome.arguments, sizeof(outcome.arguments)));
	outcome.out = restore(fixture, stdout, saved_out, out);
	outcome.err = restore(fixture, stderr, saved_err, err);
	return outcome;
}

/* The options of a valid line: nothing is printed. */
static struct options parsed(struct fixture *fixture, const char *line)
{
	struct outcome outcome = parse(fixture, line);

	assert_string_equal(outcome.err, "");
	assert_string_equal(outcome.out, "");
	assert_non_null(outcome.options.verb);
	return outcome.options;
}

static void refuse(struct fixture *fixture, const char *line, const char *why)
{
	struct outcome outcome = parse(fixture, line);

	assert_null(outcome.options.verb);
	assert_int_equal(outcome.options.status, 2);
	assert_string_equal(outcome.out, "");
	assert_contains(outcome.err, why);
}

static void test_defaults(void **state)
{
	struct options options = parsed(*state, "all f");

	assert_ptr_equal(options.verb, &verbs[0]);
	assert_null(options.output);
	assert_int_equal(options.release, RELEASE_3_3);
	assert_int_equal(options.target, TARGET_ACRN);
	assert_null(options.board);
	assert_null(options.board_paths[0]);
	assert_null(options.templates);
	assert_false(options.is_verbose);
	assert_int_equal(options.format, DIAG_FORMAT_TEXT);
	assert_false(options.has_color); /* stderr is a file */
	assert_false(options.are_warnings_fatal);
	assert_int_equal(options.warning_count, 0);
	assert_int_equal(options.argument_count, 1);
	assert_string_equal(options.arguments[0], "f");
	assert_null(options.arguments[1]);
}

/* All options in every way of writing them. */
static void test_all_options(void **state)
{
	static const char *const lines[] = {
		"all -o dir -r 2.7 -T lab -b board -B p1 -B p2 -t tmpl -v -f gcc -c always -Werror "
		"f",
		"all --output dir --acrn-release 2.7 --target lab --board board --board-path p1 "
		"--board-path p2 --templates tmpl --verbose --format gcc --color always --warning "
		"error f",
		"all f --output=dir --acrn-release=2.7 --target=lab --board=board "
		"--board-path=p1 --board-path=p2 --templates=tmpl --verbose --format=gcc "
		"--color=always "
		"--warning=error",
		"all -odir -r2.7 -Tlab -bboard -Bp1 f -Bp2 -ttmpl -vfgcc -calways -W error",
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct options options = parsed(*state, lines[i]);

		assert_string_equal(options.output, "dir");
		assert_int_equal(options.release, RELEASE_2_7);
		assert_int_equal(options.target, TARGET_LAB);
		assert_string_equal(options.board, "board");
		assert_string_equal(options.board_paths[0], "p1");
		assert_string_equal(options.board_paths[1], "p2");
		assert_null(options.board_paths[2]);
		assert_string_equal(options.templates, "tmpl");
		assert_true(options.is_verbose);
		assert_int_equal(options.format, DIAG_FORMAT_GCC);
		assert_true(options.has_color);
		assert_true(options.are_warnings_fatal);
		assert_int_equal(options.argument_count, 1);
		assert_string_equal(options.arguments[0], "f");
	}
}

static void test_check(void **state)
{
	assert_true(parsed(*state, "all --check f").is_check);
	assert_true(parsed(*state, "all --sync f").is_durable);
	assert_true(parsed(*state, "all -n f").is_check);
	assert_false(parsed(*state, "all f").is_check);
}

/* As compilers take them. */
static void test_depfile(void **state)
{
	static const char *const lines[] = {
		"all -MD -MF file -MT target f",
		"all f -MT target -MFfile",
		"all -MTtarget f -MF file -MD",
	};
	struct options options = parsed(*state, "all -MD f");

	assert_true(options.has_depfile);
	assert_null(options.depfile);
	assert_null(options.depfile_target);
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		options = parsed(*state, lines[i]);
		assert_true(options.has_depfile);
		assert_string_equal(options.depfile, "file");
		assert_string_equal(options.depfile_target, "target");
		assert_int_equal(options.argument_count, 1);
		assert_string_equal(options.arguments[0], "f");
	}
	assert_false(parsed(*state, "all f").has_depfile);
	refuse(*state, "all -MX f",
	       "acrn-cfg: unknown option -M 'X': use -MD, -MF FILE or -MT TARGET\n");
	refuse(*state, "all f -MF",
	       "acrn-cfg: missing argument for '-MF'\nTry 'acrn-cfg all --help'\n");
	refuse(*state, "none -MD", "unknown option '-M': it is an option of all\n");
}

static void test_many_board_paths(void **state)
{
	struct options options = parsed(*state, "all -B1 -B2 -B3 -B4 -B5 -B6 -B7 -B8 -B9 f");

	for (int i = 0; i < 9; i++) {
		assert_int_equal(options.board_paths[i][0], '1' + i);
		assert_int_equal(options.board_paths[i][1], '\0');
	}
	assert_null(options.board_paths[9]);
}

static void test_releases(void **state)
{
	assert_int_equal(parsed(*state, "all -r 2.0 f").release, RELEASE_2_0);
	assert_int_equal(parsed(*state, "all -r 3.0.1 f").release, RELEASE_3_0_1);
	assert_int_equal(parsed(*state, "all -r v3.2 f").release, RELEASE_3_2);
	assert_int_equal(parsed(*state, "all -r master f").release, RELEASE_MASTER);
	refuse(*state, "all -r 4.0.0 f",
	       "acrn-cfg: unknown ACRN release '4.0.0': use 2.0, 2.1, 2.2, 2.3, 2.4, 2.5, 2.6, "
	       "2.7, "
	       "3.0, 3.0.1, 3.0.2, 3.1, 3.2, 3.3 or master\n");
	refuse(*state, "all --acrn-release=Master f",
	       "unknown ACRN release 'Master': did you mean 'master'?\n");
	refuse(*state, "all --acrn-release= f", "unknown ACRN release ''");
}

static void test_targets(void **state)
{
	assert_int_equal(parsed(*state, "all -T acrn f").target, TARGET_ACRN);
	assert_int_equal(parsed(*state, "all --target lab f").target, TARGET_LAB);
	assert_int_equal(parsed(*state, "all -T lab -T acrn f").target, TARGET_ACRN);
	refuse(*state, "all -T qemu f", "acrn-cfg: unknown target 'qemu': use acrn or lab\n");
	refuse(*state, "all --target= f", "unknown target ''");
	refuse(*state, "all --hypervisor -T lab f",
	       "acrn-cfg: --hypervisor is for the target acrn, not for 'lab'\n");
}

static void test_the_last_one_counts(void **state)
{
	struct options options = parsed(*state, "all -o a -o b -r 2.0 -r master -f gcc -f text f");

	assert_string_equal(options.output, "b");
	assert_int_equal(options.release, RELEASE_MASTER);
	assert_int_equal(options.format, DIAG_FORMAT_TEXT);
	assert_false(parsed(*state, "all -c always -c never f").has_color);
	assert_true(parsed(*state, "all -c never -c always f").has_color);
}

static void test_color(void **state)
{
	assert_false(parsed(*state, "all -c auto f").has_color);
	setenv("NO_COLOR", "1", 1);
	assert_true(parsed(*state, "all -c always f").has_color);
	assert_false(parsed(*state, "all -c auto f").has_color);
	unsetenv("NO_COLOR");
	refuse(*state, "all -c sometimes f",
	       "acrn-cfg: unknown color setting 'sometimes': use auto, always or never\n");
}

/* Each format is an option's value, in the help and in the manual page. */
static void test_format(void **state)
{
	static const char *const names[] = {
#define FORMAT(id, name, function, summary) name,
#include "diag/formats.def"
#undef FORMAT
	};
	struct fixture *fixture = *state;
	const char *path = arena_printf(fixture->arena, "%s/docs/acrn-cfg.1", source_root());
	const struct source *manual = load_read(fixture->arena, path, fixture->diags);

	assert_non_null(manual);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *line = arena_printf(fixture->arena, "all -f %s f", names[i]);

		assert_int_equal(parsed(fixture, line).format, i);
		assert_contains(parse(fixture, "all -h").out,
				arena_printf(fixture->arena, "\n%8s%s: ", "", names[i]));
		assert_contains(manual->bytes, arena_printf(fixture->arena, "\n.B %s\n", names[i]));
	}
	refuse(*state, "all -f html f",
	       "acrn-cfg: unknown format 'html': use text, gcc, json, sarif, "
	       "junit, checkstyle, github or gitlab\n");
	refuse(*state, "all -f xml f",
	       "acrn-cfg: unknown format 'xml': use text, gcc, json, sarif, "
	       "junit, checkstyle, github or gitlab\n");
}

static void test_format_of_the_plan(void **state)
{
	assert_int_equal(parsed(*state, "plan f").format, DIAG_FORMAT_TEXT);
	assert_int_equal(parsed(*state, "plan -f xml f").format, DIAG_FORMAT_TEXT);
	assert_int_equal(parsed(*state, "plan -f json f").format, DIAG_FORMAT_JSON);
	assert_int_equal(parsed(*state, "plan -f gcc f").format, DIAG_FORMAT_GCC);
	refuse(*state, "plan -f yaml f",
	       "acrn-cfg: unknown format 'yaml': use xml, text, gcc, json, sarif, "
	       "junit, checkstyle, github or gitlab\n");
}

static void test_reports(void **state)
{
	struct options options = parsed(*state, "all f");

	assert_int_equal(options.report_count, 0);
	assert_int_equal(options.fail_on, FAIL_ON_ERROR);
	assert_false(options.skips_others);
	options = parsed(*state, "all --report sarif=a=b -p junit=- -F warning -k f");
	assert_int_equal(options.report_count, 2);
	assert_int_equal(options.reports[0].format, DIAG_FORMAT_SARIF);
	assert_string_equal(options.reports[0].path, "a=b");
	assert_int_equal(options.reports[1].format, DIAG_FORMAT_JUNIT);
	assert_string_equal(options.reports[1].path, "-");
	assert_int_equal(options.fail_on, FAIL_ON_WARNING);
	assert_true(options.skips_others);
	assert_int_equal(parsed(*state, "all --fail-on=never f").fail_on, FAIL_ON_NOTHING);
	refuse(*state, "all -p sarif f", "acrn-cfg: invalid report 'sarif': use FORMAT=FILE\n");
	refuse(*state, "all -p sarif= f", "acrn-cfg: invalid report 'sarif='");
	refuse(*state, "all -p =x f", "acrn-cfg: unknown format ''");
	refuse(*state, "all -p json=- -p sarif=- f", "acrn-cfg: two reports on 'standard output'");
	refuse(*state, "all -F often f", "acrn-cfg: unknown level 'often'");
}

static void test_warnings(void **state)
{
	struct options options =
		parsed(*state, "all -Wboard-missing -Wno-element-unknown -Werror=cpu-not-on-board "
			       "-Werror=vm-id-invalid --warning=no-board-missing f");
	static const struct {
		enum diag_code code;
		enum diag_level level;
	} expected[] = {
		{ DIAG_BOARD_MISSING, DIAG_WARNING },  { DIAG_ELEMENT_UNKNOWN, DIAG_OFF },
		{ DIAG_CPU_NOT_ON_BOARD, DIAG_ERROR }, { DIAG_VM_ID_INVALID, DIAG_ERROR },
		{ DIAG_BOARD_MISSING, DIAG_OFF },
	};

	assert_false(options.are_warnings_fatal);
	assert_int_equal(options.warning_count, 5);
	for (size_t i = 0; i < 5; i++) {
		assert_int_equal(options.warnings[i].rule->code, expected[i].code);
		assert_int_equal(options.warnings[i].level, expected[i].level);
	}
}

static void test_wrong_warnings(void **state)
{
	refuse(*state, "all -Wnonsense f",
	       "acrn-cfg: unknown rule 'nonsense': `acrn-cfg explain` lists them\n");
	refuse(*state, "all -Wno-nonsense f", "unknown rule 'nonsense'");
	refuse(*state, "all -Werror=nonsense f", "unknown rule 'nonsense'");
	refuse(*state, "all -Werror= f", "unknown rule ''");
	refuse(*state, "all -Wno-error=board-missing f", "unknown rule 'error=board-missing'");
	refuse(*state, "all -Wboard f", "unknown rule 'board'");
	refuse(*state, "all -Wno-vm-id-invalid f", "cannot turn off or weaken the error");
	refuse(*state, "all -Wvm-id-invalid f", "cannot turn off or weaken the error");
	refuse(*state, "all -Wno-file-unreadable f", "cannot turn off or weaken the error");
}

/* The levels of a diagnostic list after the options: a later option overrides an earlier one, but
 * -Werror, at any position, affects only rules that no other option names. */
static void test_setting_levels(void **state)
{
	static const struct {
		const char *line;
		enum diag_level board_missing, element_unknown;
	} cases[] = {
		{ "all f", DIAG_WARNING, DIAG_WARNING },
		{ "all -Werror f", DIAG_ERROR, DIAG_ERROR },
		{ "all -Wno-board-missing f", DIAG_OFF, DIAG_WARNING },
		{ "all -Wno-board-missing -Werror f", DIAG_OFF, DIAG_ERROR },
		{ "all -Werror -Wno-board-missing f", DIAG_OFF, DIAG_ERROR },
		{ "all -Werror -Wno-error f", DIAG_WARNING, DIAG_WARNING },
		{ "all -Wno-error -Werror f", DIAG_ERROR, DIAG_ERROR },
		{ "all -Werror -Wboard-missing f", DIAG_WARNING, DIAG_ERROR },
		{ "all -Werror=board-missing f", DIAG_ERROR, DIAG_WARNING },
		{ "all -Werror=board-missing -Wboard-missing f", DIAG_WARNING, DIAG_WARNING },
		{ "all -Wno-board-missing -Werror=board-missing f", DIAG_ERROR, DIAG_WARNING },
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct options options = parsed(fixture, cases[i].line);
		struct diags *diags = diags_new(fixture->arena);

		options_set_levels(&options, diags);
		diag_add(diags, DIAG_BOARD_MISSING, (struct span) { 0 }, "m");
		assert_int_equal(diags_worst(diags), cases[i].board_missing);
		diags = diags_new(fixture->arena);
		options_set_levels(&options, diags);
		diag_add(diags, DIAG_ELEMENT_UNKNOWN, (struct span) { 0 }, "m");
		assert_int_equal(diags_worst(diags), cases[i].element_unknown);
	}
}

static void test_arguments(void **state)
{
	struct options options = parsed(*state, "none a -f gcc b - c");

	assert_int_equal(options.argument_count, 4);
	assert_string_equal(options.arguments[0], "a");
	assert_string_equal(options.arguments[1], "b");
	assert_string_equal(options.arguments[2], "-");
	assert_string_equal(options.arguments[3], "c");
	assert_null(options.arguments[4]);
	options = parsed(*state, "none -- -f --help");
	assert_int_equal(options.argument_count, 2);
	assert_string_equal(options.arguments[0], "-f");
	assert_int_equal(parsed(*state, "none").argument_count, 0);
	refuse(*state, "all", "acrn-cfg: missing argument for 'all': FILE\n");
	refuse(*state, "all -v", "missing argument for 'all'");
	refuse(*state, "all a b", "acrn-cfg: too many arguments for 'all': FILE\n");
}

/* getopt_long() itself prints nothing; each message has two lines. */
static void test_wrong_options(void **state)
{
	static const char *const cases[][2] = {
		{ "all --nonsense f", "unknown option '--nonsense'" },
		{ "all --vrebose=x --bord f",
		  "unknown option '--vrebose': did you mean '--verbose'?" },
		{ "all --bord=x f", "unknown option '--bord': did you mean '--board'?" },
		{ "all f -x", "unknown option '-x'" },
		{ "all f -vx", "unknown option '-x'" },
		{ "all --verbose=1 f", "unexpected value for '--verbose'" },
		{ "all f -o", "missing value for '-o'" },
		{ "all f -vo", "missing value for '-o'" },
		{ "all f --board", "missing value for '--board'" },
		{ "all f --b x", "ambiguous option '--b': use --board, --board-path" },
		{ "all --threshold=3 f", "unknown option '--threshold': it is an option of score" },
		{ "none -v f", "unknown option '-v': it is an option of all" },
		{ "none -B f", "unknown option '-B': it is an option of all, score" },
		{ "all -f jsn f", "unknown format 'jsn': did you mean 'json'?" },
		{ "all -f ml f", "unknown format 'ml': use text, gcc, json, sarif, junit, "
				 "checkstyle, github or gitlab" },
		{ "plan -f xlm f", "unknown format 'xlm': did you mean 'xml'?" },
		{ "all -c Allways f", "unknown color setting 'Allways': did you mean 'always'?" },
		{ "all -T lb f", "unknown target 'lb': use acrn or lab" },
		{ "all -T acr f", "unknown target 'acr': did you mean 'acrn'?" },
		{ "hard -Df,acl f",
		  "unknown part of --harden 'f': use groups, acl, apparmor, selinux, fapolicyd, "
		  "verity, systemd, keys or all" },
		{ "hard -Dacl,sistemd,x f",
		  "unknown part of --harden 'sistemd': did you mean 'systemd'?" },
		{ "all -Wbord-missing f",
		  "unknown rule 'bord-missing': did you mean 'board-missing'?" },
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *verb =
			arena_copy(fixture->arena, cases[i][0], strcspn(cases[i][0], " "));
		const char *expected =
			arena_printf(fixture->arena, "acrn-cfg: %s\nTry 'acrn-cfg %s --help'\n",
				     cases[i][1], verb);

		assert_string_equal(parse(fixture, cases[i][0]).err, expected);
		refuse(fixture, cases[i][0], expected);
	}
}

/* A verb takes its own options only. */
static void test_options_of_verbs(void **state)
{
	static const char *const others[] = { "-o x",	   "-r 2.0",   "-T lab", "-b x",
					      "-B x",	   "-t x",     "-v",	 "--output=x",
					      "--board=x", "--verbose" };
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		refuse(fixture, arena_printf(fixture->arena, "none %s", others[i]), "option");
	assert_int_equal(parsed(fixture, "none -f gcc -c always -Werror").format, DIAG_FORMAT_GCC);
}

static void test_verbs(void **state)
{
	refuse(*state, "", "acrn-cfg: missing verb\nTry 'acrn-cfg --help'\n");
	refuse(*state, "nonsense f",
	       "acrn-cfg: unknown verb 'nonsense': `acrn-cfg help` lists them\n"
	       "Try 'acrn-cfg --help'\n");
	refuse(*state, "-v all f", "unknown verb '-v'");
	refuse(*state, "al f", "unknown verb 'al': `");
	refuse(*state, "non f", "unknown verb 'non': did you mean 'none'?\n");
	refuse(*state, "palm f", "unknown verb 'palm': `");
	refuse(*state, "Plna f", "unknown verb 'Plna': did you mean 'plan'?\n");
}

static void test_help(void **state)
{
	static const char *const lines[] = { "--help", "-h", "--help all" };
	struct outcome outcome;

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		outcome = parse(*state, lines[i]);
		assert_null(outcome.options.verb);
		assert_int_equal(outcome.options.status, 0);
		assert_string_equal(outcome.err, "");
		assert_contains(outcome.out, "  all        Does all.\n");
		assert_contains(outcome.out, "  none       Takes no options.\n");
		assert_contains(outcome.out, "--format");
		assert_null(strstr(outcome.out, "--board-path"));
	}
	outcome = parse(*state, "all --help");
	assert_null(outcome.options.verb);
	assert_int_equal(outcome.options.status, 0);
	assert_contains(outcome.out,
			"Usage: acrn-cfg all [OPTION]... FILE\nDoes all.\n\nInput:\n  -r");
	assert_contains(outcome.out, "--board-path");
	assert_contains(outcome.out, "\n\nOther:\n  -h, --help ");
	assert_contains(outcome.out, "Exit status: 0 clean, 1 ");
	outcome = parse(*state, "none -h");
	assert_int_equal(outcome.options.status, 0);
	assert_null(strstr(outcome.out, "--board-path"));
	assert_null(strstr(outcome.out, "Input:"));
	assert_contains(outcome.out, "--format");
}

/* The row of an option that has several is the one that names the verb. */
static void test_rows_of_verbs(void **state)
{
	struct outcome outcome = parse(*state, "gen --help");

	assert_contains(outcome.out, "-o, --output DIR           write below");
	assert_null(strstr(outcome.out, "--output FILE"));
	outcome = parse(*state, "all --help");
	assert_contains(outcome.out, "-o, --output FILE ");
	assert_null(strstr(outcome.out, "--output DIR"));
	assert_string_equal(parsed(*state, "gen --output x f").output, "x");
}

static void test_version(void **state)
{
	static const char *const lines[] = { "--version", "-V", "all -V", "none --version x" };

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct outcome outcome = parse(*state, lines[i]);

		assert_null(outcome.options.verb);
		assert_int_equal(outcome.options.status, 0);
		assert_string_equal(outcome.out, "acrn-cfg " VERSION "\n");
		assert_string_equal(outcome.err, "");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_defaults),
		TEST(test_all_options),
		TEST(test_check),
		TEST(test_depfile),
		TEST(test_many_board_paths),
		TEST(test_releases),
		TEST(test_targets),
		TEST(test_the_last_one_counts),
		TEST(test_color),
		TEST(test_format),
		TEST(test_format_of_the_plan),
		TEST(test_reports),
		TEST(test_warnings),
		TEST(test_wrong_warnings),
		TEST(test_setting_levels),
		TEST(test_arguments),
		TEST(test_wrong_options),
		TEST(test_options_of_verbs),
		TEST(test_verbs),
		TEST(test_help),
		TEST(test_rows_of_verbs),
		TEST(test_version),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
