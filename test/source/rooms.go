package source

import "slices"

// Module is the module path of the project.
const Module = "github.com/shipway-cdk/shipway"

// room is what one directory of Go files may import beside the standard library. A room enters only the rooms its
// doors name.
type room struct {
	doors   []string // rooms of ours
	outside []string // beginnings of paths of other modules
	pure    bool     // pure rooms read no file, no clock, no chance and no environment
}

// What rooms share: values everybody may speak, words for AWS, and what building resources takes.
var (
	values  = []string{"constructs/check", "constructs/service", "constructs/release"}
	words   = append(slices.Clone(values), "constructs/policy", "constructs/signal")
	builder = append(slices.Clone(words), "constructs/image", "internal/nag", "internal/symptom")
	cdk     = []string{
		"github.com/aws/aws-cdk-go/awscdk/v2", "github.com/aws/constructs-go/constructs/v10",
		"github.com/aws/jsii-runtime-go",
	}
	library = []string{
		"constructs/network", "constructs/registry", "constructs/ingress", "constructs/files", "constructs/image",
		"constructs/service/ecs", "constructs/service/express", "constructs/service/eks", "constructs/service/eks/spec",
		"constructs/service/apprunner",
		"constructs/service/fleet", "constructs/delivery", "constructs/pipeline", "constructs/pipeline/buildspec", "constructs/pipeline/oidc", "constructs/pipeline/permission",
		"constructs/observability", "constructs/tracing", "constructs/drift", "constructs/dora",
	}
	alone    = []string{"constructs/check", "constructs/policy", "constructs/signal", "internal/nag"}
	document = append(slices.Clone(values), "constructs/network/plan", "constructs/service/eks/spec", "constructs/delivery", "constructs/pipeline/buildspec")
	yaml     = []string{"go.yaml.in/yaml/"}
)

// rooms are the directories with Go files, by path. A directory that is not here has no place in the house yet.
// "examples" stands for every system below it.
var rooms = map[string]room{
	".":                {doors: []string{"config", "stacks", "internal/nodeenv", "internal/program"}, outside: cdk},
	"internal/program": {doors: []string{"config", "constructs/check"}},
	"internal/nodeenv": {},
	"config":           {doors: document, outside: yaml},
	"config/generate":  {doors: []string{"config"}},
	"stacks":           {doors: slices.Concat(library, words, document, []string{"config"}), outside: cdk, pure: true},

	"constructs/check":                {pure: true},
	"constructs/policy":               {pure: true},
	"constructs/service":              {doors: []string{"constructs/check"}, pure: true},
	"constructs/release":              {doors: []string{"constructs/check", "constructs/service"}, pure: true},
	"constructs/network/plan":         {doors: []string{"constructs/check"}, pure: true},
	"constructs/service/eks/manifest": {doors: values, outside: []string{"k8s.io/api/", "k8s.io/apimachinery/"}, pure: true},
	"constructs/signal":               {outside: []string{"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"}, pure: true},

	"constructs/service/eks/spec": {doors: []string{"constructs/check"}, pure: true},

	"constructs/delivery": {doors: []string{"constructs/check", "constructs/policy", "constructs/service", "constructs/pipeline/buildspec"}, pure: true},

	"constructs/pipeline/program":    {pure: true},
	"constructs/pipeline/buildspec":  {doors: []string{"constructs/check", "constructs/pipeline/program"}, pure: true},
	"constructs/pipeline/permission": {doors: []string{"constructs/check", "constructs/policy", "constructs/pipeline/program"}, pure: true},
	"constructs/pipeline/workflow":   {doors: []string{"constructs/check", "constructs/service", "constructs/pipeline/program"}, outside: yaml, pure: true},
	"constructs/pipeline/oidc":       {doors: append(slices.Clone(builder), "constructs/pipeline/permission", "constructs/pipeline/program"), outside: cdk, pure: true},

	"constructs/network":  {doors: append(slices.Clone(alone), "constructs/network/plan"), outside: cdk, pure: true},
	"constructs/registry": {doors: alone, outside: cdk, pure: true},

	"constructs/image":             {doors: []string{"constructs/check", "constructs/policy", "constructs/service"}, outside: cdk, pure: true},
	"constructs/files":             {doors: builder, outside: cdk, pure: true},
	"constructs/ingress":           {doors: builder, outside: cdk, pure: true},
	"constructs/service/ecs":       {doors: builder, outside: cdk, pure: true},
	"constructs/service/express":   {doors: builder, outside: cdk, pure: true},
	"constructs/service/eks":       {doors: append(slices.Clone(builder), "constructs/service/eks/spec", "constructs/service/eks/manifest"), outside: cdk, pure: true},
	"constructs/service/apprunner": {doors: builder, outside: cdk, pure: true},
	"constructs/service/fleet":     {doors: builder, outside: cdk, pure: true},
	"constructs/pipeline":          {doors: append(slices.Clone(builder), "constructs/delivery", "constructs/pipeline/buildspec", "constructs/pipeline/permission", "constructs/pipeline/program"), outside: cdk, pure: true},
	"constructs/observability":     {doors: builder, outside: cdk, pure: true},
	"constructs/tracing":           {doors: builder, outside: cdk, pure: true},
	"constructs/drift":             {doors: builder, outside: cdk, pure: true},
	"constructs/dora":              {doors: builder, outside: cdk, pure: true},
	"constructs/dora/collector":    {},

	"internal/choose":          {doors: values, pure: true},
	"internal/choose/generate": {doors: []string{"internal/choose"}},

	"internal/picture": {pure: true},

	"internal/nag":       {outside: cdk, pure: true},
	"internal/symptom":   {doors: []string{"constructs/signal"}, outside: cdk, pure: true},
	"internal/synthtest": {doors: []string{"constructs/check"}, outside: cdk},

	"test":                             {},
	"test/gate":                        {doors: []string{"test/gate/authorization"}},
	"test/gate/authorization":          {pure: true},
	"test/gate/authorization/generate": {},
	"test/source":                      {},
	"scripts":                          {},
	"bench":                            {doors: []string{"internal/nodeenv", "constructs/delivery"}, outside: yaml},
	"cmd/shipway":                      {doors: append(slices.Clone(document), "config", "internal/choose", "internal/picture", "constructs/pipeline/program", "constructs/pipeline/workflow")},
	"examples":                         {doors: append(slices.Clone(library), words...), outside: cdk},
}

// testDoors are the rooms that test files may enter beside their own: everybody synthtest, and the tests of the whole
// app all of it.
var testDoors = map[string][]string{
	"":                               {"internal/synthtest", "internal/nodeenv"},
	"test":                           append([]string{"config", "stacks", "internal/program", "internal/nag", "test/gate", "test/source", "constructs/pipeline/program"}, slices.Concat(library, values)...),
	"bench":                          {"config"},
	"constructs/pipeline":            {"constructs/registry"},
	"constructs/pipeline/permission": {"test/gate/authorization"},
	"constructs/pipeline/oidc":       {"constructs/pipeline/workflow"},
}

// testOutside are the other modules that only the tests of a room import: tests of the whole app build it, and the
// test of internal/nodeenv starts a kernel to see what it was given.
var testOutside = map[string][]string{
	"test":                            slices.Concat(cdk, yaml, []string{"github.com/cdklabs/cdk-nag-go/cdknag/v2"}),
	"internal/nodeenv":                cdk,
	"constructs/pipeline":             yaml, // a test runs what the builds of a template run
	"constructs/pipeline/buildspec":   yaml,
	"constructs/service/eks/manifest": {"k8s.io/pod-security-admission/"},
	"constructs/pipeline/workflow":    {"github.com/rhysd/actionlint"},
}

// closed are packages nobody enters, with the reason, but for the rooms named.
var closed = []struct {
	path, reason string
	but          []string
}{
	{"github.com/aws/aws-cdk-go/awscdk/v2/awsecspatterns",
		"it compiles most of the library, and hides the choices that are ours to make", nil},
	{"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipelineactions",
		"it compiles a hundred packages that nothing else needs", nil},
	{"github.com/aws/aws-cdk-go/awscdk/v2/assertions",
		"one failed assertion ends the test binary: use internal/synthtest", []string{"internal/synthtest"}},
}

// contextReaders are the files of pure rooms that read CDK's context, which is an input beside the props.
var contextReaders = map[string]string{
	"constructs/network/zones.go": "the zones an account has are a context entry of CDK's own",
}

// impure are the standard packages, and their functions, that bring in what is not in the props: a synth would no
// longer be the same everywhere.
var impure = map[string][]string{
	"os": nil, "os/exec": nil, "net/http": nil, "math/rand": nil, "math/rand/v2": nil, "crypto/rand": nil,
	"time": {"Now", "Since", "Until"},
}
