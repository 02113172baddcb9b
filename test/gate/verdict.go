package gate

import (
	"encoding/json"
	"strings"
)

// Validation turns CDK's validation-report.json into findings. Every violation counts, whatever its severity.
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
			places := []string{}
			for _, c := range v.ViolatingConstructs {
				places = append(places, c.ConstructPath)
			}
			r.add(strings.Join(places, ", "), v.RuleName, "%s (%s, %s)", v.Description, plugin.PluginName, v.Severity)
		}
	}
	return r, nil
}
