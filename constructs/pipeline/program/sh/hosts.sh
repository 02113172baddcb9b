# bundle refuses to begin without the files of a revision.
bundle() {
	need BUCKET "${BUCKET-}"
	word BUCKET "$BUCKET"
	KEY=${KEY:-revision.zip}
	word KEY "$KEY"
	need BUNDLE "${BUNDLE-}"
	[ -f "$BUNDLE/appspec.yml" ] && [ -f "$BUNDLE/fleet/image" ] || fail "BUNDLE is $BUNDLE: want a directory with the files of fleet.Bundle"
	[ -z "$(find "$BUNDLE" -type l)" ] || fail "BUNDLE is $BUNDLE: want files, not links"
}

# hosts uploads the revision that names image $1, and deploys exactly that one with the options $2.
hosts() {
	rm -rf "$work/bundle" "$work/revision.zip"
	cp -R "$BUNDLE" "$work/bundle"
	printf '%s\n' "$1" >"$work/bundle/fleet/image"
	(cd "$work/bundle" && zip -qrX "$work/revision.zip" .) || fail "cannot pack the revision"
	act s3api put-object --bucket "$BUCKET" --key "$KEY" --body "$work/revision.zip" \
		--expected-bucket-owner "$(printf '%s' "$stack" | cut -d : -f 5)" >"$work/uploaded" || fail "cannot upload the revision to $BUCKET: $(reason)"
	revision=$(jq -ec --arg bucket "$BUCKET" --arg key "$KEY" '.VersionId // empty
		| {revisionType: "S3", s3Location: {bucket: $bucket, key: $key, bundleType: "zip", version: .}}' "$work/uploaded") ||
		fail "the bucket $BUCKET keeps no versions"
	deploy "$revision" "$2"
}
