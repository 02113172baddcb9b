package gate

import (
	"encoding/json"
	"slices"
	"strings"
)

// advice are the rules of warnings that a construct gives on purpose. Nothing in a template would take them away.
var advice = []string{"Annotation::shipway:AppRunnerClosed"}

// Validation turns CDK's validation-report.json into findings. Every violation but advice counts, whatever its severity.
func Validation(reportJSON []byte) ([]Finding, error) {
	var file struct {
		PluginReports []struct {
			PluginName string
			Violations []struct {
				RuleName, Description, Severity string
				ViolatingConstructs             []struct{ ConstructPath string }
			}
		}
	}
	if err := json.Unmarshal(reportJSON, &file); err != nil {
		return nil, err
	}
	var r report
	for _, plugin := range file.PluginReports {
		for _, v := range plugin.Violations {
			if slices.Contains(advice, v.RuleName) {
				continue
			}
			places := []string{}
			for _, c := range v.ViolatingConstructs {
				places = append(places, c.ConstructPath)
			}
			r.add(strings.Join(places, ", "), v.RuleName, "%s (%s, %s)", v.Description, plugin.PluginName, v.Severity)
		}
	}
	return r, nil
}
