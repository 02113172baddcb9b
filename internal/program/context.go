package program

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
)

// The context keys that decide something here.
const (
	// reporting makes the library print and throw its findings itself, differently in each CDK_APP_MODE. Off: it only
	// writes them to the assembly's report.
	reporting = "@aws-cdk/core:failSynthOnValidationErrors"
	// strict makes the validator's warnings findings too.
	strict = "@aws-cdk/core:strictCfnValidateErrors"
	// untraced and unmarked leave out the stacks of calls behind constructs and their messages: they hold nothing but the
	// runtime's own code, in a temporary directory with another name each time.
	untraced = "aws:cdk:disable-creation-stack-traces"
	unmarked = "aws:cdk:disable-stack-trace"
	// bundling lists the stacks whose assets are built. The CLI empties it for "cdk ls": kept whole, every command sees
	// the same assembly.
	bundling = "aws:cdk:bundling-stacks"
	// selected names the one environment to handle.
	selected = "env"
)

// underCLI says whether the CDK CLI runs this program: it then hands over the context.
func underCLI() bool { return os.Getenv("CDK_CONTEXT_JSON") != "" }

// loadContext is the context that CDK constructs see: the CLI's when it runs the program, otherwise what the CLI would
// have made of the files in dir. Values of the command line win.
func loadContext(dir string, given map[string]string) (map[string]any, error) {
	context, err := handedContext()
	if !underCLI() {
		context, err = filesContext(dir)
	}
	if err != nil {
		return nil, err
	}
	merged := maps.Collect(maps.All(context))
	for key, value := range given {
		merged[key] = value
	}
	merged[bundling] = []any{"**"}
	merged[reporting] = false
	merged[untraced] = true
	merged[unmarked] = true
	return merged, nil
}

// handedContext reads the context from where the CLI puts it: a variable, and a file when that would be too long.
func handedContext() (map[string]any, error) {
	context := map[string]any{}
	if text := os.Getenv("CDK_CONTEXT_JSON"); text != "" {
		if err := decode("CDK_CONTEXT_JSON", []byte(text), &context); err != nil {
			return nil, err
		}
	}
	if file := os.Getenv("CONTEXT_OVERFLOW_LOCATION_ENV"); file != "" {
		if err := decodeFile(file, &context); err != nil {
			return nil, err
		}
	}
	return context, nil
}

// settings are the keys of cdk.json that the CLI turns into context, besides the context itself.
type settings struct {
	Context          map[string]any `json:"context"`
	PathMetadata     *bool          `json:"pathMetadata"`
	AssetMetadata    *bool          `json:"assetMetadata"`
	VersionReporting *bool          `json:"versionReporting"`
	Staging          *bool          `json:"staging"`
}

// filesContext does what the CLI does with the same files: cdk.json wins over cdk.context.json, and the metadata
// settings are on unless cdk.json turns them off. It leaves out ~/.cdk.json: a home directory is no input.
func filesContext(dir string) (map[string]any, error) {
	var project settings
	context := map[string]any{}
	if err := decodeFile(filepath.Join(dir, "cdk.context.json"), &context); err != nil {
		return nil, err
	}
	path := filepath.Join(dir, "cdk.json")
	if _, err := os.Stat(path); err != nil {
		return nil, errors.New("cdk.json is not here: run where it is, its feature flags decide what the templates hold [CLI-001]")
	}
	if err := decodeFile(path, &project); err != nil {
		return nil, err
	}
	context = maps.Collect(maps.All(context))
	maps.Copy(context, project.Context)
	project.apply(context)
	return context, nil
}

// apply sets the context keys that stand for the settings.
func (s settings) apply(context map[string]any) {
	on := func(setting *bool) bool { return setting == nil || *setting }
	if on(s.PathMetadata) {
		context["aws:cdk:enable-path-metadata"] = true
	}
	if on(s.AssetMetadata) {
		context["aws:cdk:enable-asset-metadata"] = true
	}
	if on(s.VersionReporting) {
		context["aws:cdk:version-reporting"] = true
	} else {
		context["aws:cdk:disable-version-reporting"] = true
	}
	if !on(s.Staging) {
		context["aws:cdk:disable-asset-staging"] = true
	}
}

// decodeFile decodes a JSON file; a missing file leaves into as it is.
func decodeFile(file string, into any) error {
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("%s: cannot read: %s [CLI-001]", file, reason(err))
	}
	return decode(file, text, into)
}

// decode decodes one JSON object; its error has the place in the text.
func decode(name string, text []byte, into any) error {
	err := json.Unmarshal(text, into)
	if err == nil {
		return nil
	}
	offset := int64(len(text))
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		offset = syntax.Offset
	case errors.As(err, &kind):
		offset = kind.Offset
	}
	before := text[:min(offset, int64(len(text)))]
	column := max(1, len(before)-1-bytes.LastIndexByte(before, '\n'))
	at := fmt.Sprintf("%s:%d:%d", name, 1+bytes.Count(before, []byte("\n")), column)
	if kind != nil {
		want := map[string]string{"bool": "true or false", "map": "an object"}[kind.Type.Kind().String()]
		if want == "" {
			want = "an object"
		}
		return fmt.Errorf("%s: %s: want %s, got %s [CLI-001]", at, cmp.Or(kind.Field, "the file"), want, kind.Value)
	}
	return fmt.Errorf("%s: not JSON: %s [CLI-001]", at, err)
}

// reason is why a file operation failed, without the path.
func reason(err error) string {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err.Error()
	}
	return err.Error()
}

// truthy reads a context value as the library does: only false and "false" are false.
func truthy(value any) bool { return value != nil && value != false && value != "false" }
