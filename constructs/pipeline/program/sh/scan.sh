# scan waits for what the registry finds in IMAGE, for every platform of it, and compares it with the limits.

# platforms lists the digests that can be scanned: the image's own, or those of its platforms. Attestations are for no platform.
platforms() {
	jq -n --arg registry "$registry" --arg repository "$repository" --arg digest "$1" '{registryId: $registry, repositoryName: $repository, imageIds: [{imageDigest: $digest}],
		acceptedMediaTypes: ["application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json",
			"application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json"]}' >"$work/ask"
	act ecr batch-get-image --cli-input-json "file://$work/ask" >"$work/got" || fail "cannot read $IMAGE: $(reason)"
	jq -er --arg digest "$1" '.images[0].imageManifest | fromjson
		| if .manifests then [.manifests[] | select(.platform.os != "unknown").digest] else [$digest] end
		| if . == [] then error("no platform") else .[] end' "$work/got" || fail "there is no such image: $IMAGE"
}

# weigh compares what was found in the digest $1 with the limits.
weigh() {
	say "$1: $(jq -r '.imageScanFindings.findingSeverityCounts // {} | if . == {} then "nothing found" else to_entries | map("\(.value) \(.key)") | join(", ") end' "$work/found")"
	over=$(jq -r --argjson limits "$limits" '(.imageScanFindings.findingSeverityCounts // {}) as $found | [$limits | to_entries[]
		| select(($found[.key] // 0) > .value) | "\($found[.key]) \(.key), want at most \(.value)"] | join("; ")' "$work/found")
	[ -z "$over" ] || fail "too much was found in $1: $over"
}

# seen says whether Amazon Inspector has looked at the digest $1.
seen() {
	case $REGION in
	cn-*) partition=aws-cn ;;
	us-gov-*) partition=aws-us-gov ;;
	*) partition=aws ;;
	esac
	jq -n --arg image "arn:$partition:ecr:$REGION:$registry:repository/$repository/$1" '{filterCriteria: {resourceId: [{comparison: "EQUALS", value: $image}]}}' >"$work/ask"
	act inspector2 list-coverage --cli-input-json "file://$work/ask" >"$work/covered" &&
		jq -e 'any(.coveredResources[]?; .lastScannedAt and .scanStatus.reason != "PENDING_INITIAL_SCAN")' "$work/covered" >/dev/null
}

# await waits for the findings of the digest $1. Nothing found looks like nothing scanned yet, and with Amazon Inspector ACTIVE and
# COMPLETE are said before anything was: it counts when it says when the scan ended, or was read after Inspector had looked.
await() {
	asked='' looked=''
	end=$(($(now) + TIMEOUT))
	while :; do
		found=-
		if act ecr describe-image-scan-findings --registry-id "$registry" --repository-name "$repository" --image-id "imageDigest=$1" >"$work/found"; then
			found=$(jq -r --arg looked "$looked" '.imageScanFindings as $all | .imageScanStatus.status | if IN("ACTIVE", "COMPLETE") | not then .
				elif $looked != "" or $all.imageScanCompletedAt or ($all.findingSeverityCounts // {}) != {} then "DONE" else "EMPTY" end' "$work/found")
		else
			case $(reason) in
			*ScanNotFound*) ;;
			*) fail "cannot read what was found in $1: $(reason)" ;;
			esac
		fi
		case $found in
		DONE) return 0 ;;
		EMPTY) ! seen "$1" || looked=yes ;;
		IN_PROGRESS | PENDING) ;;
		-)
			# What is not scanned when it is pushed can be asked for, once.
			[ -n "$asked" ] || act ecr start-image-scan --registry-id "$registry" --repository-name "$repository" --image-id "imageDigest=$1" >/dev/null || :
			asked=yes
			;;
		*) fail "$1 cannot be scanned: $found $(jq -r '.imageScanStatus.description // ""' "$work/found")" ;;
		esac
		if [ "$(now)" -ge "$end" ]; then
			[ "$found" != EMPTY ] || fail "nothing was found in $1 within $TIMEOUT seconds, and neither Amazon ECR nor Amazon Inspector says that it was scanned"
			fail "$1 was not scanned within $TIMEOUT seconds"
		fi
		sleep 10
	done
}

ROLE='' EXTERNAL_ID='' EXECUTION=''
digest IMAGE "${IMAGE-}"
host=${IMAGE%%/*}
registry=${host%%.*}
REGION=$(printf '%s' "$host" | cut -d . -f 4)
place
name=${IMAGE#*/}
repository=${name%@*}
TIMEOUT=${TIMEOUT:-900}
number TIMEOUT "$TIMEOUT"
for limit in "${CRITICAL-}" "${HIGH-}" "${MEDIUM-}" "${LOW-}"; do
	[ -z "$limit" ] || number 'a limit' "$limit"
done
limits=$(jq -cn --arg CRITICAL "${CRITICAL-}" --arg HIGH "${HIGH-}" --arg MEDIUM "${MEDIUM-}" --arg LOW "${LOW-}" \
	'$ARGS.named | with_entries(select(.value != "") | .value |= tonumber)')
platforms "${IMAGE#*@}" >"$work/platforms"
while read -r one <&3; do
	await "$one"
	weigh "$one"
done 3<"$work/platforms"
say "$IMAGE holds no more than it may"
