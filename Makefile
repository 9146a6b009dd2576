# SPDX-License-Identifier: BSD-3-Clause
# `make help` lists the targets: those with "##" and a text behind them. Variables:
#
#   V=1         shows the commands
#   SAN=1       builds with ASan and UBSan, into build/san/
#   COVERAGE=1  builds for gcov, into build/coverage/
#   PREFIX      where `make install` puts things (/usr/local); DESTDIR is put before it
#   LIBDIR      where below PREFIX it puts libraries (lib)
#   HOSTCC      compiles what runs during the build; CC, CFLAGS, CPPFLAGS and LDFLAGS as usual

VERSION := 0.1.0
# The day of that version.
DATE := 2026-11-29
PREFIX ?= /usr/local
LIBDIR ?= lib
DESTDIR ?=
ifeq ($(origin CC),default)
CC := gcc
endif
HOSTCC ?= $(CC)
OBJCOPY ?= objcopy
SAN ?=
COVERAGE ?=

B := build$(if $(SAN),/san)$(if $(COVERAGE),/coverage)
Q := $(if $(V),,@)

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SUFFIXES:

##@ Flags

GENERATOR_PACKAGES := libxml-2.0 libxslt yaml-0.1 nettle jansson libacl
DEVMODEL_PACKAGES := libsystemd libseccomp libcap-ng
TEST_PACKAGES := cmocka expat
GENERATOR_LIBS := $(shell pkg-config --libs $(GENERATOR_PACKAGES) 2>/dev/null)
SERVER_LIBS := -lsystemd -lseccomp -lcap-ng

WARNINGS := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wvla -Werror
# The sanitizers' own code is not worth optimizing, which takes half of the compiler's time; their reports need lines.
SAN_LEVEL = -O1
CFLAGS ?= $(if $(COVERAGE),-O0 -g,$(if $(SAN),$(SAN_LEVEL) -g1,-O2 -g))
comma := ,
# Of the ranges of numbers the compiler knows less there: this warning is the other build's.
INSTRUMENT := $(if $(SAN),-fsanitize=address$(comma)undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer -Wno-format-truncation) $(if $(COVERAGE),--coverage)

# _FORTIFY_SOURCE needs the optimizer, and its functions would hide calls from the sanitizers.
FORTIFY := $(if $(filter -O1 -O2 -O3 -Os,$(CFLAGS)),$(if $(SAN),,-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2))
IS_X86 := $(filter x86_64-% i%86-%,$(shell $(CC) -dumpmachine 2>/dev/null))
POSITION = -fPIE
HARDENING = $(POSITION) -fstack-protector-strong -fstack-clash-protection $(if $(IS_X86),-fcf-protection) $(FORTIFY)
PIE = -pie

ALL_CPPFLAGS = -D_GNU_SOURCE -DVERSION='"$(VERSION)"' -I. $(SIDE_CPPFLAGS) $(CPPFLAGS)
ALL_CFLAGS = -std=gnu11 $(WARNINGS) -ffile-prefix-map=$(CURDIR)=. $(HARDENING) $(INSTRUMENT) $(CFLAGS)
ALL_LDFLAGS = $(PIE) -Wl,-z,relro,-z,now,-z,noexecstack $(INSTRUMENT) $(LDFLAGS)

##@ Build

.PHONY: all acrn-cfg devmodel
COMPLETIONS := $(addprefix $(B)/completion/acrn-cfg.,bash zsh fish)
GUEST_SO := $(B)/libivshmem-guest.so.1
all: acrn-cfg devmodel ## builds everything (the default)
acrn-cfg: $(B)/bin/acrn-cfg $(COMPLETIONS) manuals ## builds the generator alone
devmodel: $(addprefix $(B)/bin/,acrn-dm acrn-hv ivshmem-server ivshmem) $(GUEST_SO) manuals ## builds the device model and its server alone

# Each side is a library, so that the tests link the same objects. Its code finds headers of its own side and of
# schema/, whose code both sides have.
SCHEMA := $(sort $(wildcard schema/*.c))
GENERATOR := $(sort $(wildcard generator/*.c generator/*/*.c generator/render/acpi/*.c generator/shell/parse/*.c))
DEVMODEL := $(sort $(wildcard devmodel/*/*.c))
GUEST := $(sort $(wildcard devmodel/guest/lib/*.c))
GUEST_TOOL := $(sort $(wildcard devmodel/guest/tool/*.c))
PING := $(wildcard devmodel/ping/*.c)
# Only editors read the JSON Schema of scenarios.
EMBEDDED := $(sort docs/diagnostics.md $(filter-out %/scenario.schema.json,$(wildcard schema/*.json)) \
	$(wildcard schema/*.xsd schema/static_config.h templates/*.xsl \
	templates/completion/* templates/report/* templates/hypervisor/*.xsl templates/hardening/* templates/launch/*.sh boards/*/*.xml))

object = $(patsubst %.c,$(B)/%.o,$(1))
OBJECTS := $(call object,$(SCHEMA) $(GENERATOR) $(DEVMODEL) $(GUEST) $(GUEST_TOOL))

# $(B) has the headers that the build makes, in folders as here.
GENERATOR_CPPFLAGS := -Igenerator -I$(B) $(shell pkg-config --cflags $(GENERATOR_PACKAGES) 2>/dev/null)
DEVMODEL_CPPFLAGS := -Idevmodel
$(B)/generator/%.o $(addprefix $(B)/tests/,corpus/%.o generator/%.o hypervisor/%.o schema/%.o templates/%.o): \
	SIDE_CPPFLAGS = $(GENERATOR_CPPFLAGS)
$(B)/devmodel/%.o $(addprefix $(B)/tests/,devmodel/%.o e2e/%.o bench/%.o): SIDE_CPPFLAGS = $(DEVMODEL_CPPFLAGS)

# Objects from files that are not C.
MADE := $(addprefix $(B)/generator/,base/embedded.o validate/tables/scenario.o validate/tables/board.o)
$(B)/libacrncfg.a: $(call object,$(SCHEMA) $(filter-out generator/main.c,$(GENERATOR))) $(MADE)
$(B)/libdevmodel.a: $(call object,$(SCHEMA) $(filter-out %/main.c,$(DEVMODEL)))
# Of the guests' library only the functions of its header are seen from outside, in both of its forms.
$(call object,$(GUEST)): POSITION = -fPIC -fvisibility=hidden
$(B)/libivshmem-guest.o: $(call object,$(GUEST))
	$(Q)$(CC) $(CFLAGS) -r -nostdlib -o $@ $^ && $(OBJCOPY) --localize-hidden $@
$(B)/libivshmem-guest.a: $(B)/libivshmem-guest.o
$(GUEST_SO): PIE = -shared -Wl,-soname,$(@F)
$(GUEST_SO): $(call object,$(GUEST))
	$(if $(V),,@echo "  LD    $@")
	$(Q)$(CC) $(CFLAGS) $(ALL_LDFLAGS) -o $@ $^
# Appended ("q"), because folders have files of the same name, which "r" would replace by each other.
$(B)/%.a:
	$(if $(V),,@echo "  AR    $@")
	$(Q)rm -f $@ && $(AR) qcsD $@ $^

$(B)/bin/acrn-cfg: $(B)/generator/main.o $(B)/libacrncfg.a
$(B)/bin/acrn-cfg: LIBS = $(GENERATOR_LIBS)
$(B)/bin/acrn-dm: $(B)/devmodel/acrn-dm/main.o $(B)/libdevmodel.a
$(B)/bin/acrn-hv: $(B)/devmodel/acrn-hv/main.o $(B)/libdevmodel.a
$(B)/bin/acrn-hv: LIBS = -lsystemd
$(B)/bin/ivshmem-server: $(B)/devmodel/ivshmem-server/main.o $(B)/libdevmodel.a
$(B)/bin/ivshmem-server: LIBS = $(SERVER_LIBS)
# The guest's tool runs on any Linux that the guest has.
$(B)/bin/ivshmem: $(call object,$(GUEST_TOOL) $(PING) $(SCHEMA)) $(B)/libivshmem-guest.a
$(B)/bin/ivshmem: PIE = $(if $(SAN),-pie,-static-pie)
$(B)/bin/%:
	@mkdir -p $(@D)
	$(if $(V),,@echo "  LD    $@")
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

# What shells complete command lines by. ACRN_CFG is the program that prints it: one that runs here.
ACRN_CFG = $(B)/bin/acrn-cfg
$(COMPLETIONS): $(B)/completion/acrn-cfg.%: $(B)/bin/acrn-cfg
	@mkdir -p $(@D)
	$(Q)$(ACRN_CFG) completion $* >$@

# The manual pages; those of verbs have their options from the page of acrn-cfg.
MANUALS := $(patsubst docs/%,$(B)/man/%,$(wildcard docs/*.1))
.PHONY: manuals
manuals: $(MANUALS)
$(MANUALS): $(B)/man/%: docs/% docs/acrn-cfg.1 docs/manual.awk Makefile
	@mkdir -p $(@D)
	$(Q)awk -v version=$(VERSION) -v date=$(DATE) -f docs/manual.awk docs/acrn-cfg.1 $< >$@

# COMPILE also makes the list of the headers that the object depends on.
COMPILE = $(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<
$(B)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(if $(V),,@echo "  CC    $<")
	$(Q)$(COMPILE)

# A library that is missing is reported with its Debian package, before the compiler misses a header: together with
# all others that the goals need, so that they are installed at once.
libraries = $(addprefix $(B)/libraries/,$(1))
$(call object,$(GENERATOR)): | $(call libraries,generator)
$(call object,$(DEVMODEL)): | $(call libraries,devmodel)
$(call libraries,generator): LIBRARIES = $(GENERATOR_PACKAGES)
$(call libraries,devmodel): LIBRARIES = $(DEVMODEL_PACKAGES)
$(call libraries,test): LIBRARIES = $(TEST_PACKAGES)
ifeq ($(filter acrn-cfg devmodel,$(MAKECMDGOALS)),)
BOTH_SIDES := generator devmodel
$(call libraries,devmodel): | $(call libraries,generator)
endif
$(call libraries,%):
	@mkdir -p $(@D)
	@{ command -v $(firstword $(CC)) && pkg-config --exists --print-errors $(LIBRARIES); } >/dev/null || \
		{ tests/tools/packages.sh --missing $(sort $* $(BOTH_SIDES)); exit 1; }
	@touch $@

# The embedded files, each between two labels, and the table that embed.c reads. The compiler's <cet.h> marks the object
# as -fcf-protection does: the linker marks a program only if all its objects have the mark.
$(B)/generator/base/embedded.S: $(EMBEDDED) Makefile
	@mkdir -p $(@D)
	@{ n=0; table=; \
	  printf '#ifdef __CET__\n#include <cet.h>\n#endif\n\t.section .rodata\n'; \
	  for file in $(EMBEDDED); do \
	    printf 'start%d:\t.incbin "%s"\nend%d:\t.byte 0\npath%d:\t.asciz "%s"\n' $$n $$file $$n $$n $$file; \
	    n=$$((n + 1)); \
	  done; \
	  printf '\t.section .data.rel.ro,"aw"\n\t.balign 16\n\t.global embed_table\nembed_table:\n'; \
	  i=0; while [ $$i -lt $$n ]; do \
	    printf '\t.quad path%d, start%d, end%d\n' $$i $$i $$i; i=$$((i + 1)); \
	  done; \
	  printf '\t.quad 0, 0, 0\n\t.section .note.GNU-stack,"",%%progbits\n'; \
	} > $@

$(B)/generator/base/embedded.o: $(B)/generator/base/embedded.S
	$(if $(V),,@echo "  EMBED $@")
	$(Q)$(CC) $(HARDENING) $(CFLAGS) -c -o $@ $<

# Tables from the XSDs. The tool that makes them runs here, whatever machine the rest is built for.
PREPARE := $(B)/generator/validate/prepare/schema_tables
$(PREPARE): $(wildcard generator/validate/prepare/*.[ch] generator/validate/*.h) | $(call libraries,generator)
	@mkdir -p $(@D)
	$(if $(V),,@echo "  LD    $@")
	$(Q)$(HOSTCC) -D_GNU_SOURCE -std=gnu11 $(WARNINGS) $(GENERATOR_CPPFLAGS) -O1 -g -o $@ $(filter %.c,$^) \
		$(shell pkg-config --libs libxml-2.0 jansson)

# What the scenario's readers take their defaults from.
DEFAULTS := $(B)/schema/scenario_defaults.h
$(DEFAULTS): schema/scenario.xsd $(PREPARE)
	@mkdir -p $(@D)
	$(if $(V),,@echo "  TABLE $@")
	$(Q)$(PREPARE) $< defaults >$@
$(call object,$(wildcard generator/read/*.c tests/generator/read/*.c)): | $(DEFAULTS)
$(B)/headers/generator/read/internal.h.ok $(B)/lint/cppcheck: | $(DEFAULTS)

.SECONDARY: $(B)/generator/validate/tables/scenario.c $(B)/generator/validate/tables/board.c
$(B)/generator/validate/tables/%.c: schema/%.xsd $(PREPARE)
	@mkdir -p $(@D)
	$(if $(V),,@echo "  TABLE $@")
	$(Q)$(PREPARE) $< >$@

$(B)/generator/validate/tables/%.o: $(B)/generator/validate/tables/%.c
	$(if $(V),,@echo "  CC    $<")
	$(Q)$(COMPILE)

-include $(OBJECTS:.o=.d) $(wildcard $(B)/generator/validate/tables/*.d)

# A driver for guests, built for the kernel whose headers are in KDIR, in a copy: kernels build where the source is.
KDIR = /lib/modules/$(shell uname -r)/build
UIO := $(B)/uio
UIO_NAME := uio-ivshmem-$(VERSION)
UIO_FLAGS ?=
UIO_SOURCE := $(addprefix devmodel/guest/uio_ivshmem/,Kbuild driver.c vector.c vector.h)
.PHONY: uio
uio: ## builds the guests' driver uio_ivshmem for the kernel with headers in KDIR
	@[ -e $(KDIR)/Makefile ] || { echo "no kernel headers in $(KDIR): apt-get install linux-headers-$$(uname -r)"; exit 1; }
	@mkdir -p $(UIO)
	@cp -p $(UIO_SOURCE) $(UIO)
	$(Q)$(MAKE) -C $(KDIR) M=$(abspath $(UIO)) $(UIO_FLAGS) modules

.PHONY: demo clean help
demo: ## installs what the build needs, builds, and shows the main job on an example
	@tests/tools/packages.sh generator devmodel
	$(Q)$(MAKE) --no-print-directory all
	@B=$(B) tests/tools/demo.sh
	@B=$(B) devmodel/lab/demo.sh

clean: ## removes build/
	rm -rf build

help: ## shows this list
	@awk -F ':.*## ' '/^##@ / { heading = "\n" substr($$0, 5) "\n" } \
		/^[a-z0-9-]+:.*## / { printf "%s  %-18s %s\n", heading, $$1, $$2; heading = "" }' Makefile

##@ Installation

# What `make` has built and where it goes: lines of mode, folder below PREFIX, and files. Nothing is built here,
# and nothing written into build/, because root does this.
define INSTALLED_ACRN_CFG
755 bin $(B)/bin/acrn-cfg
644 include/acrn-cfg schema/static_config.h
644 share/acrn-cfg/schema schema/catalog.xml $(wildcard schema/*.xsd schema/*.json)
644 share/acrn-cfg/templates $(wildcard templates/*.xsl)
644 share/acrn-cfg/templates/hypervisor $(wildcard templates/hypervisor/*.xsl)
644 share/acrn-cfg/templates/hardening $(wildcard templates/hardening/*)
644 share/acrn-cfg/templates/launch $(wildcard templates/launch/*.sh)
644 share/acrn-cfg/templates/report $(wildcard templates/report/*)
$(foreach board,$(wildcard boards/*),644 share/acrn-cfg/$(board) $(wildcard $(board)/*)$(newline))
644 share/doc/acrn-cfg README.md LICENSE CHANGELOG.md CONTRIBUTING.md SECURITY.md
644 share/doc/acrn-cfg/docs $(wildcard docs/*.md docs/*.svg)
644 share/doc/acrn-cfg/docs/examples $(wildcard docs/examples/*)
644 share/man/man1 $(filter $(B)/man/acrn-cfg%,$(MANUALS))
endef
define INSTALLED_DEVMODEL
755 bin $(addprefix $(B)/bin/,acrn-hv ivshmem-server ivshmem)
755 libexec/acrn-cfg $(B)/bin/acrn-dm
644 include/acrn-cfg devmodel/guest/lib/ivshmem_guest.h
644 $(LIBDIR) $(B)/libivshmem-guest.a $(GUEST_SO)
644 share/acrn-cfg devmodel/guest/lib/60-ivshmem.rules
644 src/$(UIO_NAME) $(UIO_SOURCE)
644 share/man/man1 $(filter-out $(B)/man/acrn-cfg%,$(MANUALS))
endef
define newline


endef
# Files that have another name there than here, or whose marks @...@ are replaced: mode, where it goes, and the file.
define RENAMED_ACRN_CFG
644 share/bash-completion/completions/acrn-cfg $(B)/completion/acrn-cfg.bash
644 share/zsh/site-functions/_acrn-cfg $(B)/completion/acrn-cfg.zsh
644 share/fish/vendor_completions.d/acrn-cfg.fish $(B)/completion/acrn-cfg.fish
644 share/pkgconfig/acrn-cfg.pc generator/acrn-cfg.pc.in
endef
define RENAMED_DEVMODEL
644 $(LIBDIR)/pkgconfig/libivshmem-guest.pc devmodel/guest/lib/libivshmem-guest.pc.in
644 src/$(UIO_NAME)/dkms.conf devmodel/guest/uio_ivshmem/dkms.conf.in
endef
export INSTALLED_ACRN_CFG INSTALLED_DEVMODEL RENAMED_ACRN_CFG RENAMED_DEVMODEL
ROOT := $(DESTDIR)$(PREFIX)
GUEST_LINK := $(ROOT)/$(LIBDIR)/libivshmem-guest.so

# $(call install_all,NAME): what INSTALLED_NAME and RENAMED_NAME list.
MARKS := -e 's|@PREFIX@|$(PREFIX)|' -e 's|@LIBDIR@|$(LIBDIR)|' -e 's|@VERSION@|$(VERSION)|'
install_all = printf '%s\n' "$$INSTALLED_$(1)" | while read -r mode folder files; do \
		[ -z "$$files" ] || install -v -D -m $$mode -t "$(ROOT)/$$folder" $$files || exit; done; \
	printf '%s\n' "$$RENAMED_$(1)" | while read -r mode path file; do \
		sed $(MARKS) $$file | install -v -D -m $$mode /dev/stdin "$(ROOT)/$$path" || exit; done

.PHONY: install install-acrn-cfg install-devmodel uninstall
install: install-acrn-cfg install-devmodel ## installs what make has built
install-acrn-cfg: ## installs the generator alone
	@$(call install_all,ACRN_CFG)
install-devmodel: ## installs the device model and its server alone
	@$(call install_all,DEVMODEL)
	@ln -s -f $(notdir $(GUEST_SO)) "$(GUEST_LINK)"
# In `make -j2 acrn-cfg install-acrn-cfg` one comes after the other.
install-acrn-cfg install-devmodel: | $(filter all acrn-cfg devmodel,$(MAKECMDGOALS))

uninstall: ## removes the files that install puts there, and the folders that are empty then
	@printf '%s\n' "$$INSTALLED_ACRN_CFG" "$$INSTALLED_DEVMODEL" | while read -r mode folder files; do \
		for file in $$files; do rm -f "$(ROOT)/$$folder/$${file##*/}"; done; done
	@printf '%s\n' "$$RENAMED_ACRN_CFG" "$$RENAMED_DEVMODEL" | while read -r mode path file; do \
		rm -f "$(ROOT)/$$path"; done
	@rm -f "$(GUEST_LINK)"
	@[ ! -d "$(ROOT)/src/$(UIO_NAME)" ] || rmdir --ignore-fail-on-non-empty "$(ROOT)/src/$(UIO_NAME)"
	@for folder in include libexec share share/doc; do \
		[ ! -d "$(ROOT)/$$folder/acrn-cfg" ] || find "$(ROOT)/$$folder/acrn-cfg" -depth -type d -empty -delete; done

# The same bytes wherever and whenever it is made of the same files: in a repository of those that git knows, elsewhere of
# all files but what is made of them.
DIST := acrn-cfg-$(VERSION)
SOURCE_DATE_EPOCH ?= $(shell date -u -d $(DATE) +%s)
.PHONY: dist packages
dist: ## makes a tarball of the source, in build/
	@mkdir -p $(B)
	@if [ -e .git ]; then git ls-files -z; else \
		find . \( -path ./build -o -path ./output \) -prune -o ! -type d -printf '%P\0'; fi >$(B)/dist.files
	@LC_ALL=C sort -z $(B)/dist.files | tar -c -f $(B)/$(DIST).tar --format=gnu --owner=0 --group=0 --numeric-owner \
		--mode=u+rw,go=rX --mtime=@$(SOURCE_DATE_EPOCH) --transform='flags=r;s,^,$(DIST)/,' --null --no-recursion -T -
	@gzip -9 -n -f $(B)/$(DIST).tar
	@echo $(B)/$(DIST).tar.gz

packages: dist ## builds Debian packages in a new Debian 12, and installs, tests and purges them in others; needs root
	@tests/packages/packages.sh $(B)/$(DIST).tar.gz

##@ Tests

# Every tests/**/test_*.c is a program that links the libraries, every test_*.sh a script. Exit 0 passes, 77 skips
# (and says why), anything else fails. Those that take longest come first, so that none of them runs alone at the end.
TEST_FOLDERS := tests/* tests/generator/* tests/generator/render/acpi tests/devmodel/*
# Coverage is about the generator.
RUN_FOLDERS := $(if $(COVERAGE),$(addprefix tests/,generator/* generator/render/acpi schema templates cases corpus),$(TEST_FOLDERS))
TEST_SOURCES := $(sort $(wildcard $(RUN_FOLDERS:%=%/test_*.c)))
TEST_SCRIPTS := $(sort $(wildcard $(RUN_FOLDERS:%=%/test_*.sh)))
# They run none of our programs, compile or kill them, or run them with what other tests with guests, scenarios or
# peers run, too: SAN=1 would find nothing more.
UNSANITIZED := $(wildcard $(foreach folder,browser docs hardening hypervisor schema templates tools,tests/$(folder)/test_*.sh)) \
	tests/cases/test_yaml.sh tests/generator/fix/test_cases.sh tests/generator/fmt/test_fmt.sh \
	$(addprefix tests/generator/cli/test_,completion.sh help.sh) \
	$(addprefix tests/generator/diag/test_,reports.sh sarif.sh) \
	$(addprefix tests/e2e/test_,install.sh pairs.sh policies.sh trio.sh) \
	$(addprefix tests/devmodel/,core/test_freestanding.sh hv/test_freestanding.sh hv/test_port.sh) \
	$(addprefix $(B)/tests/,generator/output/test_kill generator/output/test_kill_syscall \
	devmodel/ivshmem-server/test_peer_list_schedules)
# Sanitizers replace malloc(), too, and gcov's own calls would fail.
UNINSTRUMENTED := tests/generator/inject/test_inject.sh
# These find more with sanitizers, and `make check` runs them only so: the tests of our code by its folders, and guests that
# have our devices (a third of the time; `make e2e` runs all guests without).
SANITIZED = $(addprefix tests/e2e/test_,doorbell.sh injection.sh selftest.sh) $(filter-out $(UNSANITIZED) $(UNINSTRUMENTED), \
	$(filter tests/devmodel/% tests/generator/% tests/lsp/%,$(TEST_SCRIPTS)) $(TESTS))
PLAIN_MODES := builtin
TEST_TOOLS := $(patsubst %.c,$(B)/%,$(filter-out $(TEST_SOURCES) tests/fuzz/% %_preload.c,$(wildcard $(TEST_FOLDERS:%=%/*.c))))
PRELOADS := $(patsubst %.c,$(B)/%.so,$(wildcard $(TEST_FOLDERS:%=%/*_preload.c)))
TESTS := $(TEST_SOURCES:%.c=$(B)/%)
ALL_TESTS := $(filter-out $(if $(SAN),$(UNSANITIZED),$(if $(ONCE),$(SANITIZED))) $(if $(SAN)$(COVERAGE),$(UNINSTRUMENTED)),$(TEST_SCRIPTS) $(TESTS))
LONGEST_TESTS := $(addprefix tests/e2e/test_,guests.sh trio.sh)
SLOW_TESTS := tests/e2e/% tests/devmodel/% tests/cases/% tests/schema/% tests/generator/cli/% \
	$(addprefix %/test_,kill kill_syscall hostile faults peer_list_schedules scenarios positions)

SIDE_LIB = $(B)/libacrncfg.a
$(addprefix $(B)/tests/,devmodel/% e2e/% bench/%): SIDE_LIB = $(B)/libdevmodel.a
$(B)/tests/devmodel/guest/%: SIDE_LIB = $(B)/libivshmem-guest.a
# lld takes half of the time that ld takes, with sanitizers a third.
TEST_LINKER := $(if $(shell command -v ld.lld),-fuse-ld=lld)
$(TESTS) $(TEST_TOOLS): $(B)/tests/%: $(B)/tests/%.o $(B)/libacrncfg.a $(B)/libdevmodel.a \
	$(B)/libivshmem-guest.a
	$(if $(V),,@echo "  LD    $@")
	$(Q)$(CC) $(ALL_CFLAGS) $(TEST_LINKER) $(ALL_LDFLAGS) -o $@ $< $(SIDE_LIB) $(GENERATOR_LIBS) $(SERVER_LIBS) -lcmocka -lexpat
$(addsuffix .o,$(TESTS) $(TEST_TOOLS)): | $(call libraries,generator devmodel test)

# What tests do themselves is little; their other build has the warnings that need the optimizer.
$(B)/tests/%.o: SAN_LEVEL = -O0

# What a test puts before the C library's functions.
$(PRELOADS): $(B)/%.so: %.c
	@mkdir -p $(@D)
	$(if $(V),,@echo "  LD    $@")
	$(Q)$(CC) $(ALL_CPPFLAGS) -std=gnu11 $(WARNINGS) $(CFLAGS) -fPIC -shared -o $@ $<

.SECONDARY: $(TESTS:=.o) $(TEST_TOOLS:=.o)
-include $(TESTS:=.d) $(TEST_TOOLS:=.d)

# Prepares parts of the lab where that is possible; where not, they print SKIP and why, and so will the tests.
prepare_lab = for part in $(1); do devmodel/lab/$$part.sh || [ $$? -eq 77 ] || exit; done

.PHONY: check check-all check-asan build-tests run-tests e2e inject lsp-edits lsp-clients browser coverage golden mutate bench sarif mermaid pictures
# Downloading takes no processor: beside it the code is built and checked. Some tests wait for most of their time:
# beside them the programs with sanitizers are built. The driver is to have no warnings; elsewhere
# it is built as other modules are, because W=1 needs more of perl than a small system has.
check: export UIO_FLAGS := W=1 KCFLAGS=-Werror
check: ## installs what the tests need, builds, and runs every check and test
	@tests/tools/packages.sh generator devmodel test
	@($(call prepare_lab,qemu kernel module)) & $(MAKE) --no-print-directory all lint check-headers; made=$$?; \
		wait $$! && exit $$made
	@$(call prepare_lab,initramfs)
	$(Q)$(MAKE) --no-print-directory ONCE=1 build-tests
	@$(MAKE) --no-print-directory SAN=1 build-tests & $(MAKE) --no-print-directory ONCE=1 run-tests; passed=$$?; \
		wait $$! && exit $$passed
	$(Q)$(MAKE) --no-print-directory check-asan

check-all: lint check-headers ## runs every check and test
	$(Q)$(MAKE) --no-print-directory ONCE=1 run-tests
	$(Q)$(MAKE) --no-print-directory check-asan

check-asan: ## runs the tests with AddressSanitizer, LeakSanitizer and UBSan
	$(Q)$(MAKE) --no-print-directory SAN=1 run-tests

# $(call first,PATTERNS,TESTS): those like the patterns, then the others.
first = $(filter $(1),$(2)) $(filter-out $(1),$(2))
RUN_TESTS := $(filter %$(TEST) %$(TEST).sh,$(call first,$(LONGEST_TESTS),$(call first,$(SLOW_TESTS),$(ALL_TESTS))))
build-tests: all $(filter $(RUN_TESTS),$(TESTS)) $(TEST_TOOLS) $(PRELOADS)
run-tests: build-tests ## runs the tests; TEST=test_slots: that one
	@B=$(B) SRCDIR=. $(if $(SAN)$(TEST),,MODES="$${MODES-$(PLAIN_MODES)}") tests/tools/run.sh $(RUN_TESTS)

e2e: all $(addprefix $(B)/tests/e2e/,peers qemu_server) ## runs the tests that do what users do, with guests where there is a QEMU
	@$(call prepare_lab,kernel module initramfs)
	@B=$(B) SRCDIR=. tests/tools/run.sh $(sort $(wildcard tests/e2e/test_*.sh))

# The tests make a sample of them fail.
inject: acrn-cfg $(PRELOADS) ## makes each allocation and system call of acrn-cfg fail; INJECT_RUN=name: of one run
	@B=$(B) SRCDIR=. INJECT_ALLOCATIONS=1000000 INJECT_CALLS=1000000 tests/generator/inject/test_inject.sh

sarif: acrn-cfg $(PRELOADS) ## validates SARIF logs of all breaches by the official schema, which npm installs
	@B=$(B) tests/generator/diag/official_sarif.sh

mermaid: acrn-cfg ## has Mermaid itself, which npm installs, read graphs of all scenarios
	@B=$(B) tests/generator/graph/official_mermaid.sh

# The tests make a few hundred, and replay what the clients have sent.
lsp-edits: acrn-cfg ## compares the language server with check after each of 10,000 random edits; EDITS=, SEED=
	@B=$(B) EDITS="$${EDITS:-10000}" SEED="$${SEED:-$$(od -An -N4 -tu4 /dev/urandom)}" EDITED_SIZE=400k tests/lsp/test_edits.sh
lsp-clients: acrn-cfg ## drives editors with the language server; RECORD=yes keeps what they send for the tests
	@B=$(B) tests/lsp/clients/run.sh

browser: acrn-cfg ## shows pictures and reports in a headless Chromium, with packages that npm installs
	@B=$(B) tests/browser/run.sh

# What is not run has a reason in tests/coverage.txt.
coverage: ## shows which lines of generator/ its tests run
	@rm -f build/coverage/generator/*.gcda build/coverage/generator/*/*.gcda build/coverage/generator/*/*/*.gcda
	$(Q)$(MAKE) --no-print-directory COVERAGE=1 run-tests
	@B=build/coverage tests/tools/coverage.sh

golden: all $(PRELOADS) ## rewrites the expected outputs in tests/cases and tests/lsp, and docs/trio.svg
	@B=$(B) GOLDEN=update tests/cases/test_cases.sh
	@B=$(B) GOLDEN=update tests/generator/graph/test_pictures.sh
	@B=$(B) GOLDEN=update tests/lsp/test_sessions.sh
	@$(PREPARE) schema/scenario.xsd json >schema/scenario.schema.json

# The tests draw a tenth of them.
pictures: acrn-cfg $(B)/tests/generator/graph/pictures $(PRELOADS) ## draws many scenarios and made-up graphs, and checks their pictures, in build/pictures
	@B=$(B) PICTURES=$(B)/pictures tests/generator/graph/test_pictures.sh

# What mutate.sh compiles is run, not shipped.
MUTANT_COMPILE := $(CC) -D_GNU_SOURCE -I. $(GENERATOR_CPPFLAGS) -std=gnu11 -O1 -w
mutate: acrn-cfg $(filter $(B)/tests/generator/rules/%,$(TESTS)) ## puts faults into rules and lists those that no test notices; MUTATE=full, RULE=slug
	@B=$(B) COMPILE="$(MUTANT_COMPILE)" LIBS="$(GENERATOR_LIBS)" tests/tools/mutate.sh

# One figure a line: name, value, target, ok or short, with tabs between.
bench: all $(addprefix $(B)/tests/,e2e/peers bench/hv_bench) ## measures; BENCH=name: only that figure
	@B=$(B) tests/bench/bench.sh $(BENCH)

.PHONY: lab lab-qemu
lab: all ## prepares a kernel, a driver and a file system for guests
	@devmodel/lab/kernel.sh
	@$(call prepare_lab,module)
	@devmodel/lab/initramfs.sh
lab-qemu: ## prepares a QEMU with a vfio-user client, where the system's is older
	@devmodel/lab/qemu.sh

##@ Source checks

HEADERS := $(sort $(wildcard schema/*.h generator/*/*.h generator/*/*/*.h devmodel/*/*.h devmodel/guest/*/*.h))
TEST_CODE := $(sort $(wildcard $(TEST_FOLDERS:%=%/*.c)))
PRODUCT_CODE := $(SCHEMA) $(GENERATOR) $(wildcard generator/validate/prepare/*.c) $(DEVMODEL) $(GUEST) $(GUEST_TOOL)
FORMATTED := $(HEADERS) $(PRODUCT_CODE) $(filter %.c,$(UIO_SOURCE)) $(TEST_CODE) $(sort $(wildcard $(TEST_FOLDERS:%=%/*.h)))
SCRIPTS := $(sort $(wildcard devmodel/lab/*.sh templates/completion/*.bash templates/launch/*.sh templates/hardening/*.sh tests/*/*.sh tests/*/*/*.sh) \
	devmodel/lab/init devmodel/lab/commands devmodel/lab/message .ci/run)

# Other versions of these tools find other things: with one of those the check is skipped.
CLANG ?= clang
CLANG_FORMAT ?= clang-format
CLANG_TIDY ?= clang-tidy
CPPCHECK ?= cppcheck
LLVM_VERSION := 14
CPPCHECK_VERSION := 2.10
# What a tool says of its version, asked once; $(call if_version,TOOL,VERSION,COMMAND)
version_of = $(or $(version_of_$(1)),$(eval version_of_$(1) := $(shell { $(1) --version; } 2>&1))$(version_of_$(1)))
if_version = $(if $(filter $(2) $(2).%,$(call version_of,$(1))),$(3),echo "SKIP: this check needs $(1) $(2)")
# Objects know the headers they depend on; what is checked again is what is compiled again.
lint_stamps = $(patsubst %.c,$(B)/lint/%.$(1),$(2))
.PHONY: lint lint-clang lint-tidy lint-cppcheck lint-layout lint-scripts misra check-layers check-headers format
# Those that are one long command come first, so that none of them runs alone at the end.
lint: lint-cppcheck lint-scripts misra lint-layout lint-clang lint-tidy check-layers ## runs the checks down to check-layers

$(foreach stamp,clang tidy,$(B)/lint/generator/%.$(stamp) $(B)/lint/tests/generator/%.$(stamp) \
	$(addprefix $(B)/lint/tests/,corpus/%.$(stamp) hypervisor/%.$(stamp) schema/%.$(stamp) templates/%.$(stamp))): SIDE_CPPFLAGS = $(GENERATOR_CPPFLAGS)
$(foreach stamp,clang tidy,$(B)/lint/devmodel/%.$(stamp) $(addprefix $(B)/lint/tests/, \
	devmodel/%.$(stamp) e2e/%.$(stamp) bench/%.$(stamp))): SIDE_CPPFLAGS = $(DEVMODEL_CPPFLAGS)

lint-clang: $(call lint_stamps,clang,$(filter-out tests/fuzz/%,$(TEST_CODE))) ## checks the tests' code by clang's warnings
$(B)/lint/%.clang: %.c $(B)/%.o
	@mkdir -p $(@D)
	$(if $(V),,@echo "  CLANG $<")
	$(Q)$(CLANG) $(ALL_CPPFLAGS) -std=gnu11 $(WARNINGS) -fsyntax-only $<
	@touch $@

# The checks that a file is exempt from, as --checks takes them.
tidy_exempt = $$(awk '$$2 == "$(1)" { printf ",-%s", $$1 }' tests/tools/tidy.txt)
lint-tidy: $(call lint_stamps,tidy,$(PRODUCT_CODE)) ## checks the other code by clang's warnings and by .clang-tidy
$(B)/lint/%.tidy: %.c $(B)/%.o .clang-tidy tests/tools/tidy.txt
	@mkdir -p $(@D)
	$(if $(V),,@echo "  TIDY  $<")
	$(Q)$(call if_version,$(CLANG_TIDY),$(LLVM_VERSION),$(CLANG_TIDY) --quiet --checks="$(call tidy_exempt,$<)" $< -- \
		$(ALL_CPPFLAGS) -std=gnu11 $(WARNINGS) 2>$@.log || { cat $@.log; exit 1; }; touch $@)

# What it is not to report is in tests/tools/cppcheck.txt; it reports an entry that has no effect.
lint-cppcheck: $(B)/lint/cppcheck ## checks all code by cppcheck
$(B)/lint/cppcheck: $(HEADERS) $(PRODUCT_CODE) $(TEST_CODE) tests/tools/cppcheck.txt
	@mkdir -p $(@D)
	$(if $(V),,@echo "  CPPCHECK")
	$(Q)$(call if_version,$(CPPCHECK),$(CPPCHECK_VERSION),$(CPPCHECK) -q --std=c11 --inline-suppr \
		--enable=style$(comma)information --error-exitcode=1 --suppressions-list=tests/tools/cppcheck.txt -D_GNU_SOURCE \
		-I. -Igenerator -I$(B) -Idevmodel $(PRODUCT_CODE) $(TEST_CODE) && touch $@)

# What goes into hypervisors keeps to MISRA C:2012, but for the deviations that misra.txt gives reasons for.
misra: ## checks the code for hypervisors by MISRA C
	$(if $(V),,@echo "  MISRA")
	$(Q)$(call if_version,$(CPPCHECK),$(CPPCHECK_VERSION),$(CPPCHECK) -q --addon=misra --std=c11 \
		--enable=style$(comma)information --error-exitcode=1 --suppress=missingIncludeSystem \
		--suppressions-list=tests/devmodel/hv/misra.txt -I. -Idevmodel devmodel/core devmodel/hv)

lint-layout: ## checks the layout of the code
	$(if $(V),,@echo "  LAYOUT")
	$(Q)$(call if_version,$(CLANG_FORMAT),$(LLVM_VERSION),$(CLANG_FORMAT) --dry-run -Werror $(FORMATTED))
format: ## changes the layout of the code
	$(CLANG_FORMAT) -i $(FORMATTED)

lint-scripts: ## checks the shell scripts
	$(if $(V),,@echo "  SCRIPTS")
	$(Q)shellcheck -S style -x $(SCRIPTS)

# What each folder may include is in tests/tools/layers.txt.
check-layers: ## checks which folders include which
	$(if $(V),,@echo "  LAYERS")
	$(Q)tests/tools/check_layers.sh

$(B)/headers/generator/%.ok: SIDE_CPPFLAGS = $(GENERATOR_CPPFLAGS)
$(B)/headers/devmodel/%.ok: SIDE_CPPFLAGS = $(DEVMODEL_CPPFLAGS)
check-headers: $(HEADERS:%=$(B)/headers/%.ok) ## compiles each header alone
$(B)/headers/%.ok: %
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CPPFLAGS) -std=gnu11 $(WARNINGS) -fsyntax-only -x c $< && touch $@

##@ Fuzzing

FUZZ ?= core
FUZZ_SECONDS ?= 60
FUZZ_CFLAGS := -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all -O1 -g
FUZZ_GENERATOR := xml yaml shm pipeline aml board shell upgrade launch script key lsp
FUZZ_DEVMODEL := core vfu peer control arguments
# Of its own, a target has seeds beside its corpus, words to put in, and ways to change what it has.
FUZZ_SEEDS := $(if $(filter pipeline xml yaml board upgrade,$(FUZZ)),tests/cases boards) $(if $(filter lsp,$(FUZZ)),tests/lsp/sessions)
FUZZ_WORDS := $(patsubst %,-dict=%,$(if $(filter pipeline,$(FUZZ)),build/fuzz/scenario.dict,$(wildcard tests/fuzz/$(FUZZ).dict)))
build/fuzz/pipeline: tests/fuzz/xml_mutator.c | build/fuzz/scenario.dict

$(FUZZ_GENERATOR:%=build/fuzz/%): build/fuzz/%: tests/fuzz/%_fuzz.c $(SCHEMA) $(filter-out %/main.c,$(GENERATOR)) \
	$(MADE) $(HEADERS) $(wildcard tests/fuzz/*.h) | $(DEFAULTS)
	@mkdir -p $(@D)
	$(Q)$(CLANG) -D_GNU_SOURCE -DVERSION='"$(VERSION)"' -I. $(GENERATOR_CPPFLAGS) $(FUZZ_CFLAGS) -o $@ \
		$(filter %.c %.o,$^) $(GENERATOR_LIBS)
$(FUZZ_DEVMODEL:%=build/fuzz/%): build/fuzz/%: tests/fuzz/%_fuzz.c $(SCHEMA) $(filter-out %/main.c,$(DEVMODEL)) \
	$(HEADERS) $(wildcard tests/*/*.h tests/*/*/*.h)
	@mkdir -p $(@D)
	$(Q)$(CLANG) -D_GNU_SOURCE -DVERSION='"$(VERSION)"' -I. $(DEVMODEL_CPPFLAGS) $(FUZZ_CFLAGS) -o $@ $(filter %.c,$^) $(SERVER_LIBS)

# The names and the values that scenarios are made of.
build/fuzz/scenario.dict: schema/scenario.xsd
	@mkdir -p $(@D)
	$(Q)sed -n -E 's/.*<xs:(element|attribute) name="([^"]+)".*/"\2"/p; s/.*<xs:enumeration value="([^"]+)".*/"\1"/p' $< | \
		sort -u >$@

.PHONY: fuzz fuzz-merge
fuzz: build/fuzz/$(FUZZ) ## runs FUZZ with random inputs for FUZZ_SECONDS
	@mkdir -p build/fuzz/corpus/$(FUZZ)
	build/fuzz/$(FUZZ) -max_total_time=$(FUZZ_SECONDS) -print_final_stats=1 $(FUZZ_WORDS) \
		-artifact_prefix=build/fuzz/ build/fuzz/corpus/$(FUZZ) tests/fuzz/corpus/$(FUZZ) $(FUZZ_SEEDS)

# Inputs that only reach the same code more often are not kept.
fuzz-merge: build/fuzz/$(FUZZ) ## keeps the inputs that reach new code
	build/fuzz/$(FUZZ) -set_cover_merge=1 -use_counters=0 tests/fuzz/corpus/$(FUZZ) build/fuzz/corpus/$(FUZZ)
