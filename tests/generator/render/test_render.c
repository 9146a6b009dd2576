/* SPDX-License-Identifier: BSD-3-Clause
 * test_render.c: the embedded templates on a plan, and invalid templates. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <libxml/parser.h>
#include <libxslt/xslt.h>

#include "base/arena.h"
#include "diag/diag.h"
#include "render/render.h"

static const char plan_text[] =
	"<plan release='master' scenario='s.xml'>"
	"<regions count='0' dm-count='0' hv-count='0' hv-bytes='0'/>"
	"<vms count='2' ivshmem-count='0' hv-ivshmem-count='0'>"
	"<vm index='0' id='1' name='b' load-order='post-launched' launch-id='2'"
	" first-ivshmem='0' ivshmem-count='0' at='s.xml:1:1'><memory mib='256'/></vm>"
	"<vm index='1' id='2' name='a' load-order='post-launched' launch-id='1'"
	" first-ivshmem='0' ivshmem-count='0' at='s.xml:2:1'><memory mib='512'/></vm>"
	"</vms></plan>";

struct scene {
	struct arena *arena;
	struct diags *diags;
	xmlDoc *plan;
	char directory[40];
	struct output_files files;
};

static void out_of_memory(void)
{
	abort();
}

static int set_up(void **state)
{
	struct scene *scene = calloc(1, sizeof(*scene));

	if (!scene)
		return -1;
	scene->arena = arena_new(out_of_memory);
	scene->diags = diags_new(scene->arena);
	scene->plan = xmlReadMemory(plan_text, (int)strlen(plan_text), "plan.xml", NULL, 0);
	strcpy(scene->directory, "/tmp/test_render.XXXXXX");
	*state = scene;
	return mkdtemp(scene->directory) && scene->plan ? 0 : -1;
}

static const char *template_path(struct scene *scene)
{
	return arena_printf(scene->arena, "%s/static_config.c.xsl", scene->directory);
}

static void remove_from_folders(struct scene *scene)
{
	static const char *const names[] = {
		"launch/say.sh",      "launch/own.sh", "launch",	"hypervisor/pt_intx.c.xsl",
		"hypervisor/own.xsl", "hypervisor",    "report/md.xsl", "report"
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		remove(arena_printf(scene->arena, "%s/%s", scene->directory, names[i]));
}

static int tear_down(void **state)
{
	struct scene *scene = *state;

	unlink(template_path(scene));
	remove_from_folders(scene);
	rmdir(scene->directory);
	xmlFreeDoc(scene->plan);
	arena_free(scene->arena);
	free(scene);
	return 0;
}

static int tear_down_group(void **state)
{
	(void)state;
	xsltCleanupGlobals();
	xmlCleanupParser();
	return 0;
}

static bool render_with(struct scene *scene, const char *directory)
{
	return render_plan(scene->arena, directory, scene->plan, scene->diags, &scene->files);
}

static void embedded_templates_give_sorted_files(void **state)
{
	static const char *const paths[] = { "config/ivshmem_cfg.h", "config/static_config.c",
					     "launch/launch_user_vm_id1.sh",
					     "launch/launch_user_vm_id2.sh" };
	struct scene *scene = *state;

	assert_true(render_with(scene, NULL));
	assert_int_equal(diags_worst(scene->diags), DIAG_OFF);
	assert_true(scene->files.count >= 4);
	for (size_t i = 0, at = 0; i < 4; i++) {
		while (at < scene->files.count &&
		       strcmp(scene->files.files[at].path, paths[i]) != 0)
			at++;
		assert_true(at < scene->files.count);
		assert_int_equal(scene->files.files[at].is_executable,
				 strncmp(paths[i], "launch/", 7) == 0);
		assert_int_equal(scene->files.files[at].size, strlen(scene->files.files[at].text));
	}
}

/* Replaces one template by a stylesheet of that content. */
static void write_template(struct scene *scene, const char *content)
{
	FILE *stream = fopen(template_path(scene), "w");

	assert_non_null(stream);
	fprintf(stream,
		"<xsl:stylesheet version='1.0' exclude-result-prefixes='e' "
		"xmlns:e='urn:acrn-cfg:emit'\n"
		"  xmlns:xsl='http://www.w3.org/1999/XSL/Transform'>\n%s",
		content);
	fclose(stream);
}

/* Renders with a template of that content. */
static bool render(struct scene *scene, const char *content)
{
	write_template(scene, content);
	return render_with(scene, scene->directory);
}

static const char *shown(struct scene *scene)
{
	char *bytes = NULL, *copy;
	size_t size = 0;
	FILE *stream = open_memstream(&bytes, &size);

	assert_non_null(stream);
	diags_print(scene->diags, stream, DIAG_FORMAT_GCC, false);
	fclose(stream);
	copy = arena_copy(scene->arena, bytes, size);
	free(bytes);
	return copy;
}

#define RULE(content) "<xsl:template match='/'>" content "</xsl:template></xsl:stylesheet>\n"
#define ONE_FILE(path, content) \
	RULE("<files><file path='" path "' mode='plain'>" content "</file></files>")

static void a_directory_overrides_by_name(void **state)
{
	struct scene *scene = *state;

	assert_true(render(scene, ONE_FILE("a/b", "<xsl:value-of select='e:hex(/plan/vms/@count)'/>"
						  "<xsl:value-of select='e:c-string(\"?\")'/>"
						  "<xsl:value-of select='e:sh-quote(\"a b\")'/>"
						  "<xsl:value-of select='e:comment(\"*/\")'/>"
						  "<xsl:value-of select='substring(e:embedded("
						  "\"schema/static_config.h\"), 1, 2)'/>")));
	assert_string_equal(scene->files.files[0].path, "a/b");
	assert_string_equal(scene->files.files[0].text, "0x2\"?\"'a b'* //*");
	assert_false(scene->files.files[0].is_executable);
	/* The others are still the embedded ones. */
	assert_true(scene->files.count > 2);
}

/* The stylesheet is refused at that line of the template, with that text in a message. */
static void refused(void **state, const char *content, size_t line, const char *text)
{
	struct scene *scene = *state;
	const char *place;

	assert_false(render(scene, content));
	assert_true(diags_error_count(scene->diags) > 0);
	place = arena_printf(scene->arena, "static_config.c.xsl:%zu:", line);
	if (!strstr(shown(scene), place) || !strstr(shown(scene), text))
		fail_msg("no '%s' and '%s' in: %s", place, text, shown(scene));
	assert_non_null(strstr(shown(scene), "[template-invalid]"));
}

static void malformed_xml_is_refused(void **state)
{
	refused(state, "<xsl:template>\n", 4, "");
}

static void a_document_type_is_refused(void **state)
{
	struct scene *scene = *state;
	FILE *stream = fopen(template_path(scene), "w");

	fputs("<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x/>", stream);
	fclose(stream);
	assert_false(render_with(scene, scene->directory));
	assert_non_null(strstr(shown(scene), "document type"));
}

static void an_unknown_instruction_is_refused(void **state)
{
	refused(state, RULE("\n<xsl:frobnicate/>"), 4, "frobnicate");
}

static void a_broken_expression_is_refused(void **state)
{
	refused(state, RULE("\n<xsl:value-of select='1 +'/>"), 4, "'1 +'");
}

static void an_unknown_function_is_refused(void **state)
{
	refused(state, RULE("\n\n<xsl:value-of select='e:frobnicate(1)'/>"), 5, "frobnicate");
}

static void a_wrong_number_of_arguments_is_refused(void **state)
{
	refused(state, RULE("\n<xsl:value-of select='e:c-string(1, 2)'/>"), 4, "");
}

static void hex_of_a_name_is_refused(void **state)
{
	refused(state, RULE("\n<xsl:value-of select='e:hex(//vm/@name)'/>"), 4,
		"'b' is not a decimal number");
}

static void other_arguments_of_functions_are_refused(void **state)
{
	refused(state, RULE("\n<xsl:value-of select='e:mib(1048577)'/>"), 4,
		"'1048577' is not a number of bytes");
	refused(state, RULE("\n<xsl:value-of select='e:bar64(//vm/@id)'/>"), 4,
		"'1' is not the address of a memory BAR");
	refused(state, RULE("\n<xsl:value-of select='e:cfg-bdf(\"8\")'/>"), 4,
		"'8' is not a PCI address");
	refused(state, RULE("\n<xsl:value-of select='e:dm-bdf(\"\")'/>"), 4,
		"'' is not a PCI address");
}

static void what_is_not_built_in_is_refused(void **state)
{
	refused(state, RULE("\n<xsl:value-of select='e:embedded(\"/etc/passwd\")'/>"), 4,
		"'/etc/passwd' is not a file that is built in");
}

/* Writes a file of that name into that folder of the user's. */
static void write_into(struct scene *scene, const char *folder, const char *name, const char *text,
		       size_t size)
{
	FILE *stream;

	mkdir(arena_printf(scene->arena, "%s/%s", scene->directory, folder), 0700);
	stream = fopen(arena_printf(scene->arena, "%s/%s/%s", scene->directory, folder, name), "w");
	assert_non_null(stream);
	assert_int_equal(fwrite(text, 1, size, stream), size);
	fclose(stream);
}

static void write_shell_file(struct scene *scene, const char *name, const char *text, size_t size)
{
	write_into(scene, "launch", name, text, size);
}

/* An invalid template shows whether it is run. */
static void a_hypervisor_in_the_plan_has_templates_of_its_own(void **state)
{
	struct scene *scene = *state;

	write_into(scene, "hypervisor", "pt_intx.c.xsl", "<", 1);
	write_into(scene, "hypervisor", "own.xsl", "<", 1);
	assert_true(render_with(scene, scene->directory));
	assert_int_equal(scene->files.template_count, 0);
	xmlNewChild(xmlDocGetRootElement(scene->plan), NULL, BAD_CAST "hypervisor", NULL);
	assert_false(render_with(scene, scene->directory));
	assert_non_null(strstr(shown(scene), "/hypervisor/pt_intx.c.xsl:1:"));
	assert_non_null(strstr(shown(scene), "/hypervisor/own.xsl:1:"));
}

#define OUTPUT(method, content)                                       \
	"<xsl:stylesheet version='1.0' xmlns:e='urn:acrn-cfg:emit'\n" \
	"  xmlns:xsl='http://www.w3.org/1999/XSL/Transform'"          \
	"  exclude-result-prefixes='e'><xsl:output " method "/>"      \
	"<xsl:template match='/'>" content "</xsl:template></xsl:stylesheet>\n"

/* The text of the user's own template for reports, of that content. */
static const char *document(struct scene *scene, const char *content)
{
	write_into(scene, "report", "md.xsl", content, strlen(content));
	return render_document(scene->arena, scene->directory, "report/md.xsl", scene->plan,
			       scene->diags);
}

static void a_document_is_what_its_output_describes(void **state)
{
	struct scene *scene = *state;

	assert_string_equal(document(scene, OUTPUT("method='text'", "<a>1 &lt; 2</a>&#228;")),
			    "1 < 2\u00e4");
	assert_string_equal(document(scene, OUTPUT("method='html' encoding='UTF-8' indent='no'",
						   "<html><p>1 &lt; 2<br/>&#228;</p></html>")),
			    "<!DOCTYPE html>\n<html><p>1 &lt; 2<br>\u00e4</p></html>\n");
	assert_string_equal(document(scene, OUTPUT("method='xml' omit-xml-declaration='yes'",
						   "<a b='{//vm/@name}'/>")),
			    "<a b=\"b\"/>\n");
	assert_string_equal(document(scene, OUTPUT("method='text'", "")), "");
	assert_int_equal(diags_worst(scene->diags), DIAG_OFF);
}

static void document_is_refused(void **state, const char *content, const char *text)
{
	struct scene *scene = *state;

	assert_null(document(scene, content));
	if (!strstr(shown(scene), "/report/md.xsl:") || !strstr(shown(scene), text))
		fail_msg("no '%s' in: %s", text, shown(scene));
	assert_non_null(strstr(shown(scene), "[template-invalid]"));
	scene->diags = diags_new(scene->arena);
}

static void invalid_documents_are_refused(void **state)
{
	document_is_refused(state, "<", "");
	document_is_refused(state, OUTPUT("", "\n<xsl:value-of select='1 +'/>"), "md.xsl:3:");
	document_is_refused(state, OUTPUT("", "<xsl:message>no</xsl:message>"), "error: no ");
	document_is_refused(
		state, OUTPUT("", "<xsl:copy-of select='document(\"/etc/hostname\")'/>"), "denied");
	document_is_refused(state,
			    OUTPUT("", "<xsl:value-of select='e:shell(\"launch/say.sh\")'/>"),
			    "is not a shell file");
	document_is_refused(state, OUTPUT("encoding='UTF-16'", "<a/>"),
			    "invalid encoding 'UTF-16' of the output");
}

static void a_document_needs_a_directory_and_a_file(void **state)
{
	struct scene *scene = *state;

	assert_null(render_document(scene->arena, "/nowhere", "report/md.xsl", scene->plan,
				    scene->diags));
	assert_non_null(strstr(shown(scene), "/nowhere: not a directory of templates"));
	scene->diags = diags_new(scene->arena);
	mkdir(arena_printf(scene->arena, "%s/report", scene->directory), 0700);
	mkdir(arena_printf(scene->arena, "%s/report/md.xsl", scene->directory), 0700);
	assert_null(render_document(scene->arena, scene->directory, "report/md.xsl", scene->plan,
				    scene->diags));
	assert_non_null(strstr(shown(scene), "[file-unreadable]"));
}

/* An invalid template shows whether it is run. */
static void templates_of_reports_make_no_files(void **state)
{
	struct scene *scene = *state;

	write_into(scene, "report", "md.xsl", "<", 1);
	assert_true(render_with(scene, scene->directory));
	assert_int_equal(scene->files.template_count, 0);
}

#define SHELL(name) "<xsl:value-of select='e:shell(\"" name "\")'/>"

static void shell_files_lose_their_heads(void **state)
{
	struct scene *scene = *state;

	assert_true(render(scene, ONE_FILE("x", "<xsl:value-of select='substring-before("
						"e:shell(\"launch/say.sh\"), \"{\")'/>")));
	assert_string_equal(scene->files.files[scene->files.count - 1].text, "\nsay() ");
}

static void a_directory_overrides_shell_files(void **state)
{
	static const char say[] = "\nsay() {\n\techo mine\n}\n";
	static const char own[] = "# Own\n# head\nown() {\n\t:\n}\n";
	struct scene *scene = *state;
	const struct output_files *files = &scene->files;

	write_shell_file(scene, "say.sh", say, strlen(say));
	write_shell_file(scene, "own.sh", own, strlen(own));
	assert_true(render(scene, ONE_FILE("x", SHELL("launch/own.sh"))));
	assert_string_equal(files->files[files->count - 1].text, "own() {\n\t:\n}\n");
	for (size_t i = 0; i < files->count; i++)
		if (strncmp(files->files[i].path, "launch/", 7) == 0)
			assert_non_null(strstr(files->files[i].text, "echo mine"));
	/* They are in the list of files that the output depends on. */
	assert_int_equal(files->template_count, 3);
	assert_non_null(strstr(files->templates[0]->name, "/launch/say.sh"));
	assert_non_null(strstr(files->templates[1]->name, "/static_config.c.xsl"));
	assert_non_null(strstr(files->templates[2]->name, "/launch/own.sh"));
}

static void other_files_are_no_shell_files(void **state)
{
	static const char *const names[] = {
		"launch_acrn.sh.xsl", "../launch/say.sh", "launch/../launch/say.sh",
		"launch/.sh",	      "say.sh",		  "/etc/profile"
	};
	struct scene *scene = *state;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		refused(state,
			arena_printf(scene->arena,
				     RULE("\n<xsl:value-of select='e:shell(\"%s\")'/>"), names[i]),
			4, arena_printf(scene->arena, "'%s' is not a shell file", names[i]));
}

static void a_shell_file_that_is_not_text_is_refused(void **state)
{
	struct scene *scene = *state;

	write_shell_file(scene, "own.sh", "\377\n", 2);
	assert_false(render_with(scene, scene->directory));
	assert_non_null(strstr(shown(scene), "launch/own.sh:1:1: error: invalid shell file"));
	assert_non_null(strstr(shown(scene), "[template-invalid]"));
	scene->diags = diags_new(scene->arena);
	write_shell_file(scene, "own.sh", "a\0b\n", 4);
	assert_false(render_with(scene, scene->directory));
	write_shell_file(scene, "own.sh", "ab\n", 3);
	assert_true(render_with(scene, scene->directory));
}

static void an_unreadable_shell_file_is_reported(void **state)
{
	struct scene *scene = *state;
	const char *path = arena_printf(scene->arena, "%s/launch/say.sh", scene->directory);

	mkdir(arena_printf(scene->arena, "%s/launch", scene->directory), 0700);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_false(render_with(scene, scene->directory));
	assert_non_null(strstr(shown(scene), "[file-unreadable]"));
}

static void a_file_in_place_of_launch_is_reported(void **state)
{
	struct scene *scene = *state;
	FILE *file = fopen(arena_printf(scene->arena, "%s/launch", scene->directory), "w");

	assert_non_null(file);
	fclose(file);
	assert_false(render_with(scene, scene->directory));
	assert_non_null(strstr(shown(scene), "/launch/': Not a directory [file-unreadable]"));
	assert_int_equal(diags_error_count(scene->diags), 1);
}

static void a_message_is_refused(void **state)
{
	refused(state, RULE("\n<xsl:message terminate='yes'>no such luck</xsl:message>"), 4,
		"no such luck");
}

static void an_empty_message_is_refused(void **state)
{
	refused(state, RULE("<xsl:message terminate='yes'/>"), 1, "stopped");
}

static void endless_recursion_is_refused(void **state)
{
	refused(state,
		"<xsl:template name='x'>\n<xsl:call-template name='x'/></xsl:template>" RULE(
			"<xsl:call-template name='x'/>"),
		4, "recursion");
}

static void reading_is_refused(void **state)
{
	refused(state, RULE("\n<xsl:copy-of select='document(\"/etc/hostname\")'/>"), 4, "denied");
}

static void importing_is_refused(void **state)
{
	refused(state, "<xsl:import href='/etc/hostname'/>" RULE(""), 1, "denied");
}

static void including_is_refused(void **state)
{
	refused(state, "<xsl:include href='/etc/hostname'/>" RULE(""), 3, "denied");
}

static void writing_is_refused(void **state)
{
	struct scene *scene = *state;
	const char *victim = arena_printf(scene->arena, "%s/victim", scene->directory);

	refused(state,
		arena_printf(scene->arena, RULE("\n<xsl:document href='%s'><x/></xsl:document>"),
			     victim),
		4, "denied");
	assert_int_equal(access(victim, F_OK), -1);
}

static void other_results_are_refused(void **state)
{
	refused(state, RULE("<folder/>"), 1, "files element");
	refused(state, RULE("<files>text</files>"), 1, "more than file elements");
	refused(state, RULE("<files><folder/></files>"), 1, "more than file elements");
	refused(state, ONE_FILE("x", "<b/>"), 1, "more than text");
	refused(state, ONE_FILE("x", "text<b>text</b>"), 1, "more than text");
	refused(state, ONE_FILE("manifest.json", ""), 1, "'manifest.json' is reserved");
	refused(state, ONE_FILE(".acrn-cfg/x", ""), 1, "'.acrn-cfg/x' is reserved");
	refused(state, RULE("<files><file path='x' mode='plain' time='now'/></files>"), 1,
		"invalid time of 'x'");
	refused(state, RULE("<files><file path='x' mode='odd'/></files>"), 1,
		"invalid mode of 'x'");
}

static void bad_paths_are_refused(void **state)
{
	refused(state, ONE_FILE("", ""), 1, "'' is not a path");
	refused(state, ONE_FILE("/etc/x", ""), 1, "'/etc/x' is not a path");
	refused(state, ONE_FILE("a/../x", ""), 1, "'a/../x' is not a path");
	refused(state, ONE_FILE("./x", ""), 1, "'./x' is not a path");
	refused(state, ONE_FILE("a//x", ""), 1, "'a//x' is not a path");
	refused(state, ONE_FILE("a/", ""), 1, "'a/' is not a path");
	refused(state, ONE_FILE("a&#10;b", ""), 1, "is not a path");
}

static void a_duplicate_path_is_refused(void **state)
{
	refused(state, ONE_FILE("launch/launch_user_vm_id1.sh", ""), 1,
		"duplicate file 'launch/launch_user_vm_id1.sh'");
}

static void a_duplicate_path_by_one_template_is_refused(void **state)
{
	refused(state,
		RULE("<files><file path='x' mode='plain'/><file path='x' mode='plain'/></files>"),
		1, "duplicate file 'x'");
}

static void a_missing_directory_is_reported(void **state)
{
	struct scene *scene = *state;

	assert_false(render_with(scene, "/nonexistent"));
	assert_non_null(strstr(shown(scene), "[file-unreadable]"));
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(embedded_templates_give_sorted_files),
		TEST(a_directory_overrides_by_name),
		TEST(malformed_xml_is_refused),
		TEST(a_document_type_is_refused),
		TEST(an_unknown_instruction_is_refused),
		TEST(a_broken_expression_is_refused),
		TEST(an_unknown_function_is_refused),
		TEST(a_wrong_number_of_arguments_is_refused),
		TEST(hex_of_a_name_is_refused),
		TEST(other_arguments_of_functions_are_refused),
		TEST(what_is_not_built_in_is_refused),
		TEST(shell_files_lose_their_heads),
		TEST(a_hypervisor_in_the_plan_has_templates_of_its_own),
		TEST(a_directory_overrides_shell_files),
		TEST(other_files_are_no_shell_files),
		TEST(a_shell_file_that_is_not_text_is_refused),
		TEST(an_unreadable_shell_file_is_reported),
		TEST(a_file_in_place_of_launch_is_reported),
		TEST(a_message_is_refused),
		TEST(an_empty_message_is_refused),
		TEST(endless_recursion_is_refused),
		TEST(reading_is_refused),
		TEST(importing_is_refused),
		TEST(including_is_refused),
		TEST(writing_is_refused),
		TEST(other_results_are_refused),
		TEST(bad_paths_are_refused),
		TEST(a_duplicate_path_is_refused),
		TEST(a_duplicate_path_by_one_template_is_refused),
		TEST(a_missing_directory_is_reported),
		TEST(a_document_is_what_its_output_describes),
		TEST(invalid_documents_are_refused),
		TEST(a_document_needs_a_directory_and_a_file),
		TEST(templates_of_reports_make_no_files),
	};

	return cmocka_run_group_tests(tests, NULL, tear_down_group);
}
