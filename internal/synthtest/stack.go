package synthtest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
)

// The environment of a stack from [Stack], unless [In] says otherwise.
const (
	Account = "111111111111"
	Region  = "eu-west-1"
)

// Option changes the app or stack under test.
type Option func(*options)

type options struct {
	account, region string
	context         map[string]any
}

// In puts the stack into another account and region.
func In(account, region string) Option {
	return func(o *options) { o.account, o.region = account, region }
}

// Context sets one context value of the app, over the flags.
func Context(key string, value any) Option {
	return func(o *options) { o.context[key] = value }
}

// Stack is an empty stack in an app of its own, with the feature flags the program runs with.
func Stack(t testing.TB, opts ...Option) awscdk.Stack {
	t.Helper()
	return stack(t.TempDir(), opts)
}

// App is an app without a stack, with the feature flags the program runs with: for tests of stages and of several
// stacks.
func App(t testing.TB, opts ...Option) awscdk.App {
	t.Helper()
	return app(t.TempDir(), settings(opts))
}

// ExampleStack is [Stack] for runnable examples, which have no test to belong to. [Main] removes what it wrote.
func ExampleStack(opts ...Option) awscdk.Stack {
	dir, err := os.MkdirTemp("", "synthtest-*")
	if err != nil {
		panic(err)
	}
	written = append(written, dir)
	return stack(dir, opts)
}

// written are the directories that no test cleans up.
var written []string

func settings(opts []Option) options {
	o := options{account: Account, region: Region, context: flags()}
	for _, change := range opts {
		change(&o)
	}
	return o
}

func app(dir string, o options) awscdk.App {
	return awscdk.NewApp(&awscdk.AppProps{Outdir: &dir, Context: &o.context, TreeMetadata: jsii.Bool(false)})
}

func stack(dir string, opts []Option) awscdk.Stack {
	o := settings(opts)
	return awscdk.NewStack(app(dir, o), jsii.String("Test"), &awscdk.StackProps{
		Env: &awscdk.Environment{Account: &o.account, Region: &o.region},
	})
}

// flags is the context of the nearest cdk.json at or above the working directory: what the program itself runs with.
func flags() map[string]any {
	here, err := os.Getwd()
	if err != nil {
		panic(err)
	}
	for dir := here; ; dir = filepath.Dir(dir) {
		text, err := os.ReadFile(filepath.Join(dir, "cdk.json"))
		if err == nil {
			return contextOf(text)
		}
		if dir == filepath.Dir(dir) {
			panic("no cdk.json at or above " + here)
		}
	}
}

func contextOf(text []byte) map[string]any {
	var file struct{ Context map[string]any }
	if err := json.Unmarshal(text, &file); err != nil {
		panic(err)
	}
	return file.Context
}
