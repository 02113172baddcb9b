package picture

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
)

// FuzzAnyTemplateIsDrawnAsXML looks for a template that ends the program, or that is drawn as something else than XML.
func FuzzAnyTemplateIsDrawnAsXML(f *testing.F) {
	for _, stages := range []string{
		`{"Name": "Source", "Actions": [{"Name": "Get-é", "RunOrder": 2, "ActionTypeId": {"Provider": "CodeBuild"}, "Configuration": {"ProjectName": "p"}}]}`,
		`{"Name": "w", "BeforeEntry": {"Conditions": [{"Rules": [{"Configuration": {"Cron": "* * 9-16 ? * MON,FRI *", "TimeZone": "UTC"}}]}]}, "Actions": [{"Name": "a-x"}, {"Name": "a-y"}]}`,
		`{"Name": "Approve", "Actions": [{"ActionTypeId": {"Provider": "Manual"}, "Configuration": {"CustomData": "#{A.Digest}"}, "TimeoutInMinutes": -5}]}`,
	} {
		f.Add(`{"Resources": {"P": {"Type": "AWS::CodePipeline::Pipeline", "Properties": {"Name": "web", "Stages": [` + stages + `]}}}}`)
	}
	f.Fuzz(func(t *testing.T, template string) {
		all, err := Read([]byte(template), "444444444444", "eu-west-1")
		if err != nil {
			return
		}
		for _, one := range all {
			for decoder := xml.NewDecoder(strings.NewReader(one.SVG())); ; {
				if _, err := decoder.Token(); errors.Is(err, io.EOF) {
					break
				} else if err != nil {
					t.Fatal(err)
				}
			}
		}
	})
}
