#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# What `make install` puts below a DESTDIR runs from there, with no source tree in sight.
set -u
cd "${SRCDIR:-.}" || exit 1
export LC_ALL=C

. tests/tools/report.sh
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

B=${B:-build} san=
if [ "$B" = build/san ]; then
	san=1
fi

# in_tree ROOT TARGET...: make there, in a copy that has what is built but not the sources.
tree=$scratch/tree
mkdir "$tree"
cp -r --parents Makefile README.md LICENSE CHANGELOG.md CONTRIBUTING.md SECURITY.md boards docs schema templates \
	generator/acrn-cfg.pc.in devmodel/guest/lib devmodel/guest/uio_ivshmem "$B/bin" "$B/completion" "$B/man" \
	"$B/libivshmem-guest.a" "$B/libivshmem-guest.so.1" "$tree"
in_tree() {
	local root=$1

	shift
	make -C "$tree" --no-print-directory SAN=$san DESTDIR="$scratch/$root" PREFIX=/usr "$@" >"$scratch/log" 2>&1
	report $? "make $*: $(cat "$scratch/log")"
}

files_of() {
	(cd "$scratch/$1" && find . -type f | sort)
}

# Root installs: nothing that is the user's becomes root's, and nothing is built.
find "$tree" -printf '%p %i %T@ %U\n' | sort >"$scratch/before"
in_tree root install
find "$tree" -printf '%p %i %T@ %U\n' | sort >"$scratch/after"
diff "$scratch/before" "$scratch/after"
report $? "make install changes the build tree"

# make uninstall removes what is installed, and nothing else.
mkdir -p "$scratch/full/usr/bin" "$scratch/full/usr/share/acrn-cfg"
echo other | tee "$scratch/full/usr/bin/other" >"$scratch/full/usr/share/acrn-cfg/other"
in_tree full install
in_tree full uninstall
is "after uninstall" "./usr/bin/other ./usr/share/acrn-cfg/other" "$(files_of full | paste -s -d ' ')"
in_tree "with space" install
is "installed twice" "$(files_of root)" "$(files_of "with space")"
in_tree "with space" uninstall
is "after uninstall" "" "$(cd "$scratch/with space" && find . ! -type d)"
is "folders after uninstall" "" "$(find "$scratch/with space" -name acrn-cfg -o -name 'uio-*')"

# The generator alone.
in_tree alone install-acrn-cfg
is "programs of the generator alone" "./usr/bin/acrn-cfg" "$(files_of alone | grep -E '/(bin|libexec|lib)/')"

root=$scratch/root/usr
for file in bin/acrn-cfg bin/acrn-hv bin/ivshmem bin/ivshmem-server libexec/acrn-cfg/acrn-dm \
	include/acrn-cfg/static_config.h share/acrn-cfg/schema/scenario.xsd \
	share/acrn-cfg/schema/manifest.schema.json share/pkgconfig/acrn-cfg.pc \
	share/acrn-cfg/boards/lab/lab.xml share/acrn-cfg/boards/lab/pair.xml \
	share/acrn-cfg/templates/launch/say.sh share/man/man1/acrn-cfg.1 share/man/man1/acrn-hv.1 \
	share/man/man1/acrn-cfg-check.1 share/man/man1/acrn-dm.1 share/man/man1/ivshmem-server.1 \
	share/bash-completion/completions/acrn-cfg share/zsh/site-functions/_acrn-cfg \
	share/fish/vendor_completions.d/acrn-cfg.fish lib/libivshmem-guest.so share/doc/acrn-cfg/README.md; do
	[ -f "$root/$file" ]
	report $? "$file is not installed"
done

# What DKMS needs: the version of the folder's name, and all files that the module is made of.
driver=$(echo "$root"/src/uio-ivshmem-*)
# shellcheck source=devmodel/guest/uio_ivshmem/dkms.conf.in
(. "$driver/dkms.conf" && [ "$root/src/$PACKAGE_NAME-$PACKAGE_VERSION" = "$driver" ])
report $? "dkms.conf is not about $driver"
for file in Kbuild $(sed -n 's/\.o\b/.c/g; s/.*-y := //p' "$driver/Kbuild"); do
	[ -f "$driver/$file" ]
	report $? "$driver has no $file"
done

# Links between the documents lead to what is installed.
while IFS=: read -r file link; do
	[[ $link == http* || -e $(dirname "$file")/$link ]]
	report $? "$file links to $link, which is not installed"
done < <(cd "$root" && grep -r -o -E '\]\([^)#:]+' "$root/share/doc" | sed 's/](//')

# A program for guests compiles with the shared library and with the static one, and runs.
export PKG_CONFIG_PATH=$root/lib/pkgconfig PKG_CONFIG_SYSROOT_DIR=$scratch/root
for static in '' --static; do
	read -ra flags < <(pkg-config --cflags --libs libivshmem-guest)
	cc -Wall -Werror ${san:+-fsanitize=address,undefined} -o "$scratch/hello" docs/examples/hello.c "${flags[@]}" \
		${static:+-Wl,-Bstatic -livshmem-guest -Wl,-Bdynamic}
	LD_LIBRARY_PATH=$root/lib "$scratch/hello" id:0x1000 hello 2>"$scratch/messages"
	grep -q 'no ivshmem device\|cannot' "$scratch/messages"
	report $? "a program with libivshmem-guest${static:+ (static)}: $(cat "$scratch/messages")"
done

# Nothing but the functions of the header is seen from outside.
functions=$(grep -o -E 'ivshm_[a-z_]+\(' devmodel/guest/lib/ivshmem_guest.h | tr -d '(' | sort -u)
for library in "-D $root/lib/libivshmem-guest.so.1" "-g $root/lib/libivshmem-guest.a"; do
	# shellcheck disable=SC2086 # an option and a file
	is "functions of ${library#* }" "$functions" \
		"$(nm --defined-only $library | sed -n 's/^[0-9a-f]* [TD] //p' | grep -v '^__odr_asan\|^__asan' | sort -u)"
done

# From elsewhere: schemas, templates and boards come out of the binary.
mkdir "$scratch/elsewhere"
cp "$root/share/acrn-cfg/boards/lab/trio.xml" "$scratch/elsewhere"
cd "$scratch/elsewhere" || exit 1
env -i "$root/bin/acrn-cfg" gen trio.xml 2>"$scratch/messages"
report $? "gen: $(cat "$scratch/messages")"
env -i PATH="$PATH" output/launch/launch_user_vm_id1.sh --dry-run >"$scratch/argv"
report $? "the script does not run"
grep -q ',ivshmem,hv:/' "$scratch/argv"
report $? "no ivshmem: $(cat "$scratch/argv")"
export PKG_CONFIG_PATH=$root/share/pkgconfig PKG_CONFIG_SYSROOT_DIR=$scratch/root
read -ra flags < <(pkg-config --cflags acrn-cfg)
cc -std=c11 "${flags[@]}" -Wall -Wextra -Werror -c -o "$scratch/table.o" \
	output/config/static_config.c
report $? "the table does not compile with the installed header: ${flags[*]}"
for variable in templatesdir schemadir boardsdir libexecdir acrn_cfg; do
	path=$(pkg-config --variable="$variable" acrn-cfg)
	[ -e "$scratch/root${path#"$scratch/root"}" ]
	report $? "pkg-config: there is no $variable $path"
done
is "pkg-config's version" "acrn-cfg $(pkg-config --modversion acrn-cfg)" \
	"$("$root/bin/acrn-cfg" --version)"
"$root/bin/acrn-cfg" explain slot-duplicate | grep -q slot-duplicate
report $? "explain"
! grep -q -a -F "$OLDPWD" "$root/bin/acrn-cfg" || [ -n "$san" ]
report $? "the binary carries the path of the build machine"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
