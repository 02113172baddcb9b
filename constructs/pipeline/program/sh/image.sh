# image builds the image once, and says what it is by its digest.

# settle refuses to begin with a value that is none.
settle() {
	need REPOSITORY "${REPOSITORY-}"
	printf '%s\n' "$REPOSITORY" | grep -Eqx '[0-9]{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(\.cn)?/[a-z0-9][a-z0-9._/-]*' || fail "REPOSITORY is $REPOSITORY: want the address of a repository in ECR"
	need TAG "${TAG-}"
	printf '%s\n' "$TAG" | grep -Eqx '[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}' || fail "TAG is $TAG: want a tag"
	CONTEXT=${CONTEXT:-.}
	inside CONTEXT "$CONTEXT"
	DOCKERFILE=${DOCKERFILE:-$CONTEXT/Dockerfile}
	inside DOCKERFILE "$DOCKERFILE"
	PLATFORMS=${PLATFORMS:-linux/$here}
	printf '%s\n' "$PLATFORMS" | grep -Eqx 'linux/(amd64|arm64)(,linux/(amd64|arm64))*' || fail "PLATFORMS is $PLATFORMS: want linux/amd64, linux/arm64 or both with a comma"
	CACHE=${CACHE-}
	[ -z "$CACHE" ] || printf '%s\n' "$CACHE" | grep -Eqx '[a-z0-9][a-z0-9.:-]*/[a-z0-9._/-]+:[A-Za-z0-9_.-]+' || fail "CACHE is $CACHE: want a repository and a tag"
	need COMMIT "${COMMIT-}"
	plain EXECUTION "${EXECUTION-}"
	EMULATOR=${EMULATOR:-tonistiigi/binfmt:qemu-v10.2.3@sha256:400a4873b838d1b89194d982c45e5fb3cda4593fbfd7e08a02e76b03b21166f0}
	BUILDKIT=${BUILDKIT:-moby/buildkit:v0.31.2@sha256:2f5adac4ecd194d9f8c10b7b5d7bceb5186853db1b26e5abd3a657af0b7e26ec}
	SBOM=${SBOM:-docker/buildkit-syft-scanner:1.11.0@sha256:79e7b013cbec16bbb436f312819a49a4a57752b2270c1a9332ae1a10fcc82a68}
	for tool in "$EMULATOR" "$BUILDKIT" "$SBOM"; do
		plain 'a tool' "$tool"
		printf '%s\n' "$tool" | grep -Eqx '[a-z0-9][A-Za-z0-9./:_-]*@sha256:[0-9a-f]{64}' || fail "the tool $tool is no image by its digest"
	done
	ATTESTATIONS=${ATTESTATIONS:-.}
	inside ATTESTATIONS "$ATTESTATIONS"
}

# pushed reads the digest that the tag has; none when it is new.
pushed() {
	digest=''
	if act ecr describe-images --registry-id "$registry" --repository-name "$repository" --image-ids "imageTag=$TAG" >"$work/images"; then
		digest=$(jq -er '.imageDetails[0].imageDigest' "$work/images") || fail "the registry does not say what $TAG is"
	else
		case $(reason) in
		*ImageNotFound*) ;;
		*) fail "cannot read the repository $repository: $(reason)" ;;
		esac
	fi
}

# same refuses a tag that another commit has.
same() {
	inspect '{{json .Image}}' >"$work/config"
	commit=$(jq -r '[.. | objects | .["org.opencontainers.image.revision"]? // empty] | unique | join(", ")' "$work/config")
	[ "$commit" = "$COMMIT" ] || fail "the tag $TAG is taken by commit ${commit:-unknown}"
	say "$TAG was built before: it is $digest"
}

login() {
	password=$(act ecr get-login-password) || fail "cannot enter the registry: $(reason)"
	printf '%s' "$password" | docker login --username AWS --password-stdin "$host" >/dev/null 2>"$work/error" || fail "cannot enter the registry: $(reason)"
}

# leave removes the builder, and the password that Docker has written down.
leave() {
	docker buildx rm --force shipway >/dev/null 2>&1 || :
	docker logout "$host" >/dev/null 2>&1 || :
	rm -rf "$work"
}

# builder starts BuildKit, and teaches the machine the other platforms.
builder() {
	case $PLATFORMS in
	"linux/$here") ;;
	*) docker run --privileged --rm "$EMULATOR" --install arm64,amd64 >/dev/null || fail "cannot emulate $PLATFORMS" ;;
	esac
	docker buildx create --name shipway --driver docker-container --bootstrap --driver-opt "image=$BUILDKIT" || fail "cannot start BuildKit"
}

build() {
	set -- --builder shipway --file "$DOCKERFILE" --platform "$PLATFORMS" --tag "$REPOSITORY:$TAG" --push --metadata-file "$work/metadata" \
		--attest type=provenance,mode=max --attest "type=sbom,generator=$SBOM" \
		--label "org.opencontainers.image.revision=$COMMIT" --label "org.opencontainers.image.created=$(date -u +%Y-%m-%dT%H:%M:%SZ)" \
		--label "shipway.execution=${EXECUTION-}"
	if [ -n "$CACHE" ]; then
		set -- "$@" --cache-from "type=registry,ref=$CACHE" \
			--cache-to "type=registry,ref=$CACHE,mode=max,image-manifest=true,oci-mediatypes=true,ignore-error=true"
	fi
	docker buildx build "$@" -- "$CONTEXT" || fail "cannot build and push $REPOSITORY:$TAG"
	digest=$(jq -er '.["containerimage.digest"]' "$work/metadata") || fail "BuildKit does not say what it has pushed"
}

inspect() { docker buildx imagetools inspect "$REPOSITORY@$digest" --format "$1" || fail "cannot read $REPOSITORY@$digest"; }

# attest writes $2 of each platform of what {{json .$1}} says into files called $3.
attest() {
	inspect "{{json .$1}}" >"$work/attested"
	jq -er --arg part "$2" 'if has($part) then "-" else (to_entries[] | select(.value | has($part)).key) end' "$work/attested" >"$work/of" || fail "the image has no $1"
	while read -r of <&3; do
		case $of in
		-) jq --arg part "$2" '.[$part]' "$work/attested" >"$ATTESTATIONS/$3.json" ;;
		*) jq --arg part "$2" --arg of "$of" '.[$of][$part]' "$work/attested" >"$ATTESTATIONS/$(printf '%s' "$3" | sed "s|^[a-z]*|&-$(printf '%s' "$of" | tr / -)|").json" ;;
		esac
	done 3<"$work/of"
}

ROLE='' EXTERNAL_ID=''
case $(uname -m) in
x86_64) here=amd64 ;;
aarch64 | arm64) here=arm64 ;;
*) fail "images are not built on $(uname -m)" ;;
esac
settle
host=${REPOSITORY%%/*}
registry=${host%%.*}
repository=${REPOSITORY#*/}
REGION=$(printf '%s' "$host" | cut -d . -f 4)
place
trap leave EXIT
login
pushed
if [ -n "$digest" ]; then
	same
else
	builder
	build
fi
digest IMAGE "$REPOSITORY@$digest"
attest SBOM SPDX sbom.spdx
attest Provenance SLSA provenance
tell IMAGE "$REPOSITORY@$digest"
tell DIGEST "$digest"
