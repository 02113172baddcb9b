# How the image of a stack changes. CloudFormation itself goes back when an update fails.

# update asks for image $1, which the first five of the alarms $2 watch: CloudFormation takes no more. Everything else stays as it is. It does not wait.
update() {
	token=release-$(now)-$$
	jq --arg image "$1" --argjson alarms "$2" --arg token "$token" '.Stacks[0] | (.StackId | split(":")) as $id | {
		StackName: .StackId, UsePreviousTemplate: true, ClientRequestToken: $token, Capabilities: (.Capabilities // []),
		Parameters: [.Parameters[] | if .ParameterKey == "Image" then {ParameterKey, ParameterValue: $image} else {ParameterKey, UsePreviousValue: true} end],
		RollbackConfiguration: {RollbackTriggers: [$alarms[:5][] | {Type: "AWS::CloudWatch::Alarm", Arn: ($id[0:2] + ["cloudwatch"] + $id[3:5] + ["alarm", .] | join(":"))}]}
	}' "$work/stacks" >"$work/update"
	act cloudformation update-stack --cli-input-json "file://$work/update" >/dev/null && return 0
	case $(reason) in
	*'No updates are to be performed'*) token='' ;;
	*) fail "cannot update the stack $STACK: $(reason)" ;;
	esac
}

# page reads the newest events, as many as $@ says: whose the last operation is, and how far ours has come; - is none.
page() {
	act cloudformation describe-stack-events --stack-name "$stack" "$@" >"$work/events" || fail "cannot read the events of $STACK: $(reason)"
	jq -r --arg token "$token" '[.StackEvents[] | select(.PhysicalResourceId == .StackId)] as $all
		| [$all[] | select(.ClientRequestToken == $token).ResourceStatus] as $ours
		| ($all[0].ClientRequestToken // "-"), ($ours[0] // "-"), (.NextToken == null or $ours[-1] == "UPDATE_IN_PROGRESS")' "$work/events" >"$work/look"
	{ read -r newest && read -r ours && read -r whole; } <"$work/look"
}

# events reads the newest events as far back as ours began. A page of them, and more, may be of resources alone: 500 of a stack
# (AWS CloudFormation quotas) say a few things each in an update and on its way back.
events() {
	page --no-paginate
	[ "$whole" = true ] || page --max-items 5000
}

# cause is what went wrong first.
cause() {
	jq -r --arg token "$token" '[.StackEvents[] | select(.ClientRequestToken == $token and .ResourceStatusReason)]
		| [.[] | select(.ResourceStatus | endswith("_FAILED"))][-1] // [.[] | select(.ResourceStatus | test("ROLLBACK"))][-1]
		| if . then .LogicalResourceId + ": " + .ResourceStatusReason else "no event says why" end' "$work/events"
}

# stop cancels our update because of $1; CloudFormation then goes back.
stop() {
	why="$1; "
	turn
	[ "$status" = UPDATE_IN_PROGRESS ] || return 0
	events
	[ "$newest" = "$token" ] || fail "${why}somebody else updates the stack $STACK"
	act cloudformation cancel-update-stack --stack-name "$stack" >/dev/null || say "cannot cancel the update: $(reason)"
}

# judge says what our update for image $1 came to, once nothing changes the stack: it sets over, or fails.
judge() {
	if [ -z "$token" ]; then
		steady
		ours=UPDATE_COMPLETE
	else
		events
	fi
	case $ours in
	-) return 0 ;; # nothing has begun yet
	*ROLLBACK* | *FAILED)
		went='went back'
		case $status in *FAILED) went='could not go back' ;; esac
		fail "${why}the stack $STACK $went: $(cause)"
		;;
	UPDATE_COMPLETE) ;;
	*) [ "$status" = UPDATE_COMPLETE ] || fail "${why}the stack $STACK is $status: $(cause)" ;;
	esac
	[ "$running" = "$1" ] || fail "superseded: the stack $STACK was updated again and has ${running:-no image}"
	over=yes
}

# lost fails when somebody else has begun to update the stack to another image than $1.
lost() {
	[ "$running" != "$1" ] || return 0
	events
	[ "$ours" = - ] || [ "$newest" = "$token" ] || fail "superseded: the stack $STACK is being updated again to ${running:-no image}"
}

# follow waits until our update for image $1 has truly ended, and stops it when one of the alarms $2 rings.
follow() {
	why='' seen='' over=''
	while :; do
		look
		[ "$status" = "$seen" ] || say "$STACK: $status"
		seen=$status
		case $status in
		DELETE_*) fail "the stack $STACK is deleted" ;;
		UPDATE_IN_PROGRESS)
			lost "$1"
			if [ -z "$why" ] && ! said=$(quiet "$2" 2>&1); then
				stop "$said"
			fi
			;;
		*ROLLBACK*_IN_PROGRESS) turn ;;
		*_IN_PROGRESS) ;;
		*) judge "$1" ;;
		esac
		[ -z "$over" ] || return 0
		if late; then
			! turned || fail "${why}the stack $STACK is still $status"
			stop "the update took longer than $TIMEOUT seconds"
		fi
		sleep 10
	done
}

# restore puts image $1 back, unless somebody has released another one since. A stack that is stuck has not gone back, whatever
# image it names.
restore() {
	while look && case $status in *_IN_PROGRESS) ;; *) false ;; esac do
		! late || fail "the stack $STACK is still $status"
		sleep 10
	done
	case $status in *FAILED) steady ;; esac
	[ "$running" = "$IMAGE" ] || return 0
	[ "$1" != "$IMAGE" ] || fail "what ran before is not known: release the version that runs, so that the stack names it"
	steady
	update "$1" '[]'
	follow "$1" '[]'
}
