package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// asRecorded is a whole conversation: a stack with a queue whose name another property repeats.
const asRecorded = `< {"hello":"@jsii/runtime@1.139.0"}
> {"api":"load","name":"constructs","version":"10.6.0","tarball":"/x.tgz"}
< {"ok":{"assembly":"constructs","types":12}}
> {"api":"load","name":"aws-cdk-lib","version":"2.270.0","tarball":"/x.tgz"}
< {"ok":{"assembly":"aws-cdk-lib","types":9}}
> {"api":"create","fqn":"aws-cdk-lib.App","args":[{"$jsii.struct":{"fqn":"aws-cdk-lib.AppProps","data":{"outdir":"/run/7","context":null}}}]}
< {"ok":{"$jsii.byref":"aws-cdk-lib.App@10000"}}
> {"api":"create","fqn":"aws-cdk-lib.Stage","args":[{"$jsii.byref":"aws-cdk-lib.App@10000"},"dev",null]}
< {"ok":{"$jsii.byref":"aws-cdk-lib.Stage@10001"}}
> {"api":"create","fqn":"aws-cdk-lib.Stack","args":[{"$jsii.byref":"aws-cdk-lib.Stage@10001"},"Web"]}
< {"ok":{"$jsii.byref":"aws-cdk-lib.Stack@10002"}}
> {"api":"create","fqn":"constructs.Construct","args":[{"$jsii.byref":"aws-cdk-lib.Stack@10002"},"Inner"]}
< {"ok":{"$jsii.byref":"constructs.Construct@10003"}}
> {"api":"create","fqn":"aws-cdk-lib.aws_sqs.CfnQueue","args":[{"$jsii.byref":"constructs.Construct@10003"},"Queue",{"$jsii.map":{"delaySeconds":5,"2x":["a",true]}}]}
< {"ok":{"$jsii.byref":"aws-cdk-lib.aws_sqs.CfnQueue@10004"}}
> {"api":"get","property":"attrArn","objref":{"$jsii.byref":"aws-cdk-lib.aws_sqs.CfnQueue@10004"}}
< {"ok":{"value":"${Token[TOKEN.55]}"}}
> {"api":"sinvoke","fqn":"aws-cdk-lib.Tags","method":"of","args":[{"$jsii.byref":"aws-cdk-lib.aws_sqs.CfnQueue@10004"}]}
< {"ok":{"result":{"$jsii.byref":"aws-cdk-lib.Tags@10005"}}}
> {"api":"invoke","method":"add","args":["a","arn ${Token[TOKEN.55]} \\ ` + "`" + `${x}",null],"objref":{"$jsii.byref":"aws-cdk-lib.Tags@10005"}}
< {"ok":{}}
> {"api":"invoke","method":"applyRemovalPolicy","args":[{"$jsii.enum":"aws-cdk-lib.RemovalPolicy/RETAIN"}],"objref":{"$jsii.byref":"aws-cdk-lib.aws_sqs.CfnQueue@10004"}}
< {"ok":{}}
> {"api":"set","property":"queueName","value":"${Token[TOKEN.55]}","objref":{"$jsii.byref":"aws-cdk-lib.aws_sqs.CfnQueue@10004"}}
< {"ok":{}}
> {"exit":0}
`

// asWritten is the program that has the same conversation without jsii.
const asWritten = `"use strict";
// Written by bench from the 10 calls of one run of the Go program.
const cdk = require("aws-cdk-lib");
const constructs = require("constructs");
const { aws_sqs } = cdk;

const app1 = new cdk.App({ outdir: process.env.CDK_OUTDIR });
const dev2 = new cdk.Stage(app1, "dev");
const web3 = new cdk.Stack(dev2, "Web");
const inner4 = new constructs.Construct(web3, "Inner");
const queue5 = new aws_sqs.CfnQueue(inner4, "Queue", { "2x": ["a", true], delaySeconds: 5 });
const attrArn6 = queue5.attrArn;
const of7 = cdk.Tags.of(queue5);
of7.add("a", ` + "`arn ${attrArn6} \\\\ \\`\\${x}`" + `);
queue5.applyRemovalPolicy(cdk.RemovalPolicy.RETAIN);
queue5.queueName = attrArn6;
`

func recorded(t *testing.T, transcript string) *recording {
	t.Helper()
	path := filepath.Join(t.TempDir(), "calls")
	if err := os.WriteFile(path, []byte(transcript), 0o600); err != nil {
		t.Fatal(err)
	}
	rec, err := read(path)
	if err != nil {
		t.Fatal(err)
	}
	return rec
}

func TestTwinMakesEveryRecordedCallByName(t *testing.T) {
	program, err := write(recorded(t, asRecorded), map[string]string{"/run/7": "process.env.CDK_OUTDIR"})
	if err != nil {
		t.Fatal(err)
	}
	if program != asWritten {
		t.Errorf("the twin is\n%s\nwant\n%s", program, asWritten)
	}
}

func TestTwinRefusesATokenThatNoCallReturned(t *testing.T) {
	_, err := write(recorded(t, strings.Replace(asRecorded, `"value":"${Token[TOKEN.55]}","objref"`, `"value":"${Token[TOKEN.9]}","objref"`, 1)), nil)
	if err == nil || !strings.Contains(err.Error(), "TOKEN.9") {
		t.Errorf("the error is %v", err)
	}
}

// asked is a conversation in which JavaScript asks a Go object back, and Go makes a call to answer.
const asked = `< {"hello":"@jsii/runtime@1.139.0"}
> {"api":"create","fqn":"aws-cdk-lib.App"}
< {"ok":{"$jsii.byref":"aws-cdk-lib.App@10009"}}
> {"api":"create","fqn":"aws-cdk-lib.Stack","args":[{"$jsii.byref":"aws-cdk-lib.App@10009"},"Web"]}
< {"ok":{"$jsii.byref":"aws-cdk-lib.Stack@10000"}}
> {"api":"invoke","method":"grant","args":[],"objref":{"$jsii.byref":"aws-cdk-lib.Stack@10000"}}
< {"callback":{"cbid":"c1","cookie":"GrantPrincipal","get":{"property":"grantPrincipal","objref":{"$jsii.byref":"aws-cdk-lib.Stack@10000"}}}}
> {"api":"get","property":"role","objref":{"$jsii.byref":"aws-cdk-lib.Stack@10000"}}
< {"ok":{"value":{"$jsii.byref":"aws-cdk-lib.aws_iam.Role@10001"}}}
> {"complete":{"cbid":"c1","result":{"$jsii.byref":"aws-cdk-lib.aws_iam.Role@10001"}}}
< {"ok":{"result":null}}
> {"exit":0}
`

func TestTwinRefusesCallsBackIntoGo(t *testing.T) {
	_, err := write(recorded(t, asked), nil)
	if err == nil || !strings.Contains(err.Error(), "called grantPrincipal of the Go object") {
		t.Errorf("the error is %v", err)
	}
}

func TestCallbacksAndWhatTheyAskCountAsCalls(t *testing.T) {
	counted := count(recorded(t, asked))
	if counted.Total != 5 || counted.Callbacks != 1 || counted.ByStack["Web"] != 4 {
		t.Errorf("counted %+v, want 5 calls: 4 in Web, one of them a callback", counted)
	}
}

func TestCallsBelongToTheStackTheyWorkOn(t *testing.T) {
	counted := count(recorded(t, asRecorded))
	if counted.Total != 10 || counted.ByStack["dev/Web"] != 8 || counted.ByStack["dev"] != 1 || counted.ByStack[""] != 1 {
		t.Errorf("counted %+v, want 8 calls in dev/Web and one each for the stage and the app", counted)
	}
	if n := counted.ByMember["create aws-cdk-lib.aws_sqs.CfnQueue"]; n != 1 {
		t.Errorf("%d queues were made, want 1", n)
	}
}

func TestReadNamesTheCallThatFailed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "calls")
	failed := "< {\"hello\":\"x\"}\n> {\"api\":\"create\",\"fqn\":\"a.B\"}\n< {\"error\":\"no scope\"}\n"
	if err := os.WriteFile(path, []byte(failed), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := read(path); err == nil || !strings.Contains(err.Error(), "create of a.B failed: no scope") {
		t.Errorf("the error is %v", err)
	}
}

func TestRelayWritesDownBothSidesInOrder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "calls")
	program := exec.Command(os.Args[0], "-c", `echo hello; read q; echo "answer to $q"; exit 4`)
	program.Env = append(os.Environ(), recordTo+"="+path, recordNode+"=/bin/sh")
	program.Stdin = strings.NewReader("question\n")
	heard, err := program.Output()
	if program.ProcessState.ExitCode() != 4 {
		t.Errorf("the relay ended with %v, want Node's exit code, 4", err)
	}
	if string(heard) != "hello\nanswer to question\n" {
		t.Errorf("the program heard %q", heard)
	}
	written, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(written), "\n")
	want := []string{"< hello", "> question", "< answer to question", ""}
	slices.Sort(lines[:2]) // here the question is not held back until the greeting was heard
	if !slices.Equal(lines, want) {
		t.Errorf("the transcript is %q, want %q", lines, want)
	}
}
