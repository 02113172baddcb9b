# names is the words of $1, names of alarms with spaces between them, as a JSON list.
names() {
	[ -n "$1" ] || { say '[]' && return 0; }
	jq -cn --arg words "$1" '$words | split(" ") | map(select(. != ""))'
}

# states reads the alarms $1, a JSON list of names: CloudWatch takes 100 of them at a time (CloudWatch API, "DescribeAlarms").
states() {
	jq -cn --argjson names "$1" '$names | range(0; length; 100) as $at | {AlarmNames: .[$at:$at + 100], AlarmTypes: ["MetricAlarm"]}' >"$work/asks"
	while read -r ask; do
		act cloudwatch describe-alarms --cli-input-json "$ask" </dev/null || fail "cannot read the alarms: $(reason)"
	done <"$work/asks" >"$work/alarms"
}

# quiet fails when one of the alarms $1 rings, or is not there.
quiet() {
	[ "$1" != '[]' ] || return 0
	states "$1"
	jq -rs --argjson names "$1" 'map(.MetricAlarms[]) | ($names - map(.AlarmName) | map("there is no alarm " + .))
		+ [.[] | select(.StateValue == "ALARM") | "alarm " + .AlarmName + " rings"] | join(", ")' \
		"$work/alarms" >"$work/loud" || fail "cannot read the alarms"
	read -r loud <"$work/loud"
	[ -z "$loud" ] || fail "$loud"
}

# known is those of the alarms $1 that are there.
known() {
	[ "$1" != '[]' ] || { say '[]' && return 0; }
	states "$1"
	jq -cs 'map(.MetricAlarms[].AlarmName)' "$work/alarms"
}
