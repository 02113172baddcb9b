# How programs get what they run from npm's registry: one archive each, which is what its author published or is not used.
# No package manager runs, and with it no script of a package.
registry=${NPM:-https://registry.npmjs.org}
plain NPM "$registry"
case $registry in
https://*) ;;
*) fail "NPM is $registry: want https://" ;;
esac

# fetch unpacks version $2 of the package $1, whose SHA-512 is $3, into the directory $4.
fetch() {
	curl -q --fail --silent --show-error --location --retry 3 --proto '=https' --output "$work/package.tgz" \
		--url "$registry/$1/-/$1-$2.tgz" || fail "cannot download $1 $2 from $registry"
	printf '%s  %s\n' "$3" "$work/package.tgz" | sha512sum -c - >/dev/null 2>&1 || fail "$1 $2 from $registry is not what was published"
	mkdir -p "$4"
	tar -xzf "$work/package.tgz" -C "$4" --strip-components 1
}

# Node.js of exactly this version is the one that is called from here on.
node_version=24.21.0
case $(uname -m) in
x86_64) node_machine=x64 node_sum=de750bb336795f47dc898a46d2de93add029273027f3e16520d3fa3a2317ed5f07aefa404cf37ddfa5352e545e389ae22d16b87bcc84a900580a72f23cd02ced ;;
aarch64 | arm64) node_machine=arm64 node_sum=1692513c4cf63afbd32df8c83a5346158f492cf30a825e66f9de2819804b836e242759a6bcdd5997f1cf2601781c3689e752127afd65d5c459fc333e91e5d6e6 ;;
*) fail "Node.js is not made for $(uname -m)" ;;
esac
fetch "node-linux-$node_machine" "$node_version" "$node_sum" "$work/node"
PATH=$work/node/bin:$PATH
export PATH
