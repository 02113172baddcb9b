// Package synthtest synthesizes constructs in tests and asserts on the CloudFormation they become.
//
// A failed assertion fails one test, never the test binary, and shows the resource that came nearest. Templates are
// read as JSON from the cloud assembly, so an assertion costs no call into the jsii kernel. Apps have the context of
// cdk.json, as the program has it. TestMain is too late to set an environment variable for the kernel, so nothing here
// does: whoever runs the tests sets CDK_VALIDATION=false to leave out the seconds that template validation takes. Code
// that is not a test must not import the package.
//
// A package that tests constructs needs one TestMain:
//
//	func TestMain(m *testing.M) { synthtest.Main(m) }
//
// and tests that read like their promise:
//
//	func TestTasksSurviveTheLossOfOneZone(t *testing.T) {
//		stack := synthtest.Stack(t)
//		ecs.NewService(stack, "Api", minimalProps())
//
//		synthtest.Of(t, stack).Has("AWS::ECS::Service", synthtest.Props{"DesiredCount": 2})
//	}
//
// Constructs share one kernel that serves one goroutine, so such tests must not call t.Parallel.
package synthtest
