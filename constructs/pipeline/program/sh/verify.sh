# verify proves a version that has been released, and goes back when it does not hold.

# answers says whether the HTTP code $1 is one of STATUS, such as 200-299,404.
answers() {
	printf '%s' "$STATUS" | jq -Re --arg code "$1" '($code | tonumber) as $n
		| split(",") | any(split("-") | map(tonumber) | .[0] <= $n and $n <= .[-1])' >/dev/null
}

# smoke asks URL until it answers as it should, for TIMEOUT at most.
smoke() {
	[ -n "$URL" ] || return 0
	left=$ATTEMPTS
	while :; do
		answer=$(curl -q --silent --globoff --output /dev/null --max-time 10 --proto '=http,https' --write-out '%{http_code}' --url "$URL") || answer=000
		! answers "$answer" || { say "$URL answers $answer" && return 0; }
		left=$((left - 1))
		[ "$left" -gt 0 ] || fail "$URL did not answer $STATUS in $ATTEMPTS attempts; the last answer was $answer"
		! late || fail "$URL did not answer $STATUS in $TIMEOUT seconds; the last answer was $answer"
		sleep 5
	done
}

# metrics is METRIC, one or several, a line each.
metrics() { printf '%s' "$METRIC" | jq -c 'if type == "array" then .[] else . end'; }

# counted is how much METRIC has seen since the bake began.
counted() {
	metrics >"$work/metrics"
	seen=0
	while read -r one; do
		printf '%s' "$one" | jq --argjson since "$start" --argjson until "$(now)" '{Namespace, MetricName, Dimensions: (.Dimensions // []),
			StartTime: ($since | todate), EndTime: ($until | todate), Period: (60 * (1 + (($until - $since) / 72000 | floor))), Statistics: [.Statistic // "Sum"]}' >"$work/metric"
		act cloudwatch get-metric-statistics --cli-input-json "file://$work/metric" >"$work/points" </dev/null || fail "cannot count: $(reason)"
		seen=$((seen + $(jq '[.Datapoints[] | .Sum // .SampleCount // 0] | add // 0 | floor' "$work/points")))
	done <"$work/metrics"
	say "$seen"
}

# soak watches the alarms for BAKE seconds, and until POINTS have been seen: BAKE after TIMEOUT at the latest.
soak() {
	start=$(now)
	while :; do
		quiet "$alarms"
		tried
		lasted=$(($(now) - start))
		points=0
		[ "$POINTS" -eq 0 ] || points=$(counted)
		[ "$lasted" -lt "$BAKE" ] || [ "$points" -lt "$POINTS" ] || return 0
		[ "$(now)" -lt "$((due + BAKE))" ] || fail "only $points of $POINTS were seen in $lasted seconds"
		sleep 15
	done
}

prove() {
	smoke
	soak
	outlast
}

# sound refuses to begin with a value that is none.
sound() {
	STATUS=${STATUS:-200} ATTEMPTS=${ATTEMPTS:-30} BAKE=${BAKE:-0} POINTS=${POINTS:-0} METRIC=${METRIC-} URL=${URL-}
	plain URL "$URL"
	case $URL in
	'' | http://* | https://*) ;;
	*) fail "URL is $URL: want http:// or https://" ;;
	esac
	printf '%s\n' "$STATUS" | grep -Eqx '[1-5][0-9]{2}(-[1-5][0-9]{2})?(,[1-5][0-9]{2}(-[1-5][0-9]{2})?)*' || fail "STATUS is $STATUS: want codes such as 200-299,404"
	number ATTEMPTS "$ATTEMPTS"
	number BAKE "$BAKE"
	number POINTS "$POINTS"
	[ "$POINTS" -gt 0 ] || return 0
	[ -n "$METRIC" ] || METRIC=$(jq -r '[.Stacks[0].Outputs[]? | select(.OutputKey == "Requests").OutputValue][0] // ""' "$work/stacks")
	[ -n "$METRIC" ] || fail "METRIC is not set, and the stack $STACK has no output Requests, although POINTS is $POINTS"
	metrics 2>/dev/null | jq -se 'length > 0 and all((.Namespace | strings) and (.MetricName | strings) and ((.Statistic // "Sum") | IN("Sum", "SampleCount")))' >/dev/null 2>&1 ||
		fail "METRIC is no metric as JSON, although POINTS is $POINTS"
}

digest IMAGE "${IMAGE-}"
need PREVIOUS "${PREVIOUS-}"
case $PREVIOUS in
none) previous='' ;;
failed) fail 'the release failed, and has said why: nothing is left to prove' ;;
*)
	digest PREVIOUS "$PREVIOUS"
	previous=$PREVIOUS
	;;
esac
begin
sound
judges
equip
[ "$running" = "$IMAGE" ] || fail "superseded: the stack $STACK has ${running:-no image}"
attempt prove
if [ "$code" -ne 0 ]; then
	first=$because
	turn
	attempt revert
	[ "$code" -eq 0 ] || fail "$IMAGE does not hold: $first; $STACK could not go back: $because"
	look
	fail "$IMAGE does not hold: $first; $STACK has ${running:-no image}"
fi
say "$IMAGE holds"
