package fleet_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/internal/synthtest"
)

// stand is a stand-in for AWS's clients: Auto Scaling and CodeDeploy as far as the keeper can see, from a state that the
// test gives, with every call that changes something written down.
const stand = `
const state = JSON.parse(process.env.STATE);
const calls = [];
const said = (name) => async (input) => { calls.push([name, input]); return {}; };
const missing = (name) => Object.assign(new Error('missing'), { name });
const page = (list, of) => async (input) => {
  const at = Number(input.NextToken || 0);
  return { [list]: of(input).slice(at, at + 1), NextToken: at + 1 < of(input).length ? String(at + 1) : undefined };
};
exports.calls = calls;
exports.AutoScaling = class {
  describeAutoScalingGroups = page('AutoScalingGroups', () => state.groups);
  describePolicies = page('ScalingPolicies', () => state.policies || []);
  createAutoScalingGroup = said('create group');
  updateAutoScalingGroup = said('update group');
  putScalingPolicy = said('put policy');
  deletePolicy = said('delete policy');
  deleteAutoScalingGroup = async (input) => {
    calls.push(['delete group', input]);
    if (state.late) state.groups.push({ AutoScalingGroupName: state.late });
    state.late = undefined;
    if (!state.stuck) state.groups = state.groups.filter((g) => g.AutoScalingGroupName !== input.AutoScalingGroupName);
  };
};
exports.CodeDeploy = class {
  getDeploymentGroup = async () => {
    if (state.denied) throw missing('AccessDeniedException');
    if (!state.known) throw missing('DeploymentGroupDoesNotExistException');
    return { deploymentGroupInfo: { autoScalingGroups: (state.current || []).map((name) => ({ name })),
      lastAttemptedDeployment: { status: state.last || 'Succeeded' } } };
  };
  createDeploymentGroup = said('create deployments');
  updateDeploymentGroup = said('update deployments');
  deleteDeploymentGroup = said('delete deployments');
};
`

const drive = `
const keeper = require('./index.js');
const { calls } = require('@aws-sdk/client-codedeploy');
let answer = null;
global.fetch = async (url, options) => { answer = { url, ...JSON.parse(options.body) }; return { ok: true }; };
console.error = () => {};
const deadline = Date.now() + 200;
const event = JSON.parse(process.env.EVENT);
keeper.handler(event, { getRemainingTimeInMillis: () => deadline - Date.now() }).then(
  () => console.log(JSON.stringify({ calls, answer })),
  (problem) => console.log(JSON.stringify({ calls, answer, problem: problem.message })));
`

// kept is what the keeper did.
type kept struct {
	Calls   [][]any
	Answer  object
	Problem string
}

// names are the calls by name, with the group they were about.
func (k kept) names() (all []string) {
	for _, call := range k.Calls {
		name := call[0].(string)
		if group, given := call[1].(object)["AutoScalingGroupName"]; given {
			name += " " + group.(string)
		}
		all = append(all, name)
	}
	return all
}

// last is the input of the last call of a name.
func (k kept) last(t *testing.T, name string) (input object) {
	t.Helper()
	for _, call := range k.Calls {
		if call[0] == name {
			input = call[1].(object)
		}
	}
	if input == nil {
		t.Fatalf("no call to %s in %v", name, k.names())
	}
	return input
}

// What the template of a minimal blue-green fleet says of its keeper.
var (
	keeperCode = made(func(t *testing.T) string {
		return synth(t, blueGreen).One("AWS::Lambda::Function").Properties["Code"].(object)["ZipFile"].(string)
	})
	keeperInput = made(func(t *testing.T) string { return encode(t, wanted(t, synth(t, blueGreen))) })
)

// keep runs the keeper of the minimal blue-green fleet with an event, in a world of a given state.
func keep(t *testing.T, request string, state object) (done kept) {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Fatal("no node, which every CDK program needs")
	}
	modules := "node_modules/@aws-sdk/client-"
	root := lay(t, map[string]string{
		"index.js": keeperCode(t), "drive.js": drive, modules + "codedeploy/index.js": stand,
		modules + "auto-scaling/index.js": "module.exports = require('../client-codedeploy');",
	})
	event := object{"ResourceProperties": object{"Fleet": keeperInput(t)}}
	if state["broken"] != nil {
		event["ResourceProperties"] = object{"Fleet": "{"}
	}
	if request != "" {
		event["RequestType"], event["ResponseURL"], event["StackId"], event["RequestId"], event["LogicalResourceId"] = request, "https://answer", "stack", "1", "Fleet"
	}
	command := exec.Command(node, filepath.Join(root, "drive.js"))
	command.Env = append(os.Environ(), "NODE_OPTIONS=", "PAUSE_MS=10", "STATE="+encode(t, state), "EVENT="+encode(t, event))
	said, err := command.CombinedOutput()
	if err == nil {
		err = json.Unmarshal(said, &done)
	}
	if err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	return done
}

func encode(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

const (
	firstGroup = "shop-dev-web-blue-green"
	copyGroup  = "CodeDeploy_shop-dev-web-blue-green_d-ABC"
)

// groups is a state with these groups, among somebody else's.
func groups(names ...string) object {
	all := []any{object{"AutoScalingGroupName": "other"}, object{"AutoScalingGroupName": "shop-dev-web"}, object{"AutoScalingGroupName": "CodeDeploy_shop-dev-web_d-1"}}
	for _, name := range names {
		all = append(all, object{"AutoScalingGroupName": name})
	}
	return object{"groups": all, "known": len(names) > 0}
}

func TestTheKeeperMakesTheFirstFleet(t *testing.T) {
	done := keep(t, "Create", groups())
	if want := []string{"create group " + firstGroup, "put policy " + firstGroup, "create deployments"}; !slices.Equal(done.names(), want) {
		t.Errorf("got %v, want %v", done.names(), want)
	}
	check(t, object{"MinSize": 2, "MaxSize": 4, "TargetGroupARNs": synthtest.Any(), "HealthCheckType": "ELB"}, done.last(t, "create group"))
	check(t, object{"deploymentGroupName": firstGroup, "autoScalingGroups": []any{firstGroup}}, done.last(t, "create deployments"))
	check(t, object{"Status": "SUCCESS", "PhysicalResourceId": firstGroup, "StackId": "stack", "RequestId": "1", "LogicalResourceId": "Fleet", "url": "https://answer"}, done.Answer)
}

func TestAChangeReachesTheGroupThatCodeDeployMade(t *testing.T) {
	done := keep(t, "Update", groups(copyGroup))
	if want := []string{"update group " + copyGroup, "put policy " + copyGroup, "update deployments"}; !slices.Equal(done.names(), want) {
		t.Errorf("got %v, want %v", done.names(), want)
	}
	check(t, object{"currentDeploymentGroupName": firstGroup, "deploymentGroupName": synthtest.Absent(), "autoScalingGroups": synthtest.Absent()}, done.last(t, "update deployments"))
	check(t, object{"TargetGroupARNs": synthtest.Absent()}, done.last(t, "update group"))
}

func TestAChangeDuringADeploymentReachesBothGroups(t *testing.T) {
	done := keep(t, "Update", groups(firstGroup, copyGroup))
	for _, want := range []string{"update group " + firstGroup, "update group " + copyGroup} {
		if !slices.Contains(done.names(), want) {
			t.Errorf("no %s in %v", want, done.names())
		}
	}
}

func TestWhatCodeDeployDidNotCopyIsMadeGoodAfterwards(t *testing.T) {
	state := serving(copyGroup, copyGroup)
	state["policies"] = []any{object{"PolicyName": "ScaleOnCpu"}, object{"PolicyName": "Leftover"}}
	done := keep(t, "", state)
	if want := []string{"update group " + copyGroup, "delete policy " + copyGroup, "put policy " + copyGroup}; !slices.Equal(done.names(), want) {
		t.Errorf("got %v, want %v", done.names(), want)
	}
	check(t, object{"PolicyName": "Leftover"}, done.last(t, "delete policy"))
	if done.Answer != nil {
		t.Errorf("CloudFormation did not ask, and is answered %v", done.Answer)
	}
}

// serving is a state in which the deployment group names a group of these.
func serving(current string, names ...string) object {
	state := groups(names...)
	state["current"] = []any{current}
	return state
}

func TestTheCopyOfAReleaseThatFailedEnds(t *testing.T) {
	for current, other := range map[string]string{firstGroup: copyGroup, copyGroup: copyGroup + "2"} {
		done := keep(t, "", serving(current, other, current))
		if want := []string{"delete group " + other, "update group " + current, "put policy " + current}; !slices.Equal(done.names(), want) {
			t.Errorf("got %v, want %v", done.names(), want)
		}
	}
}

// CodeDeploy goes back by another deployment, which may need both groups.
func TestWhileADeploymentRunsNoGroupEnds(t *testing.T) {
	for _, status := range []string{"Created", "Queued", "InProgress", "Baking", "Ready"} {
		state := serving(firstGroup, firstGroup, copyGroup)
		state["last"] = status
		if done := keep(t, "", state); len(done.names()) > 0 || done.Problem != "" {
			t.Errorf("%s: got %+v, want nothing done", status, done)
		}
	}
}

func TestAGroupThatMayBeInServiceDoesNotEnd(t *testing.T) {
	done := keep(t, "", serving("unknown", firstGroup, copyGroup))
	if len(done.names()) > 0 || !strings.Contains(done.Problem, "is in service, and none is deleted") {
		t.Errorf("got %+v, want a failure and nothing done", done)
	}
}

func TestTheEndOfADeploymentRevivesNothing(t *testing.T) {
	gone := groups()
	if done := keep(t, "", gone); len(done.names()) > 0 || done.Problem != "" {
		t.Errorf("the stack is gone: got %+v, want nothing done", done)
	}
	if done := keep(t, "", serving(firstGroup)); len(done.names()) > 0 {
		t.Errorf("its hosts are gone: got %v, want nothing done", done.names())
	}
}

func TestAGroupThatADeploymentMakesMeanwhileGoesToo(t *testing.T) {
	state := groups(firstGroup)
	state["late"] = copyGroup
	done := keep(t, "Delete", state)
	if want := []string{"delete deployments", "delete group " + firstGroup, "delete group " + copyGroup}; !slices.Equal(done.names(), want) {
		t.Errorf("got %v, want %v", done.names(), want)
	}
	check(t, object{"Status": "SUCCESS"}, done.Answer)
}

func TestADescriptionThatCannotBeReadIsAnswered(t *testing.T) {
	state := groups(firstGroup)
	state["broken"] = true
	check(t, object{"Status": "FAILED", "Reason": synthtest.Text("SyntaxError"), "PhysicalResourceId": "1"}, keep(t, "Update", state).Answer)
}

func TestHostsThatWereLostAreMadeAgain(t *testing.T) {
	state := groups()
	state["known"] = true
	done := keep(t, "Update", state)
	check(t, object{"autoScalingGroups": []any{firstGroup}}, done.last(t, "update deployments"))
}

func TestTheFleetGoesWithTheStackAndNobodyElses(t *testing.T) {
	done := keep(t, "Delete", groups(firstGroup, copyGroup))
	if want := []string{"delete deployments", "delete group " + firstGroup, "delete group " + copyGroup}; !slices.Equal(done.names(), want) {
		t.Errorf("got %v, want %v", done.names(), want)
	}
	check(t, object{"ForceDelete": true}, done.last(t, "delete group"))
	check(t, object{"Status": "SUCCESS"}, done.Answer)
}

func TestHostsThatDoNotEndAreSaid(t *testing.T) {
	state := groups(firstGroup)
	state["stuck"] = true
	done := keep(t, "Delete", state)
	check(t, object{"Status": "FAILED", "Reason": synthtest.Text("do not end; delete the stack again")}, done.Answer)
}

func TestCloudFormationHearsWhatWentWrong(t *testing.T) {
	state := groups(copyGroup)
	state["denied"] = true
	check(t, object{"Status": "FAILED", "Reason": synthtest.Text("AccessDeniedException")}, keep(t, "Update", state).Answer)
	if done := keep(t, "", state); !strings.Contains(done.Problem, "missing") {
		t.Errorf("after a deployment nobody hears of it: %+v", done)
	}
}
