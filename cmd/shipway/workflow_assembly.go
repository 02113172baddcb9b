package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// manifest is the part of a cloud assembly's manifest that says where templates are, and where they are deployed to.
type manifest struct {
	Artifacts map[string]struct {
		Type, Environment string
		Properties        struct{ StackName, TemplateFile string }
	}
}

// template is the part of a template that says what is watched.
type template struct {
	Resources map[string]struct {
		Type       string
		Properties struct{ AlarmName any }
	}
}

// readAlarms reads the names of the alarms of every stack of the assembly in directory, by the stacks' names.
func readAlarms(directory string) (map[string][]string, error) {
	all := map[string][]string{}
	err := readStacks(directory, func(name, _ string, text []byte) error {
		var t template
		if err := json.Unmarshal(text, &t); err != nil {
			return err
		}
		all[name] = t.alarms()
		return nil
	})
	return all, err
}

// readStacks calls take with each stack of the assembly in directory: its name, where it is deployed to, such as
// "aws://111111111111/eu-west-1", and its template.
func readStacks(directory string, take func(name, environment string, text []byte) error) error {
	err := filepath.WalkDir(directory, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || entry.Name() != "manifest.json" {
			return err
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		var m manifest
		if err := json.Unmarshal(text, &m); err != nil {
			return err
		}
		for _, id := range slices.Sorted(maps.Keys(m.Artifacts)) {
			one := m.Artifacts[id]
			if one.Type != "aws:cloudformation:stack" {
				continue
			}
			text, err := os.ReadFile(filepath.Join(filepath.Dir(file), filepath.Base(one.Properties.TemplateFile)))
			if err != nil {
				return err
			}
			if err := take(one.Properties.StackName, one.Environment, text); err != nil {
				return err
			}
		}
		return nil
	})
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: there is no cloud assembly: run make synth first, or say where it is with -assembly [CLI-003]", directory)
	}
	if err != nil {
		return fmt.Errorf("%s: not a cloud assembly: %s [CLI-003]", directory, reason(err))
	}
	return nil
}

// alarms are the names of the template's alarms, in their order.
func (t template) alarms() []string {
	names := []string{}
	for _, r := range t.Resources {
		if name, given := r.Properties.AlarmName.(string); given && r.Type == "AWS::CloudWatch::Alarm" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
