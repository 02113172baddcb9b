package picture

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// starts says what starts the pipeline called name, a sentence each.
func (t template) starts(p map[string]any, name string) (all []string) {
	for _, one := range list(p, "Triggers") {
		trigger, _ := one.(map[string]any)
		git := object(trigger, "GitConfiguration")
		for _, push := range list(git, "Push") {
			all = append(all, t.pushed(push))
		}
		for _, request := range list(git, "PullRequest") {
			all = append(all, "a pull request"+t.into(request))
		}
	}
	for _, rule := range t.of("AWS::Events::Rule") {
		if t.aims(rule, ":"+name) {
			all = append(all, t.event(object(rule.Properties, "EventPattern")))
		}
	}
	return all
}

func (t template) pushed(push any) string {
	one, _ := push.(map[string]any)
	if tags := t.words(object(one, "Tags"), "Includes"); len(tags) > 0 {
		return "a pushed tag " + strings.Join(tags, ", ")
	}
	return "a push" + t.into(push)
}

// into says of which branches and files a trigger is.
func (t template) into(trigger any) string {
	one, _ := trigger.(map[string]any)
	said := ""
	if branches := t.words(object(one, "Branches"), "Includes"); len(branches) > 0 {
		said += " to " + strings.Join(branches, ", ")
	}
	files := object(one, "FilePaths")
	if paths := t.words(files, "Includes"); len(paths) > 0 && !slices.Equal(paths, []string{"**"}) {
		said += " that changes " + strings.Join(paths, ", ")
	}
	if paths := t.words(files, "Excludes"); len(paths) > 0 {
		said += ", not only " + strings.Join(paths, ", ")
	}
	return said
}

// aims says whether one of the rule's targets is what an ARN ends with.
func (t template) aims(rule resource, end string) bool {
	return slices.ContainsFunc(list(rule.Properties, "Targets"), func(target any) bool {
		one, _ := target.(map[string]any)
		return strings.HasSuffix(":"+t.text(one["Arn"]), end)
	})
}

// event says what a rule waits for.
func (t template) event(pattern map[string]any) string {
	detail := object(pattern, "detail")
	said := func(of map[string]any, key string) string { return strings.Join(t.words(of, key), ", ") }
	switch said(pattern, "source") {
	case "aws.codecommit":
		return "a push to " + said(detail, "referenceName")
	case "aws.ecr":
		return "an image pushed as " + said(detail, "image-tag")
	case "aws.s3":
		return "an upload of " + said(object(detail, "object"), "key")
	}
	return said(pattern, "detail-type")
}

// told says who is told of stages that fail.
func (t template) told(name string) []string {
	var topics []string
	for _, rule := range t.of("AWS::Events::Rule") {
		detail := object(object(rule.Properties, "EventPattern"), "detail")
		if !slices.Contains(t.words(detail, "pipeline"), name) || !slices.Contains(t.words(detail, "state"), "FAILED") {
			continue
		}
		for _, target := range list(rule.Properties, "Targets") {
			one, _ := target.(map[string]any)
			if topic := last(t.text(one["Arn"])); !slices.Contains(topics, topic) {
				topics = append(topics, topic)
			}
		}
	}
	if len(topics) == 0 {
		return nil
	}
	return []string{"Told of each stage that fails: " + strings.Join(topics, ", ") + "."}
}

// reviews says what pull requests start beside the pipeline called name.
func (t template) reviews(name string) (all []string) {
	for _, one := range t.of("AWS::CodePipeline::Pipeline") {
		if other := t.text(one.Properties["Name"]); other == name+"-reviews" {
			all = append(all, "Pull requests are tested on their own, by "+other+".")
		}
	}
	for _, rule := range t.of("AWS::Events::Rule") {
		pattern := object(rule.Properties, "EventPattern")
		if t.text(rule.Properties["Name"]) == name+"-opened" && slices.Contains(t.words(pattern, "source"), "aws.codecommit") {
			all = append(all, "Pull requests are tested on their own, and wait for that to be approved.")
		}
	}
	return all
}

// conditions are what must hold before a stage begins.
func (t template) conditions(entry map[string]any) (all []box) {
	for _, c := range list(entry, "Conditions") {
		condition, _ := c.(map[string]any)
		for _, r := range list(condition, "Rules") {
			rule, _ := r.(map[string]any)
			one, settings := box{kind: waits, name: t.text(rule["Name"])}, object(rule, "Configuration")
			switch provider := t.text(object(rule, "RuleTypeId")["Provider"]); {
			case settings["Cron"] != nil:
				one.lines = hours(t.text(settings["Cron"]), t.text(settings["TimeZone"]))
			case provider == "VariableCheck":
				one.kind, one.lines = checks, t.compared(t.text(condition["Result"]), settings)
			default:
				one.kind, one.lines = checks, []string{provider}
			}
			all = append(all, one)
		}
	}
	return all
}

// compared says what becomes of a stage by the value of a variable.
func (t template) compared(result string, settings map[string]any) []string {
	becomes := map[string]string{"SKIP": "skipped", "FAIL": "fails"}[result]
	variable := strings.Trim(t.text(settings["Variable"]), "#{}")
	variable = variable[strings.LastIndex(variable, ".")+1:]
	switch operator := t.text(settings["Operator"]); operator {
	case "NE":
		return []string{becomes + " when", variable + " is " + t.text(settings["Value"])}
	case "EQ":
		return []string{becomes + " unless", variable + " is " + t.text(settings["Value"])}
	default:
		return []string{becomes + " unless", variable + " " + strings.ToLower(operator) + " " + t.text(settings["Value"])}
	}
}

var window = regexp.MustCompile(`^\* \* (\d+)-(\d+) \? \* ([A-Z,]+) \*$`)

// hours says when a cron expression matches.
func hours(cron, zone string) []string {
	m := window.FindStringSubmatch(cron)
	if m == nil {
		return []string{cron, zone}
	}
	last, err := strconv.Atoi(m[2])
	if err != nil {
		return []string{cron, zone}
	}
	return []string{days(m[3]), fmt.Sprintf("%s:00 to %d:00", m[1], last+1), zone}
}

var week = []string{"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"}

// days says days of the week, by their first and last one where they follow each other.
func days(text string) string {
	all := strings.Split(text, ",")
	shown := make([]string, len(all))
	row := len(all) > 2
	for i, day := range all {
		at := slices.Index(week, day)
		if at < 0 {
			return text
		}
		row = row && at == slices.Index(week, all[0])+i
		shown[i] = day[:1] + strings.ToLower(day[1:])
	}
	if row {
		return shown[0] + " to " + shown[len(shown)-1]
	}
	return strings.Join(shown, ", ")
}

// failure says what CodePipeline does by itself when a stage fails.
func (t template) failure(failed map[string]any) string {
	switch t.text(failed["Result"]) {
	case "RETRY":
		if t.text(object(failed, "RetryConfiguration")["RetryMode"]) == "ALL_ACTIONS" {
			return "on failure: all retried once"
		}
		return "on failure: retried once"
	case "ROLLBACK":
		return "on failure: roll back"
	}
	return ""
}
