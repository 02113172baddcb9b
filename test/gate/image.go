package gate

import (
	"regexp"
	"strings"
)

// digest is what only a release may put into a stack.
var digest = regexp.MustCompile(`sha256:[0-9a-f]{64}`)

// Images checks that the template is the same for every version of the app: images come in by parameter, nothing runs
// before there is one, and autoscaling alone decides how many tasks run. Images in fixed are exempt: the file pins
// them, so they belong to the template.
func Images(s Stack, fixed ...string) []Finding {
	var r report
	released := false
	s.each(func(id string, res Resource) {
		if res.Type == "AWS::ECS::TaskDefinition" {
			for _, container := range items(res.Properties["ContainerDefinitions"]) {
				released = r.image(s, id, container, fixed) || released
			}
		}
		if res.Type == "AWS::CodeBuild::Project" {
			return // a build runs no version of the app, and has its tools by digest
		}
		walk(res.Properties, s.at(id), func(path string, value any) {
			line, isText := value.(string)
			if isText && digest.MatchString(line) && !contains(fixed, line) {
				r.add(path, "IMAGE-DIGEST", "holds %s: want it by parameter", digest.FindString(line))
			}
		})
	})
	r.running(s, released)
	return r
}

// image checks one container and says whether its image comes by parameter.
func (r *report) image(s Stack, id string, container any, fixed []string) bool {
	given := dig(container, "Image")
	name, argument := only(asMap(given))
	parameter, declared := s.Template.Parameters[text(argument)]
	switch {
	case contains(fixed, text(given)):
		return false
	case name != "Ref" || !declared:
		r.add(s.at(id, "ContainerDefinitions", text(dig(container, "Name")), "Image"), "IMAGE-PARAMETER",
			"is %q: want a reference to a parameter of the stack", text(given))
	case text(parameter.Default) != "":
		r.add(s.at(text(argument), "Default"), "IMAGE-PARAMETER", "is %q: want none, a release gives the image",
			text(parameter.Default))
	}
	return true
}

// running checks the services of a stack whose image comes with a release.
func (r *report) running(s Stack, released bool) {
	scaled := false
	s.each(func(_ string, res Resource) {
		target := res.Type == "AWS::ApplicationAutoScaling::ScalableTarget"
		scaled = scaled || target && text(res.Properties["ServiceNamespace"]) == "ecs"
	})
	s.each(func(id string, res Resource) {
		if res.Type != "AWS::ECS::Service" {
			return
		}
		if _, given := res.Properties["DesiredCount"]; given && scaled {
			r.add(s.at(id, "DesiredCount"), "IMAGE-COUNT", "every deploy would undo autoscaling: want none")
		}
		if released && res.Condition == "" {
			r.add(s.at(id), "IMAGE-FIRST", "starts before there is an image: want the condition that one is given")
		}
	})
}

func asMap(value any) map[string]any { m, _ := value.(map[string]any); return m }

// contains says whether line holds one of the images.
func contains(images []string, line string) bool {
	for _, image := range images {
		if image != "" && strings.Contains(line, image) {
			return true
		}
	}
	return false
}
