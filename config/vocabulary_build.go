package config

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/shipway-cdk/shipway/constructs/delivery"
	"github.com/shipway-cdk/shipway/constructs/pipeline/buildspec"
)

// buildDoc is how a version becomes an image, as it is written.
type buildDoc struct {
	delivery.Build
	secretsScan bool
}

// shell is a line that its author means as shell.
func shell(to *string) text {
	return text{to: to, form: something, want: "one line of shell", most: 4000, code: "INJ-001"}
}

// inside is a path below the source.
func inside(to *string) text {
	return named(to, "a path below the source, such as services/web", "PATH-001")
}

func buildKeys(d *buildDoc) mapping {
	b, t := &d.Build, &d.Tests
	within := func(to *time.Duration) span { return span{to, 5 * time.Minute, 36 * time.Hour, "PIPE-004"} }
	arn := func(to *string) shape { return named(to, "the ARN of an ECR repository", "IMG-003") }
	language := func(to *string) shape {
		return named(to, `a version, such as "1.26"`, "BLD-002")
	}
	file := func(to *string) shape {
		return named(to, "a path below the source, or below /root or /codebuild", "PATH-001")
	}
	return mapping{
		{name: "context", field: "Context", is: inside(&b.Context),
			says: "Directory that is built, below the source.", absent: `".", all of it`, example: "services/web"},
		{name: "dockerfile", field: "Dockerfile", is: inside(&b.Dockerfile),
			says: "Path of the Dockerfile, below the source.", absent: "Dockerfile in `context`", example: "services/web/Dockerfile"},
		{name: "test", field: "Command", is: shell(&t.Command),
			says:   "Line of shell that runs the tests, as it is.",
			absent: "nothing is tested", example: `"go test -json ./... > tests.json"`},
		{name: "report", field: "Report", is: reportKeys(&t.Report, &t.Format,
			formats{"junit": "JUNITXML", "cucumber": "CUCUMBERJSON", "gojson": "GOJSON"},
			key{name: "min", field: "Min", is: number(&t.Min, 1, 1000000, "PIPE-004"),
				says: "Tests that must have run.", absent: "1", example: "100"}),
			says: "Report of the tests.", absent: "none is read"},
		{name: "coverage", field: "Coverage", is: reportKeys(&t.Coverage, &t.CoverageFormat,
			formats{"cobertura": "COBERTURAXML", "jacoco": "JACOCOXML", "clover": "CLOVERXML", "simplecov": "SIMPLECOV", "go": "GO"},
			key{name: "min", field: "Min", is: number(&t.MinCoverage, 0, 100, "PIPE-004"),
				says: "Least coverage in percent.", absent: "0", example: "80"}),
			says: "Report of what the tests cover.", absent: "none is read"},
		{name: "runtimes", field: "Runtimes", is: table{to: &t.Runtimes, each: language, what: "versions by language", most: 8, code: "BLD-002"},
			says: "Languages of the tests and their versions, as CodeBuild names them.", absent: "those that the machine has",
			example: `{ golang: "1.26" }`},
		{name: "config", field: "Variables", is: variables(&t.Variables, "text by variable name"),
			says: "Plain variables of the tests.", absent: "none", example: `{ CGO_ENABLED: "0" }`},
		{name: "secrets", field: "Secrets", is: variables(&t.Secrets, "ARNs by variable name"),
			says:    "ARNs of Secrets Manager secrets whose values become variables of the tests, but never of a pull request's.",
			absent:  "none",
			example: "{ NPM_TOKEN: arn:aws:secretsmanager:eu-west-1:444444444444:secret:npm-AbCdEf }"},
		{name: "secretKeys", field: "SecretKeys", is: list{to: &t.SecretKeys, each: argument, most: 10, code: "SEC-004"},
			says: "ARNs of the customer-managed KMS keys that secrets are encrypted with.", absent: "none",
			example: "[arn:aws:kms:eu-west-1:444444444444:key/11111111-2222-3333-4444-555555555555]"},
		{name: "cache", field: "Cache", is: list{to: &t.Cache, each: file, most: 20, code: "PATH-001"},
			says: "Patterns of files that the tests keep for the next run.", absent: "none", example: `["/root/.cache/go-build/**/*"]`},
		{name: "testMachine", field: "TestMachine", is: machine(&t.Machine.Size),
			says: "Machine that runs the tests.", absent: "small", example: "medium"},
		{name: "testWithin", field: "TestWithin", is: within(&t.Machine.Timeout),
			says: "Time that the tests may take, in whole minutes.", absent: "1h", example: "30m"},
		{name: "machine", field: "Machine", is: machine(&b.Machine.Size),
			says: "Machine that builds the image.", absent: "small", example: "large"},
		{name: "within", field: "Within", is: within(&b.Machine.Timeout),
			says: "Time that building the image may take, in whole minutes.", absent: "1h", example: "30m"},
		{name: "bases", field: "Bases", is: list{to: &b.Bases, each: arn, most: 20, code: "IMG-003"},
			says: "ARNs of other ECR repositories that the image is built from.", absent: "none",
			example: "[arn:aws:ecr:eu-west-1:444444444444:repository/base]"},
		{name: "fresh", field: "NoCache", is: truth{&b.NoCache},
			says: "Builds every layer anew.", absent: "false, layers are kept in the service's repository", example: "true"},
		{name: "secretsScan", field: "NoSecretsScan", is: truth{&d.secretsScan},
			says: "Searches the source for secrets, and stops where there is one.", absent: "true", example: "false"},
	}
}

// formats are CodeBuild's words for the formats of a report, by ours.
type formats map[string]string

func reportKeys(path, format *string, known formats, least key) mapping {
	words := choice{code: "PIPE-004", set: func(word string) { *format = known[word] }, options: slices.Sorted(maps.Keys(known))}
	return mapping{
		{name: "path", field: "Path", is: named(path, "a path below the source, such as reports/junit.xml", "PATH-001"),
			says: "Path of the report, below the source, with * for any text.", absent: "required with the other keys", example: "reports/tests.out"},
		{name: "format", field: "Format", is: words, says: "What the report is.", absent: "required with `path`", example: words.options[0]},
		least,
	}
}

// sizes are the machines that builds run on, from the smallest (CodeBuild API, "ProjectEnvironment", computeType).
var sizes = []buildspec.Size{buildspec.Small, buildspec.Medium, buildspec.Large, buildspec.XLarge, buildspec.Double}

func machine(to *buildspec.Size) choice {
	const before = "BUILD_GENERAL1_"
	one := choice{code: "PIPE-004", set: func(word string) { *to = buildspec.Size(before + strings.ToUpper(word)) }}
	for _, size := range sizes {
		one.options = append(one.options, strings.ToLower(strings.TrimPrefix(string(size), before)))
	}
	return one
}
