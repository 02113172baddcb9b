# How Kubernetes objects reach a cluster: phase by phase, as the plan in Parameter Store says.

# enter opens the cluster, and reads the plan.
enter() {
	need CLUSTER "${CLUSTER-}"
	need SERVICE "${SERVICE-}"
	case $CLUSTER$SERVICE in
	-* | *[!A-Za-z0-9_-]*) fail "CLUSTER or SERVICE is no name" ;;
	esac
	act eks update-kubeconfig --name "$CLUSTER" --kubeconfig "$work/kubeconfig" >/dev/null || fail "cannot enter the cluster $CLUSTER: $(reason)"
	act ssm get-parameter --name "/$CLUSTER/$SERVICE/release" >"$work/parameter" || fail "cannot read the plan of $SERVICE: $(reason)"
	jq -e '.Parameter.Value | fromjson' "$work/parameter" >"$work/plan" || fail "the plan of $SERVICE is no JSON"
	watched=$(jq -c --argjson alarms "$alarms" '.alarms + $alarms | unique' "$work/plan")
}

# plan is what the jq filter $1 says of the phase $2.
plan() { jq -r --arg name "$2" ".phases[] | select(.name == \$name) | $1" "$work/plan"; }

# objects reads the objects of phase $1, in the order of their names.
objects() {
	act ssm get-parameters-by-path --recursive --path "/$CLUSTER/$SERVICE/manifests/$1" >"$work/parameters" || fail "cannot read the phase $1: $(reason)"
	jq -e '{apiVersion: "v1", kind: "List", items: ([.Parameters | sort_by(.Name)[].Value | fromjson] | if . == [] then error("none") else . end)}' \
		"$work/parameters" >"$work/objects" || fail "the phase $1 has no objects"
}

# kube calls the cluster.
kube() {
	take
	retry as kubectl --kubeconfig "$work/kubeconfig" "$@"
}

# rollout waits at most $2 seconds until the Deployment $1 of the objects has rolled out.
rollout() {
	space=$(jq -er --arg name "$1" '[.items[] | select(.kind == "Deployment" and .metadata.name == $name).metadata.namespace][0] // empty' "$work/objects") ||
		fail "the plan waits for $1, which it does not apply"
	end=$(($(now) + $2))
	until kube rollout status "deployment/$1" --namespace "$space" --timeout 60s; do
		case $(reason) in
		*'timed out waiting'*)
			[ "$(now)" -lt "$end" ] || fail "the rollout of $1 took longer than $2 seconds"
			punctual
			;;
		*) fail "the rollout of $1 failed: $(reason)" ;;
		esac
	done
}

# punctual fails when there is no time left.
punctual() {
	! late || fail "it took longer than $TIMEOUT seconds"
}

# apply applies the phase $1 and waits until it runs.
apply() {
	say "phase $1"
	objects "$1"
	kube apply --request-timeout 60s --server-side --force-conflicts --field-manager shipway --filename "$work/objects" || fail "cannot apply the phase $1: $(reason)"
	within=$(plan '.within // 0' "$1")
	plan '.wait // [] | .[]' "$1" >"$work/wait"
	while read -r name <&3; do
		rollout "$name" "$within"
	done 3<"$work/wait"
}

# bake watches the alarms for $1 seconds.
bake() {
	end=$(($(now) + $1))
	while :; do
		quiet "$watched"
		[ "$(now)" -lt "$end" ] || return 0
		punctual
		sleep 15
	done
}

# manifests goes through the phases of a release, or of the first one when nothing ran before.
manifests() {
	if [ -n "$previous" ]; then
		jq -r '.phases[].name' "$work/plan" >"$work/phases"
	else
		jq -r '.first[]' "$work/plan" >"$work/phases"
	fi
	while read -r phase <&4; do
		look
		[ "$running" = "$IMAGE" ] || fail "superseded: the stack $STACK has ${running:-no image}"
		apply "$phase"
		seconds=$(plan '.bake // 0' "$phase")
		bake "$seconds"
	done 4<"$work/phases"
}

# undo goes back to image $1: phases that only move requests at once, the others as soon as the stack names what ran before.
undo() {
	look
	[ "$running" = "$IMAGE" ] || return 0
	if [ -z "$1" ]; then
		restore ''
		fail "nothing ran before: the objects stay in the cluster as they are"
	fi
	settle=$(jq -r .settle "$work/plan")
	jq -r '.undo[]' "$work/plan" >"$work/phases"
	gone='' first=yes
	while read -r phase <&4; do
		[ -n "$first" ] || sleep "$settle"
		first=''
		objects "$phase"
		if [ -z "$gone" ] && grep -qF "$IMAGE" "$work/objects"; then
			restore "$1"
			gone=yes
		fi
		apply "$phase"
	done 4<"$work/phases"
	[ -n "$gone" ] || restore "$1"
}
