package delivery_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/delivery"
	"github.com/shipway-cdk/shipway/constructs/pipeline/buildspec"
)

const (
	repository = "arn:aws:ecr:eu-west-1:111111111111:repository/shop/web"
	connected  = "arn:aws:codeconnections:eu-west-1:111111111111:connection/01234567-89ab-cdef-0123-456789abcdef"
	secret     = "arn:aws:secretsmanager:eu-west-1:111111111111:secret:shop/npm-AbCdEf"
	key        = "arn:aws:kms:eu-west-1:111111111111:key/11111111-2222-3333-4444-555555555555"
	profile    = "arn:aws:signer:eu-west-1:111111111111:/signing-profiles/shop"
)

// row is what a value says of itself, and the codes and fields that it must refuse.
type row struct {
	said error
	want []string
}

func refuse(t *testing.T, rows map[string]row) {
	t.Helper()
	for name, one := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			var problems *check.Error
			if errors.As(one.said, &problems) {
				for _, p := range problems.Problems {
					got = append(got, p.Code+" "+p.Field)
				}
			}
			if !slices.Equal(got, one.want) {
				t.Errorf("got %q, want %q", got, one.want)
			}
		})
	}
}

func refused(problems ...string) []string { return problems }

func TestSourcesRefuseRepositoriesAndBranchesThatCannotBe(t *testing.T) {
	commits := func(repository, branch string) error {
		return delivery.CodeCommit{Repository: repository, Branch: branch}.Validate()
	}
	connects := func(change func(*delivery.Connection)) error {
		one := delivery.Connection{ARN: connected, Repository: "acme/shop"}
		change(&one)
		return one.Validate()
	}
	nine := make([]string, 9)
	for i := range nine {
		nine[i] = fmt.Sprintf("a%d*", i)
	}
	refuse(t, map[string]row{
		"a space":           {commits("a b", ""), refused("PIPE-001 Repository")},
		"an end in .git":    {commits("x.git", ""), refused("PIPE-001 Repository")},
		"100 characters":    {commits(strings.Repeat("x", 100), ""), nil},
		"101 characters":    {commits(strings.Repeat("x", 101), ""), refused("PIPE-001 Repository")},
		"dots":              {commits("shop", "a..b"), refused("PIPE-001 Branch")},
		"a branch in two":   {commits("shop", "a b"), refused("PIPE-001 Branch")},
		"a tilde":           {commits("shop", "a~1"), refused("PIPE-001 Branch")},
		"a command":         {commits("shop", "a$(id)"), refused("PIPE-001 Branch")},
		"a lock":            {commits("shop", "a.lock"), refused("PIPE-001 Branch")},
		"an option":         {commits("shop", "-x"), refused("PIPE-001 Branch")},
		"255 characters":    {commits("shop", strings.Repeat("x", 255)), nil},
		"256 characters":    {commits("shop", strings.Repeat("x", 256)), refused("PIPE-001 Branch")},
		"a feature":         {commits("shop", "feature/x_1.2"), nil},
		"a connection":      {connects(func(*delivery.Connection) {}), nil},
		"groups":            {connects(func(c *delivery.Connection) { c.Repository = "acme/team/shop" }), nil},
		"no owner":          {connects(func(c *delivery.Connection) { c.Repository = "shop" }), refused("PIPE-001 Repository")},
		"a connection's id": {connects(func(c *delivery.Connection) { c.ARN = "01234567" }), refused("PIPE-002 ARN")},
		"tags and paths":    {connects(func(c *delivery.Connection) { c.Tags, c.Paths = []string{"v*"}, []string{"web/**"} }), refused("PIPE-002 Tags")},
		"a way out":         {connects(func(c *delivery.Connection) { c.Paths = []string{"../x/**"} }), refused("PATH-001 Paths[0]")},
		"an absolute path":  {connects(func(c *delivery.Connection) { c.NotPaths = []string{"/etc"} }), refused("PATH-001 NotPaths[0]")},
		"a pattern twice":   {connects(func(c *delivery.Connection) { c.Paths = []string{"a", "a"} }), refused("PATH-001 Paths[1]")},
		"9 patterns":        {connects(func(c *delivery.Connection) { c.Paths = nine }), refused("PATH-001 Paths")},
		"8 patterns":        {connects(func(c *delivery.Connection) { c.Paths = nine[:8] }), nil},
		"a plain page":      {connects(func(c *delivery.Connection) { c.CommitURL = "http://git/" }), refused("PIPE-001 CommitURL")},
		"a page with =":     {connects(func(c *delivery.Connection) { c.CommitURL = "https://git.example.com/?p=shop&h=" }), nil},
		"a page's middle":   {connects(func(c *delivery.Connection) { c.CommitURL = "https://git.example.com/commit" }), refused("PIPE-001 CommitURL")},
		"a whole reference": {connects(func(c *delivery.Connection) { c.Branch = "refs/heads/main" }), refused("PIPE-001 Branch")},
		"references":        {commits("shop", "refs/x"), refused("PIPE-001 Branch")},
		"almost one":        {commits("shop", "refs-x/main"), nil},
		"an archive of tar": {delivery.Bucket{Name: "drop", Key: "a.tar.gz"}.Validate(), refused("PATH-001 Key")},
		"a bucket":          {delivery.Bucket{Name: "drop", Key: "a.zip", Encryption: key}.Validate(), nil},
		"a bucket's ARN":    {delivery.Bucket{Name: "arn:aws:s3:::x", Key: "a.zip"}.Validate(), refused("PIPE-001 Name")},
		"any key":           {delivery.Bucket{Name: "drop", Key: "*"}.Validate(), refused("PATH-001 Key")},
		"a key's way out":   {delivery.Bucket{Name: "drop", Key: "a/../b.zip"}.Validate(), refused("PATH-001 Key")},
		"no key":            {delivery.Bucket{Name: "drop"}.Validate(), refused("PATH-001 Key")},
		"a bad key":         {delivery.Bucket{Name: "drop", Key: "a.zip", Encryption: "x"}.Validate(), refused("SEC-004 Encryption")},
		"an image":          {delivery.Registry{Repository: "shop/web"}.Validate(), nil},
		"upper case":        {delivery.Registry{Repository: "Shop"}.Validate(), refused("IMG-004 Repository")},
		"a bad tag":         {delivery.Registry{Repository: "shop", Tag: "a b"}.Validate(), refused("IMG-002 Tag")},
	})
}

func TestAConnectionIsUsedInItsOwnRegion(t *testing.T) {
	for region, want := range map[string]bool{"eu-west-1": true, "us-east-1": false} {
		c := check.Of("x")
		delivery.Connection{ARN: connected}.In(c, region)
		if (c.Err() == nil) != want {
			t.Errorf("%s: %v", region, c.Err())
		}
	}
}

func TestBuildsRefuseWhatCannotBeBuilt(t *testing.T) {
	build := func(change func(*delivery.Build)) error {
		one := delivery.Build{Repository: repository}
		change(&one)
		return one.Validate()
	}
	bases := slices.Repeat([]string{repository}, 21)
	refuse(t, map[string]row{
		"nothing wrong":        {build(func(*delivery.Build) {}), nil},
		"no repository":        {build(func(b *delivery.Build) { b.Repository = "" }), refused("IMG-003 Repository")},
		"a way out":            {build(func(b *delivery.Build) { b.Dockerfile = "../../etc/passwd" }), refused("PATH-001 Dockerfile")},
		"an absolute path":     {build(func(b *delivery.Build) { b.Context = "/etc" }), refused("PATH-001 Context")},
		"a command":            {build(func(b *delivery.Build) { b.Context = "$(id)" }), refused("PATH-001 Context")},
		"windows":              {build(func(b *delivery.Build) { b.Platforms = []string{"windows/amd64"} }), refused("IMG-001 Platforms[0]")},
		"a platform twice":     {build(func(b *delivery.Build) { b.Platforms = []string{"linux/arm64", "linux/arm64"} }), refused("IMG-001 Platforms[1]")},
		"a base's name":        {build(func(b *delivery.Build) { b.Bases = []string{"base"} }), refused("IMG-003 Bases[0]")},
		"20 bases":             {build(func(b *delivery.Build) { b.Bases = bases[:20] }), nil},
		"21 bases":             {build(func(b *delivery.Build) { b.Bases = bases }), refused("IMG-003 Bases")},
		"4 minutes":            {build(func(b *delivery.Build) { b.Machine.Timeout = 4 * time.Minute }), refused("PIPE-004 Machine.Timeout")},
		"2160 minutes":         {build(func(b *delivery.Build) { b.Machine.Timeout = 2160 * time.Minute }), nil},
		"481 minutes of queue": {build(func(b *delivery.Build) { b.Machine.Queue = 481 * time.Minute }), refused("PIPE-004 Machine.Queue")},
		"a huge machine":       {build(func(b *delivery.Build) { b.Machine.Size = "HUGE" }), refused("PIPE-004 Machine.Size")},
		"an ARM machine":       {build(func(b *delivery.Build) { b.Machine.Arm = true }), refused("PIPE-004 Machine.Arm")},
		"Docker":               {build(func(b *delivery.Build) { b.Machine.Docker = true }), refused("PIPE-004 Machine.Docker")},
		"a tool by tag":        {build(func(b *delivery.Build) { b.Tools.BuildKit = "moby/buildkit:latest" }), refused("IMG-002 Tools.BuildKit")},
		"a plain mirror":       {build(func(b *delivery.Build) { b.Tools.Gitleaks = "http://mirror" }), refused("INJ-001 Tools.Gitleaks")},
		"a profile":            {build(func(b *delivery.Build) { b.Signer = profile }), nil},
		"a profile's name":     {build(func(b *delivery.Build) { b.Signer = "shop" }), refused("IMG-008 Signer")},
		"any profile":          {build(func(b *delivery.Build) { b.Signer = strings.TrimSuffix(profile, "shop") + "*" }), refused("IMG-008 Signer")},
	})
}

// token has the form of a token of GitHub.
var token = "ghp_" + strings.Repeat("a", 36)

func TestSecretsOfTestsAreInTheRegionOfTheirBuild(t *testing.T) {
	for region, want := range map[string]bool{"eu-west-1": true, "us-east-1": false} {
		c := check.Of("x")
		delivery.Tests{Secrets: map[string]string{"NPM": secret}}.In(c, region)
		if (c.Err() == nil) != want {
			t.Errorf("%s: %v", region, c.Err())
		}
	}
}

func TestTheLinesOfAnApplicationTellNoSecret(t *testing.T) {
	refuse(t, map[string]row{
		"nothing wrong": {delivery.Synth{}.Validate(), nil},
		"a token":       {delivery.Synth{Test: "TOKEN=" + token + " make"}.Validate(), refused("SEC-001 Test")},
		"a password":    {delivery.Synth{Verify: "git ls-remote https://u:p@h"}.Validate(), refused("SEC-001 Verify")},
		"an access key": {delivery.Synth{Synth: "AWS=AKIAABCDEFGHIJKLMNOP make"}.Validate(), refused("SEC-001 Synth")},
	})
}

func TestTestsRefuseWhatCannotBeTested(t *testing.T) {
	tests := func(change func(*delivery.Tests)) error {
		one := delivery.Tests{Command: "make"}
		change(&one)
		return one.Validate()
	}
	variable := func(name, value string) error {
		return tests(func(x *delivery.Tests) { x.Variables = map[string]string{name: value} })
	}
	refuse(t, map[string]row{
		"nothing wrong":          {tests(func(*delivery.Tests) {}), nil},
		"no tests":               {delivery.Tests{}.Validate(), nil},
		"4000 characters":        {tests(func(x *delivery.Tests) { x.Command = strings.Repeat("x", 4000) }), nil},
		"4001 characters":        {tests(func(x *delivery.Tests) { x.Command = strings.Repeat("x", 4001) }), refused("INJ-001 Command")},
		"two lines":              {tests(func(x *delivery.Tests) { x.Command = "make\nartifacts:" }), refused("INJ-001 Command")},
		"Docker":                 {tests(func(x *delivery.Tests) { x.Machine.Docker = true }), refused("PIPE-004 Machine.Docker")},
		"ARM":                    {tests(func(x *delivery.Tests) { x.Machine = buildspec.Machine{Arm: true} }), nil},
		"a report of another":    {tests(func(x *delivery.Tests) { x.Report, x.Format = "r.xml", "NUNITXML" }), refused("PIPE-004 Format")},
		"a report's way out":     {tests(func(x *delivery.Tests) { x.Report, x.Format = "../r.xml", "JUNITXML" }), refused("PATH-001 Report")},
		"a report of nothing":    {delivery.Tests{Report: "r.xml", Format: "JUNITXML"}.Validate(), refused("PIPE-003 Command")},
		"100 percent":            {tests(func(x *delivery.Tests) { x.MinCoverage = 100 }), nil},
		"101 percent":            {tests(func(x *delivery.Tests) { x.MinCoverage = 101 }), refused("PIPE-004 MinCoverage")},
		"-1 tests":               {tests(func(x *delivery.Tests) { x.Min = -1 }), refused("PIPE-004 Min")},
		"a language unknown":     {tests(func(x *delivery.Tests) { x.Runtimes = map[string]string{"cobol": "85"} }), refused("BLD-002 Runtimes[cobol]")},
		"a password":             {variable("DB_PASSWORD", "x"), refused("SEC-001 Variables[DB_PASSWORD]")},
		"AWS's own":              {variable("AWS_REGION", "x"), refused("INJ-003 Variables[AWS_REGION]")},
		"the path":               {variable("PATH", "/x"), refused("INJ-003 Variables[PATH]")},
		"the program's own":      {variable("TEST_COMMAND", "x"), refused("INJ-003 Variables[TEST_COMMAND]")},
		"a pipeline's variable":  {variable("CI", "#{Source.CommitMessage}"), refused("INJ-001 Variables[CI]")},
		"a secret's name":        {tests(func(x *delivery.Tests) { x.Secrets = map[string]string{"NPM": "npm"} }), refused("SEC-002 Secrets[NPM]")},
		"a token in the line":    {tests(func(x *delivery.Tests) { x.Command = "NPM=" + token + " make" }), refused("SEC-001 Command")},
		"a secret of the line":   {tests(func(x *delivery.Tests) { x.Command = "X={{resolve:secretsmanager:a}} make" }), refused("INJ-003 Command")},
		"a database":             {variable("DB", "postgres://u:p@h/db"), refused("SEC-001 Variables[DB]")},
		"a cache":                {variable("CACHE", "redis://:p@h"), refused("SEC-001 Variables[CACHE]")},
		"a database for all":     {variable("DB", "postgres://u@h:5432/db"), nil},
		"an address with a time": {variable("PAGE", "https://h/a:b@c"), nil},
		"an access key":          {variable("A", "AKIAABCDEFGHIJKLMNOP"), refused("SEC-001 Variables[A]")},
		"a password in the line": {tests(func(x *delivery.Tests) { x.Command = "psql postgres://u:p@h/db" }), refused("SEC-001 Command")},
		"a variable in the line": {tests(func(x *delivery.Tests) { x.Command = `psql "postgres://u:$PASSWORD@h/db"` }), nil},
		"a secret twice": {tests(func(x *delivery.Tests) {
			x.Secrets, x.Variables = map[string]string{"NPM": secret}, map[string]string{"NPM": "x"}
		}), refused("INJ-003 Secrets[NPM]")},
	})
}

func TestScansRefuseLimitsThatAreNone(t *testing.T) {
	refuse(t, map[string]row{
		"nothing wrong":       {delivery.Scan{}.Validate(), nil},
		"a severity unknown":  {delivery.Scan{Block: 9}.Validate(), refused("PIPE-003 Block")},
		"less than nothing":   {delivery.Scan{Most: map[delivery.Severity]int{delivery.High: -1}}.Validate(), refused("PIPE-003 Most[HIGH]")},
		"a limit on nothing":  {delivery.Scan{Most: map[delivery.Severity]int{delivery.Nothing: 1}}.Validate(), refused("PIPE-003 Most")},
		"2 hours of scanning": {delivery.Scan{Within: 2 * time.Hour}.Validate(), nil},
		"3 hours of scanning": {delivery.Scan{Within: 3 * time.Hour}.Validate(), refused("PIPE-004 Within")},
	})
}

func TestProofsRefuseWhatNobodyCanProve(t *testing.T) {
	small := buildspec.Machine{Size: buildspec.Large}
	refuse(t, map[string]row{
		"nothing wrong":         {delivery.Verify{}.Validate(), nil},
		"an address":            {delivery.Verify{URL: "https://shop.example.com:8443/healthz?a=b"}.Validate(), nil},
		"no address":            {delivery.Verify{URL: "example.com"}.Validate(), refused("INJ-001 URL")},
		"an address in a shell": {delivery.Verify{URL: "https://x/$(id)"}.Validate(), refused("INJ-001 URL")},
		"codes":                 {delivery.Verify{Status: "200-204,302"}.Validate(), nil},
		"no code":               {delivery.Verify{Status: "ok"}.Validate(), refused("PIPE-003 Status")},
		"1001 attempts":         {delivery.Verify{Attempts: 1001}.Validate(), refused("PIPE-003 Attempts")},
		"a day of baking":       {delivery.Verify{Bake: 24 * time.Hour}.Validate(), nil},
		"more than a day":       {delivery.Verify{Bake: 24*time.Hour + time.Second}.Validate(), refused("PIPE-003 Bake")},
		"half a second":         {delivery.Verify{Bake: time.Second / 2}.Validate(), refused("PIPE-003 Bake")},
		"a metric of nowhere":   {delivery.Verify{Points: 1, Metric: delivery.Metric{Name: "RequestCount"}}.Validate(), refused("PIPE-003 Metric")},
		"a test's password":     {delivery.Verify{Test: "curl https://u:p@h"}.Validate(), refused("SEC-001 Test")},
		"points alone":          {delivery.Verify{Points: 1}.Validate(), nil},
		"a metric of the run":   {delivery.Verify{Points: 1, Metric: delivery.Metric{Namespace: "#{x.y}", Name: "a"}}.Validate(), refused("INJ-001 Metric")},
		"a test":                {delivery.Verify{Test: "k6 run load.js", TestMachine: small}.Validate(), nil},
		"two lines of a test":   {delivery.Verify{Test: "k6 run load.js\nreboot"}.Validate(), refused("INJ-001 Test")},
		"a machine for nothing": {delivery.Verify{TestMachine: small}.Validate(), refused("PIPE-003 Test")},
		"a test with Docker":    {delivery.Verify{Test: "k6", TestMachine: buildspec.Machine{Docker: true}}.Validate(), refused("PIPE-004 TestMachine.Docker")},
		"a test of 4 minutes":   {delivery.Verify{Test: "k6", TestMachine: buildspec.Machine{Timeout: 4 * time.Minute}}.Validate(), refused("PIPE-004 TestMachine.Timeout")},
	})
}

func TestApprovalsAndWindowsRefuseTimesThatCannotBe(t *testing.T) {
	refuse(t, map[string]row{
		"an approval":          {delivery.Approval{}.Validate(), nil},
		"4 minutes to approve": {delivery.Approval{Within: 4 * time.Minute}.Validate(), refused("PIPE-003 Within")},
		"5 minutes to approve": {delivery.Approval{Within: 5 * time.Minute}.Validate(), nil},
		"60 days to approve":   {delivery.Approval{Within: 60 * 24 * time.Hour}.Validate(), nil},
		"61 days to approve":   {delivery.Approval{Within: 61 * 24 * time.Hour}.Validate(), refused("PIPE-003 Within")},
		"a topic's name":       {delivery.Approval{Topic: "x"}.Validate(), refused("OBS-005 Topic")},
		"a variable":           {delivery.Approval{Message: "#{Source.CommitMessage}"}.Validate(), refused("INJ-001 Message")},
		"300 characters":       {delivery.Approval{Message: strings.Repeat("x", 300)}.Validate(), nil},
		"301 characters":       {delivery.Approval{Message: strings.Repeat("x", 301)}.Validate(), refused("INJ-001 Message")},
		"a window":             {delivery.Window{}.Validate(), nil},
		"a window backwards":   {delivery.Window{From: 17, To: 9}.Validate(), refused("PIPE-003 To")},
		"a 25th hour":          {delivery.Window{From: 9, To: 25}.Validate(), refused("PIPE-003 To")},
		"a day twice":          {delivery.Window{Days: []time.Weekday{1, 1}}.Validate(), refused("PIPE-003 Days[1]")},
		"an eighth day":        {delivery.Window{Days: []time.Weekday{7}}.Validate(), refused("PIPE-003 Days[0]")},
		"an offset":            {delivery.Window{Zone: "UTC+01:00"}.Validate(), nil},
		"the first offset":     {delivery.Window{Zone: "UTC-12:00"}.Validate(), nil},
		"the last offset":      {delivery.Window{Zone: "UTC+14:00"}.Validate(), nil},
		"before the first":     {delivery.Window{Zone: "UTC-12:01"}.Validate(), refused("PIPE-003 Zone")},
		"after the last":       {delivery.Window{Zone: "UTC+14:01"}.Validate(), refused("PIPE-003 Zone")},
		"60 minutes":           {delivery.Window{Zone: "UTC+01:60"}.Validate(), refused("PIPE-003 Zone")},
		"a city":               {delivery.Window{Zone: "America/Port_of_Spain"}.Validate(), nil},
		"a zone's letters":     {delivery.Window{Zone: "CET"}.Validate(), nil},
		"letters of none":      {delivery.Window{Zone: "CEST"}.Validate(), refused("PIPE-003 Zone")},
		"a city misspelt":      {delivery.Window{Zone: "Europe/Berln"}.Validate(), refused("PIPE-003 Zone")},
		"a city of a country":  {delivery.Window{Zone: "America/Argentina/Buenos_Aires"}.Validate(), refused("PIPE-003 Zone")},
		"an offset elsewhere":  {delivery.Window{Zone: "Etc/GMT+1"}.Validate(), refused("PIPE-003 Zone")},
	})
}
