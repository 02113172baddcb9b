package picture

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

func (t template) action(a map[string]any) action {
	kind, settings := object(a, "ActionTypeId"), object(a, "Configuration")
	order, _ := strconv.Atoi(t.text(a["RunOrder"]))
	one := action{box: box{name: t.text(a["Name"])}, order: max(order, 1)}
	told := t.variables(settings)
	one.place = placeOf(cmp.Or(told["ROLE"], t.text(a["RoleArn"])), cmp.Or(told["REGION"], t.text(a["Region"]), t.region))
	switch provider := t.text(kind["Provider"]); {
	case t.text(kind["Category"]) == "Source":
		one.lines = t.source(provider, settings)
	case provider == "Manual":
		one.kind, one.lines = waits, t.approval(a, settings)
	case provider == "InspectorScan":
		one.kind, one.lines = checks, append([]string{"by Amazon Inspector"}, limits(t.thresholds(settings))...)
	case provider == "CodeBuild":
		one.kind, one.lines = t.build(a, told)
		if a["RoleArn"] != nil {
			one.lines = append(one.lines, "by a build inside it")
		}
	default:
		one.kind, one.lines = changes, []string{provider}
	}
	return one
}

// placeOf is an account, as a role's ARN says it, and a region; nothing without a role.
func placeOf(role, region string) string {
	parts := strings.Split(role, ":")
	if len(parts) < 6 {
		return ""
	}
	return strings.Trim(parts[4]+" · "+region, " ·")
}

// source says where a version comes from.
func (t template) source(provider string, settings map[string]any) []string {
	said := func(key string) string { return t.text(settings[key]) }
	switch provider {
	case "CodeStarSourceConnection":
		return []string{said("FullRepositoryId"), "branch " + said("BranchName"), "by CodeConnections"}
	case "CodeCommit":
		return []string{said("RepositoryName"), "branch " + said("BranchName"), "in AWS CodeCommit"}
	case "ECR":
		return []string{said("RepositoryName") + ":" + said("ImageTag"), "in Amazon ECR"}
	case "S3":
		return []string{said("S3ObjectKey"), "in the bucket " + said("S3Bucket")}
	}
	return []string{provider}
}

// approval says who is asked, with what, and for how long.
func (t template) approval(a, settings map[string]any) []string {
	lines := []string{"a person answers"}
	if topic := t.text(settings["NotificationArn"]); topic != "" {
		lines = []string{"a person, asked by", last(topic)}
	}
	if about := t.text(settings["CustomData"]); about != "" {
		var shown []string
		for _, one := range [][2]string{{"DIGEST}", "digest"}, {"ImageDigest}", "digest"}, {"CommitId}", "commit"}, {"VersionId}", "version"}, {"PipelineExecutionId}", "run"}} {
			if strings.Contains(about, "."+one[0]) && !slices.Contains(shown, one[1]) {
				shown = append(shown, one[1])
			}
		}
		if len(shown) > 0 {
			lines = append(lines, "sees "+strings.Join(shown, ", "))
		}
	}
	if minutes, err := strconv.Atoi(t.text(a["TimeoutInMinutes"])); err == nil {
		lines = append(lines, "within "+span(60*minutes))
	}
	return lines
}

// build says what a build does. One that hands something on makes it; one that releases changes an environment.
func (t template) build(a map[string]any, told map[string]string) (kind, []string) {
	verb, _, _ := strings.Cut(t.text(a["Name"]), "-")
	switch {
	case verb == "Release" || verb == "Deploy":
		return changes, releasing(told)
	case verb == "Ready":
		return checks, readying(told)
	case verb == "Verify":
		return checks, verifying(told)
	case verb == "Secrets":
		return checks, []string{"none in the source"}
	case told["TEST_COMMAND"] != "":
		return checks, tested(told)
	case verb == "Scan":
		return checks, limits(told)
	case told["REPOSITORY"] != "":
		return makes, making(told)
	case len(list(a, "OutputArtifacts")) > 0:
		return makes, nil
	}
	return checks, nil
}

func tested(told map[string]string) []string {
	lines := []string{told["TEST_COMMAND"]}
	if least := told["TESTS_MIN"]; least != "" {
		lines = append(lines, "at least "+least+" tests")
	}
	if least := told["COVERAGE_MIN"]; least != "" {
		lines = append(lines, "at least "+least+" % covered")
	}
	return lines
}

func making(told map[string]string) []string {
	lines := []string{"built and pushed once", told["PLATFORMS"]}
	if from := told["CONTEXT"]; from != "" && from != "." {
		lines = append(lines, "from "+from)
	}
	if _, repository, found := strings.Cut(told["REPOSITORY"], "/"); found {
		lines = append(lines, "to "+repository)
	}
	return lines
}

func readying(told map[string]string) []string {
	lines := []string{"stack at rest"}
	if told["DRIFT"] == "on" {
		lines = append(lines, "as its template says")
	}
	return append(lines, quiet(told)...)
}

// quiet says how many alarms are watched.
func quiet(told map[string]string) []string {
	switch n := len(strings.Fields(told["ALARMS"])); n {
	case 0:
		return nil
	case 1:
		return []string{"1 alarm quiet"}
	default:
		return []string{fmt.Sprintf("%d alarms quiet", n)}
	}
}

func releasing(told map[string]string) []string {
	var lines []string
	switch stack, image := told["STACK"], told["IMAGE"]; {
	case stack != "" && image != "":
		lines = []string{"image by digest into", stack}
	case image != "":
		lines = []string{"image by digest"}
	case stack != "":
		lines = []string{stack}
	}
	switch {
	case told["CLUSTER"] != "":
		lines = append(lines, "manifests in "+told["CLUSTER"])
	case told["BUCKET"] != "":
		lines = append(lines, "CodeDeploy: hosts")
	case told["APPLICATION"] != "":
		lines = append(lines, "CodeDeploy: tasks")
	}
	return lines
}

func verifying(told map[string]string) []string {
	var lines []string
	if url := told["URL"]; url != "" {
		_, shown, _ := strings.Cut(url, "://")
		lines = append(lines, shown, "answers "+cmp.Or(told["STATUS"], "200"))
	}
	if points := told["POINTS"]; points != "" && points != "0" {
		lines = append(lines, points+" points seen")
	}
	silent := quiet(told)
	if bake, err := strconv.Atoi(told["BAKE"]); err == nil && bake > 0 {
		if len(silent) == 0 {
			return append(lines, "bakes for "+span(bake))
		}
		silent[0] += " " + span(bake)
	}
	return append(lines, silent...)
}

// thresholds are the limits of the Inspector action, by severity.
func (t template) thresholds(settings map[string]any) map[string]string {
	all := map[string]string{}
	for _, severity := range severities {
		all[severity] = t.text(settings[severity[:1]+strings.ToLower(severity[1:])+"Threshold"])
	}
	return all
}

var severities = []string{"CRITICAL", "HIGH", "MEDIUM", "LOW"}

// limits says how much may be found.
func limits(told map[string]string) []string {
	var all []string
	for _, severity := range severities {
		if most := told[severity]; most != "" {
			all = append(all, most+" "+strings.ToLower(severity))
		}
	}
	if len(all) == 0 {
		return []string{"whatever is found"}
	}
	return []string{"findings, at most", strings.Join(all, ", ")}
}

// span is a number of seconds as people say it.
func span(seconds int) string {
	for _, unit := range []struct {
		name string
		of   int
	}{{" day", 86400}, {" h", 3600}, {" min", 60}} {
		if n := seconds / unit.of; n > 0 && seconds%unit.of == 0 {
			if unit.name == " day" && n > 1 {
				return fmt.Sprintf("%d days", n)
			}
			return strconv.Itoa(n) + unit.name
		}
	}
	return fmt.Sprintf("%d s", seconds)
}
