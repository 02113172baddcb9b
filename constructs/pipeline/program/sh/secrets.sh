# secrets looks for secrets with gitleaks, of exactly this version. What it finds is not printed.
version=8.30.1
case $(uname -m) in
x86_64) machine=x64 sum=551f6fc83ea457d62a0d98237cbad105af8d557003051f41f3e7ca7b3f2470eb ;;
aarch64 | arm64) machine=arm64 sum=e4a487ee7ccd7d3a7f7ec08657610aa3606637dab924210b3aee62570fb4b080 ;;
*) fail "gitleaks is not made for $(uname -m)" ;;
esac
from=${GITLEAKS:-https://github.com/gitleaks/gitleaks/releases/download/v$version}
plain GITLEAKS "$from"
case $from in
https://*) ;;
*) fail "GITLEAKS is $from: want https://" ;;
esac
curl -q --fail --silent --show-error --location --retry 3 --proto '=https' --output "$work/gitleaks.tar.gz" \
	--url "$from/gitleaks_${version}_linux_$machine.tar.gz" || fail "cannot download gitleaks $version from $from"
printf '%s  %s\n' "$sum" "$work/gitleaks.tar.gz" | sha256sum -c - >/dev/null 2>&1 || fail "gitleaks $version from $from is not what was published"
tar -xzf "$work/gitleaks.tar.gz" -C "$work" gitleaks

# search looks in one way for secrets in the source, and counts what it finds.
search() {
	code=0
	"$work/gitleaks" "$1" --no-banner --redact --exit-code 3 --log-level error --report-format json --report-path "$work/found" . || code=$?
	case $code in
	0) ;;
	3)
		jq -r '.[] | "\(.File):\(.StartLine): \(.Description)"' "$work/found"
		fail "$(jq length "$work/found") secrets are in the source: take each back where it is valid, then remove it"
		;;
	*) fail "gitleaks could not read the source" ;;
	esac
}

search dir
if [ -e .git ]; then
	search git
fi
say 'no secrets found'
