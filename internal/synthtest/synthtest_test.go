package synthtest

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// recorder is a test that writes down how it fails.
type recorder struct {
	testing.TB
	errors, fatal string
}

func (r *recorder) Helper()                           {}
func (r *recorder) Errorf(format string, args ...any) { r.errors += fmt.Sprintf(format, args...) }
func (r *recorder) Fatalf(format string, args ...any) {
	r.fatal = fmt.Sprintf(format, args...)
	runtime.Goexit()
}

// record runs try with a recorder, to its end or to its first fatal failure.
func record(t *testing.T, try func(testing.TB)) *recorder {
	r := &recorder{TB: t}
	done := make(chan bool)
	go func() {
		defer close(done)
		try(r)
	}()
	<-done
	return r
}

func queues(t testing.TB, seconds ...float64) *Template {
	stack := Stack(t)
	for i, s := range seconds {
		awssqs.NewCfnQueue(stack, jsii.String(fmt.Sprint("Queue", i)), &awssqs.CfnQueueProps{
			VisibilityTimeout: &s,
			RedrivePolicy:     map[string]any{"maxReceiveCount": 3, "deadLetterTargetArn": "arn"},
			Tags:              &[]*awscdk.CfnTag{{Key: jsii.String("team"), Value: jsii.String("shop")}},
		})
	}
	return Of(t, stack)
}

func TestHasMatchesAtLeastTheGivenProperties(t *testing.T) {
	got := queues(t, 30, 60)
	if id := got.Has("AWS::SQS::Queue", Props{"VisibilityTimeout": 60}); id != "Queue1" {
		t.Errorf("matched %q, want Queue1", id)
	}
	got.Has("AWS::SQS::Queue", nil)
	got.Has("AWS::SQS::Queue", Props{"RedrivePolicy": Props{"maxReceiveCount": 3}})
	got.Has("AWS::SQS::Queue", Props{"RedrivePolicy": map[string]int{"maxReceiveCount": 3}})
	got.Has("AWS::SQS::Queue", Props{"Tags": []any{Props{"Key": "team"}}})
	got.Has("AWS::SQS::Queue", Props{"Tags": Containing(Props{"Value": "shop"}), "KmsMasterKeyId": Absent()})
	got.Has("AWS::SQS::Queue", Props{"Tags": Any(), "RedrivePolicy": Text("maxReceive")})
}

func TestHasFailsOneTestAndShowsTheNearest(t *testing.T) {
	got := queues(t, 30, 60)
	for name, row := range map[string]struct {
		kind  string
		props Props
		want  string
	}{
		"no such type":   {"AWS::SNS::Topic", nil, "has no AWS::SNS::Topic; it has:\n  AWS::SQS::Queue Queue0"},
		"other value":    {"AWS::SQS::Queue", Props{"VisibilityTimeout": 31}, "VisibilityTimeout: want 31, got 30"},
		"missing key":    {"AWS::SQS::Queue", Props{"QueueName": "a"}, `QueueName: want "a", got nothing`},
		"nested":         {"AWS::SQS::Queue", Props{"RedrivePolicy": Props{"maxReceiveCount": 4}}, "RedrivePolicy.maxReceiveCount: want 4, got 3"},
		"longer list":    {"AWS::SQS::Queue", Props{"Tags": []any{1, 2}}, "Tags: want 2 elements, got 1"},
		"list element":   {"AWS::SQS::Queue", Props{"Tags": []any{Props{"Key": "x"}}}, `Tags[0].Key: want "x", got "team"`},
		"list for map":   {"AWS::SQS::Queue", Props{"RedrivePolicy": []any{}}, "RedrivePolicy: want []"},
		"map for number": {"AWS::SQS::Queue", Props{"VisibilityTimeout": Props{}}, "VisibilityTimeout: want {}, got 30"},
		"absent":         {"AWS::SQS::Queue", Props{"Tags": Absent()}, "Tags: want nothing, got [{"},
		"any":            {"AWS::SQS::Queue", Props{"QueueName": Any()}, "QueueName: want any value, got nothing"},
		"text":           {"AWS::SQS::Queue", Props{"RedrivePolicy": Text("none")}, `a text with "none"`},
		"containing":     {"AWS::SQS::Queue", Props{"Tags": Containing(Props{"Key": "x"})}, `an element 0 like {"Key":"x"}`},
		"nearest":        {"AWS::SQS::Queue", Props{"VisibilityTimeout": 60, "DelaySeconds": 1}, "the nearest, Queue1, differs in"},
	} {
		t.Run(name, func(t *testing.T) {
			r := record(t, func(tb testing.TB) { (&Template{t: tb, body: got.body}).Has(row.kind, row.props) })
			if !strings.Contains(r.errors, row.want) {
				t.Errorf("said %q, want %q in it", r.errors, row.want)
			}
		})
	}
}

func TestCountsFailWithWhatIsThere(t *testing.T) {
	got := queues(t, 30, 60)
	got.Count("AWS::SQS::Queue", 2)
	got.HasNo("AWS::SNS::Topic")
	for want, try := range map[string]func(*Template){
		"has 2 of AWS::SQS::Queue, want 1":             func(p *Template) { p.Count("AWS::SQS::Queue", 1) },
		"has 2 of AWS::SQS::Queue, want 0":             func(p *Template) { p.HasNo("AWS::SQS::Queue") },
		"has 2 of AWS::SQS::Queue, want exactly one":   func(p *Template) { p.One("AWS::SQS::Queue") },
		"has no resource Nothing; it has:\n  AWS::SQS": func(p *Template) { p.Resource("Nothing") },
	} {
		r := record(t, func(tb testing.TB) { try(&Template{t: tb, body: got.body}) })
		if !strings.Contains(r.errors+r.fatal, want) {
			t.Errorf("said %q, want %q in it", r.errors+r.fatal, want)
		}
	}
}

func TestResourcesCarryWhatSurroundsTheirProperties(t *testing.T) {
	stack := Stack(t)
	condition := awscdk.NewCfnCondition(stack, jsii.String("Always"), &awscdk.CfnConditionProps{
		Expression: awscdk.Fn_ConditionEquals("a", "a"),
	})
	first := awssqs.NewCfnQueue(stack, jsii.String("First"), nil)
	second := awssqs.NewCfnQueue(stack, jsii.String("Second"), nil)
	second.AddResourceDependency(first, nil)
	second.ApplyRemovalPolicy(awscdk.RemovalPolicy_RETAIN, nil)
	second.AddMetadata(jsii.String("why"), "test")
	second.CfnOptions().SetCondition(condition)
	awscdk.NewCfnOutput(stack, jsii.String("Name"), &awscdk.CfnOutputProps{Value: jsii.String("n")})
	awscdk.NewCfnParameter(stack, jsii.String("Given"), nil)

	got := Of(t, stack)
	r := got.Resource("Second")
	if r.ID != "Second" || r.Type != "AWS::SQS::Queue" || r.Condition != "Always" || r.DeletionPolicy != "Retain" ||
		r.UpdateReplacePolicy != "Retain" || !slices.Equal(r.DependsOn, []string{"First"}) || r.Metadata["why"] != "test" {
		t.Errorf("got %+v", r)
	}
	if got.Outputs()["Name"]["Value"] != "n" || len(got.Parameters()) != 1 || got.Conditions()["Always"] == nil || len(got.All()) != 2 {
		t.Errorf("got outputs %v, parameters %v, conditions %v", got.Outputs(), got.Parameters(), got.Conditions())
	}
}

func TestTheStackIsWhereItIsSaidToBe(t *testing.T) {
	for _, row := range []struct{ got, want string }{
		{*Stack(t).Account() + " " + *Stack(t).Region(), "111111111111 eu-west-1"},
		{*Stack(t, In("222222222222", "us-east-1")).Region(), "us-east-1"},
		{fmt.Sprint(Stack(t, Context("k", "v")).Node().TryGetContext(jsii.String("k"))), "v"},
		{fmt.Sprint(App(t).Node().TryGetContext(jsii.String("@aws-cdk/core:defaultCrossStackReferences"))), "weak"},
	} {
		if row.got != row.want {
			t.Errorf("got %q, want %q", row.got, row.want)
		}
	}
}

func TestAFailedSynthesisFailsOneTest(t *testing.T) {
	stack := Stack(t)
	for _, id := range []string{"First", "Second"} {
		awssqs.NewCfnQueue(stack, &id, nil).OverrideLogicalId(jsii.String("Same"))
	}
	if r := record(t, func(tb testing.TB) { Of(tb, stack) }); !strings.Contains(r.fatal, "synthesis failed") {
		t.Errorf("said %q", r.fatal)
	}
}

func TestPanicsReturnsTheRefusal(t *testing.T) {
	c := check.Of("x.Props")
	c.Between("X-001", "Port", 0, 1, 2)
	if got := Panics(t, func() { check.Must("Api", c.Err()) }); got == nil || got.ID != "Api" || got.Problems[0].Code != "X-001" {
		t.Errorf("got %v", got)
	}
	for want, build := range map[string]func(){
		"nothing was refused":               func() {},
		"got a panic with *errors.errorStr": func() { panic(errors.New("kernel")) },
	} {
		if r := record(t, func(tb testing.TB) { Panics(tb, build) }); !strings.Contains(r.fatal, want) {
			t.Errorf("said %q, want %q in it", r.fatal, want)
		}
	}
}

func TestTheEndIsQuietAboutNoiseAndNothingElse(t *testing.T) {
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	real := os.Stderr
	os.Stderr = write
	quietly(func() {
		fmt.Fprint(os.Stderr, "Runtime process exited abnormally: waitid: no child processes")
		fmt.Fprintln(os.Stderr, "disk full")
	})
	os.Stderr = real
	write.Close()
	if text, _ := io.ReadAll(read); string(text) != "disk full\n" {
		t.Errorf("said %q", text)
	}
}

func ExampleTypes() {
	stack := ExampleStack()
	awssqs.NewCfnQueue(stack, jsii.String("First"), nil)
	awssqs.NewCfnQueue(stack, jsii.String("Second"), nil)
	fmt.Println(Types(stack))
	// Output: AWS::SQS::Queue 2
}
