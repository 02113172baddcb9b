# How CodeDeploy deploys. It goes back by itself; what it went back from is a failure.

# target refuses to begin without a deployment group.
target() {
	need APPLICATION "${APPLICATION-}"
	word APPLICATION "$APPLICATION"
	need GROUP "${GROUP-}"
	word GROUP "$GROUP"
}

# idle refuses to begin while another deployment runs.
idle() {
	act deploy list-deployments --application-name "$APPLICATION" --deployment-group-name "$GROUP" \
		--include-only-statuses Created Queued InProgress Ready >"$work/deployments" || fail "cannot list the deployments of $GROUP: $(reason)"
	busy=$(jq -r '.deployments[0] // ""' "$work/deployments")
	[ -z "$busy" ] || fail "the deployment $busy of $GROUP still runs: release again when it has ended"
}

# half says whether half of the way back is over: what is left of it belongs to the stack.
half() { [ "$(now)" -ge "$((due - TIMEOUT / 2))" ]; }

# back waits for the end of the deployment $1 by which CodeDeploy goes back, and says how it ended.
back() {
	while :; do
		act deploy get-deployment --deployment-id "$1" >"$work/back" || fail "cannot read the deployment $1: $(reason)"
		went=$(jq -r .deploymentInfo.status "$work/back")
		case $went in
		Succeeded) say "CodeDeploy went back by $1" && return 0 ;;
		Failed | Stopped) say "CodeDeploy could not go back by $1" && return 0 ;;
		esac
		! half || { say "CodeDeploy still goes back by $1" && return 0; }
		sleep 10
	done
}

# deploy creates the deployment of the revision $1, with the options $2, both JSON, and waits until it has succeeded.
deploy() {
	jq -n --argjson revision "$1" --argjson options "$2" --arg application "$APPLICATION" --arg group "$GROUP" \
		'{applicationName: $application, deploymentGroupName: $group, revision: $revision} + $options' >"$work/deployment"
	act deploy create-deployment --cli-input-json "file://$work/deployment" >"$work/created" || fail "cannot deploy to $GROUP: $(reason)"
	deployment=$(jq -er .deploymentId "$work/created") || fail "CodeDeploy names no deployment"
	why='' seen=''
	while :; do
		act deploy get-deployment --deployment-id "$deployment" >"$work/deployed" || fail "cannot read the deployment $deployment: $(reason)"
		went=$(jq -r .deploymentInfo.status "$work/deployed")
		[ "$went" = "$seen" ] || say "$deployment: $went"
		seen=$went
		case $went in
		Succeeded) return 0 ;;
		Failed | Stopped)
			said=$(jq -r '.deploymentInfo.errorInformation | if . then "\(.code): \(.message)" else "nobody says why" end' "$work/deployed")
			by=$(jq -r '.deploymentInfo.rollbackInfo.rollbackDeploymentId // ""' "$work/deployed")
			turn
			[ -z "$by" ] || said="$said; $(back "$by")"
			fail "${why}the deployment $deployment is $went: $said"
			;;
		esac
		if turned; then
			if late || { [ -n "$why" ] && half; }; then
				fail "${why}the deployment $deployment is still $went"
			fi
		elif late; then
			why="the release took longer than $TIMEOUT seconds; "
			turn
			act deploy stop-deployment --deployment-id "$deployment" --auto-rollback-enabled >/dev/null || say "cannot stop it: $(reason)"
		fi
		sleep 10
	done
}
