package workflow

import (
	"slices"
	"strings"
)

// token is the entry that gives a job its token, for whoever takes it for a role.
var token = entry{"id_tokens", object{{"SHIPWAY_ID_TOKEN", object{{"aud", "sts.amazonaws.com", ""}}, ""}}, ""}

// tags are the entry that says where a job runs, or none.
func tags(labels []string) entry {
	if len(labels) == 0 {
		return entry{}
	}
	return entry{"tags", labels, ""}
}

// tools is the entry with the image that a job runs in.
func (g gitlab) tools() entry {
	if g.Tools != "" {
		return entry{"image", g.Tools, ""}
	}
	return entry{"image", dockerCLI, ""}
}

// always are the tools that every job has, under the names of Alpine's packages but for the first; Docker's image has the
// others of POSIX.
var always = []string{"aws", "curl", "docker", "jq", "sha256sum"}

// install is the entry that adds what Docker's own image lacks; an image of one's own has it all.
func (g gitlab) install(more ...string) entry {
	if g.Tools != "" {
		return entry{}
	}
	packages := append([]string{"aws-cli", "curl", "jq"}, more...)
	slices.Sort(packages)
	return entry{"before_script", []any{"apk add --no-cache " + strings.Join(slices.Compact(packages), " ")}, ""}
}

// substitutions are what the shell puts in for what only a run knows. Nothing but GitLab's own variables is in them.
var substitutions = map[moment]string{commit: `"$CI_COMMIT_SHA"`, run: `"$CI_PIPELINE_ID"`}

// exports are lines of shell that set variables. Every text is quoted.
func exports(groups ...[]variable) string {
	var b strings.Builder
	for _, v := range slices.Concat(groups...) {
		if v.when == image || v.when == previous {
			continue // read from a file
		}
		text := quote(v.text)
		if v.when != never {
			text = substitutions[v.when]
		}
		b.WriteString("export " + v.name + "=" + text + "\n")
	}
	return b.String()
}

// exports are the same with the image that the pipeline has built.
func (g gitlab) exports(groups ...[]variable) string {
	return "IMAGE=$(cat " + quote(g.directory("image")+"/IMAGE") + ")\nexport IMAGE\n" + exports(groups...)
}
